"""The computed result of a round as a list, with its cut lines."""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Expression, Narrowed, exact, scaled
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import choices_of, ids_of, in_order
from awardsdesk.models import ComputedResult, ComputedStanding, Entry, Round
from awardsdesk.operations.rounds import book_of, by_code
from awardsdesk.rules.rulebook import EvaluationRules

UNDECIDED = "并列待定"

_shown = case((ComputedStanding.undecided, UNDECIDED), else_=ComputedStanding.outcome)
SORTS: dict[str, Expression] = {
    "rank": ComputedStanding.rank,
    "key": Entry.key,
    "name": Entry.name,
    "group": Entry.group,
    "score": ComputedStanding.position,
    "outcome": ComputedStanding.outcome,
    "bonus": ComputedStanding.bonus_fen,
}
ASKED: dict[str, Narrowed] = {
    "rank": ComputedStanding.rank,
    "key": Entry.key,
    "name": Entry.name,
    "county": Entry.county,
    "group": Entry.group,
    "score": exact(ComputedStanding.score),
    "objective": exact(ComputedStanding.objective),
    "expert": exact(ComputedStanding.expert),
    "proposed": ComputedStanding.proposed,
    "outcome": _shown,
    "bonus": scaled(func.nullif(ComputedStanding.bonus_fen, 0, type_=Integer), 2),
    "reason": ComputedStanding.reason,
}
"""What a condition asks of a column: what its cell shows."""
CHANGES = frozenset({"computed_result", "computed_standing", "round", "tie_decision"})


def _ids(session: Session, query: Query) -> "array[int]":
    return ids_of(
        session,
        select(ComputedStanding.id)
        .join(ComputedResult)
        .join(Round)
        .join(Entry, ComputedStanding.entry_id == Entry.id)
        .where(Round.code == query.scope),
        query,
        search=[Entry.key, Entry.name],
        filters={"group": Entry.group, "outcome": _shown, "county": Entry.county},
        columns=ASKED,
        sorts=SORTS,
        order=[ComputedStanding.position],
    )


def _loaded(session: Session, ids: Sequence[int]) -> list[tuple[ComputedStanding, Entry]]:
    statement = (
        select(ComputedStanding, Entry)
        .join(Entry, ComputedStanding.entry_id == Entry.id)
        .where(ComputedStanding.id.in_(ids))
        .options(joinedload(Entry.round))
    )
    return list(session.execute(statement))


def _outcome(standing: ComputedStanding) -> str:
    return UNDECIDED if standing.undecided else standing.outcome


def _evaluation_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    found: Mapping[int, Row] = {
        row.id: (
            row.rank,
            entry.key,
            entry.name,
            entry.county,
            row.score,
            row.objective,
            row.expert,
            _outcome(row),
            row.bonus_fen or None,
            row.reason,
        )
        for row, entry in _loaded(session, ids)
    }
    return in_order(ids, found)


def _award_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    found: Mapping[int, Row] = {
        row.id: (
            row.rank,
            entry.group,
            entry.key,
            entry.name,
            row.score,
            row.proposed,
            _outcome(row),
            row.bonus_fen or None,
            row.reason,
        )
        for row, entry in _loaded(session, ids)
    }
    return in_order(ids, found)


def _values(column: Expression) -> Callable[[Session, str], Sequence[str]]:
    def statement(scope: str) -> Select[str]:
        computed = select(column).select_from(ComputedStanding).join(ComputedResult).join(Round)
        return computed.join(Entry, ComputedStanding.entry_id == Entry.id).where(Round.code == scope).distinct()

    return choices_of(statement)


EVALUATION_RESULT = Listing(
    key="evaluation-result",
    title=_("评价结果"),
    columns=(
        Column("rank", _("名次"), 60, Kind.COUNT, public=True),
        Column("key", _("统一社会信用代码"), 180, Kind.CODE),
        Column("name", _("企业名称"), 280, public=True),
        Column("county", _("所属县区"), 84, public=True),
        Column("score", _("总分"), 72, Kind.NUMBER),
        Column("objective", _("客观分"), 72, Kind.NUMBER),
        Column("expert", _("专家分"), 72, Kind.NUMBER),
        Column("outcome", _("最高称号"), 180, Kind.STATE, public=True, tones={UNDECIDED: "warn"}),
        Column("bonus", _("奖金（元）"), 110, Kind.MONEY),
        Column("reason", _("未排名原因"), 280),
    ),
    ids=_ids,
    rows=_evaluation_rows,
    filters=(
        Filter("outcome", _("称号"), _values(_shown)),
        Filter("county", _("县区"), _values(Entry.county)),
    ),
    changes_with=CHANGES,
    empty=_("尚未计算结果。数据齐备后按 F9 计算。"),
    sortable=frozenset(SORTS) - {"group"},
    narrowable=frozenset(ASKED) - {"group", "proposed"},
)

AWARD_RESULT = Listing(
    key="award-result",
    title=_("评审结果"),
    columns=(
        Column("rank", _("组内名次"), 76, Kind.COUNT),
        Column("group", _("专业组"), 84, public=True),
        Column("key", _("编号"), 110, Kind.CODE, public=True),
        Column("name", _("项目名称"), 380, public=True),
        Column("score", _("得分"), 72, Kind.NUMBER),
        Column("proposed", _("建议等级"), 76, public=True),
        Column("outcome", _("表决结果"), 84, Kind.STATE, public=True, tones={UNDECIDED: "warn"}),
        Column("bonus", _("奖金（元）"), 110, Kind.MONEY),
        Column("reason", _("未排名原因"), 280),
    ),
    ids=_ids,
    rows=_award_rows,
    filters=(
        Filter("group", _("专业组"), _values(Entry.group)),
        Filter("outcome", _("等级"), _values(_shown)),
    ),
    changes_with=CHANGES,
    empty=_("尚未计算结果。数据齐备后按 F9 计算。"),
    sortable=frozenset(SORTS),
    narrowable=frozenset(ASKED) - {"county", "objective", "expert"},
)


@dataclass(frozen=True, slots=True)
class CutLine:
    """A line to draw below the standing at this place of the unsorted list."""

    after: int
    """How many standings stand above the line, counted in the list as `ids` answers it without sorting."""
    label: str


@dataclass(frozen=True, slots=True)
class TieSpan:
    """Standings of equal rank that follow one another in the unsorted list, counted from 0."""

    first: int
    last: int
    undecided: bool


def cut_lines(session: Session, code: str, group: str = "") -> list[CutLine]:
    """Return the cut lines of a round's result in the list's own order, or in that of one group.

    Award rounds are cut inside each group, where its seats of a tier end.
    """
    book = book_of(by_code(session, code))
    counts = Counter(standing.group for standing in _ranked(session, code, group))
    if isinstance(book, EvaluationRules):
        return [
            CutLine(
                after=min(honour.places, counts.total()),
                label=_("{honour}　前 {places} 名").format(honour=honour.name, places=honour.places),
            )
            for honour in book.honours
        ]
    seats = _seats(session, code)
    lines = []
    start = 0
    for each in [group] if group else book.groups:
        cut = 0
        for tier in book.tiers:
            share = seats.get(tier.name, {}).get(each, 0)
            cut += share
            if share > 0 and cut <= counts[each]:
                name = tier.name if group else f"{each} {tier.name}"
                lines.append(CutLine(start + cut, _("{name}　{seats} 席").format(name=name, seats=share)))
        start += counts[each]
    return lines


def tie_spans(session: Session, code: str, group: str = "") -> list[TieSpan]:
    """Return the ties of a round's result in the list's own order, or in that of one group."""
    spans = []
    place = 0
    for _rank, members in groupby(_ranked(session, code, group), key=lambda row: (row.group, row.rank)):
        tie = list(members)
        if len(tie) > 1:
            spans.append(TieSpan(place, place + len(tie) - 1, any(row.undecided for row in tie)))
        place += len(tie)
    return spans


def _ranked(session: Session, code: str, group: str) -> Sequence[Any]:
    statement = (
        select(ComputedStanding.rank, ComputedStanding.undecided, Entry.group)
        .join(ComputedResult)
        .join(Round)
        .join(Entry, ComputedStanding.entry_id == Entry.id)
        .where(Round.code == code, ComputedStanding.rank.is_not(None))
        .order_by(ComputedStanding.position)
    )
    return session.execute(statement.where(Entry.group == group) if group else statement).all()


def _seats(session: Session, code: str) -> Mapping[str, Mapping[str, int]]:
    summary = session.scalar(select(ComputedResult.summary).join(Round).where(Round.code == code)) or {}
    seats: Mapping[str, Mapping[str, int]] = summary.get("seats", {})
    return seats

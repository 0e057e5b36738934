"""The experts' score sheets of a round as a list."""

from array import array
from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Expression
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import choices_of, ids_of, in_order
from awardsdesk.models import Entry, Expert, Round, ScoreSheet

RECUSED, COUNTED = "回避", "计入"
_state = case((ScoreSheet.recused, RECUSED), else_=COUNTED)
SORTS: dict[str, Expression] = {"key": Entry.key, "name": Entry.name, "expert": Expert.name, "state": _state}
ASKED: dict[str, Expression] = {**SORTS, "unit": Expert.unit, "remark": ScoreSheet.remark}


def _ids(session: Session, query: Query) -> "array[int]":
    return ids_of(
        session,
        select(ScoreSheet.id)
        .join(Entry, ScoreSheet.entry_id == Entry.id)
        .join(Expert, ScoreSheet.expert_id == Expert.id)
        .join(Round, Entry.round_id == Round.id)
        .where(Round.code == query.scope),
        query,
        search=[Entry.key, Entry.name, Expert.name],
        filters={"expert": Expert.name, "state": _state},
        columns=ASKED,
        sorts=SORTS,
        order=[ScoreSheet.id],
    )


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    statement = (
        select(ScoreSheet, Entry.key, Entry.name, Expert.name, Expert.unit, _state)
        .join(Entry, ScoreSheet.entry_id == Entry.id)
        .join(Expert, ScoreSheet.expert_id == Expert.id)
        .where(ScoreSheet.id.in_(ids))
    )
    found = {
        sheet.id: (key, name, expert, unit, "　".join(mark or "—" for mark in sheet.marks), state, sheet.remark)
        for sheet, key, name, expert, unit, state in session.execute(statement)
    }
    return in_order(ids, found)


SHEETS = Listing(
    key="sheets",
    title=_("专家评分"),
    columns=(
        Column("key", _("编号或信用代码"), 180, Kind.CODE),
        Column("name", _("项目或企业"), 300),
        Column("expert", _("专家"), 84),
        Column("unit", _("专家单位"), 180),
        Column("marks", _("各项评分"), 180),
        Column("state", _("状态"), 72, Kind.STATE, tones={COUNTED: "ok", RECUSED: "mute"}),
        Column("remark", _("备注"), 160),
    ),
    ids=_ids,
    rows=_rows,
    filters=(
        Filter(
            "expert",
            _("专家"),
            choices_of(
                lambda scope: (
                    select(Expert.name)
                    .join(ScoreSheet, ScoreSheet.expert_id == Expert.id)
                    .join(Entry, ScoreSheet.entry_id == Entry.id)
                    .join(Round, Entry.round_id == Round.id)
                    .where(Round.code == scope)
                    .distinct()
                )
            ),
        ),
        Filter("state", _("状态"), lambda _session, _scope: (COUNTED, RECUSED)),
    ),
    changes_with=frozenset({"score_sheet", "entry", "expert"}),
    empty=_("还没有专家评分。点“导入”选择专家评分工作簿。"),
    sortable=frozenset(SORTS),
    narrowable=frozenset(ASKED),
)

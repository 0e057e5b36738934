"""Compute a round's result from what stands in the file, keep it, and tell whether it still holds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import ComputedResult, ComputedStanding, Entry, Meeting, Round, TieDecision
from awardsdesk.operations.audit import now, operation
from awardsdesk.operations.doubts import doubts
from awardsdesk.operations.entries import WHOLE
from awardsdesk.operations.rounds import book_of, require_open, touch
from awardsdesk.rules import entries as facts
from awardsdesk.rules.award import grade
from awardsdesk.rules.evaluation import evaluate
from awardsdesk.rules.rounding import half_up
from awardsdesk.rules.rulebook import EvaluationRules
from awardsdesk.terms import FormalCheck, Opinion, Stage, VerificationLevel


def outcome(
    session: Session, round_: Round, entries: Sequence[Entry] | None = None, *, undecide: str = ""
) -> facts.Outcome:
    """Compute the round from the file as it is now, from `entries_of` it if at hand; nothing is kept.

    A tie at the cut `undecide` counts as open, whatever was decided on it.
    """
    book = book_of(round_)
    decisions = [decision for decision in _decisions(session, round_) if decision.cut != undecide]
    entries = entries_of(session, round_) if entries is None else entries
    if isinstance(book, EvaluationRules):
        return evaluate(book, [applicant(entry) for entry in entries], decisions)
    meeting = session.scalar(select(Meeting).where(Meeting.round_id == round_.id))
    counted = facts.Meeting(meeting.expected, meeting.present) if meeting else None
    return grade(book, [nomination(entry) for entry in entries], counted, decisions)


def entries_of(session: Session, round_: Round) -> Sequence[Entry]:
    """Return the round's entries with everything the rules look at, in the order they came."""
    return session.scalars(select(Entry).where(Entry.round_id == round_.id).order_by(Entry.id).options(*WHOLE)).all()


def applicant(entry: Entry) -> facts.Applicant:
    """Return a firm with its figures as they stand: the city's word, else the county's, else the reported one."""
    figures: dict[str, facts.Figure] = {value.quantity: _value(value.number, value.text) for value in entry.reported}
    for level in (VerificationLevel.COUNTY, VerificationLevel.CITY):
        for row in entry.verifications:
            if row.level == level:
                unverifiable = row.opinion == Opinion.UNVERIFIABLE
                figures[row.quantity] = facts.UNVERIFIABLE if unverifiable else _value(row.number, row.text)
    return facts.Applicant(
        key=entry.key,
        name=entry.name,
        figures=figures,
        sheets=_sheets(entry),
        veto=entry.veto.reason if entry.veto else None,
    )


def nomination(entry: Entry) -> facts.Nomination:
    """Return a nomination with its sheets and ballots."""
    passed = entry.formal_check == FormalCheck.PASSED
    reason = ""
    if entry.withdrawn:
        reason = "已撤回"
    elif not passed:
        why = entry.formal_reason or "未说明原因"
        reason = f"形式审查不合格：{why}" if entry.formal_check else "尚未形式审查"
    return facts.Nomination(
        key=entry.key,
        name=entry.name,
        group=entry.group,
        valid=passed and not entry.withdrawn,
        reason=reason,
        sheets=_sheets(entry),
        votes=tuple(
            facts.Vote(vote.tier, vote.present, vote.recused, vote.yes, vote.no, vote.abstained)
            for vote in entry.ballots
        ),
        persons=len(entry.completers),
        units=len(entry.units),
    )


def _sheets(entry: Entry) -> tuple[facts.Sheet, ...]:
    """Return the sheets; experts are told apart by their row, for two may share a name."""
    return tuple(
        facts.Sheet(
            expert=str(sheet.expert_id),
            marks=tuple(None if mark is None else Decimal(mark) for mark in sheet.marks),
            recused=sheet.recused,
        )
        for sheet in entry.sheets
    )


def _value(number: Decimal | None, text: str | None) -> facts.Figure:
    return number if number is not None else text


def _decisions(session: Session, round_: Round) -> list[facts.TieDecision]:
    """Return the decisions that stand: of several on the same tie the newest."""
    rows = session.scalars(select(TieDecision).where(TieDecision.round_id == round_.id).order_by(TieDecision.id))
    newest = {(row.cut, frozenset(row.members)): frozenset(row.above) for row in rows}
    return [facts.TieDecision(cut, above, members) for (cut, members), above in newest.items()]


def compute(session: Session, round_: Round) -> facts.Outcome:
    """Compute the round and keep the result for lists and approval."""
    require_open(round_)
    computed = outcome(session, round_)
    with operation(session, "compute", f"round:{round_.code}"):
        result = session.scalar(select(ComputedResult).where(ComputedResult.round_id == round_.id))
        if result is None:
            result = ComputedResult(round_id=round_.id, revision=-1, computed_at=now(), digest="", summary={})
            session.add(result)
        result.revision = round_.revision
        result.computed_at = now()
        result.digest = digest(computed)
        result.summary = _summary(computed, doubts(entries_of(session, round_)))
        result.standings.clear()
        session.flush()
        ids = dict(session.execute(select(Entry.key, Entry.id).where(Entry.round_id == round_.id)).all())
        waiting = {key for tie in computed.undecided for key in tie.keys}
        for position, standing in enumerate(computed.standings, 1):
            row = _standing(standing, position, undecided=standing.key in waiting)
            row.entry_id = ids[standing.key]
            result.standings.append(row)
        order = list(Stage)
        if order.index(Stage(round_.stage)) < order.index(Stage.DECISION):
            round_.stage = Stage.DECISION
    return computed


def _standing(standing: facts.Standing, position: int, *, undecided: bool) -> ComputedStanding:
    return ComputedStanding(
        position=position,
        rank=standing.rank,
        score="" if standing.score is None else str(standing.score),
        objective=two_decimals(standing.objective),
        expert=two_decimals(standing.expert.score if standing.expert else None),
        proposed=standing.proposed_tier,
        outcome=standing.tier or (standing.honours[0] if standing.honours else ""),
        reason=standing.reason,
        tied=bool(standing.tied_with),
        undecided=undecided,
        bonus_fen=standing.bonus_fen,
    )


def two_decimals(value: Fraction | None) -> str:
    """Return an exact score as it is shown, rounded half up to two decimals."""
    return "" if value is None else str(half_up(value, 2))


def digest(computed: facts.Outcome) -> str:
    """Return the SHA-256 of an outcome, exact scores included."""
    return hashlib.sha256(repr(computed).encode()).hexdigest()


def _summary(computed: facts.Outcome, doubtful: Sequence[str]) -> dict[str, Any]:
    return {
        "plaques": computed.plaques,
        "persons": computed.person_certificates,
        "units": computed.unit_certificates,
        "bonus_fen": computed.bonus_fen,
        "undecided": [
            {
                "cut": tie.cut,
                "keys": list(tie.keys),
                "first": tie.first_place,
                "last": tie.last_place,
                "open": tie.open_seats,
            }
            for tie in computed.undecided
        ],
        "seats": {tier: dict(groups) for tier, groups in computed.seats.items()},
        "warnings": [*computed.warnings, *doubtful],
    }


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a round has a computed result and whether it still holds."""

    computed: bool
    stale: bool
    summary: dict[str, Any]

    @property
    def sentence(self) -> str:
        """Say it to the clerk; empty when the result holds."""
        if not self.computed:
            return _("尚未计算结果。")
        return _("计算之后数据有变动，结果已失效，请重新计算。") if self.stale else ""


def validity(session: Session, round_: Round) -> Validity:
    """Return whether the kept result still belongs to the data."""
    result = session.scalar(select(ComputedResult).where(ComputedResult.round_id == round_.id))
    if result is None:
        return Validity(computed=False, stale=False, summary={})
    return Validity(computed=True, stale=result.revision != round_.revision, summary=result.summary)


def decide_tie(session: Session, round_: Round, cut: str, above: Sequence[str], reason: str) -> int:
    """Record who of a tie stands above the cut, and why; a later decision on the same tie replaces an earlier one.

    The result must then be computed anew. Returns the number of seats that were open.
    """
    require_open(round_)
    if not reason.strip():
        raise UserError(_("请写明理由：并列的取舍要有依据，才能批准。"))
    tie = next((tie for tie in outcome(session, round_, undecide=cut).undecided if tie.cut == cut), None)
    if tie is None:
        raise UserError(_("没有跨“{cut}”的并列，没有改动。").format(cut=cut))
    strangers = [key for key in above if key not in tie.keys]
    if strangers:
        raise UserError(_("{keys} 不在“{cut}”处的并列之中，没有改动。").format(keys=joined(strangers), cut=cut))
    with operation(session, "decide tie", f"round:{round_.code}", reason):
        session.add(
            TieDecision(
                round_id=round_.id,
                cut=cut,
                members=list(tie.keys),
                above=list(above),
                reason=reason.strip(),
                decided_at=now(),
                decided_by=session.info.get("actor", ""),
            )
        )
        touch(round_, Stage.DECISION)
    return tie.open_seats

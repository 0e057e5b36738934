"""Rounds and results as plain JSON values, for scripts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from awardsdesk.lists.rounds import round_states
from awardsdesk.models import Round
from awardsdesk.operations.doubts import doubts
from awardsdesk.operations.results import entries_of, outcome, two_decimals
from awardsdesk.operations.rounds import book_of
from awardsdesk.rules.entries import Outcome, Standing
from awardsdesk.rules.numbers import award_number
from awardsdesk.rules.rulebook import AwardRules


def round_report(session: Session) -> list[dict[str, Any]]:
    """Return every round at a glance."""
    return [
        {
            "code": state.code,
            "title": state.title,
            "kind": state.kind,
            "year": state.year,
            "stage": state.stage,
            "entries": state.entries,
            "computed": state.computed,
            "stale": state.stale,
            "approved": state.approved,
            "document_no": state.document_no,
            "document_date": state.document_date.isoformat() if state.document_date else None,
            "awards": state.awards,
            "certificates": state.certificates,
            "due": list(state.due),
        }
        for state in round_states(session)
    ]


def result_report(session: Session, round_: Round) -> dict[str, Any]:
    """Return a round's result; splits are keyed by the number an award has, or will have when approved as it is."""
    computed = outcome(session, round_)
    book = book_of(round_)
    splits: Mapping[str, tuple[int, ...]] = {}
    if isinstance(book, AwardRules):
        splits = {
            award_number(book, round_.code, entry.tier, entry.sequence): computed.splits[entry.key]
            for entry in computed.standings
            if entry.tier and entry.sequence is not None
        }
    return {
        "round": round_.code,
        "approved": round_.approved_at is not None,
        "entries": [_entry(entry, is_award=isinstance(book, AwardRules)) for entry in computed.standings],
        "undecided_ties": [{"cut": tie.cut, "keys": list(tie.keys)} for tie in computed.undecided],
        "plaques": computed.plaques,
        "certificates": _certificates(computed),
        "bonus_fen": computed.bonus_fen,
        "splits": {number: list(shares) for number, shares in splits.items()},
        "seats": {tier: dict(groups) for tier, groups in computed.seats.items()},
        "warnings": [*computed.warnings, *doubts(entries_of(session, round_))],
    }


def _certificates(computed: Outcome) -> dict[str, int]:
    return {"persons": computed.person_certificates, "units": computed.unit_certificates}


def _entry(entry: Standing, *, is_award: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": entry.key,
        "name": entry.name,
        "score": None if entry.score is None else str(entry.score),
        "objective": two_decimals(entry.objective) or None,
        "expert": two_decimals(entry.expert.score if entry.expert else None) or None,
        "rank": entry.rank,
        "reason": entry.reason,
    }
    if is_award:
        return shown | {"group": entry.group, "proposed_tier": entry.proposed_tier, "tier": entry.tier}
    return shown | {"honours": list(entry.honours)}

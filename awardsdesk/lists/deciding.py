"""What stands before a decision: the open ties of a round with their members, and what approving it would grant."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.models import ComputedResult, ComputedStanding, Entry
from awardsdesk.operations.approval import obstacles
from awardsdesk.operations.granting import plan
from awardsdesk.operations.results import entries_of, outcome, validity
from awardsdesk.operations.rounds import book_of, by_code
from awardsdesk.terms import HolderKind


@dataclass(frozen=True, slots=True)
class Member:
    """One of those that are tied."""

    key: str
    name: str
    score: str
    expert: str


@dataclass(frozen=True, slots=True)
class OpenTie:
    """Equal standings on both sides of a cut, for the committee to decide."""

    cut: str
    members: tuple[Member, ...]
    first: int
    last: int
    open: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What approving a round would do; with `obstacles` nothing yet."""

    obstacles: tuple[str, ...]
    titles: tuple[tuple[str, int, int], ...]
    """Honour or tier, how many, bonus in fen."""
    persons: int
    units: int
    enterprises: int
    """Certificates by whose name they bear."""
    plaques: int
    bonus_fen: int


def open_ties(session: Session, code: str) -> list[OpenTie]:
    """Return the ties that the computed result of a round left undecided, in order of the cuts."""
    round_ = by_code(session, code)
    undecided = validity(session, round_).summary.get("undecided", ())
    statement = (
        select(Entry.key, Entry.name, ComputedStanding.score, ComputedStanding.expert)
        .join(ComputedStanding, ComputedStanding.entry_id == Entry.id)
        .join(ComputedResult)
        .where(ComputedResult.round_id == round_.id, ComputedStanding.undecided)
    )
    members = {key: Member(key, name, score, expert) for key, name, score, expert in session.execute(statement)}
    return [
        OpenTie(
            cut=tie["cut"],
            members=tuple(members[key] for key in tie["keys"]),
            first=tie["first"],
            last=tie["last"],
            open=tie["open"],
        )
        for tie in undecided
    ]


def prospect(session: Session, code: str) -> Prospect:
    """Return what approving a round would grant, and what stands against it."""
    round_ = by_code(session, code)
    entries = entries_of(session, round_)
    computed = outcome(session, round_, entries)
    grants = plan(round_, book_of(round_), entries, computed, None)
    counts = Counter(grant.title for grant in grants)
    bonus = Counter[str]()
    for grant in grants:
        bonus[grant.title] += grant.bonus_fen
    kinds = Counter(holder.kind for grant in grants for holder in grant.holders)
    return Prospect(
        obstacles=tuple(obstacles(session, round_)),
        titles=tuple((title, count, bonus[title]) for title, count in counts.items()),
        persons=kinds[HolderKind.PERSON],
        units=kinds[HolderKind.UNIT],
        enterprises=kinds[HolderKind.ENTERPRISE],
        plaques=sum(bool(grant.plaque) for grant in grants),
        bonus_fen=computed.bonus_fen,
    )

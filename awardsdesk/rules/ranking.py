"""Standard competition ranking (1, 2, 2, 4) and ties that reach across a cut line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from awardsdesk.rules.entries import TieDecision, UndecidedTie


@dataclass(frozen=True, slots=True)
class Tie:
    """Entries of equal value and the places `first`..`last` they hold together; most often just one entry."""

    keys: tuple[str, ...]
    first: int
    last: int


def ranking(values: Mapping[str, tuple[Fraction, ...]]) -> tuple[Tie, ...]:
    """Rank keys by value, highest first; values compare element by element, and only then are they a tie.

    The keys of a tie stand in code point order, so that equal input gives equal output; that order means nothing.
    """
    ordered = sorted(sorted(values), key=values.__getitem__, reverse=True)
    ties: list[Tie] = []
    place = 1
    for _value, group in groupby(ordered, key=values.__getitem__):
        keys = tuple(group)
        ties.append(Tie(keys, place, place + len(keys) - 1))
        place += len(keys)
    return tuple(ties)


def above(tie: Tie, cut: str, place: int, decisions: Sequence[TieDecision]) -> frozenset[str] | None:
    """Return the members that stand above the cut after `place`; None while that needs a decision.

    A decision may let more or fewer members through than there are seats; one made on other members is ignored.
    """
    if tie.last <= place:
        return frozenset(tie.keys)
    if tie.first > place:
        return frozenset()
    members = frozenset(tie.keys)
    for decision in reversed(decisions):
        if decision.cut == cut and decision.members == members:
            return decision.above & members
    return None


def undecided(tie: Tie, cut: str, place: int) -> UndecidedTie:
    """Describe a tie across the cut after `place` that somebody has to decide."""
    return UndecidedTie(cut, tie.keys, tie.first, tie.last, open_seats=place - tie.first + 1)

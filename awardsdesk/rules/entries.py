"""What the rules compute from and what they answer: plain immutable values, exact numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Sheet:
    """One expert's score sheet; marks in the order of the panel's criteria, None where missing."""

    expert: str
    marks: tuple[Decimal | None, ...]
    recused: bool = False


class Unverifiable:
    """The mark of a figure no department could verify (无法核实); use the one instance UNVERIFIABLE."""

    def __repr__(self) -> str:
        return "UNVERIFIABLE"


UNVERIFIABLE = Unverifiable()
Figure = Decimal | str | None | Unverifiable


@dataclass(frozen=True, slots=True)
class Applicant:
    """A firm of an evaluation with its figures as they stand after verification."""

    key: str
    name: str
    figures: Mapping[str, Figure]
    sheets: tuple[Sheet, ...]
    veto: str | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot on one entry; base = present - recused."""

    tier: str
    present: int
    recused: int
    yes: int
    no: int
    abstained: int


@dataclass(frozen=True, slots=True)
class Nomination:
    """A nomination of an award round; `valid` when the formal check passed and nobody withdrew it."""

    key: str
    name: str
    group: str
    valid: bool
    reason: str
    """Why it is not valid, else empty."""
    sheets: tuple[Sheet, ...]
    votes: tuple[Vote, ...]
    persons: int
    units: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who was expected and who came."""

    expected: int
    present: int


@dataclass(frozen=True, slots=True)
class TieDecision:
    """A recorded decision on a tie across a cut: of its members, these stand above the cut."""

    cut: str
    """An honour's name, or GROUP/TIER in an award round."""
    above: frozenset[str]
    members: frozenset[str]
    """All members of the tie when it was decided; a decision on another tie does not apply."""


@dataclass(frozen=True, slots=True)
class UndecidedTie:
    """Equal scores that hold places on both sides of a cut."""

    cut: str
    keys: tuple[str, ...]
    first_place: int
    last_place: int
    open_seats: int


@dataclass(frozen=True, slots=True)
class ExpertScore:
    """How the sheets became a score: every valid total, the ones dropped, and the exact mean (None: too few)."""

    totals: tuple[tuple[str, Decimal], ...]
    dropped: tuple[str, ...]
    """Experts whose totals were dropped: highest, lowest."""
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Points:
    """What one indicator gave: `state` is "" or 不适用 or 无法核实; x is the exact argument where there is one."""

    indicator: str
    points: Fraction
    x: Fraction | str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote as it was counted."""

    vote: Vote
    base: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry's outcome."""

    key: str
    name: str
    reason: str = ""
    """Why it is not ranked, else empty."""
    group: str = ""
    expert: ExpertScore | None = None
    points: tuple[Points, ...] = ()
    objective: Fraction | None = None
    extras: tuple[Points, ...] = ()
    """Extra points one by one, before the cap."""
    extra: Fraction = Fraction(0)
    """Extra points as counted, after the cap."""
    intensity: Fraction | None = None
    """The ratio that parts equal scores; 0 where it is 不适用 or 无法核实."""
    score: Decimal | None = None
    """Rounded once, half up."""
    exact: Fraction | None = None
    rank: int | None = None
    """In an award round: the place inside the group."""
    tied_with: tuple[str, ...] = ()
    honours: tuple[str, ...] = ()
    """All honours held for certain, highest first."""
    proposed_tier: str = ""
    ballots: tuple[Ballot, ...] = ()
    """The votes that counted, in order."""
    tier: str = ""
    """The tier finally carried by a vote."""
    sequence: int | None = None
    """Number inside the tier (award) over all groups, from 1."""
    bonus_fen: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The computed result of a round; standings in order of rank, unranked ones last."""

    standings: tuple[Standing, ...]
    undecided: tuple[UndecidedTie, ...]
    plaques: int
    person_certificates: int
    unit_certificates: int
    bonus_fen: int
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """tier -> group -> seats (award rounds)."""
    splits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """entry key -> fen for each certified person in order (award rounds)."""
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    """indicator -> least and greatest x of those that are measured against each other (evaluations)."""
    warnings: tuple[str, ...] = ()

"""The rules of one round as data: what regulations fix for a year, kept in the round and sealed with it.

A round's JSON decodes to `EvaluationRules` (honours by rank) or `AwardRules` (tiers by grade and ballot), told apart
by `kind`. Decimal numbers are strings in the JSON, money is whole fen, shares are [numerator, denominator].
Rules that contradict themselves are refused when they are read, so that computing never meets them.
"""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from awardsdesk.i18n import _

Fen = Annotated[int, Meta(ge=0)]
Share = tuple[Annotated[int, Meta(ge=0)], Annotated[int, Meta(ge=1)]]


class Base(Struct, frozen=True, forbid_unknown_fields=True):
    """Common settings: immutable, and a misspelt rule is refused instead of ignored."""


class Criterion(Base, frozen=True, kw_only=True):
    """One line of the experts' score sheet; marks run from 0 to `maximum`."""

    name: str
    maximum: int


class Panel(Base, frozen=True, kw_only=True):
    """How the experts' sheets become one score."""

    criteria: tuple[Criterion, ...]
    minimum_sheets: Annotated[int, Meta(ge=1)] = 3
    trim_from: Annotated[int, Meta(ge=3)] = 5
    """From this many valid sheets on, one highest and one lowest total are dropped."""


class Quantity(Base, frozen=True, kw_only=True):
    """One figure an applicant reports."""

    name: str
    kind: Literal["amount", "count", "choice"]
    unit: str = ""
    choices: tuple[str, ...] = ()
    blank: str = ""
    """What a blank choice counts as."""


class Ratio(Base, frozen=True, kw_only=True, tag_field="x", tag="ratio"):
    """part / base; a base that is 0 or blank makes the indicator 不适用."""

    part: str
    base: str


class Growth(Base, frozen=True, kw_only=True, tag_field="x", tag="growth"):
    """(now - before) / before; 不适用 when `before` is 0 or blank."""

    now: str
    before: str


class Plain(Base, frozen=True, kw_only=True, tag_field="x", tag="plain"):
    """The quantity itself."""

    quantity: str


Argument = Ratio | Growth | Plain


class FullMark(Base, frozen=True, kw_only=True, tag_field="formula", tag="full_mark"):
    """weight * min(1, x / full), never below 0."""

    full: Decimal

    def __post_init__(self) -> None:
        if self.full <= 0:
            raise ValueError(_("满分值应大于 0"))


class BaseFull(Base, frozen=True, kw_only=True, tag_field="formula", tag="base_full"):
    """From `base` on: weight * min(1, share + (1 - share) * (x - base) / (full - base)).

    Below: weight * share * x / base, never below 0.
    """

    base: Decimal
    full: Decimal
    share: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.base < self.full:
            raise ValueError(_("基准值应大于 0 且小于满分值"))


class Steps(Base, frozen=True, kw_only=True, tag_field="formula", tag="steps"):
    """The points of the first threshold that x reaches; thresholds fall; else 0."""

    steps: tuple[tuple[Decimal, Decimal], ...]


class PerUnit(Base, frozen=True, kw_only=True, tag_field="formula", tag="per_unit"):
    """points for each, at most the weight."""

    points: Decimal


class ChoicePoints(Base, frozen=True, kw_only=True, tag_field="formula", tag="choice"):
    """Points by the chosen word."""

    points: dict[str, Decimal]


class MinMax(Base, frozen=True, kw_only=True, tag_field="formula", tag="min_max"):
    """weight * (x - min) / (max - min) over applicants not vetoed and verifiable; 不适用 when all are equal."""


Formula = FullMark | BaseFull | Steps | PerUnit | ChoicePoints | MinMax


class Indicator(Base, frozen=True, kw_only=True):
    """One line of the objective score."""

    name: str
    weight: Decimal
    argument: Argument
    formula: Formula


class Extra(Base, frozen=True, kw_only=True):
    """Extra points on top of the score when `quantity` equals `when`."""

    name: str
    quantity: str
    when: str
    points: Decimal


class PlaqueRules(Base, frozen=True, kw_only=True):
    """What the workshop makes; `lines` may hold {honour}, {period}, {organ}, {date}, {name}."""

    lines: tuple[str, ...]
    size: str = "600×400 mm"
    material: str = ""


class CertificateRules(Base, frozen=True, kw_only=True):
    """Wording and layout of a certificate; placeholders in braces, e.g. {name}, {title}, {tier}, {number}."""

    layout: Annotated[str, Meta(pattern=r"^[a-z-]+@[0-9]+$")]
    """A layout with its version, e.g. award-landscape@1: certificates reprint alike for ever."""
    heading: tuple[str, ...]
    body: str
    organ: str
    fields: tuple[tuple[str, str], ...] = ()
    """Label and template of each field line, in order."""


class Honour(Base, frozen=True, kw_only=True):
    """An honour by rank: the first `places`; honours nest and are listed from the highest."""

    name: str
    places: int
    bonus_fen: Fen = 0


class EvaluationRules(Base, frozen=True, kw_only=True, tag_field="kind", tag="evaluation"):
    """An enterprise evaluation: objective points from verified figures, expert points, honours by rank."""

    title: str
    organ: str
    legal_basis: str = ""
    quantities: tuple[Quantity, ...]
    indicators: tuple[Indicator, ...]
    extras: tuple[Extra, ...] = ()
    extra_cap: Decimal = Decimal(0)
    objective_share: Share = (7, 10)
    expert_share: Share = (3, 10)
    decimals: int = 2
    panel: Panel
    tie_chain: tuple[Literal["expert", "intensity"], ...] = ("expert", "intensity")
    """Higher unrounded expert score, then higher value of the ratio `intensity`; what is then equal is a tie."""
    intensity: Ratio
    honours: tuple[Honour, ...]
    stacking: Literal["cumulative", "highest"] = "cumulative"
    """cumulative: every honour reached gets a plaque and a certificate; highest: only the highest one."""
    certificate_number: str = "{round}-{honour:02}-{sequence:03}"
    """honour: place in `honours` from 1; sequence: order inside the honour by rank."""
    certificate: CertificateRules
    plaque: PlaqueRules

    def __post_init__(self) -> None:
        kinds = {quantity.name: quantity.kind for quantity in self.quantities}
        named = [name for line in self.indicators for name in _quantities(line.argument)]
        named += [extra.quantity for extra in self.extras] + _quantities(self.intensity)
        for name in named:
            if name not in kinds:
                raise ValueError(_("规则用到的指标“{name}”没有定义").format(name=name))
        for line in self.indicators:
            by_word = isinstance(line.formula, ChoicePoints)
            if any((kinds[name] == "choice") is not by_word for name in _quantities(line.argument)):
                raise ValueError(_("“{name}”的计分方法与指标类型不符").format(name=line.name))
        places = [honour.places for honour in self.honours]
        if places != sorted(set(places)):
            raise ValueError(_("称号应从高到低排列，名额逐级增加"))


class Tier(Base, frozen=True, kw_only=True):
    """A grade of an award, listed from the highest; a vote passes when yes/base reaches (or exceeds) `vote`."""

    name: str
    seats: int
    bonus_fen: Fen
    persons: int
    units: int
    vote: Share
    strict: bool = False
    """True: more than the share is needed; False: the share itself is enough."""


class AwardRules(Base, frozen=True, kw_only=True, tag_field="kind", tag="award"):
    """A progress award: expert score inside groups, seats by largest remainder, ballot, bonus split."""

    title: str
    organ: str
    legal_basis: str = ""
    groups: tuple[str, ...]
    panel: Panel
    decimals: int = 2
    tiers: tuple[Tier, ...]
    quorum: Share = (2, 3)
    """present/expected must reach this."""
    first_share: Share = (4, 10)
    award_number: str = "{round}-{tier}-{sequence:03}"
    person_number: str = "{award}-R{position:02}"
    unit_number: str = "{award}-D{position:02}"
    certificate: CertificateRules
    """For persons; {name} is the person."""
    unit_certificate: CertificateRules


RuleBook = EvaluationRules | AwardRules


def _quantities(argument: Argument) -> list[str]:
    """Return the names of the quantities that x is made of."""
    match argument:
        case Ratio(part=part, base=base):
            return [part, base]
        case Growth(now=now, before=before):
            return [now, before]
        case Plain(quantity=quantity):
            return [quantity]


def decode(text: str | bytes) -> RuleBook:
    """Read a round's rules from JSON; raises msgspec.ValidationError naming the faulty field."""
    book: RuleBook = msgspec.json.decode(text, type=RuleBook)
    return book


def encode(book: RuleBook) -> str:
    """Write a round's rules as JSON, keys in declared order, so that equal rules give equal text."""
    return msgspec.json.format(msgspec.json.encode(book), indent=1).decode()

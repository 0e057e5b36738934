"""What a form or a workbook row says before it is accepted, one dataclass a subject."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A completing unit, by its name on the seal; None is not spoken of, and what is known stays."""

    name: str
    sealed: bool | None = None
    details: Mapping[str, str] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class CompleterDraft:
    """A completing person; `unit` is None for a person of the first completing unit.

    What else is None is not spoken of, and what is known stays.
    """

    name: str
    unit: str | None = None
    contribution: str | None = None
    signed: bool | None = None
    details: Mapping[str, str] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name borne before the day of a change; without a day it decides nothing on paper."""

    name: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationDraft:
    """An organization as a clerk amends it: what is true today, not what was handed in or printed."""

    name: str
    uscc: str = ""
    county: str = ""
    industry_code: str = ""
    contact: str = ""
    phone: str = ""
    postcode: str = ""
    email: str = ""
    bank: str = ""
    account: str = ""
    pinyin: str = ""
    former: tuple[FormerName, ...] | None = None
    """The names borne before, oldest first; None leaves them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person as a clerk amends it; `unit` is a unit's name or credit code, empty for none."""

    name: str
    unit: str = ""
    id_type: str = ""
    id_no: str = ""
    """Confidential."""
    orcid: str = ""
    phone: str = ""
    pinyin: str = ""
    former: tuple[FormerName, ...] | None = None
    """The names borne before, oldest first; None leaves them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementDraft:
    """One row of 成果登记; `units` and `completers` in legal order."""

    title: str
    klass: str
    level: str = ""
    attribute: str = ""
    form: str = ""
    phase: str = ""
    source: str = ""
    discipline_code: str = ""
    industry_code: str = ""
    field_of_technology: str = ""
    started: str = ""
    """YYYY-MM."""
    ended: str = ""
    """YYYY-MM."""
    evaluation_method: str = ""
    evaluator: str = ""
    evaluated_on: dt.date | None = None
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    units: tuple[UnitDraft, ...] = ()
    completers: tuple[CompleterDraft, ...] = ()
    contact: str = ""
    phone: str = ""
    registration_no: str = ""
    registered_on: dt.date | None = None
    approved_by: str = field(default="", compare=False)
    """The body that registers it: the rules say it where the number is of one they know, else what was handed in."""
    secrecy: str = ""
    """成果密级 as it was handed in; only looked at: what is classified is refused, the rest is open."""
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What the form says beyond these, by the keys of rules.forms; a key that is missing is not spoken of."""
    unspoken: frozenset[str] = field(default=frozenset(), compare=False)
    """Fields of its own that are not spoken of: what is known of them stays."""
    uid: str = field(default="", compare=False)
    """The record a workbook of ours says it came from."""


OWN = frozenset(each.name for each in fields(AchievementDraft)) - {"details", "secrecy"}
"""What a draft of a form has a field of its own for; the rest of the form is details. 密级 is a field of workbooks only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDraft:
    """One applicant of an enterprise evaluation; `reported` maps a quantity's name without its unit to what was reported.

    Amounts and counts are Decimal (amounts in 万元 as in the form), levels and yes/no answers are text, None is blank.
    """

    name: str
    uscc: str
    county: str = ""
    industry_code: str = ""
    contact: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""
    reported: dict[str, Decimal | str | None] = field(default_factory=dict)
    filed_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationDraft:
    """One department's check of one reported value."""

    uscc: str
    name: str
    quantity: str
    level: str
    opinion: str
    reported: Decimal | str | None = None
    verified: Decimal | str | None = None
    department: str = ""
    checker: str = ""
    checked_on: dt.date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoDraft:
    """An applicant excluded for a grave reason."""

    uscc: str
    name: str
    reason: str
    department: str = ""
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheetDraft:
    """One expert's marks for one entry; `key` is a credit code or an entry number; a missing mark is None."""

    key: str
    expert: str
    expert_unit: str = ""
    marks: tuple[Decimal | None, ...] = ()
    criteria: tuple[str, ...] = ()
    recused: bool = False
    suggested_tier: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationDraft:
    """One nomination for a progress award; `units` and `completers` in legal order."""

    number: str
    title: str
    registration_no: str = ""
    group: str = ""
    nominator: str = ""
    nominated_tier: str = ""
    units: tuple[UnitDraft, ...] = ()
    completers: tuple[CompleterDraft, ...] = ()
    payee_uscc: str = ""
    bank: str = ""
    account: str = ""
    formal_check: str = ""
    formal_reason: str = ""
    withdrawn: bool = False
    nominated_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDraft:
    """The vote on one entry for one tier; rows of one entry stand in the order of voting."""

    number: str
    tier: str
    expected: int
    present: int
    recused: int
    yes: int
    no: int
    abstained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """The committee meeting whose quorum carries the ballots."""

    title: str
    held_on: dt.date | None
    place: str
    expected: int
    present: int


Draft = (
    AchievementDraft
    | ApplicationDraft
    | VerificationDraft
    | VetoDraft
    | ScoreSheetDraft
    | NominationDraft
    | BallotDraft
    | MeetingDraft
)

"""The tables, and nothing else."""

from awardsdesk.models.achievements import Achievement, AchievementCompleter, AchievementUnit
from awardsdesk.models.audit import Event, Office
from awardsdesk.models.awards import Award, BonusShare, Certificate, Plaque
from awardsdesk.models.base import Base
from awardsdesk.models.entries import (
    Ballot,
    Entry,
    EntryCompleter,
    EntryUnit,
    ReportedValue,
    ScoreSheet,
    Verification,
    Veto,
)
from awardsdesk.models.people import Expert, Organization, OrganizationName, Person
from awardsdesk.models.registration import AchievementStep, Material, NumberSeries
from awardsdesk.models.rounds import (
    ComputedResult,
    ComputedStanding,
    Meeting,
    Objection,
    Programme,
    PublicNotice,
    Round,
    TieDecision,
)
from awardsdesk.models.search import AchievementSearch

__all__ = [
    "Achievement",
    "AchievementCompleter",
    "AchievementSearch",
    "AchievementStep",
    "AchievementUnit",
    "Award",
    "Ballot",
    "Base",
    "BonusShare",
    "Certificate",
    "ComputedResult",
    "ComputedStanding",
    "Entry",
    "EntryCompleter",
    "EntryUnit",
    "Event",
    "Expert",
    "Material",
    "Meeting",
    "NumberSeries",
    "Objection",
    "Office",
    "Organization",
    "OrganizationName",
    "Person",
    "Plaque",
    "Programme",
    "PublicNotice",
    "ReportedValue",
    "Round",
    "ScoreSheet",
    "TieDecision",
    "Verification",
    "Veto",
]

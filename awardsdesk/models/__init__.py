"""The tables, and nothing else."""

from awardsdesk.models.achievements import (
    Achievement,
    AchievementCompleter,
    AchievementReference,
    AchievementUnit,
)
from awardsdesk.models.attachments import Attachment
from awardsdesk.models.audit import Event, Office, SealedValue
from awardsdesk.models.awards import Award, BonusShare, Certificate, Plaque
from awardsdesk.models.base import Base
from awardsdesk.models.codes import CodeItem, CodeList
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
from awardsdesk.models.exchange import HeaderMapping, Package, ReceivedAchievement
from awardsdesk.models.people import Expert, Organization, OrganizationName, Person, PersonName
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
from awardsdesk.models.search import AchievementSearch, OrganizationSearch, PersonSearch

__all__ = [
    "Achievement",
    "AchievementCompleter",
    "AchievementReference",
    "AchievementSearch",
    "AchievementStep",
    "AchievementUnit",
    "Attachment",
    "Award",
    "Ballot",
    "Base",
    "BonusShare",
    "Certificate",
    "CodeItem",
    "CodeList",
    "ComputedResult",
    "ComputedStanding",
    "Entry",
    "EntryCompleter",
    "EntryUnit",
    "Event",
    "Expert",
    "HeaderMapping",
    "Material",
    "Meeting",
    "NumberSeries",
    "Objection",
    "Office",
    "Organization",
    "OrganizationName",
    "OrganizationSearch",
    "Package",
    "Person",
    "PersonName",
    "PersonSearch",
    "Plaque",
    "Programme",
    "PublicNotice",
    "ReceivedAchievement",
    "ReportedValue",
    "Round",
    "ScoreSheet",
    "SealedValue",
    "TieDecision",
    "Verification",
    "Veto",
]

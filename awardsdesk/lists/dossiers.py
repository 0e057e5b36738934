"""What the file knows of one organization or person: data of today, former names, achievements and entries."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import (
    Achievement,
    AchievementCompleter,
    AchievementUnit,
    Award,
    Entry,
    EntryCompleter,
    EntryUnit,
    Organization,
    Person,
    Round,
)
from awardsdesk.operations.drafts import FormerName, OrganizationDraft, PersonDraft
from awardsdesk.terms import AwardStatus

MOST = 300
"""Places shown of each kind: a university stands in tens of thousands, and nobody reads on."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an organization or person stands; `round` is empty for the register."""

    record: int
    round: str
    title: str
    role: str
    outcome: str
    """Registration number, or what was awarded."""


def organization_draft(session: Session, organization_id: int) -> OrganizationDraft:
    """Return an organization as the form shows it."""
    row = session.get_one(Organization, organization_id)
    plain = {each.name: getattr(row, each.name) or "" for each in fields(OrganizationDraft) if each.name != "former"}
    return OrganizationDraft(**plain, former=_former(row))


def person_draft(session: Session, person_id: int) -> PersonDraft:
    """Return a person as the form shows it, the confidential number included."""
    row = session.get_one(Person, person_id)
    plain = {each.name: getattr(row, each.name) for each in fields(PersonDraft) if each.name not in {"unit", "former"}}
    return PersonDraft(**plain, unit=row.organization.name if row.organization else "", former=_former(row))


def _former(row: Organization | Person) -> tuple[FormerName, ...]:
    return tuple(FormerName(each.name, each.until) for each in row.names)


def mentions_of_organization(session: Session, organization_id: int) -> list[Mention]:
    """Return the entries and achievements of an organization, newest first."""
    applied = _entries(literal(0)).where(
        Entry.organization_id == organization_id, ~select(EntryUnit.id).where(EntryUnit.entry_id == Entry.id).exists()
    )
    joined = (
        _entries(EntryUnit.position).join(EntryUnit, EntryUnit.entry_id == Entry.id)
        .where(EntryUnit.organization_id == organization_id)
    )  # fmt: skip
    registered = (
        select(Achievement.id, Achievement.title, Achievement.registration_no, AchievementUnit.position)
        .join(AchievementUnit)
        .where(AchievementUnit.organization_id == organization_id)
        .order_by(AchievementUnit.id.desc())
    )
    word = _("第 {position} 完成单位")
    return [
        *_of_rounds(session, applied, _("申报企业")),
        *_of_rounds(session, joined, word),
        *_of_register(session, registered, word),
    ]


def mentions_of_person(session: Session, person_id: int) -> list[Mention]:
    """Return the entries and achievements of a person, newest first."""
    entered = (
        _entries(EntryCompleter.position).join(EntryCompleter, EntryCompleter.entry_id == Entry.id)
        .where(EntryCompleter.person_id == person_id)
    )  # fmt: skip
    registered = (
        select(Achievement.id, Achievement.title, Achievement.registration_no, AchievementCompleter.position)
        .join(AchievementCompleter)
        .where(AchievementCompleter.person_id == person_id)
        .order_by(AchievementCompleter.id.desc())
    )
    word = _("第 {position} 完成人")
    return [*_of_rounds(session, entered, word), *_of_register(session, registered, word)]


def _entries(position: Any) -> Select[Any]:
    """Select entries with the highest of their awards."""
    best = (
        select(Award.title)
        .where(Award.entry_id == Entry.id, Award.status == AwardStatus.GRANTED)
        .order_by(Award.level)
        .limit(1)
        .scalar_subquery()
    )
    chosen = select(Entry.id, Round.code, Entry.name, position, best).join(Round, Entry.round_id == Round.id)
    return chosen.order_by(Round.year.desc(), Entry.id)


def _of_rounds(session: Session, statement: Select[Any], word: str) -> Iterable[Mention]:
    for record, code, name, position, award in session.execute(statement.limit(MOST)):
        yield Mention(record, code, name, word.format(position=position), award or "")


def _of_register(session: Session, statement: Select[int, str, str | None, int], word: str) -> Iterable[Mention]:
    for record, title, number, position in session.execute(statement.limit(MOST)):
        yield Mention(record, "", title, word.format(position=position), number or "")

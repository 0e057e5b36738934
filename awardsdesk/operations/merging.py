"""Make one of two units or persons that were entered twice; names handed in or printed stay as they were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import (
    Achievement,
    AchievementCompleter,
    AchievementUnit,
    Entry,
    EntryCompleter,
    EntryUnit,
    Organization,
    OrganizationName,
    Person,
    PersonName,
)
from awardsdesk.operations.audit import operation
from awardsdesk.operations.persons import named
from awardsdesk.rules.duplicates import fold
from awardsdesk.rules.identifiers import same_code
from awardsdesk.rules.identity import masked, short

LISTS: tuple[tuple[Any, Any, Any], ...] = (
    (AchievementUnit, AchievementUnit.achievement_id, Achievement.title),
    (EntryUnit, EntryUnit.entry_id, Entry.name),
    (AchievementCompleter, AchievementCompleter.achievement_id, Achievement.title),
    (EntryCompleter, EntryCompleter.entry_id, Entry.name),
)
UNITS, PERSONS = LISTS[:2], LISTS[2:]
FILLED = ("uscc", "county", "industry_code", "contact", "phone", "postcode", "email")
"""What the kept unit takes over where it has nothing of its own."""
PAID = ("bank", "account")
"""The same, but only together: money goes to an account at its own bank."""
FILLED_OF_PERSONS = ("orcid", "phone", "pinyin")
"""The same of a person, besides the paper, whose kind and number go together."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a merge would move: how many of what, in a clerk's words."""

    keep: str
    gone: str
    counts: tuple[tuple[str, int], ...]
    known: str = ""
    """What tells the one that stays from a namesake."""
    doubt: str = ""
    """Why they may well be two."""


def moves_of_organizations(session: Session, keep: int, gone: int) -> Moves:
    """Return what would move from one unit to the other; raises UserError when they cannot be one."""
    kept, going = _two(session, Organization, keep, gone)
    _require_one_code(kept, going)
    _require_apart(session, UNITS, keep, gone)
    for other, own in _namesakes(session, keep, gone):
        _require_apart(session, PERSONS, own.id, other.id)
        if doubt := _two_papers(own, other):
            raise UserError(_("两个单位都有“{name}”：{doubt}。请先分清再合并单位。").format(name=own.name, doubt=doubt))
    words = (
        (_("成果的完成单位"), AchievementUnit.organization_id),
        (_("申报和提名"), Entry.organization_id),
        (_("提名的完成单位"), EntryUnit.organization_id),
        (_("人员"), Person.organization_id),
        (_("曾用名"), OrganizationName.organization_id),
    )
    known = (
        (_("信用代码"), kept.uscc),
        (_("县区"), kept.county),
        (_("联系人"), kept.contact),
        (_("联系电话"), kept.phone),
    )
    return Moves(kept.name, going.name, _counts(session, words, gone), _known(known))


def moves_of_persons(session: Session, keep: int, gone: int) -> Moves:
    """Return what would move from one person to the other; raises UserError when they cannot be one."""
    kept, going = _two(session, Person, keep, gone)
    _require_apart(session, PERSONS, keep, gone)
    words = ((_("成果的完成人"), AchievementCompleter.person_id), (_("提名的完成人"), EntryCompleter.person_id))
    known = ((kept.id_type or _("证件号码"), masked(kept.id_no)), ("ORCID", kept.orcid), (_("联系电话"), kept.phone))
    doubt = _two_papers(kept, going) or _strangers(kept, going)
    return Moves(named(kept), named(going), _counts(session, words, gone), _known(known), doubt)


def _known(said: Iterable[tuple[str, str | None]]) -> str:
    return "　".join(f"{word} {text}" for word, text in said if text) or _("没有记下号码和电话")


def merge_organizations(session: Session, keep: int, gone: int, reason: str) -> None:
    """Make two units one: whatever refers to the one gone refers to the kept one, which takes its names and codes."""
    moves = moves_of_organizations(session, keep, gone)
    kept, going = _two(session, Organization, keep, gone)
    with _merging(session, f"organization:{moves.gone} → {moves.keep}", reason):
        for other, own in _namesakes(session, keep, gone):
            _unite_persons(session, own, other)
        _part_histories(kept, going)
        for table in (AchievementUnit, EntryUnit, Entry, Person, OrganizationName):
            _point(session, table, "organization_id", gone, keep)
        if kept.name != going.name:
            session.add(OrganizationName(organization_id=keep, name=going.name))
        lacking = [key for key in FILLED if not getattr(kept, key)]
        lacking += () if kept.bank or kept.account else PAID
        filled = {key: getattr(going, key) for key in lacking}
        if len(going.uscc or "") > len(kept.uscc or ""):  # it holds the old one
            filled["uscc"] = going.uscc
        _remove(session, going)
        for key, value in filled.items():  # the code is free only now
            setattr(kept, key, value)


def merge_persons(session: Session, keep: int, gone: int, reason: str, *, despite: bool = False) -> None:
    """Make two persons one: whatever refers to the one gone refers to the kept one, which takes what it lacks.

    Two with different numbers are refused unless the clerk says `despite` it why they are one.
    """
    moves = moves_of_persons(session, keep, gone)
    kept, going = _two(session, Person, keep, gone)
    if (doubt := _two_papers(kept, going)) and not despite:
        raise UserError(_("{doubt}，没有合并；确是同一人的，请写明依据。").format(doubt=doubt))
    with _merging(session, f"person:{moves.gone} → {moves.keep}", reason):
        _unite_persons(session, kept, going)


def _merging(session: Session, subject: str, reason: str) -> Any:
    if not reason.strip():
        raise UserError(_("请写明为什么是同一个，没有合并。"))
    return operation(session, "merge", subject, reason.strip())


def _unite_persons(session: Session, kept: Person, going: Person) -> None:
    _part_histories(kept, going)
    for table in (AchievementCompleter, EntryCompleter, PersonName):
        _point(session, table, "person_id", going.id, kept.id)
    if kept.name != going.name:
        session.add(PersonName(person_id=kept.id, name=going.name))
    for key in FILLED_OF_PERSONS:
        setattr(kept, key, getattr(kept, key) or getattr(going, key))
    if going.id_no and not kept.id_no:
        kept.id_type, kept.id_no = going.id_type, going.id_no
    _remove(session, going)


def _two_papers(kept: Person, going: Person) -> str:
    """Say that two persons' numbers differ; a number of 15 digits is that of 18 without century and check."""
    if kept.id_no and going.id_no and short(kept.id_no) != short(going.id_no):
        return _("两者的证件号码不同，多半是两个人")
    return ""


def _strangers(kept: Person, going: Person) -> str:
    """Say that two persons share neither a name, of today or before, nor the unit nor a number."""
    if any(one and one == other for one, other in zip(_numbers(kept), _numbers(going), strict=True)):
        return ""
    if not _names(kept).isdisjoint(_names(going)):
        return ""
    return _("两者姓名不同，又不在同一单位，多半是两个人")


def _numbers(person: Person) -> tuple[str, ...]:
    unit = person.organization
    return short(person.id_no), person.orcid, person.phone, fold(unit.name) if unit else ""


def _names(person: Person) -> set[str]:
    return {fold(name) for name in (person.name, *(each.name for each in person.names))}


def _part_histories(kept: Organization | Person, going: Organization | Person) -> None:
    """Take the days from the names of the one gone where both have some: read as one, a paper would bear the other's."""
    if any(each.until for each in kept.names):
        for each in going.names:
            each.until = None


def _point(session: Session, table: Any, key: str, gone: int, keep: int) -> None:
    for row in session.scalars(select(table).where(getattr(table, key) == gone)):
        setattr(row, key, keep)
    session.flush()


def _remove(session: Session, row: Organization | Person) -> None:
    """Delete a row that nothing refers to any more, as the file has it now, so that the trail keeps all of it."""
    session.refresh(row)
    session.delete(row)
    session.flush()


def _two(session: Session, kind: Any, keep: int, gone: int) -> tuple[Any, Any]:
    if keep == gone:
        raise UserError(_("请选两个不同的，没有合并。"))
    return session.get_one(kind, keep), session.get_one(kind, gone)


def _require_one_code(kept: Organization, going: Organization) -> None:
    if kept.uscc and going.uscc and not same_code(kept.uscc, going.uscc):
        raise UserError(
            _("“{keep}”和“{gone}”各有信用代码（{first}、{second}），是两个单位，不能合并；代码有误的请先更正。").format(
                keep=kept.name, gone=going.name, first=kept.uscc, second=going.uscc
            )
        )


def _require_apart(session: Session, lists: Sequence[tuple[Any, Any, Any]], keep: int, gone: int) -> None:
    """Refuse two that stand in one ordered list: their places have legal effect, and one of them would be lost."""
    for table, owner, title in lists:
        column = table.person_id if hasattr(table, "person_id") else table.organization_id
        both = select(owner).where(column.in_((keep, gone))).group_by(owner)
        both = both.having(func.count(column.distinct()) > 1).limit(1)
        found = session.scalar(select(title).where(title.class_.id.in_(both)))
        if found is not None:
            raise UserError(
                _("两者同在“{title}”的完成名单中，次序有法律效力，不能合并；请先更正该名单。").format(title=found)
            )


def _namesakes(session: Session, keep: int, gone: int) -> list[tuple[Person, Person]]:
    """Return the persons of the unit gone with their namesakes of the kept one, who are one once the units are."""
    own = {row.name: row for row in session.scalars(select(Person).where(Person.organization_id == keep))}
    others = session.scalars(select(Person).where(Person.organization_id == gone).order_by(Person.id))
    return [(other, own[other.name]) for other in others if other.name in own]


def _counts(session: Session, words: Sequence[tuple[str, Any]], gone: int) -> tuple[tuple[str, int], ...]:
    counted = ((word, session.scalar(select(func.count()).where(column == gone)) or 0) for word, column in words)
    return tuple((word, number) for word, number in counted if number)

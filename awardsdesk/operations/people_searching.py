"""The search indexes of units and persons: names of today and before, readings, codes; never a confidential number.

They are made as the register's (operations/searching.py), and answer the full pinyin of a name as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from awardsdesk.i18n import _
from awardsdesk.models import Base, Organization, OrganizationName, OrganizationSearch, Person, PersonName, PersonSearch
from awardsdesk.models.search import PERSON_WORDS, UNIT_WORDS
from awardsdesk.operations.adding import follow_added
from awardsdesk.operations.blocks import among
from awardsdesk.operations.indexing import Index, changed, full_text, strays
from awardsdesk.operations.pinyin import corrected, read, read_person, spelled
from awardsdesk.operations.search_words import Named, key_of, words
from awardsdesk.rules.identifiers import credit_codes


def _unit_lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    former = _former(connection, OrganizationName.organization_id, OrganizationName.name, ids)
    of = Organization
    statement = select(of.id, of.name, of.pinyin, of.uscc, of.contact, of.phone).where(among(of.id, ids))
    for id_, name, own, code, *plain in connection.execute(statement).all():
        full = spelled(corrected(name, read(name), own))
        codes = credit_codes(code or "")
        fields: list[str | Named] = [(name, own), *former[id_], *codes, *filter(None, plain), full]
        yield {"id": id_, "name_key": key_of(name, own), "words": words(fields)}


def _person_lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    former = _former(connection, PersonName.person_id, PersonName.name, ids)
    statement = (
        select(Person.id, Person.name, Person.pinyin, Organization.name, Organization.pinyin)
        .outerjoin(Organization)
        .where(among(Person.id, ids))
    )
    for id_, name, own, unit, unit_own in connection.execute(statement).all():
        full = _spelled(name, own)
        yield {
            "id": id_,
            "name_key": key_of(name, own, person=True),
            "unit_key": key_of(unit, unit_own) if unit else None,
            "words": words([(unit, unit_own), full] if unit else [full], [(name, own), *former[id_]]),
        }


@lru_cache(16_384)
def _spelled(name: str, own: str) -> str:
    return spelled(corrected(name, read_person(name), own))


def _former(connection: Connection, owner: Any, name: Any, ids: Sequence[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for id_, borne in connection.execute(select(owner, name).where(among(owner, ids))).all():
        found[id_].append(borne)
    return found


UNITS = Index(Organization, OrganizationSearch, full_text(UNIT_WORDS), _unit_lines)
PERSONS = Index(Person, PersonSearch, full_text(PERSON_WORDS), _person_lines)


def follow(session: Session) -> None:
    """Keep the indexes up to date with every unit and person the session writes, in the same transaction."""
    event.listen(session, "after_flush", _note_changed)
    follow_added(session, _note_added)


def _note_added(session: Session, added: Mapping[type[Base], Sequence[int]]) -> None:
    for each in (UNITS, PERSONS):
        changed(session, each, added.get(each.of, ()), new=True)


def _note_changed(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        match row:
            case Organization():
                changed(session, UNITS, [row.id])
                if _has_changed(row, "name", "pinyin"):  # also one that an undo brings back to its persons
                    named = select(Person.id).where(Person.organization_id == row.id)
                    changed(session, PERSONS, session.scalars(named))
            case OrganizationName():
                changed(session, UNITS, [row.organization_id])
            case Person():
                changed(session, PERSONS, [row.id])
            case PersonName():
                changed(session, PERSONS, [row.person_id])


def _has_changed(row: Organization, *keys: str) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[key].history.has_changes() for key in keys)


def faults(connection: Connection) -> list[str]:
    """Return how the indexes disagree with the units and persons."""
    count = max(strays(connection, each) for each in (UNITS, PERSONS))
    return [_("单位与人员检索：有 {count} 项与名录不一致，可能搜不到").format(count=count)] if count else []

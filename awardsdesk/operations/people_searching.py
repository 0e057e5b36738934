"""The search indexes of units and persons: names of today and before, readings, codes; never a confidential number.

They are made as the register's (operations/searching.py), and answer the full pinyin of a name as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    column,
    delete,
    event,
    func,
    inspect,
    select,
    table,
)
from sqlalchemy.orm import Session, UOWTransaction

from awardsdesk.i18n import _
from awardsdesk.models import Base, Organization, OrganizationName, OrganizationSearch, Person, PersonName, PersonSearch
from awardsdesk.models.search import PERSON_WORDS, UNIT_WORDS
from awardsdesk.operations.adding import follow_added, insert_rows
from awardsdesk.operations.blocks import blocks
from awardsdesk.operations.pinyin import corrected, read, read_person, spelled
from awardsdesk.operations.searching import Named, asked, key_of, words


@dataclass(frozen=True, slots=True)
class Index:
    """One index: whose it is, its sort keys, its full-text table, and how its lines are made."""

    of: type[Organization | Person]
    keys: type[OrganizationSearch | PersonSearch]
    words: TableClause
    lines: Callable[[Connection, Sequence[int]], Iterator[dict[str, Any]]]

    @property
    def found(self) -> ColumnElement[int]:
        """Return the id that `matching` finds."""
        return self.words.c.rowid

    def matching(self, question: str) -> ColumnElement[bool] | None:
        """Return the condition on `found` that every term of a question is there; None when it asks nothing."""
        match = asked(question)
        return self.words.c[self.words.name].op("MATCH")(match) if match else None


def _unit_lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    former = _former(connection, OrganizationName.organization_id, OrganizationName.name, ids)
    of = Organization
    statement = select(of.id, of.name, of.pinyin, of.uscc, of.contact, of.phone).where(of.id.in_(ids))
    for id_, name, own, *plain in connection.execute(statement):
        full = spelled(corrected(name, read(name), own))
        fields: list[str | Named] = [(name, own), *former[id_], *filter(None, plain), full]
        yield {"id": id_, "name_key": key_of(name, own), "words": words(fields)}


def _person_lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    former = _former(connection, PersonName.person_id, PersonName.name, ids)
    statement = (
        select(Person.id, Person.name, Person.pinyin, Organization.name, Organization.pinyin)
        .outerjoin(Organization)
        .where(Person.id.in_(ids))
    )
    for id_, name, own, unit, unit_own in connection.execute(statement):
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
    for id_, borne in connection.execute(select(owner, name).where(owner.in_(ids))):
        found[id_].append(borne)
    return found


def _table(name: str) -> TableClause:
    return table(name, column("rowid"), column("words"), column(name))


UNITS = Index(Organization, OrganizationSearch, _table(UNIT_WORDS), _unit_lines)
PERSONS = Index(Person, PersonSearch, _table(PERSON_WORDS), _person_lines)


def follow(session: Session) -> None:
    """Keep the indexes up to date with every unit and person the session writes, in the same transaction."""
    event.listen(session, "after_flush", _index_changed)
    follow_added(session, _index_added)


def _index_added(session: Session, added: Mapping[type[Base], Sequence[int]]) -> None:
    for each in (UNITS, PERSONS):
        for block in blocks(added.get(each.of, ())):
            _enter(session.connection(), each, block)


def _index_changed(session: Session, _context: UOWTransaction) -> None:
    units: set[int] = set()
    persons: set[int] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        match row:
            case Organization():
                units.add(row.id)
                if _changed(row, "name", "pinyin"):  # also one that an undo brings back to its persons
                    persons.update(session.scalars(select(Person.id).where(Person.organization_id == row.id)))
            case OrganizationName():
                units.add(row.organization_id)
            case Person():
                persons.add(row.id)
            case PersonName():
                persons.add(row.person_id)
    for each, ids in ((UNITS, units), (PERSONS, persons)):
        if ids:
            index(session.connection(), each, sorted(ids))


def _changed(row: Organization, *keys: str) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[key].history.has_changes() for key in keys)


def index(connection: Connection, which: Index, ids: Sequence[int]) -> None:
    """Make an index say what the units or persons of these ids say now, none for those that are gone."""
    for block in blocks(ids):
        connection.execute(delete(which.words).where(which.found.in_(block)))
        connection.execute(delete(which.keys).where(which.keys.id.in_(block)))
        _enter(connection, which, block)


def _enter(connection: Connection, which: Index, ids: Sequence[int]) -> None:
    """Enter units or persons that the index does not know."""
    if made := list(which.lines(connection, ids)):
        insert_rows(connection, which.words, [{"rowid": each["id"], "words": each.pop("words")} for each in made])
        insert_rows(connection, which.keys, made)


def rebuild(connection: Connection) -> None:
    """Make both indexes anew."""
    for which in (UNITS, PERSONS):
        connection.execute(delete(which.words))
        connection.execute(delete(which.keys))
        index(connection, which, connection.scalars(select(which.of.id)).all())


def strays(connection: Connection) -> int:
    """Return how many units and persons an index lacks or has too many."""
    missing = 0
    for which in (UNITS, PERSONS):
        own = select(which.of.id)
        for kept in (select(which.keys.id), select(which.found)):
            for these, those in ((own, kept), (kept, own)):
                lacking = select(func.count()).select_from(these.except_(those).subquery())
                missing = max(missing, connection.scalars(lacking).one())
    return missing


def faults(connection: Connection) -> list[str]:
    """Return how the indexes disagree with the units and persons."""
    count = strays(connection)
    return [_("单位与人员检索：有 {count} 项与名录不一致，可能搜不到").format(count=count)] if count else []

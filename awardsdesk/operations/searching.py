"""The register's search index: what is entered of an achievement, and which ones a change touches.

One full-text table answers everything. Units and persons stand in it by the names of the forms, and by a mark: a term
that is part of a name of today asks for the marks of those who bear it. So a new name touches no achievement, and a
unit may have twenty thousand.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, event, insert, inspect, select
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, UOWTransaction

from awardsdesk.errors import reason
from awardsdesk.i18n import _
from awardsdesk.models import (
    Achievement,
    AchievementCompleter,
    AchievementSearch,
    AchievementUnit,
    Organization,
    OrganizationName,
    Person,
    PersonName,
)
from awardsdesk.models.search import WORDS
from awardsdesk.operations.adding import follow_added
from awardsdesk.operations.blocks import among
from awardsdesk.operations.indexing import Index, changed, full_text, strays
from awardsdesk.operations.search_words import Named, heard, key_of, title_fold, words

MARKS: dict[type[Organization | Person], str] = {Organization: "\x1fu", Person: "\x1fp"}
"""What begins the marks of units and persons, before their ids: no question can hold it."""


def follow(session: Session) -> None:
    """Keep the index up to date with every achievement the session writes, in the same transaction."""
    event.listen(session, "after_flush", _note_changed)
    follow_added(session, lambda session, added: changed(session, REGISTER, added.get(Achievement, ()), new=True))


def _note_changed(session: Session, _context: UOWTransaction) -> None:
    owners = {Achievement: "id", AchievementUnit: "achievement_id", AchievementCompleter: "achievement_id"}
    rows = (*session.new, *session.dirty, *session.deleted)
    changed(session, REGISTER, {getattr(row, owners[type(row)]) for row in rows if type(row) in owners})
    for row in (*session.new, *session.dirty):
        if isinstance(row, Organization | Person) and _read_otherwise(row):
            changed(session, REGISTER, session.scalars(_naming(type(row), row.id)))


def _read_otherwise(row: Organization | Person) -> bool:
    """Tell whether a name's reading in the index may be another now: a clerk's own was changed, or goes with the name."""
    state: Any = inspect(row)
    if not state.persistent:
        return bool(row.pinyin)
    history = {key: state.attrs[key].history.has_changes() for key in ("name", "pinyin")}
    return history["pinyin"] or (history["name"] and bool(row.pinyin))


def _naming(who: type[Organization | Person], id_: int) -> Select[int]:
    """Select the achievements that name a unit or person."""
    if who is Person:
        return select(AchievementCompleter.achievement_id).where(AchievementCompleter.person_id == id_)
    return select(AchievementUnit.achievement_id).where(AchievementUnit.organization_id == id_)


def _lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, object]]:
    units = _spoken(connection, AchievementUnit, Organization, ids)
    persons = _spoken(connection, AchievementCompleter, Person, ids)
    statement = select(Achievement.id, Achievement.title, Achievement.registration_no, Achievement.keywords)
    for id_, title, number, keywords in connection.execute(statement.where(among(Achievement.id, ids))).all():
        own, named = units.get(id_, []), persons.get(id_, [])
        yield {
            "id": id_,
            "title_key": key_of(title),
            "title_fold": title_fold(title),
            "unit_key": key_of(*own[0][0]) if own else None,
            "person_key": key_of(*named[0][0], person=True) if named else None,
            "words": words(
                [number or "", title, *(name for name, _mark in own), *keywords],
                [name for name, _mark in named],
                [mark for _name, mark in (*own, *named)],
            ),
        }


def _spoken(
    connection: Connection,
    kind: type[AchievementUnit | AchievementCompleter],
    who: type[Organization | Person],
    ids: Sequence[int],
) -> dict[int, list[tuple[Named, str]]]:
    """Return the names of achievements in order, and whose they are; a reading goes with the name it was given for."""
    owner = AchievementUnit.organization_id if kind is AchievementUnit else AchievementCompleter.person_id
    statement = (
        select(kind.achievement_id, kind.name, case((who.name == kind.name, who.pinyin), else_=""), owner)
        .outerjoin(who, who.id == owner)
        .where(among(kind.achievement_id, ids))
        .order_by(kind.achievement_id, kind.position)
    )
    found: dict[int, list[tuple[Named, str]]] = {}
    for id_, name, own, whose in connection.execute(statement).all():
        found.setdefault(id_, []).append(((name, own), f"{MARKS[who]}{whose}"))
    return found


REGISTER = Index(Achievement, AchievementSearch, full_text(WORDS), _lines)
FOUND = REGISTER.found


def matching(session: Session, question: str) -> ColumnElement[bool] | None:
    """Return the condition on `FOUND` that each term stands in an achievement, or in a unit's or person's name of today."""

    @cache
    def renamed() -> list[tuple[str, str]]:
        return [
            (f"{MARKS[who]}{id_}", heard(name, own, person=who is Person))
            for who, id_, name, own in _renamed(session.connection())
        ]

    def also(said: frozenset[str]) -> list[str]:
        return [mark for mark, names in renamed() if any(each in names for each in said)]

    return REGISTER.matching(question, also)


def _renamed(connection: Connection) -> Iterator[tuple[type[Organization | Person], int, str, str]]:
    """Yield the units and persons who bore another name before: id, name and its reading."""
    for who, borne in ((Organization, OrganizationName.organization_id), (Person, PersonName.person_id)):
        statement = select(who.id, who.name, who.pinyin).where(who.id.in_(select(borne)))
        for id_, name, own in connection.execute(statement).all():
            yield who, id_, name, own


def _wrongly_marked(connection: Connection) -> set[int]:
    """Return the achievements that today's name of a unit or person does not find, or finds amiss."""
    wrong: set[int] = set()
    for who, id_, _name, _own in _renamed(connection):
        marked = select(FOUND).where(REGISTER.words.c[WORDS].op("MATCH")(f'"{MARKS[who]}{id_}"'))
        wrong |= set(connection.scalars(_naming(who, id_))).symmetric_difference(connection.scalars(marked))
    return wrong


def faults(connection: Connection) -> list[str]:
    """Return how the index disagrees with the register."""
    found = []
    if count := strays(connection, REGISTER) or len(_wrongly_marked(connection)):
        found.append(_("成果检索：有 {count} 项与登记簿不一致，可能搜不到").format(count=count))
    try:
        connection.execute(insert(REGISTER.words).values({WORDS: "integrity-check", "rank": 1}))
    except OperationalError:
        pass  # a read-only file cannot be asked this way
    except DatabaseError as error:
        found.append(_("成果检索：索引损坏，可能搜不到（{error}）").format(error=reason(error)))
    return found

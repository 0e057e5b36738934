"""The search index of the register: how achievements become words, how a question becomes a match, and who keeps it.

One full-text table answers everything. A text stands in it in single characters, so that a phrase of them is a
substring from one character on. What can be typed without an input method, digits, latin letters and the initials of
Chinese, stands in threes as well, and in ones and twos: common single letters would make slow phrases.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    column,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    table,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, UOWTransaction

from awardsdesk.i18n import _
from awardsdesk.models import (
    Achievement,
    AchievementCompleter,
    AchievementSearch,
    AchievementUnit,
    Base,
    Organization,
    Person,
)
from awardsdesk.models.search import WORDS
from awardsdesk.operations.adding import follow_added, insert_rows
from awardsdesk.operations.blocks import blocks
from awardsdesk.operations.pinyin import corrected, initials, read, read_person, sort_key
from awardsdesk.rules import duplicates

INDEX = table(WORDS, column("rowid"), column("words"), column("rank"), column(WORDS))
FOUND = INDEX.c.rowid
"""The id of an achievement that `matching` found."""
KEY_LENGTH = 16
"""Characters of a title or a unit's name that count in sorting; what agrees so far keeps the order of registration."""

FOLD_LENGTH = 120
"""Characters of a folded title that are kept; what agrees so far is compared as a whole."""

UNSEARCHED = re.compile(r"[\s\0-\x1f\x7f-\x9f\u180e\ud800-\udfff]+")
THREES = re.compile(r"(?=([!-~]{3}))")
TWOS = re.compile(r"(?=([!-~]{2}))")
ONES = re.compile(r"[!-~]")
GAP = " \x1f "
"""Stands between fields and cannot be asked for, so that no phrase reaches from one field into the next."""


def fold(written: str) -> str:
    """Return a text as it is compared: one width, one case, no blanks, no control characters."""
    return UNSEARCHED.sub("", unicodedata.normalize("NFKC", written).casefold())


Named = tuple[str, str]
"""A name and how a clerk says it is read; empty: as the dictionary says."""


def words(fields: Iterable[str | Named], persons: Iterable[str | Named] = ()) -> str:
    """Return the words of a record's texts."""
    parts = [_parts(*_named(each), person=False) for each in fields]
    parts += [_parts(*_named(each), person=True) for each in persons]
    short = set[str]().union(*(part.short for part in parts))
    ordered = [line for part in parts for line in (part.single, part.threes) if line]
    return GAP.join([*ordered, " ".join(sorted(short))])


@dataclass(frozen=True, slots=True)
class Parts:
    """One text as words."""

    single: str
    """Character by character; empty where nothing but letters and digits can be asked for."""
    threes: str
    """What can be typed, three by three."""
    short: frozenset[str]
    """What can be typed, in ones and twos."""


def _named(each: str | Named) -> Named:
    return (each, "") if isinstance(each, str) else each


@lru_cache(16_384)
def _parts(written: str, own: str, *, person: bool) -> Parts:
    field, reading = fold(written), read_person if person else read
    typed = fold(initials(corrected(written, reading(written), own))) if own else initials(reading(field))
    return Parts(
        single="" if field.isascii() else " ".join(field),
        threes=" ".join(THREES.findall(typed)),
        short=frozenset(ONES.findall(typed) + TWOS.findall(typed)),
    )


def matching(question: str) -> ColumnElement[bool] | None:
    """Return the condition on FOUND that every term of a question is there, literally; None when it asks nothing."""
    match = asked(question)
    return INDEX.c[WORDS].op("MATCH")(match) if match else None


def asked(question: str) -> str:
    """Return a question in the language of the full-text tables; empty when it asks nothing."""
    terms = dict.fromkeys(filter(None, map(fold, question.split())))
    return " AND ".join(f'"{_phrase(term)}"' for term in terms)


def _phrase(term: str) -> str:
    parts = [*term] if not term.isascii() else [term] if len(term) < 3 else THREES.findall(term)
    return " ".join(parts).replace('"', '""')


def follow(session: Session) -> None:
    """Keep the index up to date with every achievement the session writes, in the same transaction."""
    event.listen(session, "after_flush", _index_changed)
    follow_added(session, _index_added)


def _index_added(session: Session, added: Mapping[type[Base], Sequence[int]]) -> None:
    for block in blocks(added.get(Achievement, ())):
        _enter(session.connection(), block)


def _index_changed(session: Session, _context: UOWTransaction) -> None:
    owners = {Achievement: "id", AchievementUnit: "achievement_id", AchievementCompleter: "achievement_id"}
    rows = (*session.new, *session.dirty, *session.deleted)
    changed = {getattr(row, owners[type(row)]) for row in rows if type(row) in owners}
    for row in (*session.new, *session.dirty):
        if isinstance(row, Organization | Person) and _read_otherwise(row):
            changed.update(session.scalars(_naming(row)))
    if changed:
        index(session.connection(), sorted(changed))


def _read_otherwise(row: Organization | Person) -> bool:
    """Tell whether a name's reading in the index may be another now: a clerk's own was changed, or goes with the name."""
    state: Any = inspect(row)
    if not state.persistent:
        return bool(row.pinyin)
    history = {key: state.attrs[key].history.has_changes() for key in ("name", "pinyin")}
    return history["pinyin"] or (history["name"] and bool(row.pinyin))


def _naming(row: Organization | Person) -> Select[int]:
    """Select the achievements that name a unit or person."""
    if isinstance(row, Person):
        return select(AchievementCompleter.achievement_id).where(AchievementCompleter.person_id == row.id)
    return select(AchievementUnit.achievement_id).where(AchievementUnit.organization_id == row.id)


def index(connection: Connection, ids: Sequence[int]) -> None:
    """Make the index say what the achievements of these ids say now, none for those that are gone."""
    for block in blocks(ids):
        connection.execute(delete(INDEX).where(FOUND.in_(block)))
        connection.execute(delete(AchievementSearch).where(AchievementSearch.id.in_(block)))
        _enter(connection, block)


def _enter(connection: Connection, ids: Sequence[int]) -> None:
    """Enter achievements that the index does not know."""
    if made := list(_lines(connection, ids)):
        insert_rows(connection, INDEX, [{"rowid": line["id"], "words": line.pop("words")} for line in made])
        insert_rows(connection, AchievementSearch, made)


def rebuild(connection: Connection) -> None:
    """Make the whole index anew."""
    connection.execute(delete(INDEX))
    connection.execute(delete(AchievementSearch))
    index(connection, connection.scalars(select(Achievement.id)).all())
    connection.execute(insert(INDEX).values({WORDS: "optimize"}))


def _lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, object]]:
    units = _spoken(connection, AchievementUnit, Organization, ids)
    persons = _spoken(connection, AchievementCompleter, Person, ids)
    statement = select(Achievement.id, Achievement.title, Achievement.registration_no, Achievement.keywords)
    for id_, title, number, keywords in connection.execute(statement.where(Achievement.id.in_(ids))):
        own, named = units.get(id_, []), persons.get(id_, [])
        yield {
            "id": id_,
            "title_key": key_of(title),
            "title_fold": title_fold(title),
            "unit_key": key_of(*own[0]) if own else None,
            "person_key": key_of(*named[0], person=True) if named else None,
            "words": words([number or "", title, *own, *keywords], named),
        }


def title_fold(title: str) -> str:
    """Return what likely doubles are looked up by: the beginning of the title without what writers vary."""
    return duplicates.fold(title)[:FOLD_LENGTH]


@lru_cache(4096)
def key_of(written: str, own: str = "", *, person: bool = False) -> str:
    """Return what a title or name is sorted by."""
    if own or person:
        said = corrected(written, read_person(written) if person else read(written), own)
        return sort_key(written[:KEY_LENGTH], said[:KEY_LENGTH])
    return sort_key(fold(written)[:KEY_LENGTH])


def _spoken(
    connection: Connection,
    kind: type[AchievementUnit | AchievementCompleter],
    who: type[Organization | Person],
    ids: Sequence[int],
) -> dict[int, list[Named]]:
    """Return the names of achievements in order; a clerk's reading goes with the name it was given for."""
    owner = AchievementUnit.organization_id if kind is AchievementUnit else AchievementCompleter.person_id
    statement = (
        select(kind.achievement_id, kind.name, case((who.name == kind.name, who.pinyin), else_=""))
        .outerjoin(who, who.id == owner)
        .where(kind.achievement_id.in_(ids))
        .order_by(kind.achievement_id, kind.position)
    )
    found: dict[int, list[Named]] = {}
    for id_, name, own in connection.execute(statement):
        found.setdefault(id_, []).append((name, own))
    return found


def strays(connection: Connection) -> int:
    """Return how many achievements the index lacks or has too many."""
    own = select(Achievement.id)
    missing = 0
    for kept in (select(AchievementSearch.id), select(FOUND)):
        for these, those in ((own, kept), (kept, own)):
            lacking = select(func.count()).select_from(these.except_(those).subquery())
            missing = max(missing, connection.scalars(lacking).one())
    return missing


def faults(connection: Connection) -> list[str]:
    """Return how the index disagrees with the register."""
    found = []
    if count := strays(connection):
        found.append(_("成果检索：有 {count} 项与登记簿不一致，可能搜不到").format(count=count))
    try:
        connection.execute(insert(INDEX).values({WORDS: "integrity-check", "rank": 1}))
    except OperationalError:
        pass  # a read-only file cannot be asked this way
    except DatabaseError as error:
        found.append(_("成果检索：索引损坏，可能搜不到（{error}）").format(error=error.orig))
    return found

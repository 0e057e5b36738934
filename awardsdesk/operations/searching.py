"""The search index of the register: how achievements become words, how a question becomes a match, and who keeps it.

One full-text table answers everything. A text stands in it in single characters, so that a phrase of them is a
substring from one character on. What can be typed without an input method, digits, latin letters and the initials of
Chinese, stands in threes as well, and in ones and twos: common single letters would make slow phrases.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sqlalchemy import ColumnElement, Connection, column, delete, event, func, insert, select, table
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, UOWTransaction

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementCompleter, AchievementSearch, AchievementUnit
from awardsdesk.models.search import WORDS
from awardsdesk.operations.pinyin import initials, read, read_person, sort_key

INDEX = table(WORDS, column("rowid"), column("words"), column("rank"), column(WORDS))
FOUND = INDEX.c.rowid
"""The id of an achievement that `matching` found."""
BLOCK = 500
KEY_LENGTH = 16
"""Characters of a title or a unit's name that count in sorting; what agrees so far keeps the order of registration."""

UNSEARCHED = re.compile(r"[\s\0-\x1f\x7f-\x9f\u180e\ud800-\udfff]+")
THREES = re.compile(r"(?=([!-~]{3}))")
TWOS = re.compile(r"(?=([!-~]{2}))")
ONES = re.compile(r"[!-~]")
GAP = " \x1f "
"""Stands between fields and cannot be asked for, so that no phrase reaches from one field into the next."""


def fold(written: str) -> str:
    """Return a text as it is compared: one width, one case, no blanks, no control characters."""
    return UNSEARCHED.sub("", unicodedata.normalize("NFKC", written).casefold())


def words(fields: Iterable[str], persons: Iterable[str] = ()) -> str:
    """Return the words of an achievement's texts."""
    parts = [*map(_parts, fields), *(_parts(person, person=True) for person in persons)]
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


@lru_cache(16_384)
def _parts(written: str, *, person: bool = False) -> Parts:
    field = fold(written)
    typed = initials(read_person(field) if person else read(field))
    return Parts(
        single="" if field.isascii() else " ".join(field),
        threes=" ".join(THREES.findall(typed)),
        short=frozenset(ONES.findall(typed) + TWOS.findall(typed)),
    )


def matching(question: str) -> ColumnElement[bool] | None:
    """Return the condition on FOUND that every term of a question is there, literally; None when it asks nothing."""
    terms = dict.fromkeys(filter(None, map(fold, question.split())))
    match = " AND ".join(f'"{_phrase(term)}"' for term in terms)
    return INDEX.c[WORDS].op("MATCH")(match) if match else None


def _phrase(term: str) -> str:
    parts = [*term] if not term.isascii() else [term] if len(term) < 3 else THREES.findall(term)
    return " ".join(parts).replace('"', '""')


def follow(session: Session) -> None:
    """Keep the index up to date with every achievement the session writes, in the same transaction."""
    event.listen(session, "after_flush", _index_changed)


def _index_changed(session: Session, _context: UOWTransaction) -> None:
    owners = {Achievement: "id", AchievementUnit: "achievement_id", AchievementCompleter: "achievement_id"}
    rows = (*session.new, *session.dirty, *session.deleted)
    changed = {getattr(row, owners[type(row)]) for row in rows if type(row) in owners}
    if changed:
        index(session.connection(), sorted(changed))


def index(connection: Connection, ids: Sequence[int]) -> None:
    """Make the index say what the achievements of these ids say now, none for those that are gone."""
    for block in _blocks(ids):
        connection.execute(delete(INDEX).where(FOUND.in_(block)))
        connection.execute(delete(AchievementSearch).where(AchievementSearch.id.in_(block)))
        made = list(_lines(connection, block))
        if made:
            connection.execute(insert(INDEX), [{"rowid": line["id"], "words": line.pop("words")} for line in made])
            connection.execute(insert(AchievementSearch), made)


def rebuild(connection: Connection) -> None:
    """Make the whole index anew."""
    connection.execute(delete(INDEX))
    connection.execute(delete(AchievementSearch))
    index(connection, connection.scalars(select(Achievement.id)).all())
    connection.execute(insert(INDEX).values({WORDS: "optimize"}))


def _blocks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while block := list(islice(rest, BLOCK)):
        yield block


def _lines(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, object]]:
    units = _named(connection, AchievementUnit, ids)
    persons = _named(connection, AchievementCompleter, ids)
    statement = select(Achievement.id, Achievement.title, Achievement.registration_no, Achievement.keywords)
    for id_, title, number, keywords in connection.execute(statement.where(Achievement.id.in_(ids))):
        own = units.get(id_, [])
        yield {
            "id": id_,
            "title_key": _key(title),
            "unit_key": _key(own[0]) if own else None,
            "words": words([number or "", title, *own, *keywords], persons.get(id_, [])),
        }


@lru_cache(4096)
def _key(written: str) -> str:
    return sort_key(fold(written)[:KEY_LENGTH])


def _named(
    connection: Connection, kind: type[AchievementUnit | AchievementCompleter], ids: Sequence[int]
) -> dict[int, list[str]]:
    statement = (
        select(kind.achievement_id, kind.name)
        .where(kind.achievement_id.in_(ids))
        .order_by(kind.achievement_id, kind.position)
    )
    found: dict[int, list[str]] = {}
    for id_, name in connection.execute(statement):
        found.setdefault(id_, []).append(name)
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

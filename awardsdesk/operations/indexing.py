"""The search indexes beside the rows they are of: what a session writes waits until it commits, and is then entered.

Entered between other rows, a word's list would be written anew at each change.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, TableClause, column, delete, func, insert, select, table
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import (
    Achievement,
    AchievementSearch,
    Organization,
    OrganizationSearch,
    Person,
    PersonSearch,
)
from awardsdesk.operations.adding import flush, insert_rows
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.search_words import asked
from awardsdesk.progress import Progress

ENTERED = 500
"""So many rows of a step are entered at a time: who cancels waits no longer than for them."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """One index: whose it is, its sort keys, its full-text table, and how its lines are made."""

    of: type[Achievement | Organization | Person]
    keys: type[AchievementSearch | OrganizationSearch | PersonSearch]
    words: TableClause
    lines: Callable[[Connection, Sequence[int]], Iterator[dict[str, Any]]]
    """Make the lines of some ids: `id`, `words` and the sort keys."""

    @property
    def found(self) -> ColumnElement[int]:
        """Return the id that `matching` finds."""
        return self.words.c.rowid

    def matching(
        self, question: str, also: Callable[[frozenset[str]], Iterable[str]] = lambda _said: ()
    ) -> ColumnElement[bool] | None:
        """Return the condition on `found` that every term of a question is there, literally; None when it asks nothing.

        A term is there as well where one of the marks is that `also` gives for it.
        """
        match = asked(question, also)
        return self.words.c[self.words.name].op("MATCH")(match) if match else None


def full_text(name: str) -> TableClause:
    """Return a full-text table, which no mapped class stands for."""
    return table(name, column("rowid"), column("words"), column("rank"), column(name))


def changed(session: Session, which: Index, ids: Iterable[int], *, new: bool = False) -> None:
    """Have rows wait that the session wrote; `new` ones the index cannot know."""
    waiting: dict[Index, dict[int, bool]] = session.info.setdefault("waiting", {})
    known = waiting.setdefault(which, {})
    known |= dict.fromkeys(ids, not new)


def enter_changed(session: Session, progress: Progress | None = None) -> None:
    """Write all that waits, and make the indexes say what those rows say now."""
    flush(session)
    waiting: dict[Index, dict[int, bool]] = session.info.pop("waiting", {})
    progress = progress or Progress()
    progress.start(_("正在编入检索"), sum(map(len, waiting.values())))
    connection = session.connection()
    for which, ids in waiting.items():
        for block in blocks(sorted(ids), ENTERED):
            _forget(connection, which, [id_ for id_ in block if ids[id_]])
            _enter(connection, which, block)
            progress.step(len(block))


def index(connection: Connection, which: Index, ids: Iterable[int]) -> None:
    """Make an index say what the rows of these ids say now, none for those that are gone."""
    for block in blocks(ids):
        _forget(connection, which, block)
        _enter(connection, which, block)


def rebuild(connection: Connection, which: Index) -> None:
    """Make a whole index anew."""
    connection.execute(delete(which.words))
    connection.execute(delete(which.keys))
    for block in blocks(connection.scalars(select(which.of.id)).all()):
        _enter(connection, which, block)
    connection.execute(insert(which.words).values({which.words.name: "optimize"}))


def strays(connection: Connection, which: Index) -> int:
    """Return how many rows an index lacks or has too many."""
    own = select(which.of.id)
    missing = 0
    for kept in (select(which.keys.id), select(which.found)):
        for these, those in ((own, kept), (kept, own)):
            lacking = select(func.count()).select_from(these.except_(those).subquery())
            missing = max(missing, connection.scalars(lacking).one())
    return missing


def _forget(connection: Connection, which: Index, ids: Sequence[int]) -> None:
    if ids:
        connection.execute(delete(which.words).where(among(which.found, ids)))
        connection.execute(delete(which.keys).where(among(which.keys.id, ids)))


def _enter(connection: Connection, which: Index, ids: Sequence[int]) -> None:
    """Enter rows that the index does not know."""
    if made := list(which.lines(connection, ids)):
        insert_rows(connection, which.words, [{"rowid": line["id"], "words": line.pop("words")} for line in made])
        insert_rows(connection, which.keys, made)

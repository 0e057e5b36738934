"""New rows by the ten thousand: numbered at once, written a table at a time, told to the trail and to who follows them.

SQLAlchemy's unit of work takes ten times as long for a row, and writes new rows before it removes those whose places
they take. What is added so refers only to rows that are written, or that were added so before.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, TableClause, bindparam, delete, func, insert, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from awardsdesk.models import Base
from awardsdesk.operations.images import image_of, plain, record

Kind = type[Base]
Follower = Callable[[Session, Mapping[Kind, Sequence[int]]], None]
"""Hears, when rows are written, of which kinds and by which ids."""


def add_row(session: Session, kind: Kind, /, **values: Any) -> Mapping[str, Any]:
    """Have a row written before the session's next flush; return it whole. What is not said is as the model has it."""
    row = _blank(kind) | {key: make() for key, make in _made(kind)} | values
    row["id"] = numbered(session, kind, 1)
    session.info.setdefault("added", {}).setdefault(kind, []).append(row)
    return row


def numbered(session: Session, kind: Kind, count: int, used: Iterable[int] = ()) -> int:
    """Take `count` ids as SQLite would, from the highest on, `used` ones included; return the first of them."""
    last: dict[Kind, int] = session.info.setdefault("last ids", {})
    if kind not in last:
        with session.no_autoflush:
            last[kind] = session.scalar(select(func.max(kind.id))) or 0
    first = max(last[kind], max(used, default=0)) + 1
    last[kind] = first + count - 1
    return first


def write_added(session: Session) -> None:
    """Write what was added, tell the trail, then the followers."""
    added: dict[Kind, list[dict[str, Any]]] = session.info.pop("added", {})
    if not added:
        return
    connection = session.connection()
    for kind in _in_order(added):
        insert_rows(connection, kind, added[kind])
        record(session, [_image(kind, row) for row in added[kind]])
    for follower in session.info.get("followers", ()):
        follower(session, {kind: [row["id"] for row in rows] for kind, rows in added.items()})


def empty_list(session: Session, owner: Base, name: str) -> None:
    """Remove the rows of an owner's list at once, and tell the trail: new ones may take their places before a flush."""
    rows: list[Base] = list(getattr(owner, name))
    if any(inspect(row).key is None for row in rows):
        session.flush()
    record(session, [image for row in rows if (image := image_of(inspect(row), "deleted"))])
    if rows:
        session.connection().execute(_removal(type(rows[0])), [{"gone": row.id} for row in rows])
    for row in rows:
        session.expunge(row)
    set_committed_value(owner, name, [])
    flag_modified(owner, name)  # who follows the owner hears of it


@cache
def _removal(kind: Kind) -> Delete:
    return delete(kind).where(kind.id == bindparam("gone"))


def insert_rows(connection: Connection, into: TableClause | Kind, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows that all say the same columns; SQLAlchemy itself would look at every value of every row."""
    statement, stored = _insertion(into, tuple(rows[0]), connection.dialect)
    columns = [
        [store(row[key]) for row in rows] if store else [row[key] for row in rows] for key, store in stored.items()
    ]
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


@lru_cache(64)
def _insertion(into: TableClause | Kind, keys: tuple[str, ...], dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Return the statement that writes columns, and in its order how the value of each is stored."""
    statement = insert(into)
    compiled = statement.compile(dialect=dialect, column_keys=list(keys))
    of = statement.table.c
    stored = {key: of[key].type.dialect_impl(dialect).bind_processor(dialect) for key in compiled.positiontup or ()}
    return str(compiled), stored


def flush(session: Session) -> None:
    """Write all that waits, also where only rows were added: the flush of a session that is clean asks nobody."""
    write_added(session)
    session.flush()


def follow_added(session: Session, follower: Follower) -> None:
    """Have a follower hear of all rows that are written so."""
    session.info.setdefault("followers", []).append(follower)


def _in_order(kinds: Iterable[Kind]) -> list[Kind]:
    """Put those that others refer to first."""
    return sorted(kinds, key=lambda kind: _order()[kind.__tablename__])


@cache
def _order() -> dict[str, int]:
    return {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}


def _image(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    after = dict(row) | {key: plain(row[key]) for key in _not_plain(kind)}
    return {"table": kind.__tablename__, "id": row["id"], "before": None, "after": after}


@cache
def _not_plain(kind: Kind) -> list[str]:
    """Return the columns whose values JSON cannot hold: days, times, exact numbers."""
    columns: Any = kind.__table__.columns
    return [each.key for each in columns if each.type.python_type in {dt.date, dt.datetime, Decimal}]


@cache
def _blank(kind: Kind) -> dict[str, Any]:
    """Return the columns of a row that says nothing, in the table's order."""
    columns: Any = kind.__table__.columns
    return {each.key: each.default.arg if each.default and each.default.is_scalar else None for each in columns}


@cache
def _made(kind: Kind) -> list[tuple[str, Callable[[], Any]]]:
    """Return how the columns that are made anew for each row are made."""
    columns: Any = kind.__table__.columns
    return [
        (each.key, partial(each.default.arg, None)) for each in columns if each.default and each.default.is_callable
    ]

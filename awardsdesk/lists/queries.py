"""Turn a Query into ids: search, filters by equality or year, conditions on columns, one sort column, a stable order."""

import datetime as dt
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from awardsdesk.lists.conditions import Expression, Narrowed, holds
from awardsdesk.lists.listing import Query
from awardsdesk.progress import Progress


def ids_of(
    session: Session,
    statement: Select[int],
    query: Query,
    *,
    search: Sequence[Expression] = (),
    filters: Mapping[str, Expression] | None = None,
    columns: Mapping[str, Narrowed] | None = None,
    sorts: Mapping[str, Expression] | None = None,
    order: Sequence[Expression] = (),
) -> "array[int]":
    """Return the ids `statement` selects, narrowed and sorted as the query asks; `order` is the order otherwise."""
    if query.text and search:
        statement = statement.where(or_(*(column.contains(query.text, autoescape=True) for column in search)))
    statement = narrowed(statement, query, filters or {}, columns or {})
    return sorted_ids(session, statement, query, sorts or {}, order)


def narrowed(
    statement: Select[int], query: Query, filters: Mapping[str, Expression], columns: Mapping[str, Narrowed]
) -> Select[int]:
    """Return a statement with the query's filters and conditions."""
    for key, value in query.filters.items():
        if value:
            column = filters[key]
            statement = statement.where(_in_year(column, value) if isinstance(column.type, Date) else column == value)
    return statement.where(*(holds(columns[key], condition) for key, condition in query.conditions.items()))


def sorted_ids(
    session: Session,
    statement: Select[int],
    query: Query,
    sorts: Mapping[str, Expression],
    order: Sequence[Expression],
) -> "array[int]":
    """Return the ids a statement selects, sorted as the query asks."""
    if query.sort:
        column = sorts[query.sort]
        statement = statement.order_by(column.desc().nulls_last() if query.descending else column.asc().nulls_last())
    return read_ids(session, statement.order_by(*order).limit(query.limit or None))


def choices_of(statement: Callable[[str], Select[Any]]) -> Callable[[Session, str], Sequence[str]]:
    """Return the choices of a filter: the distinct non-empty values a statement for a scope selects."""

    def choices(session: Session, scope: str) -> Sequence[str]:
        return [value for value in session.scalars(statement(scope)) if value]

    return choices


def _in_year(column: Expression, year: str) -> ColumnElement[bool]:
    # a range of days, so that the index of the column answers
    within: ColumnElement[bool] = column.between(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
    return within


def years(session: Session, column: Expression) -> list[str]:
    """Return the years an indexed column of days spans, the latest first: one step at each end of the index."""
    first, last = session.scalar(select(func.min(column))), session.scalar(select(func.max(column)))
    return [] if first is None or last is None else [str(year) for year in range(last.year, first.year - 1, -1)]


def distinct(session: Session, column: Expression) -> list[str]:
    """Return the non-empty values of an indexed text column, stepping through the index from value to value."""
    found: list[str] = []
    smallest = select(func.min(column))
    while (value := session.scalar(smallest.where(column > (found[-1] if found else "")))) is not None:
        found.append(value)
    return found


def every_id(session: Session, column: Expression) -> Sequence[int]:
    """Return the ids of a whole table in order; where none is missing they are counted instead of read."""
    # asked one by one, each is a step at an end of the index
    first, last = session.scalar(select(func.min(column))), session.scalar(select(func.max(column)))
    if first is None or last is None:
        return ()
    # with nothing else asked SQLite counts whole pages of a narrow index, at which nobody looks again
    count = session.scalar(select(func.count()).select_from(column.class_))
    session.connection().exec_driver_sql("PRAGMA shrink_memory")
    if count == last - first + 1:
        return range(first, last + 1)
    return read_ids(session, select(column).order_by(column))


def read_ids(session: Session, statement: Select[int]) -> "array[int]":
    """Return the ids a statement selects, straight from the cursor: a million of them pass here."""
    cursor: Any = session.connection().execute(statement).cursor
    return array("q", chain.from_iterable(cursor))


@contextmanager
def halting(session: Session, progress: Progress) -> Iterator[None]:
    """Let the user give up statements that take long."""
    connection: Any = session.connection().connection.driver_connection
    with progress.halting(connection.interrupt):
        try:
            yield
        except (DBAPIError, OperationalError):
            progress.check()
            raise


def kept_in_order(order: Sequence[int], ids: Sequence[int]) -> Sequence[int]:
    """Return ids in an order they were in before; what is new comes last."""
    before = set(order)
    new = [id_ for id_ in ids if id_ not in before]
    if not new and len(ids) == len(order):
        return order
    now = ids if isinstance(ids, range) else set(ids)
    return array("q", [*(id_ for id_ in order if id_ in now), *new])


def in_order(ids: Sequence[int], found: Mapping[int, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of `ids` in the order asked for; a row deleted meanwhile is left out."""
    return [found[id_] for id_ in ids if id_ in found]

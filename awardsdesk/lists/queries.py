"""Turn a Query into ids: search in some columns, filters by equality, one sort column, a stable order."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from awardsdesk.lists.listing import Query

Expression = ColumnElement[Any] | Any
"""A column or an expression a list is searched, filtered or sorted by."""


def ids_of(
    session: Session,
    statement: Select[int],
    query: Query,
    *,
    search: Sequence[Expression] = (),
    filters: Mapping[str, Expression] | None = None,
    sorts: Mapping[str, Expression] | None = None,
    order: Sequence[Expression] = (),
) -> "array[int]":
    """Return the ids `statement` selects, narrowed and sorted as the query asks; `order` is the order otherwise."""
    if query.text and search:
        statement = statement.where(or_(*(column.contains(query.text, autoescape=True) for column in search)))
    for key, value in query.filters.items():
        if value:
            statement = statement.where((filters or {})[key] == value)
    if query.sort:
        column = (sorts or {})[query.sort]
        statement = statement.order_by(column.desc().nulls_last() if query.descending else column.asc().nulls_last())
    return array("q", session.scalars(statement.order_by(*order).limit(query.limit or None)))


def choices_of(statement: Callable[[str], Select[Any]]) -> Callable[[Session, str], Sequence[str]]:
    """Return the choices of a filter: the distinct non-empty values a statement for a scope selects."""

    def choices(session: Session, scope: str) -> Sequence[str]:
        return [value for value in session.scalars(statement(scope)) if value]

    return choices


def distinct(session: Session, column: Expression) -> list[str]:
    """Return the non-empty values of an indexed text column, stepping through the index from value to value."""
    walk = select(func.min(column).label("value")).where(column > "").cte(recursive=True)
    following = select(func.min(column)).where(column > walk.c.value).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    return list(session.scalars(select(walk.c.value).where(walk.c.value.is_not(None))))


def in_order(ids: Sequence[int], found: Mapping[int, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of `ids` in the order asked for; a row deleted meanwhile is left out."""
    return [found[id_] for id_ in ids if id_ in found]

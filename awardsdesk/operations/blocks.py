"""Long rows of ids and names: in parts, and as what one condition asks for."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, TableValuedAlias, func, select

T = TypeVar("T")

BLOCK = 500


def blocks(values: Iterable[T], size: int = BLOCK) -> Iterator[list[T]]:
    """Part values in their order."""
    rest = iter(values)
    while block := list(islice(rest, size)):
        yield block


def pairs(values: Iterable[tuple[int | str, int | str]]) -> tuple[TableValuedAlias, list[ColumnElement[Any]]]:
    """Return the values as a table to join to, and its two columns; pairs after IN would have SQLite look at every row."""
    given = _given(values)
    return given, [func.json_extract(given.c.value, f"$[{place}]") for place in (0, 1)]


def among(column: Any, values: Iterable[int | str]) -> ColumnElement[bool]:
    """Return the condition that a column is one of the values, however many; SQLAlchemy's own `in_` looks at each."""
    found: ColumnElement[bool] = column.in_(select(_given(values).c.value))
    return found


def _given(values: Iterable[Any]) -> TableValuedAlias:
    return func.json_each(msgspec.json.encode(list(values)).decode()).table_valued("value")

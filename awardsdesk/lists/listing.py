"""One definition of a list for screen, workbook and paper: its columns, its filters, its query."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from awardsdesk.lists.conditions import Condition, How, is_span

Row = tuple[Any, ...]
"""The values of one record in the order of the listing's columns; immutable, safe in any thread."""


class Kind(StrEnum):
    """How a column's values are shown, aligned and exported."""

    TEXT = "text"
    CODE = "code"
    """Ids and accounts: text cells, never numbers."""
    COUNT = "count"
    NUMBER = "number"
    """Decimal, shown as it is."""
    MONEY = "money"
    """Whole fen, shown in yuan."""
    DATE = "date"
    STATE = "state"
    """A word shown as a pill; `Column.tones` maps it to ok, warn, err, info, mute."""


SPANS = frozenset({Kind.DATE, Kind.COUNT, Kind.NUMBER, Kind.MONEY})
"""What is asked from one value to another, never as a text."""


SCANNED = 20_000
"""So many rows are read and sorted before anybody notices."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is stable (settings remember it), `width` in pixels at 100 %, `public` lets it leave the house."""

    key: str
    title: str
    width: int = 120
    kind: Kind = Kind.TEXT
    public: bool = False
    tones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list; `choices(session, scope)` are the values offered beside 全部.

    One that is not `above` is offered at its column only.
    """

    key: str
    title: str
    choices: Callable[[Session, str], Sequence[str]]
    above: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What the user asked to see; `scope` is a round's code where the list belongs to a round."""

    scope: str = ""
    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    """What is chosen above the list, by the filters' keys."""
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """What is asked of single columns, by their keys."""
    sort: str = ""
    descending: bool = False
    limit: int = 0
    """At most so many ids; 0 is all."""

    def __post_init__(self) -> None:
        # SQLite's text ends at a NUL, so that a search for one would find everything or nothing
        object.__setattr__(self, "text", self.text.replace("\0", ""))

    @property
    def narrowed(self) -> bool:
        """Tell whether less than everything is asked for."""
        return bool(self.text or self.conditions or any(self.filters.values()))


@dataclass(frozen=True)
class Listing:
    """A list: `ids` answers the query in order, `rows` fetches some of them (same order as asked)."""

    key: str
    title: str
    columns: tuple[Column, ...]
    ids: Callable[[Session, Query], Sequence[int]]
    rows: Callable[[Session, Sequence[int]], list[Row]]
    filters: tuple[Filter, ...] = ()
    changes_with: frozenset[str] = frozenset()
    """Tables whose change makes the list stale."""
    empty: str = ""
    """What to do next when there is nothing to show."""
    hint: str = ""
    """What the search box looks at."""
    sortable: frozenset[str] = frozenset()
    """Keys of columns the query can sort by."""
    scanned: frozenset[str] = frozenset()
    """Those of them that no index holds in order: a long list is sorted by them beside the window."""
    narrowable: frozenset[str] = frozenset()
    """Keys of columns that take a condition."""
    some: Callable[[Session, Sequence[int], Collection[str]], list[Row]] | None = None
    """As `rows` where only the columns with these keys are needed and that is quicker; other cells may be None."""
    count: Callable[[Session, str], int] | None = None
    """How many there are in a scope, where counting is quicker than asking for all ids."""

    def rows_with(self, session: Session, ids: Sequence[int], keys: Collection[str]) -> list[Row]:
        """Return rows of which the columns with these keys are needed."""
        return self.some(session, ids, keys) if self.some else self.rows(session, ids)

    def total(self, session: Session, scope: str) -> int:
        """Return how many there are without text and filters."""
        return self.count(session, scope) if self.count else len(self.ids(session, Query(scope=scope)))

    def sorts_slowly(self, session: Session, query: Query) -> bool:
        """Tell whether what a query finds is too long to be sorted while the window waits; a search is not."""
        if query.sort not in self.scanned or query.text:
            return False
        unsorted = replace(query, sort="", descending=False, limit=SCANNED + 1)
        return len(self.ids(session, unsorted)) > SCANNED

    def takes(self, key: str, condition: Condition) -> bool:
        """Tell whether a column can be asked so; what was saved on another day may fit no longer."""
        if key not in self.narrowable:
            return False
        kind = self.column(key).kind
        if condition.how is How.BETWEEN:
            return kind in SPANS and is_span(condition, days=kind is Kind.DATE)
        return kind not in SPANS or condition.how in {How.BLANK, How.FILLED}

    def column(self, key: str) -> Column:
        """Return the column with this key."""
        return next(column for column in self.columns if column.key == key)


def shown(column: Column, value: Any) -> str:
    """Return the text of a cell as the screen and paper show it; None is empty, fen become yuan."""
    if value is None:
        return ""
    if column.kind is Kind.MONEY:
        return f"{value // 100:,}.{value % 100:02}"
    if column.kind is Kind.COUNT:
        return f"{value:,}" if isinstance(value, int) else str(value)
    return str(value)

"""A list of any length as a Qt model: ids in one array, rows fetched by blocks when they are looked at."""

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from enum import IntEnum
from itertools import compress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from awardsdesk.lists.listing import Column, Kind, Listing, Query, Row, shown
from awardsdesk.lists.queries import halting, kept_in_order
from awardsdesk.progress import Progress
from awardsdesk.ui.label import plain_tip

if TYPE_CHECKING:
    from awardsdesk.store.database import Database

BLOCK = 16
AHEAD = 3
"""Blocks fetched at once: a screenful begins anywhere in the first and still takes one look into the file."""
KEEP = 640
AT_ONCE = 256
FIRST, HITS = 500, 20_000
"""How many a search shows at each keystroke, and in a pause: then it says that there are more, nobody reads on."""
Index = QModelIndex | QPersistentModelIndex
RIGHT = frozenset({Kind.COUNT, Kind.NUMBER, Kind.MONEY})
SIDES = {
    kind: (Qt.AlignmentFlag.AlignRight if kind in RIGHT else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
    for kind in Kind
}


class Role(IntEnum):
    """What the delegate asks for beside Qt's own roles."""

    TONE = Qt.ItemDataRole.UserRole + 1


class RowsModel(QAbstractTableModel):
    """The rows of a Listing that answer a Query."""

    def __init__(self, db: "Database", listing: Listing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listing = listing
        self.query = Query()
        self.ids: Sequence[int] = ()
        self.total = 0
        self.more = False
        self.seen = frozenset(column.key for column in listing.columns)
        self._db = db
        self._blocks: OrderedDict[int, list[Row]] = OrderedDict()

    def waits(self, query: Query) -> bool:
        """Tell whether a query is to be sorted beside the window first; what is sorted so keeps its order."""
        if query == self.query or query.sort not in self.listing.scanned:
            return False
        with self._db.read() as session:
            return self.listing.sorts_slowly(session, query)

    def sorted_ids(self, query: Query, progress: Progress) -> Sequence[int]:
        """Return the ids that answer a query, in a worker; raises Cancelled."""
        with self._db.read() as session, halting(session, progress):
            return self.listing.ids(session, query)

    def found(self, query: Query) -> Sequence[int]:
        """Return the ids that answer a query as they would be shown, one more than the first of a search."""
        with self._db.read() as session:
            if query == self.query and self.listing.sorts_slowly(session, query):
                return kept_in_order(self.ids, self.listing.ids(session, replace(query, sort="", descending=False)))
            return self.listing.ids(session, replace(query, limit=FIRST + 1) if query.text else query)

    def ask(self, query: Query, ids: Sequence[int] | None = None, *, recount: bool = True) -> None:
        """Show what answers the query, `ids` where they are known; `total` is what there would be without text and filters.

        A long list that is sorted so already keeps its order, as a sheet does: its rows stay where the clerk left them.
        """
        if ids is None:
            ids = self.found(query)
        total = self.total if query.narrowed else len(ids)
        if query.narrowed and (recount or query.scope != self.query.scope):
            with self._db.read() as session:
                total = self.listing.total(session, query.scope)
        self.beginResetModel()
        self.more = bool(query.text) and len(ids) > FIRST
        self.query, self.ids, self.total = query, ids[:FIRST] if self.more else ids, total
        self._blocks.clear()
        self.endResetModel()

    def go_on(self) -> None:
        """Show more of what a search finds, as far as it goes."""
        with self._db.read() as session:
            ids = self.listing.ids(session, replace(self.query, limit=HITS + 1))
        more, ids = len(ids) > HITS, ids[:HITS]
        if len(ids) <= len(self.ids) or ids[: len(self.ids)] != self.ids:
            return  # changed a moment ago: the list will hear of it and ask anew
        self.beginInsertRows(QModelIndex(), len(self.ids), len(ids) - 1)
        self.more, self.ids = more, ids
        self._blocks.clear()
        self.endInsertRows()

    def reach(self) -> int:
        """Return how many rows there may be, past what a search shows."""
        return self.total if self.more else len(self.ids)

    def all_ids(self) -> Sequence[int]:
        """Return the ids of everything that answers the query, past what a search shows."""
        if not self.more:
            return self.ids[:]
        with self._db.read() as session:
            return self.listing.ids(session, self.query)

    def see(self, keys: Collection[str]) -> None:
        """Fetch from now on what the columns with these keys need; what others show may be left out."""
        if not self.seen.issuperset(keys):
            self._blocks.clear()
        self.seen = frozenset(keys)

    def column(self, number: int) -> Column:
        """Return the column shown at this logical position."""
        return self.listing.columns[number]

    def row(self, number: int) -> Row:
        """Return a row's values, fetching its block and the next ones when it is not at hand."""
        block, offset = divmod(number, BLOCK)
        if block not in self._blocks:
            rows = self._fetch(self.ids[block * BLOCK : (block + AHEAD) * BLOCK])
            for start in range(0, len(rows), BLOCK):
                self._blocks[block + start // BLOCK] = rows[start : start + BLOCK]
        self._blocks.move_to_end(block)
        while len(self._blocks) > KEEP:
            self._blocks.popitem(last=False)
        return self._blocks[block][offset]

    def rows(self, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield many rows past the cache, block by block, for copying and summing."""
        for start in range(0, len(numbers), AT_ONCE):
            yield from self._fetch(array("q", (self.ids[number] for number in numbers[start : start + AT_ONCE])))

    def position(self, record: int) -> int:
        """Return the row of a record, -1 when it is not in the list."""
        try:
            return self.ids.index(record)
        except ValueError:
            return -1

    def positions(self, records: set[int]) -> list[int]:
        """Return the rows of those records that are in the list, in order."""
        if not records or isinstance(self.ids, range):
            return sorted(self.ids.index(each) for each in records if each in self.ids)
        return [*compress(range(len(self.ids)), map(records.__contains__, self.ids))]

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        with self._db.read() as session:
            rows = self.listing.rows_with(session, ids, self.seen)
            if len(rows) == len(ids):
                return rows
            # Something was deleted a moment ago and the list has not heard of it yet: its row stays blank till then.
            blank = (None,) * len(self.listing.columns)
            return [next(iter(self.listing.rows_with(session, [record], self.seen)), blank) for record in ids]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of rows; a cell has none."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns; a cell has none."""
        return 0 if parent.isValid() else len(self.listing.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer only what a cell is asked for often: text, alignment, tone and tool tip."""
        if not index.isValid():
            return None
        column = self.listing.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(column, self.row(index.row())[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return SIDES[column.kind]
        if role == Role.TONE and column.kind is Kind.STATE:
            return column.tones.get(str(self.row(index.row())[index.column()]), "mute")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(shown(column, self.row(index.row())[index.column()]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return titles and their alignment, which is the column's."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.listing.columns):
            return None
        column = self.listing.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return SIDES[column.kind]
        return None

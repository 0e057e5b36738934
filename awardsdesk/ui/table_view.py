"""The table of a list: rows selected as wholes, columns the user's own way, keys as in a spreadsheet."""

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from awardsdesk.i18n import _
from awardsdesk.lists.listing import Kind
from awardsdesk.progress import the_windows_turn
from awardsdesk.ui.cells import ROW_HEIGHT, CellDelegate
from awardsdesk.ui.clipboard import copy_rows
from awardsdesk.ui.column_picker import ColumnPicker
from awardsdesk.ui.marks import Bracket, paint_marks
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.table_model import RowsModel
from awardsdesk.ui.theme import theme

RESTORE_AT_MOST = 5000
WIDE = 140
SHRINK = 0.5
OPENS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
WALKS = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space})


class TableView(QTableView):
    """Shows a RowsModel; tells what is selected, what is opened and which column to sort by."""

    selected = Signal()
    opened = Signal(int)
    sort_asked = Signal(str, bool)
    narrow_asked = Signal(str)

    def __init__(self, model: RowsModel, preferences: Preferences, hidden: Sequence[str] = ()) -> None:
        super().__init__()
        self._hidden = list(hidden)
        self.rows = model
        self._preferences = preferences
        self._kept: tuple[set[int], int | None, int] = (set(), None, 0)
        self._fitting = False
        self._own_widths = False
        self._brackets: tuple[Bracket, ...] = ()
        self._save = QTimer(self, singleShot=True, interval=400)
        self._save.timeout.connect(self._save_columns)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(model.listing.title)
        self._set_behaviour()
        self.setModel(model)
        self._set_headers()
        self._load_columns()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(self.selected)
        theme.changed.connect(self.viewport().update)

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.ids[index.row()]))

    def _set_headers(self) -> None:
        header, side = self.horizontalHeader(), self.verticalHeader()
        # With the view's selection model the header asks for every row when all are selected: 15 s at a million.
        for each in (header, side):
            each.setSelectionModel(QItemSelectionModel(self.rows, self))
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW_HEIGHT)
        side.hide()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(48)
        header.setSectionsClickable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._column_menu)
        header.sectionClicked.connect(self._header_clicked)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)

    # selection

    def selected_rows(self) -> list[int]:
        """Return the selected rows in order, from ranges: asking row by row would take seconds in a long list."""
        numbers: set[int] = set()
        for top, bottom in self._spans():
            numbers.update(range(top, bottom + 1))
        return sorted(numbers)

    def selected_count(self) -> int:
        """Return how many rows are selected."""
        return sum(bottom - top + 1 for top, bottom in self._spans())

    def _spans(self) -> set[tuple[int, int]]:
        chosen = self.selectionModel().selection()
        return {(part.top(), part.bottom()) for part in map(chosen.at, range(chosen.count()))}

    def selected_ids(self) -> "array[int]":
        """Return the ids of the selected rows in the order shown."""
        return array("q", (self.rows.ids[number] for number in self.selected_rows()))

    def current_id(self) -> int | None:
        """Return the record under the cursor."""
        row = self.currentIndex().row()
        return self.rows.ids[row] if 0 <= row < len(self.rows.ids) else None

    def select_record(self, record: int) -> bool:
        """Put the cursor on a record; False when it is not in the list."""
        row = self.rows.position(record)
        if row >= 0:
            self.choose_row(row)
            self.scrollTo(self.rows.index(row, self.cells.first))
        return row >= 0

    def choose_row(self, row: int) -> None:
        """Put the cursor on a row and select it alone, whatever keys are down: selectRow would ask them."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.rows.index(row, self.cells.first)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _remember(self) -> None:
        chosen = set(self.selected_ids()) if self.selected_count() <= RESTORE_AT_MOST else set()
        self._kept = (chosen, self.current_id(), self.verticalScrollBar().value())

    def _restore(self) -> None:
        chosen, current, scrolled = self._kept
        last = self.rows.columnCount() - 1
        found = QItemSelection()
        for row in self.rows.positions(chosen):
            found.append(QItemSelectionRange(self.rows.index(row, 0), self.rows.index(row, last)))
        model = self.selectionModel()
        row = -1 if current is None else self.rows.position(current)
        if row < 0 and not found.isEmpty():
            row = found.at(0).top()  # the record under the cursor went, another that was chosen with it stayed
        if row >= 0:
            model.setCurrentIndex(self.rows.index(row, self.cells.first), QItemSelectionModel.SelectionFlag.NoUpdate)
        with QSignalBlocker(self):  # it is told at the end, and once
            model.select(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.executeDelayedItemsLayout()  # left to the first paint it would ask for a second one
        self.verticalScrollBar().setValue(scrolled if row >= 0 or current is None else 0)
        if row >= 0 and not self.viewport().rect().intersects(self.visualRect(self.rows.index(row, self.cells.first))):
            self.scrollTo(self.rows.index(row, self.cells.first))
        self.selected.emit()

    # cut lines

    def draw_cuts(self, cuts: Mapping[int, str], brackets: Sequence[Bracket] = ()) -> None:
        """Draw a named line under each of these rows, who is above it is in; and brackets around ties."""
        self.cells.cuts, self._brackets = dict(cuts), tuple(brackets)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what goes across rows above them."""
        with the_windows_turn():
            super().paintEvent(event)
            if self.cells.cuts or self._brackets:
                paint_marks(self, self._brackets)

    # columns

    def _load_columns(self) -> None:
        header, columns = self.horizontalHeader(), self.rows.listing.columns
        kept = self._preferences.get(f"columns {self.rows.listing.key}", {})
        widths: dict[str, int] = kept.get("widths", {})
        self._own_widths = bool(widths)
        self._fitting = True
        for number, column in enumerate(columns):
            header.resizeSection(number, widths.get(column.key, column.width))
            # a column that came with a newer program waits as it would in a fresh list
            hidden = kept.get("hidden", ()) if column.key in kept.get("order", ()) else self._hidden
            header.setSectionHidden(number, column.key in hidden)
        keys = [column.key for column in columns]
        for place, key in enumerate(key for key in kept.get("order", []) if key in keys):
            header.moveSection(header.visualIndex(keys.index(key)), place)
        self._fitting = False
        self._find_first()

    def _save_columns(self) -> None:
        header, columns = self.horizontalHeader(), self.rows.listing.columns
        order = [columns[header.logicalIndex(place)].key for place in range(len(columns))]
        hidden = [column.key for number, column in enumerate(columns) if header.isSectionHidden(number)]
        widths = {column.key: header.sectionSize(number) for number, column in enumerate(columns)}
        kept: dict[str, object] = {"order": order, "hidden": hidden}
        if self._own_widths:
            kept["widths"] = {key: width for key, width in widths.items() if width}
        self._preferences.set(f"columns {self.rows.listing.key}", kept)

    def _find_first(self) -> None:
        self.rows.see(self.shown_columns())
        self.cells.first = next(iter(self.seen()), 0)
        self.viewport().update()

    def _resized(self) -> None:
        if not self._fitting:
            self._own_widths = True
            self._save.start()

    def _moved(self) -> None:
        self._find_first()
        if not self._fitting:
            self._save.start()

    def fit_columns(self) -> None:
        """Share spare or missing width among the wide text columns, unless the user has set widths."""
        if self._own_widths:
            return
        header, columns = self.horizontalHeader(), self.rows.listing.columns
        seen = [number for number in range(len(columns)) if not header.isSectionHidden(number)]
        texts = [number for number in seen if columns[number].kind is Kind.TEXT and columns[number].width >= WIDE]
        fixed = sum(columns[number].width for number in seen if number not in texts)
        wanted = sum(columns[number].width for number in texts)
        share = max((self.viewport().width() - fixed) / wanted, SHRINK) if wanted else 1
        self._fitting = True
        for number in seen:
            header.resizeSection(number, int(columns[number].width * (share if number in texts else 1)))
        self._fitting = False

    def reset_columns(self) -> None:
        """Show the columns as the program brought them."""
        self._preferences.set(f"columns {self.rows.listing.key}", {})
        header = self.horizontalHeader()
        for number in range(header.count()):
            header.moveSection(header.visualIndex(number), number)
        self._load_columns()
        self.fit_columns()

    def _column_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        header = self.horizontalHeader()
        asked = self.rows.listing.columns[max(header.logicalIndexAt(place), 0)]
        if asked.key in self.rows.listing.narrowable:
            narrow = menu.addAction(_("筛选“{title}”……").format(title=asked.title))
            narrow.triggered.connect(lambda: self.narrow_asked.emit(asked.key))
            menu.addSeparator()
        hide = menu.addAction(_("隐藏“{title}”").format(title=asked.title))
        hide.setEnabled(header.hiddenSectionCount() < header.count() - 1)
        hide.triggered.connect(lambda: self.show_column(self.rows.listing.columns.index(asked), shown=False))
        menu.addAction(_("显示的列……")).triggered.connect(self.pick_columns)
        menu.addSeparator()
        menu.addAction(_("恢复默认列")).triggered.connect(self.reset_columns)
        menu.popup(header.mapToGlobal(place))

    def pick_columns(self) -> ColumnPicker:
        """Open the check-list of the columns under the headings."""
        titles = [column.title for column in self.rows.listing.columns]
        picker = ColumnPicker(self.window(), titles, self.seen(), self.show_column, self.reset_columns)
        header = self.horizontalHeader()
        picker.move(header.mapToGlobal(QPoint(0, header.height())))
        picker.show()
        return picker

    def show_column(self, number: int, shown: bool) -> None:
        """Show or hide a column."""
        self._fitting = True  # the header tells it as a width, which would pass for the clerk's own
        self.horizontalHeader().setSectionHidden(number, not shown)
        self._fitting = False
        self._find_first()
        self.fit_columns()
        if shown:
            self._lead_to(number)
        self._save.start()

    def _lead_to(self, number: int) -> None:
        """Bring a column into sight; the rows stay where they are."""
        self.executeDelayedItemsLayout()  # how far one can scroll is known from then on
        header, bar = self.horizontalHeader(), self.horizontalScrollBar()
        left, room = header.sectionPosition(number), self.viewport().width()
        bar.setValue(min(max(bar.value(), left + header.sectionSize(number) - room), left))

    def _header_clicked(self, number: int) -> None:
        """Sort upwards, then downwards, then as the office sorts."""
        column = self.rows.column(number)
        query = self.rows.query
        if column.key not in self.rows.listing.sortable:
            return
        if query.sort != column.key:
            self.sort_asked.emit(column.key, False)
        elif query.descending:
            self.sort_asked.emit("", False)
        else:
            self.sort_asked.emit(column.key, True)

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, Ctrl+A takes all, Alt+Down asks for a condition on the column."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.narrow_asked.emit(self.rows.column(max(self.currentIndex().column(), 0)).key)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.MoveToStartOfDocument) and self.rows.ids:
            self.choose_row(0)  # Qt would move its cursor, which nobody sees, and leave another row chosen
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfDocument) and self.rows.ids:
            self.choose_row(self.rows.rowCount() - 1)
        elif event.key() in OPENS | WALKS and self.rows.ids and not self.selected_count():
            self.choose_row(max(self.currentIndex().row(), 0))  # the keys begin where nothing is chosen yet
        elif event.key() in OPENS and self.current_id() is not None:
            self.opened.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Have the cursor leave a row that was taken out of the selection, for the nearest that is left in it."""
        super().mouseReleaseEvent(event)
        cursor = self.currentIndex()
        if rows := [min(max(cursor.row(), top), bottom) for top, bottom in self._spans()]:
            nearest = min(rows, key=lambda row: abs(row - cursor.row()))
            if nearest != cursor.row():
                place = self.rows.index(nearest, max(cursor.column(), 0))
                self.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.selected.emit()

    def seen(self) -> list[int]:
        """Return the positions in the listing of the columns that are seen, in the order they are seen in."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [number for number in order if not header.isSectionHidden(number)]

    def shown_columns(self) -> list[str]:
        """Return their keys."""
        return [self.rows.listing.columns[number].key for number in self.seen()]

    def copy(self) -> None:
        """Copy the selected rows."""
        copy_rows(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the whole row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Put the light out when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.cells.hovered:
            self.cells.hovered = row
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self.fit_columns()

"""A small table inside a form whose rows have an order that counts: add, remove, move, paste from Excel."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.exchange.pasted import cells
from awardsdesk.i18n import _
from awardsdesk.ui.theme import mark, set_icon

ROW_HEIGHT = 30
HEADING_ROOM = 24
"""Beside a heading's words: none is cut."""
SHOWN = range(2, 9)
YES, NO = "是", "否"
CLICK = 100
"""Milliseconds after which to see again whether the mouse was let go."""

Cells = tuple[str, ...]
Index = QModelIndex | QPersistentModelIndex


class RowsEdit(QWidget):
    """Rows of text cells; the number at the left is the place in the legal order."""

    changed = Signal()

    def __init__(
        self,
        titles: Sequence[str],
        *,
        widths: Sequence[int] = (),
        early: Sequence[int] = (),
        words: Sequence[Sequence[str]] = (),
    ) -> None:
        super().__init__()
        self.table = QTableWidget(0, len(titles))
        self.table.setHorizontalHeaderLabels(list(titles))
        mode = QHeaderView.ResizeMode.Interactive if widths else QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(mode)
        for column, width in enumerate(widths):
            self.table.setColumnWidth(column, width)
        if not widths:
            told = max(map(self.fontMetrics().horizontalAdvance, titles))
            self.table.horizontalHeader().setMinimumSectionSize(told + HEADING_ROOM)
        for place, column in enumerate(early, 1):
            header = self.table.horizontalHeader()
            header.moveSection(header.visualIndex(column), place)
        self.table.setItemDelegate(self._told(Typing(self.table)))
        self._ticked = {column for column, offered in enumerate(words) if set(offered) == {YES, NO}}
        """Columns whose cells say whether: the space bar answers."""
        for column, offered in enumerate(words):
            if offered:
                self.write_with(column, Offering(offered, self.table))
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setObjectName("rows")
        self.table.setTabKeyNavigation(False)
        self.table.installEventFilter(self)
        self.table.itemChanged.connect(self.changed)
        # once a row that was added has its room
        self.table.currentCellChanged.connect(lambda: QTimer.singleShot(0, self, self._show_cell))
        self.setFocusProxy(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.table)
        self.buttons = self._buttons()
        layout.addWidget(self.buttons)
        self.read_only = False
        self._triggers = self.table.editTriggers()
        self._began: int | None = None
        """The column from which Tab led on to the one that is typed in."""
        self.changed.connect(self._fit)
        self._fit()

    def write_with(self, column: int, delegate: "Typing") -> None:
        """Let the cells of a column be written in another way."""
        self.table.setItemDelegateForColumn(column, self._told(delegate))

    def _told(self, delegate: "Typing") -> "Typing":
        delegate.typed.connect(self.changed)
        delegate.spread.connect(self.paste)
        delegate.closeEditor.connect(self.changed, Qt.ConnectionType.QueuedConnection)  # once the editor is gone
        delegate.closeEditor.connect(self._left)
        return delegate

    def _left(self, _editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Go on as Excel does: Tab to the right, Enter to the row below, there to the column where the tabs began."""
        QTimer.singleShot(0, self, self._clear_up)  # a click elsewhere leaves cell and table at once
        row, column = self.table.currentRow(), self.table.currentColumn()
        if hint == QStyledItemDelegate.EndEditHint.EditNextItem:
            self._began = column if self._began is None else self._began
            if self.table.horizontalHeader().visualIndex(column) == self.table.columnCount() - 1:
                self._offer_row(row)
            return
        below, self._began = column if self._began is None else self._began, None
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self._offer_row(row)
            if row + 1 < self.table.rowCount():
                QTimer.singleShot(0, self, lambda: self.table.setCurrentCell(row + 1, below))  # once the editor is gone

    def _offer_row(self, row: int) -> None:
        """Have a blank row below the last one that says something: Enter on a blank one leads out of the table."""
        if row == self.table.rowCount() - 1 and any(self._lines()[row]):
            self._append(())
            self._fit()

    def _clear_up(self) -> None:
        """Take the blank rows from below the last one that says something once the keys have gone elsewhere."""
        held = QApplication.focusWidget()
        if held is None or self.isAncestorOf(held) or QApplication.activePopupWidget():
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:  # what is clicked on does not move away
            QTimer.singleShot(CLICK, self, self._clear_up)
            return
        lines = self._lines()
        while lines and not any(lines[-1]):
            lines.pop()
        if len(lines) < self.table.rowCount():
            self.table.setRowCount(len(lines))
            self._fit()

    def _fit(self) -> None:
        rows = min(max(self.table.rowCount(), SHOWN.start), SHOWN.stop - 1)
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(ROW_HEIGHT * rows + 36 + bar)

    def _show_cell(self) -> None:
        """Keep the row of the cursor in sight where the form's edge cuts the table: one would type unseen."""
        outside = self.parentWidget()
        while outside and not isinstance(outside, QScrollArea):
            outside = outside.parentWidget()
        held = QApplication.focusWidget()
        if isinstance(outside, QScrollArea) and (inside := outside.widget()) and held and self.isAncestorOf(held):
            spot = self.table.viewport().mapToGlobal(self.table.visualRect(self.table.currentIndex()).center())
            outside.ensureVisible(0, inside.mapFromGlobal(spot).y(), 0, ROW_HEIGHT * 2)

    def lock(self, read_only: bool) -> None:
        """Let the rows be read only, or be edited."""
        self.read_only = read_only
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers if read_only else self._triggers)
        self.buttons.setVisible(not read_only)
        mark(self.table, "fixed", "yes" if read_only else "")

    def _buttons(self) -> QWidget:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, keys, icon, run in (
            (_("添加一行"), "Insert", "plus", self.add),
            (_("删除所在行"), "Ctrl+Delete", "trash-2", self.remove),
            (_("上移"), "Alt+↑", "chevron-up", lambda: self.move_row(-1)),
            (_("下移"), "Alt+↓", "chevron-down", lambda: self.move_row(1)),
        ):
            button = QPushButton()
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its keys: Tab goes on to the next field
            button.setToolTip(f"{name}  {keys}")
            button.setAccessibleName(name)
            button.setProperty("look", "flat")
            button.setAutoDefault(False)
            button.clicked.connect(run)
            set_icon(button, icon)
            row.addWidget(button)
        row.addStretch(1)
        return bar

    def rows(self) -> tuple[Cells, ...]:
        """Return the rows that are not blank, in order, as they would be if the cell one types in were left now."""
        return tuple(cells for cells in self._lines() if any(cells))

    def _lines(self) -> list[Cells]:
        typed, columns = self._typed(), range(self.table.columnCount())
        return [tuple(typed.get((row, column), self._cell(row, column)) for column in columns) for row in self._range()]

    def put(self, rows: Iterable[Sequence[str | None]]) -> None:
        """Show rows."""
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for row in rows:
            self._append(row)
        self.table.blockSignals(False)
        self.changed.emit()

    def add(self) -> None:
        """Add a blank row below the current one and edit it; where nothing is said yet, the one that is there."""
        row = self.table.currentRow() + 1 if self.table.currentRow() >= 0 else self.table.rowCount()
        if self.table.rowCount() == 1 and not self.rows():
            row = 0
        else:
            self.table.insertRow(row)
        self.table.setCurrentCell(row, 0)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())
        self.changed.emit()

    def remove(self) -> None:
        """Remove the current row."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())
            self.changed.emit()

    def move_row(self, by: int) -> None:
        """Move the current row one place."""
        row, column = self.table.currentRow(), self.table.currentColumn()
        if row < 0 or not 0 <= row + by < self.table.rowCount():
            return
        order = self._lines()
        order[row], order[row + by] = order[row + by], order[row]
        self.put(order)
        self.table.setCurrentCell(row + by, column)

    def paste(self) -> None:
        """Put a rectangle from the clipboard at the current cell as the columns are seen, adding rows where it is longer."""
        rows = cells(QGuiApplication.clipboard().text())
        header = self.table.horizontalHeader()
        top, left = max(self.table.currentRow(), 0), max(header.visualIndex(self.table.currentColumn()), 0)
        self.table.setRowCount(max(self.table.rowCount(), top + len(rows)))
        for row, line in enumerate(rows, top):
            for place, text in enumerate(line[: self.table.columnCount() - left], left):
                self.table.setItem(row, header.logicalIndex(place), QTableWidgetItem(text.strip()))
        self.changed.emit()

    def empty(self) -> None:
        """Empty the chosen cells."""
        for item in self.table.selectedItems():
            item.setText("")

    def tick(self) -> None:
        """Say yes in the chosen cells that say whether, or nothing where the current one says yes."""
        said = "" if self._cell(self.table.currentRow(), self.table.currentColumn()) == YES else YES
        for index in self.table.selectedIndexes():
            if index.column() in self._ticked:
                self.table.model().setData(index, said)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paste from Excel, tick and empty cells; insert, delete and move rows by keys. An empty table has a row to type into."""
        if event.type() == QEvent.Type.FocusIn and not self.read_only and not self.table.rowCount():
            self._append(())  # nothing is said by it: blank rows are none
            self.table.setCurrentCell(0, self.table.horizontalHeader().logicalIndex(0))
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._clear_up)  # once it is known where the keys have gone
        if event.type() != QEvent.Type.KeyPress or self.read_only or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Insert:
            self.add()
        elif event.key() == Qt.Key.Key_Space and self.table.currentColumn() in self._ticked:
            self.tick()
        elif event.key() == Qt.Key.Key_Delete:
            (self.remove if ctrl else self.empty)()
        elif alt and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.move_row(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            return super().eventFilter(watched, event)
        return True

    def _append(self, cells: Sequence[str | None]) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in enumerate(cells):
            self.table.setItem(row, column, QTableWidgetItem(text or ""))

    def _cell(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item else ""

    def _typed(self) -> dict[tuple[int, int], str]:
        """Return what stands in the cell one types in; to write it into the table would disturb who types."""
        index = self.table.currentIndex()
        match self.table.indexWidget(index):
            case QLineEdit() as line:
                return {(index.row(), index.column()): line.text().strip()}
            case QComboBox() as box:
                return {(index.row(), index.column()): box.currentText().strip()}
            case _:
                return {}

    def _range(self) -> range:
        return range(self.table.rowCount())


class Typing(QStyledItemDelegate):
    """Tells while one types in a cell; cells that are pasted into it are for the table."""

    typed = Signal()
    spread = Signal()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line of a cell."""
        made = super().createEditor(parent, option, index)
        if isinstance(made, QLineEdit):
            made.textEdited.connect(self.typed)
            self._watch(made, made)
        return made

    def _watch(self, line: QLineEdit, editor: QWidget) -> None:
        """Look at what was put into the line by whatever way: keys, menu or mouse; Qt is left to finish first."""

        def look(text: str) -> None:
            if _several(text):
                QTimer.singleShot(0, editor, partial(self._give, editor))

        line.textEdited.connect(look)

    def _give(self, editor: QWidget) -> None:
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.spread.emit()


def _several(text: str) -> bool:
    """Tell whether a text has several cells of the clipboard in it."""
    pasted = QGuiApplication.clipboard().text() if {"\t", "\n"} & set(text) else ""
    return bool(pasted) and pasted in text and sum(map(len, cells(pasted))) > 1


class Offering(Typing):
    """Offers words to take, found by pinyin too; what else is typed or was there stays."""

    def __init__(self, words: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._words = words

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return a box of the words that may be typed into; one that is chosen is taken at once."""
        box = QComboBox(parent, editable=True, frame=False)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(["", *self._words])
        box.activated.connect(lambda: self.commitData.emit(box))
        box.editTextChanged.connect(self.typed)
        if line := box.lineEdit():
            from awardsdesk.ui.suggestions import fitting, suggest  # its cells are Typing, too

            suggest(line, partial(fitting, self._words))
            self._watch(line, box)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin at the word that is there; what is typed takes its place."""
        assert isinstance(editor, QComboBox)
        text = str(index.data() or "")
        editor.setCurrentIndex(editor.findText(text))
        editor.setEditText(text)
        if line := editor.lineEdit():
            line.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Stand over the cell, as wide as the words need, in sight."""
        rect: QRect = option.rect
        rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        if inside := editor.parentWidget():
            rect.moveRight(min(rect.right(), inside.width()))
        editor.setGeometry(rect)

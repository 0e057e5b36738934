"""The rows of an import with what becomes of each record: new, the same, or changed field by field."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from awardsdesk.exchange.differences import RowChange
from awardsdesk.i18n import _
from awardsdesk.operations.taking import Change
from awardsdesk.ui.cells import PAD, ROW_HEIGHT, CellDelegate
from awardsdesk.ui.label import plain_tip
from awardsdesk.ui.table_model import Role

WORDS = {Change.ADDED: _("新增"), Change.CHANGED: _("修改"), Change.SAME: _("不变")}
TONES = {Change.ADDED: "ok", Change.CHANGED: "info", Change.SAME: "mute"}
WIDTHS = (84, 216, 104, 144, 144, 188)
"""Of the columns after the first, which is as wide as its words."""
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class ChangesModel(QAbstractTableModel):
    """One line a changed field, one line a record that is new or the same."""

    def __init__(self, rows: Sequence[RowChange], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.lines: list[tuple[str, ...]] = []
        self.tones: list[str] = []
        self.titles = (_("变化"), _("内容"), _("名称"), _("项目"), _("原来"), _("导入后"), _("出处"))

    def show_only(self, change: Change | None) -> None:
        """Show the records of one kind of change, or all."""
        self.beginResetModel()
        kept = [row for row in self._rows if change in {None, row.change}]
        told = [(row, line) for row in kept for line in _lines(row)]
        self.lines, self.tones = [line for _row, line in told], [TONES[row.change] for row, _line in told]
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, or how its first column is toned."""
        if role == Role.TONE and index.column() == 0:
            return self.tones[index.row()]
        text = self.lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text.replace("\n", " ")
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return super().headerData(section, orientation, role)


def _lines(row: RowChange) -> list[tuple[str, ...]]:
    file, sheet, number = row.origin
    where = _("第 {row} 行　{sheet}").format(sheet=sheet or file, row=number)  # of a long name the end is cut
    head = (WORDS[row.change], row.kind, row.title)
    if not row.fields:
        return [(*head, "", "", "", where)]
    return [(*head, field.field, field.old or "—", field.new or "—", where) for field in row.fields]


class ChangesView(QWidget):
    """The lines with a choice of what to see; it begins with what is changed."""

    def __init__(self, rows: Sequence[RowChange], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ChangesModel(rows, self)
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("变化"))
        counts = {change: sum(row.change is change for row in rows) for change in Change}
        self.choice.addItem(_("全部（{count:,}）").format(count=len(rows)), None)
        for change in (Change.CHANGED, Change.ADDED, Change.SAME):
            self.choice.addItem(_("{change}（{count:,}）").format(change=WORDS[change], count=counts[change]), change)
        self.choice.currentIndexChanged.connect(lambda: self.model.show_only(self.choice.currentData()))
        self.table = QTableView()
        self._dress()
        bar = QHBoxLayout()
        bar.addWidget(self.choice)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        self.choice.setCurrentIndex(1 if counts[Change.CHANGED] else 0)
        self.model.show_only(self.choice.currentData())

    def _dress(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(CellDelegate(table))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        words = max(map(table.fontMetrics().horizontalAdvance, WORDS.values())) + 2 * PAD + 20
        for column, width in enumerate((words, *WIDTHS)):
            table.setColumnWidth(column, width)

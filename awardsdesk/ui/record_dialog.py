"""What was done before, a line each, and the deeds for the chosen one: imports, merges."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui import dialogs
from awardsdesk.ui.import_dialog import small_table
from awardsdesk.ui.label import hairline, label

WIDEST = 2
"""The column that takes what room is left: what was done to what."""
MOST = 300
"""Pixels that another one gets: its words are whole in its tool tip."""


class RecordDialog(dialogs.Dialog):
    """A table of which one line is chosen, a hint above it, buttons below."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
    ) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.resize(960, 520)
        self.table = small_table(headings, rows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.resizeColumnsToContents()
        for column in range(len(headings)):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), MOST))
        self.table.horizontalHeader().setSectionResizeMode(WIDEST, QHeaderView.ResizeMode.Stretch)
        if rows:
            self.table.selectRow(0)

    def lay_out(self, hint: str, deeds: Sequence[QPushButton]) -> None:
        """Put the hint above the table, and below it the deeds and the way out."""
        close = QPushButton(_("关闭"), autoDefault=False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for deed in deeds:
            buttons.addWidget(deed)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(hint, "muted", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(hairline())
        layout.addLayout(buttons)

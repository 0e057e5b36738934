"""Which columns a list shows: a check-list under its headings, each tick seen at once."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui.check_list import CheckList, tick, ticked
from awardsdesk.ui.label import label

LINES = 14


class ColumnPicker(QFrame):
    """A popup that shows or hides columns by their place through `show`; `reset` brings the program's own back."""

    def __init__(
        self,
        parent: QWidget,
        titles: Sequence[str],
        seen: Collection[int],
        show: Callable[[int, bool], Any],
        reset: Callable[[], Any],
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("显示的列"))
        self.setMinimumWidth(260)
        self._show, self._reset = show, reset
        self.box = QLineEdit(clearButtonEnabled=True)
        self.box.setPlaceholderText(_("在列表中查找"))
        self.box.textChanged.connect(self._narrow)
        self.list = CheckList()
        self.list.setAccessibleName(self.accessibleName())
        for place, title in enumerate(titles):
            self.list.add(title, on=place in seen)
        self.list.itemChanged.connect(self._ticked)
        self.list.setCurrentRow(0)
        self.list.fit(LINES)
        self.default = QPushButton(_("恢复默认列"))
        self.default.clicked.connect(self._restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label(self.accessibleName(), "strong"))
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        layout.addWidget(self.default, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.setFocus()

    def _narrow(self, text: str) -> None:
        sought = text.strip().casefold()
        for item in self.list.lines():
            item.setHidden(sought not in item.text().casefold())
        found = [place for place, item in enumerate(self.list.lines()) if not item.isHidden()]
        self.list.setCurrentRow(found[0] if found else -1)

    def _ticked(self, item: QListWidgetItem) -> None:
        shown = ticked(item)
        if not any(map(ticked, self.list.lines())):
            with QSignalBlocker(self.list):
                tick(item, on=True)  # a list without columns could not be asked for any
        else:
            self._show(self.list.row(item), shown)

    def _restore(self) -> None:
        self.close()
        self._reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ goes from the search into the list, Enter ticks what it found; Esc closes."""
        searching = self.box.hasFocus()
        if searching and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentRow() >= 0:
            item = self.list.currentItem()
            tick(item, on=not ticked(item))
        else:
            super().keyPressEvent(event)

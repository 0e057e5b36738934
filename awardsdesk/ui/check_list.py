"""A list of lines to tick."""

from PySide6.QtCore import QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

LINE = 26


class CheckList(QListWidget):
    """Lines that a click anywhere ticks, on the name as on the box."""

    def __init__(self) -> None:
        super().__init__()
        self._pressed = QPersistentModelIndex()
        self._was = Qt.CheckState.Unchecked

    def add(self, title: str, *, on: bool) -> QListWidgetItem:
        """Add a line."""
        item = QListWidgetItem(title, self)
        item.setSizeHint(QSize(0, LINE))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        tick(item, on=on)
        return item

    def lines(self) -> list[QListWidgetItem]:
        """Return the lines in order."""
        return [self.item(number) for number in range(self.count())]

    def fit(self, most: int) -> None:
        """Be as high as the lines, and as `most` of them at most."""
        self.setFixedHeight(min(self.count(), most) * LINE + 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the line and how it was: Qt ticks a box itself."""
        item = self.itemAt(event.position().toPoint())
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        if item is not None:
            self._was = item.checkState()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the line that was pressed, unless its box was."""
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if item is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._pressed == self.indexAt(event.position().toPoint()) and item.checkState() is self._was:
            tick(item, on=not ticked(item))


def ticked(item: QListWidgetItem) -> bool:
    """Tell whether a line is ticked."""
    return item.checkState() is Qt.CheckState.Checked


def tick(item: QListWidgetItem, *, on: bool) -> None:
    """Tick a line, or take the tick away."""
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

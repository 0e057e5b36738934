"""A short list of lines to read or to act on: a sign, a title, a quiet line below, a word at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from awardsdesk.ui.label import plain_tip
from awardsdesk.ui.panels import SIGNS
from awardsdesk.ui.theme import pixmap, theme

LOW, HIGH, MORE, PAD, SIGN = 32, 48, 20, 15, 16
"""Heights of a title alone, of one with a quiet line below, of each further quiet line; margin; size of a sign."""
VALUE = Qt.ItemDataRole.UserRole
MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `tone` (ok, warn, err, info, mute) gives it a sign, `run` happens when it is opened."""

    title: str
    note: str = ""
    """Below the title; it may be of several lines."""
    end: str = ""
    tone: str = ""
    icon: str = ""
    """In place of the tone's own sign."""
    run: Callable[[], Any] | None = None


class Lines(QListWidget):
    """Lines below one another; opened by Enter and double click, or by one click when they are links.

    `fit` makes the list as high as its lines, `chooser` keeps the current line marked.
    """

    def __init__(self, name: str, *, links: bool = False, fit: bool = False, chooser: bool = False) -> None:
        super().__init__()
        self.links, self._fit, self.chooser = links, fit, chooser
        self.setAccessibleName(name)
        self.setItemDelegate(LineDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        (self.itemClicked if links else self.itemDoubleClicked).connect(self._open)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setFixedHeight(0)
        theme.changed.connect(self.viewport().update)

    def put(self, lines: Sequence[Line]) -> None:
        """Show these lines; the current place stays when it still exists."""
        place = self.currentRow()
        self.clear()
        for line in lines:
            item = QListWidgetItem("，".join(filter(None, (line.title, line.note, line.end))), self)
            item.setData(VALUE, line)
            item.setToolTip(plain_tip("\n".join(filter(None, (line.title, line.note)))))
            item.setSizeHint(QSize(80, _height(line)))
        if self._fit:
            self.setFixedHeight(sum(map(_height, lines)))
        if 0 <= place < len(lines):
            self.setCurrentRow(place)

    def lines(self) -> list[Line]:
        """Return what is shown."""
        return [self.item(row).data(VALUE) for row in range(self.count())]

    def _open(self, item: QListWidgetItem) -> None:
        line: Line = item.data(VALUE)
        if line.run:
            line.run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line."""
        item = self.currentItem()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None:
            self._open(item)
        else:
            super().keyPressEvent(event)


class LineDelegate(QStyledItemDelegate):
    """Paints a line."""

    def __init__(self, parent: Lines) -> None:
        super().__init__(parent)
        self._view = parent

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, sign and texts."""
        line: Line = index.data(VALUE)
        rect: QRect = option.rect
        self._ground(painter, option, line)
        left = rect.left() + PAD
        if line.tone or line.icon:
            sign = pixmap(line.icon or SIGNS[line.tone], getattr(theme.tokens, line.tone or "muted"), SIGN)
            painter.drawPixmap(left, rect.top() + 8, sign)
            left += SIGN + 8
        small = QFont(option.font)
        small.setPixelSize(12)
        right = rect.right() - PAD
        if line.end:
            width = QFontMetrics(small).horizontalAdvance(line.end)
            right -= width + 8
            end = QRect(right + 8, rect.top(), width + 2, LOW)
            _text(painter, end, line.end, small, "muted")
        ink = "accent" if line.run and self._view.links else "text"
        _text(painter, QRect(left, rect.top(), right - left, LOW), line.title, option.font, ink)
        for place, told in enumerate(line.note.splitlines()):
            below = QRect(left, rect.top() + 23 + place * MORE, rect.right() - PAD - left, MORE)
            _text(painter, below, told, small, "muted")

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        state = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current and (self._view.chooser or self._view.hasFocus()):
            painter.fillRect(option.rect, theme.color("accent_bg"))
        elif state & QStyle.StateFlag.State_MouseOver and (line.run or self._view.chooser):
            painter.fillRect(option.rect, theme.color("hover"))


def _height(line: Line) -> int:
    return HIGH + MORE * line.note.count("\n") if line.note else LOW


def _text(painter: QPainter, place: QRect, text: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(ink))
    painter.drawText(place, MIDDLE, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width()))

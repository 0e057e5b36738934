"""Parts of screens beside lists and forms: banner, stage bar, cards with figures."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.ui.label import label
from awardsdesk.ui.theme import pixmap, theme

QWIDGETSIZE_MAX = (1 << 24) - 1
SIGNS = {"info": "info", "ok": "circle-check", "warn": "triangle-alert", "err": "circle-alert", "mute": "info"}


class Banner(QFrame):
    """One line about the state of what is shown, with the button that changes it; hidden until told something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._tone, self._icon = "info", "info"
        self._sign = QLabel()
        self._text = label("", wrap=True)
        self.button = QPushButton()
        self._run: Callable[[], Any] | None = None
        self.button.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        theme.changed.connect(self._draw)
        self.hide()

    def tell(
        self, tone: str, sentence: str, button: str = "", run: Callable[[], Any] | None = None, icon: str = ""
    ) -> None:
        """Show a sentence in a tone: info, ok, warn or err; an empty one hides the banner."""
        self._tone, self._icon, self._run = tone, icon or SIGNS[tone], run
        self._text.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(run is not None)
        self.setVisible(bool(sentence))
        self._draw()

    def _clicked(self) -> None:
        if self._run:
            self._run()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, getattr(theme.tokens, self._tone), 18))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{self._tone}_bg"))
        painter.drawRoundedRect(self.rect(), 8, 8)


class StageBar(QWidget):
    """The steps of a round, in order: done, passed over, in hand, to come; a click asks for one."""

    chosen = Signal(int)

    def __init__(self, stages: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stages = list(stages)
        self.current = 0
        self.viewed = -1
        self.passed_over: frozenset[int] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(" → ".join(self.stages))
        theme.changed.connect(self.update)

    def put(self, current: int, viewed: int = -1, passed_over: Iterable[int] = ()) -> None:
        """Show which stage the round is in, which one is looked at, and which were passed over without a record."""
        self.current, self.viewed, self.passed_over = current, viewed, frozenset(passed_over)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all stages."""
        return QSize(96 * len(self.stages), 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint one line with a mark and a word for each stage."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, stage in enumerate(self.stages):
            self._paint_stage(painter, number, stage)

    def _paint_stage(self, painter: QPainter, number: int, stage: str) -> None:
        cell = self._cell(number)
        here, passed_over = number == self.current, number in self.passed_over
        done = number < self.current and not passed_over
        ink = theme.color("accent" if here else "ok" if done else "faint")
        font = self.font()
        font.setBold(here)
        painter.setFont(font)
        width = self._width(stage)
        if number == self.viewed or (self.hasFocus() and here):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_bg"))
            painter.drawRoundedRect(QRectF(cell.left() - 4, 6, width + 10, 28), 6, 6)
        mark = QRectF(cell.left(), 12, 16, 16)
        if done:
            painter.drawPixmap(mark.toRect(), pixmap("circle-check", ink.name(), 16))
        else:
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(ink if here else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(mark.adjusted(2, 2, -2, -2))
            if passed_over:
                painter.drawLine(mark.center() - QPointF(3, 0), mark.center() + QPointF(3, 0))
        painter.setPen(theme.color("accent" if here else "text" if done else "muted"))
        painter.drawText(QPointF(cell.left() + 22, 25), stage)
        if number + 1 < len(self.stages):
            painter.setPen(QPen(theme.color("ok" if number < self.current else "border"), 1))
            painter.drawLine(QPointF(cell.left() + width + 8, 20), QPointF(cell.right() - 8, 20))

    def _width(self, stage: str) -> float:
        """Return the room of mark and word, wide enough for the stage in hand."""
        font = self.font()
        font.setBold(True)
        return 24.0 + QFontMetrics(font).horizontalAdvance(stage)

    def _cell(self, number: int) -> QRectF:
        """Return a stage with the line behind it; the lines share what the words leave."""
        widths = [self._width(stage) for stage in self.stages]
        line = (self.width() - 8 - sum(widths)) / (len(widths) - 1)
        return QRectF(4 + sum(widths[:number]) + number * line, 0, widths[number] + line, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the stage under the mouse."""
        lefts = [self._cell(number).left() for number in range(len(self.stages))]
        self.chosen.emit(max(bisect_right(lefts, event.position().x()) - 1, 0))


class Card(QFrame):
    """A white panel with a heading; put what it shows into `body`; a `flush` one lets lists reach its edges."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, flush: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.heading = label(title, "heading")
        self.heading.setVisible(bool(title))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(1 if flush else 16, 12, 1 if flush else 16, 8 if flush else 16)
        self.body.setSpacing(8)
        self.add(self.heading, 15 if flush else 0)

    def add(self, part: QWidget, margin: int = 15) -> None:
        """Add a part of a flush card that keeps its distance from the edges."""
        row = QHBoxLayout()
        row.setContentsMargins(margin, 0, margin, 0)
        row.addWidget(part)
        self.body.addLayout(row)


class Blank(QWidget):
    """Stands where there is nothing to show: says why and offers the next step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "info"
        self._run: Callable[[], Any] | None = None
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._text = label("", "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.clicked.connect(self._clicked)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        layout.addWidget(self._sign)
        layout.addWidget(self._text)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._draw)

    def tell(self, icon: str, sentence: str, button: str = "", run: Callable[[], Any] | None = None) -> None:
        """Say a sentence under a sign."""
        self._icon, self._run = icon, run
        self._text.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(run is not None)
        self._draw()

    def _clicked(self) -> None:
        if self._run:
            self._run()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, theme.tokens.border, 40))


class Columns(QWidget):
    """Columns of cards side by side, or below one another where there is less room than `narrow` pixels."""

    def __init__(self, narrow: int) -> None:
        super().__init__()
        self._narrow = narrow
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._shares: list[tuple[QWidget, int]] = []

    def add(self, cards: Sequence[QWidget], width: int = 0) -> QVBoxLayout:
        """Add a column; without a width it takes what the others leave."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self._shares.append((part, width))
        self._row.addWidget(part, 0 if width else 1)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side or below one another."""
        super().resizeEvent(event)
        narrow = self.width() < self._narrow
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for part, width in self._shares:
            part.setMinimumWidth(0 if narrow else width)
            part.setMaximumWidth(width if width and not narrow else QWIDGETSIZE_MAX)


def scrolled(inside: QWidget) -> QScrollArea:
    """Return a frameless scroll area around what may be higher than the window."""
    inside.setObjectName("plain")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    return area


class FigureCard(Card):
    """One figure with what it counts; the whole card leads there."""

    clicked = Signal()

    def __init__(self, caption: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._icon = icon
        self._sign = QLabel()
        self.figure = label("", "figure")
        self.note = label("", "faint")
        head = QHBoxLayout()
        head.addWidget(label(caption, "muted"), 1)
        head.addWidget(self._sign)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.note)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(caption)
        theme.changed.connect(self._draw)
        self._draw()

    def put(self, figure: str, note: str = "") -> None:
        """Show a figure and a quiet line below it."""
        self.figure.setText(figure)
        self.note.setText(note)

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, theme.tokens.muted, 18))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lead there."""
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space lead there."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def split(way: Qt.Orientation, first: QWidget, second: QWidget, sizes: Sequence[int]) -> QSplitter:
    """Put two parts of a screen beside or below each other, with a handle to move between them."""
    made = QSplitter(way)
    made.setHandleWidth(12)
    made.setChildrenCollapsible(False)
    made.addWidget(first)
    made.addWidget(second)
    made.setSizes(sizes)
    return made


class Nothing(QWidget):
    """Says why a whole screen is empty and offers the step that fills it."""

    def __init__(self, icon: str, sentence: str, button: str, run: Callable[[], Any]) -> None:
        super().__init__()
        self._icon = icon
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        text = label(sentence, "muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(button)
        self.button.setProperty("look", "primary")
        self.button.clicked.connect(lambda _checked: run())
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addWidget(text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, theme.tokens.border, 40))

"""What is drawn across the rows of a result: cut lines with their names, brackets around ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from awardsdesk.ui.theme import theme

if TYPE_CHECKING:
    from awardsdesk.ui.table_view import TableView

PAD = 12
TAG = 14
"""As high as the room that the pills of two rows leave between them."""
BRACKET = 7
"""Where a bracket stands from the left: between the mark of the current row and the text."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Rows that belong together, in a tone: faint, or warn where somebody has to decide."""

    first: int
    last: int
    tone: str = "faint"


def paint_marks(view: "TableView", brackets: Sequence[Bracket]) -> None:
    """Paint over the rows: the tag of each cut line at the right end of it, the brackets at the left."""
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = view.font()
    font.setPixelSize(11)
    painter.setFont(font)
    for row, text in view.cells.cuts.items():
        bottom = view.rowViewportPosition(row) + view.rowHeight(row)
        if -TAG < bottom < view.viewport().height() + TAG:
            _tag(painter, view.viewport().width(), bottom, text)
    for bracket in brackets:
        top = view.rowViewportPosition(bracket.first)
        bottom = view.rowViewportPosition(bracket.last) + view.rowHeight(bracket.last)
        _bracket(painter, top + 8, bottom - 9, bracket.tone)
    painter.end()


def _tag(painter: QPainter, right: int, line: int, text: str) -> None:
    width = painter.fontMetrics().horizontalAdvance(text) + 14
    place = QRectF(right - PAD - width, line - 1 - TAG / 2, width, TAG)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(place, TAG / 2, TAG / 2)
    painter.setPen(theme.color("on_accent"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _bracket(painter: QPainter, top: int, bottom: int, tone: str) -> None:
    painter.setPen(QPen(theme.color(tone), 2 if tone == "warn" else 1.5))
    painter.drawLine(QLineF(BRACKET, top, BRACKET, bottom))
    for end in (top, bottom):
        painter.drawLine(QLineF(BRACKET, end, BRACKET + 4, end))

"""How a cell of a list is painted: hairlines, one calm selection, pills for states, cut lines."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from awardsdesk.ui.table_model import Role
from awardsdesk.ui.theme import theme

ROW_HEIGHT = 34
PAD = 12
PILL_HEIGHT = 20
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints a whole cell itself: a style sheet would cost more and allow less."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered = -1
        self.first = 0
        """Logical index of the leftmost column, which bears the mark of the current row."""
        self.cuts: Mapping[int, str] = {}
        """Rows under which a cut line is drawn, with what it decides."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, lines and text of one cell."""
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.color("accent_bg"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if index.row() in self.cuts:
            painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, theme.color("accent"))
        if selected and index.column() == self.first:
            ink = "accent" if option.state & QStyle.StateFlag.State_Active else "faint"
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, theme.color(ink))
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        if tone := index.data(Role.TONE):
            paint_pill(painter, inner, text, tone)
            return
        painter.setPen(theme.color("text"))
        elided = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole) or LEFT, elided)  # None would crash Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return what double click on a header border fits."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        extra = 2 * PAD + (20 if index.data(Role.TONE) else 2)
        return QSize(option.fontMetrics.horizontalAdvance(text) + extra, ROW_HEIGHT)


def paint_pill(painter: QPainter, inner: QRect, text: str, tone: str) -> None:
    """Paint a word on a rounded ground: colour and word say the same, never colour alone."""
    font = painter.font()
    small = painter.font()
    small.setPixelSize(12)
    painter.setFont(small)
    metrics = painter.fontMetrics()
    width = min(metrics.horizontalAdvance(text) + 16, inner.width())
    pill = QRectF(inner.left(), inner.center().y() - PILL_HEIGHT / 2 + 1, width, PILL_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(theme.color(f"{tone}_bg"))
    painter.drawRoundedRect(pill, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
    painter.setPen(theme.color(tone))
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width) - 12)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, elided)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(font)

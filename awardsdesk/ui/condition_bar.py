"""The conditions a list is narrowed by, one removable sign each, or the way back to them; there only while there are any."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui.label import plain_tip
from awardsdesk.ui.theme import set_icon

GAP, EDGE, WIDEST = 6, 12, 320


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition as it is read, and what takes it away; or another offer of the bar, with its icon."""

    sentence: str
    taken: Callable[[], Any]
    whole: str = ""
    """What the tool tip says of a condition; the sentence may name only some of the values."""
    icon: str = "x"


class ConditionBar(QWidget):
    """Signs in as many lines as they need."""

    left = Signal()
    """The sign that had the keys is gone, and no other is there."""

    def __init__(self, clear: Callable[[], Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._signs: list[QPushButton] = []
        self._shown: list[str] = []
        self._clear = _Sign(Shown(_("清除全部条件"), clear), self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def tell(self, conditions: Sequence[Shown]) -> None:
        """Show these conditions."""
        whole = [each.whole or each.sentence for each in conditions]
        if whole != self._shown:
            self._shown = whole
            held = any(sign.hasFocus() for sign in (*self._signs, self._clear))
            for sign in self._signs:
                sign.deleteLater()
            self._signs = [_Sign(each, self) for each in conditions]
            for sign in self._signs:
                sign.show()
            self._clear.setVisible(sum(bool(each.whole) for each in conditions) > 1)
            if held and self._signs:
                self._signs[0].setFocus()
            elif held:
                self.left.emit()
        self.setVisible(bool(conditions))
        self._place()

    def signs(self) -> list[QPushButton]:
        """Return the signs in order."""
        return list(self._signs)

    def sizeHint(self) -> QSize:
        """Return the height the signs need at this width."""
        return QSize(200, self._lines(self.width())[1])

    def minimumSizeHint(self) -> QSize:
        """Return the same: a sign is never cut."""
        return self.sizeHint()

    def resizeEvent(self, event: Any) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        places, height = self._lines(self.width())
        for sign, place in places:
            sign.setGeometry(place)
        self.setFixedHeight(height)

    def _lines(self, width: int) -> tuple[list[tuple[QPushButton, QRect]], int]:
        left, top, line = EDGE, 0, 0
        places = []
        for sign in [*self._signs, *([] if self._clear.isHidden() else [self._clear])]:
            size = sign.sizeHint()
            wide = min(size.width(), WIDEST, max(width - 2 * EDGE, 40))
            if left > EDGE and left + wide > width - EDGE:
                left, top = EDGE, top + line + GAP
            places.append((sign, QRect(left, top, wide, size.height())))
            left, line = left + wide + GAP, max(line, size.height())
        return places, top + line + (8 if places else 0)


class _Sign(QPushButton):
    """One condition; a click, Enter or Delete takes it away."""

    def __init__(self, shown: Shown, parent: QWidget) -> None:
        super().__init__(shown.sentence.replace("&", "&&"), parent)
        self.setToolTip(plain_tip(f"{shown.whole}\n{_('去掉这个条件')}") if shown.whole else "")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setProperty("look", "sign")
        set_icon(self, shown.icon)
        self._taken = shown.taken
        self.clicked.connect(self._take)

    def _take(self) -> None:
        self._taken()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Cut a long text at its end only: Qt would cut it at both."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        metrics, flags = self.fontMetrics(), Qt.TextFlag.TextShowMnemonic
        room = self.width() - self.sizeHint().width() + metrics.size(flags, option.text).width()
        option.text = metrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room, flags)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Enter are a click."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

"""A box of choices in a form: found by typing the letters of their reading, never turned by the wheel."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox

from awardsdesk.ui.suggestions import fitting


class Combo(QComboBox):
    """A box whose word does not change because the page was scrolled over it; typing finds words by their pinyin."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=QApplication.keyboardInputInterval())

    def wheelEvent(self, event: Any) -> None:
        """Let the page scroll."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Alt+Down open the list; letters of a reading lead to a word; Enter is the form's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        elif event.text().isascii() and event.text().isalpha():
            self._find(event.text())
        else:
            super().keyPressEvent(event)

    def _find(self, letter: str) -> None:
        """Turn to the first word that what was typed without a pause may mean."""
        self._typed = (self._typed if self._pause.isActive() else "") + letter
        self._pause.start()
        words = [self.itemText(place) for place in range(self.count())]
        if found := fitting(words, self._typed):
            self.setCurrentText(found[0])

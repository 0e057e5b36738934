"""Names of the file offered below a line while it is typed into; what is typed may stay as it is."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QStyleOptionViewItem, QWidget

from awardsdesk.operations.pinyin import initials, read, spelled
from awardsdesk.ui.rows_edit import Index, Typing

WIDTH = 320
"""Of the names below a narrow cell."""


LEAVING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class Offer(QCompleter):
    """The names below a line: none is taken that was not chosen, and keys that lead on from the line do so at once."""

    def __init__(self, names: QStringListModel, line: QLineEdit) -> None:
        super().__init__(names, line)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        # Qt would choose the first name that begins as what is typed: Enter would put it in the place of a shorter one.
        self.setCompletionRole(Qt.ItemDataRole.UserRole)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the name that is chosen."""
        return str(index.data())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead on from the line, where a name that is highlighted stands already: Qt would want the key a second time."""
        key = event.key() if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else None
        names = self.popup()
        if not names or watched is not names or key not in LEAVING:
            return super().eventFilter(watched, event)
        names.hide()
        line = self.widget()
        QApplication.sendEvent(line.focusProxy() or line, event)  # the line of a box has its keys from the box
        return True


def suggest(line: QLineEdit, find: Callable[[str], Sequence[str]]) -> QCompleter:
    """Offer what `find` says to each text that is typed; Down and Enter take one."""
    names = QStringListModel(line)
    offer = Offer(names, line)

    def typed(text: str) -> None:
        names.setStringList(list(find(text)) if text.strip() else [])

    line.textEdited.connect(typed)  # before the completer hears of it, so that the names are there
    line.setCompleter(offer)
    return offer


def fitting(words: Sequence[str], text: str) -> list[str]:
    """Return the words that hold what is typed, or whose reading begins so: by initials or by syllables."""
    typed = text.strip().lower()
    said = {word: [each.lower() for each in read(word)] for word in words}
    return [
        word
        for word, each in said.items()
        if typed in word.lower() or initials(each).startswith(typed) or spelled(each).startswith(typed)
    ]


class NameCell(Typing):
    """Offers names of the file below a cell of a table."""

    def __init__(self, find: Callable[[str], Sequence[str]], parent: QObject) -> None:
        super().__init__(parent)
        self._find = find

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line of a cell with an offer below."""
        made = super().createEditor(parent, option, index)
        if isinstance(made, QLineEdit):
            names = suggest(made, self._find).popup()
            if names:
                names.setMinimumWidth(WIDTH)
        return made

"""Names of the file offered below a line while it is typed into; what is typed may stay as it is."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyleOptionViewItem, QWidget

from awardsdesk.ui.rows_edit import Index, Typing

WIDTH = 320
"""Of the names below a narrow cell."""


def suggest(line: QLineEdit, find: Callable[[str], Sequence[str]]) -> QCompleter:
    """Offer what `find` says to each text that is typed; Down and Enter take one."""
    names = QStringListModel(line)
    offer = QCompleter(names, line)
    offer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    offer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def typed(text: str) -> None:
        names.setStringList(list(find(text)) if text.strip() else [])

    line.textEdited.connect(typed)  # before the completer hears of it, so that the names are there
    line.setCompleter(offer)
    return offer


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

"""Names of the file offered below a line while it is typed into; what is typed may stay as it is."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit


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

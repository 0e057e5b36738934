"""A confidential number: masked until it is asked for, and whoever looks is on record."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.rules.identifiers import clean_code
from awardsdesk.rules.identity import masked
from awardsdesk.ui import trouble
from awardsdesk.ui.fields import Editor, Field
from awardsdesk.ui.theme import set_icon


class SecretEditor(Editor):
    """Shows 4108**********231X; 显示 (Ctrl+R) first calls `looked`, then shows the number and lets it be changed."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._hidden, self._locked = "", False
        self.looked: Callable[[], Any] = lambda: None
        self.line = QLineEdit()
        self.take(self.line)
        self.line.textChanged.connect(self.changed)
        self.show_action = QAction(_("显示"), self.line)
        self.show_action.setToolTip(_("显示  Ctrl+R；查看会记入操作记录"))
        self.show_action.setShortcut(QKeySequence("Ctrl+R"))
        set_icon(self.show_action, "eye")
        self.show_action.triggered.connect(self.show_number)
        self.line.addAction(self.show_action, QLineEdit.ActionPosition.TrailingPosition)

    def lock(self, locked: bool) -> None:
        """Let the number be read only, or be typed."""
        self._locked = locked
        self._fit()

    def value(self) -> Any:
        """Return the number, shown or not."""
        return self._hidden or clean_code(self.line.text())

    def put(self, value: Any) -> None:
        """Show a number masked; an empty one may be typed at once."""
        self._hidden = str(value or "")
        self.line.setText(masked(self._hidden))
        self._fit()

    def show_number(self) -> None:
        """Put on record that the number is looked at, and show it; where that cannot be recorded it stays hidden."""
        if not self._hidden:
            return
        try:
            self.looked()
        except UserError as error:
            trouble.tell(error, self)
            return
        number, self._hidden = self._hidden, ""
        self.line.setText(number)
        self._fit()

    def _fit(self) -> None:
        self.line.setReadOnly(self._locked or bool(self._hidden))
        self.show_action.setVisible(bool(self._hidden))

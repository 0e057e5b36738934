"""What stands in the place of a list that shows nothing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui.action import Deed
from awardsdesk.ui.label import label
from awardsdesk.ui.theme import pixmap, theme

if TYPE_CHECKING:
    from awardsdesk.ui.list_panel import ListPanel


class Empty(QWidget):
    """Says why a list is empty and offers the next step."""

    def __init__(self, panel: "ListPanel") -> None:
        super().__init__(panel)
        self._panel = panel
        self._deed: Deed | None = None
        self._icon = "list"
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._text = label("", "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton()
        self._button.clicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        layout.addWidget(self._sign)
        layout.addWidget(self._text)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._draw)
        self._draw()

    def tell(self, deed: Deed | None, *, narrowed: bool) -> None:
        """Say that nothing answers the query, or that there is nothing yet and what to do."""
        self._deed = None if narrowed else deed
        self._text.setText(_("没有符合条件的项。") if narrowed else self._panel.listing.empty or _("还没有内容。"))
        self._button.setText(_("清除条件") if narrowed else deed.text() if deed else "")
        self._button.setVisible(narrowed or deed is not None)
        self._icon = "search" if narrowed else "list"
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, theme.tokens.border, 40))

    def _run(self) -> None:
        if self._deed:
            self._deed.trigger()
        else:
            self._panel.clear_query()

"""What a user can do on a screen: said once, offered as button, menu entry and key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.ui import trouble
from awardsdesk.ui.label import plain_tip
from awardsdesk.ui.theme import set_icon

Ids = Sequence[int]


class Needs(IntEnum):
    """How many selected rows an action works on."""

    NONE = 0
    ONE = 1
    ANY = 2


@dataclass(frozen=True, slots=True)
class Action:
    """`run(ids)` gets the selected rows' ids; a UserError it raises is told in its sentence."""

    text: str
    icon: str
    run: Callable[[Ids], Any]
    shortcut: str = ""
    needs: Needs = Needs.NONE
    primary: bool = False
    menu: bool = False
    """Only in 更多 and the context menu."""
    opens: bool = False
    """Enter and double click on a row do this."""
    pastes: bool = False
    """Ctrl+V in the list does this, not in what stands beside it."""
    group: str = ""
    """What belongs together in a menu: a line parts it from others."""
    under: str = ""
    """The entry of the menu that unfolds it; a menu of all would be higher than a small screen."""


class Deed(QAction):
    """An Action on a screen."""

    def __init__(self, action: Action, selected: Callable[[], Ids], parent: QWidget) -> None:
        super().__init__(action.text, parent)
        self.action = action
        self._selected = selected
        set_icon(self, action.icon)
        if action.shortcut:
            self.setShortcut(QKeySequence(action.shortcut))
            self.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        key = "Ctrl+V" if action.pastes else action.shortcut
        self._tip = plain_tip(f"{action.text}  {key}".strip())
        self.setToolTip(self._tip)
        self.triggered.connect(self.run)

    def forbid(self, reason: str) -> None:
        """Disable the action and say why in its tool tip; without a reason it is allowed again."""
        self.setEnabled(not reason)
        self.setToolTip(plain_tip(f"{self.action.text}：{reason}") if reason else self._tip)

    def fit(self, count: int) -> None:
        """Enable the action when `count` rows are what it needs."""
        needs = self.action.needs
        self.setEnabled(needs is Needs.NONE or (count == 1 if needs is Needs.ONE else count > 0))

    def run(self) -> None:
        """Do it; expected trouble is told, the rest goes to the catcher."""
        parent = self.parent()
        ids = () if self.action.needs is Needs.NONE else self._selected()
        try:
            self.action.run(ids)
        except UserError as error:
            trouble.tell(error, parent if isinstance(parent, QWidget) else None)


def fill(menu: QMenu, deeds: Sequence[Deed]) -> None:
    """Add deeds to a menu with a line between their groups."""
    inner: dict[str, QMenu] = {}
    for before, deed in zip((None, *deeds), deeds, strict=False):
        group, under = deed.action.group, deed.action.under
        if before and before.action.group != group:
            menu.addSeparator()
        if under and under not in inner:
            inner[under] = QMenu(under, menu, toolTipsVisible=True)
            menu.addMenu(inner[under])
        inner.get(under, menu).addAction(deed)


class ActionBar(QWidget):
    """Buttons of the actions, the primary one last; what finds no room goes into 更多."""

    def __init__(self, deeds: Sequence[Deed], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.deeds = sorted(deeds, key=lambda deed: deed.action.primary)
        self._buttons = [(deed, self._button(deed)) for deed in self.deeds if not deed.action.menu]
        self._more = QPushButton()
        self._more.setAccessibleName(_("更多"))
        self._more.setToolTip(_("更多"))
        self._more.setProperty("bare", "true")
        set_icon(self._more, "ellipsis")
        self._menu = QMenu(self, toolTipsVisible=True)  # why a step is not to be taken
        self._more.setMenu(self._menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addStretch(1)
        for _deed, button in self._buttons:
            layout.addWidget(button)
        layout.addWidget(self._more)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(48)
        self._share_room()

    def _button(self, deed: Deed) -> QPushButton:
        button = QPushButton(deed.text())
        button.setAutoDefault(False)
        button.setEnabled(deed.isEnabled())
        button.setToolTip(deed.toolTip())
        set_icon(button, deed.action.icon, "on_accent" if deed.action.primary else "muted")
        if deed.action.primary:
            button.setProperty("look", "primary")
        button.clicked.connect(deed.trigger)
        deed.enabledChanged.connect(button.setEnabled)
        deed.changed.connect(lambda: button.setToolTip(deed.toolTip()))
        return button

    def _share_room(self) -> None:
        """Show buttons from the right, the primary first, while they fit; offer the others in the menu."""
        room = self.width() - 48
        for inner in self._menu.findChildren(QMenu):
            inner.deleteLater()
        self._menu.clear()
        hidden = []
        for deed, button in reversed(self._buttons):
            room -= button.sizeHint().width() + 8
            button.setVisible(room >= 0)
            if room < 0:
                hidden.append(deed)
        fill(self._menu, hidden[::-1])
        if hidden:
            self._menu.addSeparator()
        fill(self._menu, [deed for deed in self.deeds if deed.action.menu])
        self._more.setVisible(not self._menu.isEmpty())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def event(self, event: QEvent) -> bool:
        """Share the room anew when the style sheet has given the buttons their sizes."""
        if event.type() == QEvent.Type.Polish:
            self._share_room()
        return super().event(event)

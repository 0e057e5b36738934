"""A screen of several lists under one title: tabs beside the title, then the counts and actions of the one seen."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.label import label


class TabbedPage(Page):
    """Shows one of its tabs; Ctrl+Tab goes to the next."""

    def __init__(self, desk: Desk, title: str, tabs: Sequence[tuple[str, Page]]) -> None:
        super().__init__(desk)
        self.tabs = [tab for _name, tab in tabs]
        self.bar = QTabBar(drawBase=False, expanding=False, usesScrollButtons=False)
        self.bar.setObjectName("tabs")
        self.bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.bar.setAccessibleName(title)
        self.top = QHBoxLayout()
        self.top.setSpacing(16)
        self._headers, self.stack = QStackedWidget(), QStackedWidget()
        self._lay_out(title)
        for name, tab in tabs:
            self._add(name, tab)
        self._lead_to_tab()
        self.bar.currentChanged.connect(self._turned)
        self.turning = QShortcut(QKeySequence("Ctrl+Tab"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.turning.activated.connect(self.turn)

    def _lay_out(self, title: str) -> None:
        if title:  # a page inside another has none of its own
            self.top.addWidget(label(title, "title"))
        self.top.addWidget(self.bar)
        self.top.addWidget(self._headers, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(self.top)
        layout.addWidget(self.stack, 1)

    def _add(self, name: str, tab: Page) -> None:
        header = getattr(tab, "header", None)
        self._headers.addWidget(header if isinstance(header, QWidget) else QWidget())
        if inner := tab.layout():
            inner.setContentsMargins(0, 0, 0, 0)
        tab.status.connect(self.status)
        self.stack.addWidget(tab)
        self.bar.addTab(name)

    def current(self) -> Page:
        """Return the tab that is seen."""
        return self.tabs[self.stack.currentIndex()]

    def turn(self) -> None:
        """Turn to the next tab, after the last to the first."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + 1) % self.bar.count())

    def open_tab(self, place: int) -> bool:
        """Turn to a tab; False when unsaved edits keep the present one."""
        self.bar.setCurrentIndex(place)
        return self.stack.currentIndex() == place

    def _turned(self, place: int) -> None:
        if not self.current().may_leave():
            with QSignalBlocker(self.bar):
                self.bar.setCurrentIndex(self.stack.currentIndex())
            return
        self.status.emit("")
        for action in self.current().actions():
            self.removeAction(action)
        keys = QApplication.focusWidget()
        held = keys is not None and self.stack.isAncestorOf(keys)
        remembered: QWidget | None = self.tabs[place].focusWidget()
        self._headers.setCurrentIndex(place)
        self.stack.setCurrentIndex(place)
        self._lead_to_tab()
        if held and not (remembered and remembered.isVisible()):
            self.setFocus()

    def _lead_to_tab(self) -> None:
        """Let the keys of the tab that is seen work, and lead those to it that are given to the page."""
        self.addActions(self.current().actions())
        self.setFocusProxy(self.current())

    def refresh(self) -> None:
        """Read everything anew: the tab that is seen now, the others when they are turned to."""
        super().refresh()
        for tab in self.tabs:
            tab.grow_stale()

    def may_leave(self) -> bool:
        """Ask about unsaved edits of the tab that is seen."""
        return self.current().may_leave()

    def search(self) -> None:
        """Put the cursor into the search box of the tab that is seen."""
        self.current().search()

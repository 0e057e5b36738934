"""A screen made of one list: title with counts, actions, the list, and a detail of the current record."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.listing import Listing
from awardsdesk.progress import the_windows_turn
from awardsdesk.ui.action import Action, ActionBar, Deed
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.label import label
from awardsdesk.ui.list_panel import ListPanel
from awardsdesk.ui.panels import split
from awardsdesk.ui.saved_filters import SavedFilter
from awardsdesk.ui.selection_line import selection_line

NEXT = 5
"""Milliseconds after which what waits has had its turn."""


class Detail(QWidget):
    """What stands beside a list and shows one record of it."""

    def show_record(self, record: int | None) -> None:
        """Show a record, or that none is chosen."""

    def explain(self, *, empty: bool) -> None:
        """Say what to do while no record is chosen; `empty` where there is none at all."""

    def left(self) -> int | None:
        """Return the record whose edits an earlier session left unsaved."""
        return None

    def may_leave(self) -> bool:
        """Tell whether another record may be shown; asks about unsaved edits."""
        return True

    def edited(self) -> bool:
        """Tell whether something was typed that is not saved; asks nothing."""
        return False

    def save(self) -> None:
        """Save what was typed, if anything was."""


class Header(QWidget):
    """The title of a screen, a quiet line beside it, and its actions at the right."""

    def __init__(self, title: str, deeds: Sequence[Deed] = ()) -> None:
        super().__init__()
        self.note = label("", "muted")
        self.bar = ActionBar(deeds)
        self.setMinimumHeight(32)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(12)
        if title:
            self.row.addWidget(label(title, "title"))
        self.row.addWidget(self.note)
        self.row.addWidget(self.bar, 1)


class ListPage(Page):
    """A Listing as a whole screen; `detail` stands beside it, `hidden` columns wait to be asked for.

    An empty `title` leaves the naming to the screen this one is a tab of.
    """

    def __init__(
        self,
        desk: Desk,
        listing: Listing,
        actions: Sequence[Action] = (),
        detail: Detail | None = None,
        *,
        scoped: bool = False,
        hidden: Sequence[str] = (),
        title: str | None = None,
    ) -> None:
        super().__init__(desk)
        self.changes_with = listing.changes_with
        self.panel = ListPanel(desk, listing, actions, scoped=scoped, hidden=hidden)
        self.header = Header(listing.title if title is None else title, self.panel.deeds)
        self.detail = detail
        if detail is not None:  # inside the form it has this key itself
            keys = QShortcut(QKeySequence("Ctrl+S"), self.panel, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(detail.save)
        self._shown: int | None = None
        self._said_at = -1
        """How many commits there were when something was said; reading anew what they left says nothing new."""
        self._reading = False
        self.addActions(self.panel.deeds)
        self.setFocusProxy(self.panel.table)  # the arrows move in the list as soon as the page is shown
        self.panel.reloaded.connect(self._reloaded)
        self.panel.selection_changed.connect(self._selection_changed)
        self.panel.table.opened.connect(self._opened)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        if self.detail is None:
            layout.addWidget(self.panel, 1)
            return
        sizes = self.desk.preferences.get(f"split {self.panel.listing.key}", [680, 340])
        self._splitter = split(Qt.Orientation.Horizontal, self.panel, self.detail, sizes)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.splitterMoved.connect(self._keep_split)
        layout.addWidget(self._splitter, 1)

    def say(self, sentence: str) -> None:
        """Tell something in the status line; it stands until the clerk asks, chooses or changes something."""
        self._said_at = self.desk.commits
        self.status.emit(sentence)

    @Slot(object)
    def _tables_changed(self, tables: frozenset[str]) -> None:
        if not self.isVisible() or not self.changes_with & tables:
            super()._tables_changed(tables)
        elif not self._stale:
            self._stale = True
            QTimer.singleShot(NEXT, self, self._catch_up)  # what waits has its turn before the list is painted
            with the_windows_turn():
                self.panel.look_ahead()

    def _catch_up(self) -> None:
        if self._stale and self.isVisible():
            with the_windows_turn():
                self._refresh()

    def reload(self) -> None:
        """Read the list anew."""
        self._reading = True
        try:
            self._read()
        finally:
            self._reading = False

    def _read(self) -> None:
        self.panel.reload()
        if self.detail is None:
            return
        if self._shown is not None and self.panel.model.position(self._shown) >= 0:
            QTimer.singleShot(NEXT, self, self._show_again)  # a turn of its own: the list is painted first
        elif self._shown is None and not self.panel.table.selected_count():
            if (left := self.detail.left()) is not None:  # else nobody would find what a crash left
                self.panel.reach(left)
            if not self.panel.table.selected_count():
                self.panel.table.choose_row(0)

    def _show_again(self) -> None:
        if self.detail is not None and self._shown is not None and self.panel.model.position(self._shown) >= 0:
            self.detail.show_record(self._shown)

    def may_leave(self) -> bool:
        """Ask about unsaved edits."""
        return self.detail is None or self.detail.may_leave()

    def show_record(self, record: int) -> None:
        """Bring a record into view, past any filter that hides it, and tell that it was lifted."""
        if self._stale:
            self.refresh()
        if self.panel.reach(record):
            self.say(_("为了显示这一项，已清除列表的条件。"))

    def show_filter(self, asked: SavedFilter) -> None:
        """Show what answers a filter, the first of it in the detail, and tell what it took the place of."""
        if self._stale:
            self.refresh()
        replaced = self.panel.lead_to(asked)
        self.panel.table.choose_row(0)
        if replaced:
            self.say(_("列表现在按“{name}”筛选，刚才的条件可以恢复。").format(name=asked.name))

    def search(self) -> None:
        """Put the cursor into the search box."""
        self.panel.search()

    def _reloaded(self) -> None:
        self.header.note.setText(self.panel.counts())
        if self.detail is not None:
            self.detail.explain(empty=not self.panel.model.total)

    def _selection_changed(self) -> None:
        if not self._reading or self._said_at != self.desk.commits:
            self.status.emit(selection_line(self.panel.table))
        if self.detail is None:
            return
        current = self.panel.table.current_id() if self.panel.table.selected_count() else None
        if current == self._shown:
            return
        # a search that is being typed may lose the record; only who chooses another one is asked
        if self.detail.edited() if current is None else not self.detail.may_leave():
            self._go_back()
            QTimer.singleShot(
                0, self, self._go_back
            )  # a key that is through only then would choose the other one again
            return
        self._shown = current
        self.detail.show_record(current)

    def _go_back(self) -> None:
        """Have the cursor on the record whose edits are still open, or nowhere where a search hides it."""
        if not self.panel.table.select_record(self._shown or 0):
            self.panel.table.clearSelection()

    def _opened(self) -> None:
        if self.detail is not None:
            self.detail.setFocus()

    def _keep_split(self) -> None:
        self.desk.preferences.set(f"split {self.panel.listing.key}", self._splitter.sizes())

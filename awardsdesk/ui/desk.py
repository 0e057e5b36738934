"""What every page may use, and what every page is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from awardsdesk.ui.preferences import Preferences

if TYPE_CHECKING:
    from awardsdesk.rules.codes import CodeTable
    from awardsdesk.store.database import Database
    from awardsdesk.ui.saved_filters import SavedFilter


class Desk(QObject):
    """The open file, what the user prefers, the round in hand, and the way to another page."""

    changed = Signal(object)
    """Names of the tables that commits changed since the last turn of the event loop."""
    round_changed = Signal(str)
    asked_for = Signal(str, object)
    """Another page, by key, and the record to show there, what to ask its list for, or None."""
    _committed = Signal(object)

    def __init__(self, db: "Database", preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.db = db
        self.preferences = preferences
        self._codes: dict[str, CodeTable] = {}
        self._round: str = preferences.get(f"round {db.path}", "")
        self.commits = 0
        """So many were made at this desk."""
        self.back_to_doubles: Callable[[], None] | None = None
        """Shows the pairs of achievements again, one of which was opened from their list."""
        # Queued: a commit may come from the worker, or from inside a write() that has not returned yet.
        self._committed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        db.listen(self._heard)

    @property
    def round(self) -> str:
        """Return the code of the round in hand; empty when none was chosen."""
        return self._round

    def take_round(self, code: str) -> None:
        """Put a round in hand: all pages that belong to a round show it."""
        if code != self._round:
            self._round = code
            self.preferences.set(f"round {self.db.path}", code)
            self.round_changed.emit(code)

    def codes(self, key: str) -> "CodeTable":
        """Return the code list in force; it is read once until it changes."""
        from awardsdesk.operations.codes import code_table  # the first window needs no database

        if key not in self._codes:
            with self.db.read() as session:
                self._codes[key] = code_table(session, key)
        return self._codes[key]

    def go(self, page: str, wanted: "int | SavedFilter | None" = None) -> None:
        """Ask for another page, and there for a record or for what answers a filter."""
        self.asked_for.emit(page, wanted)

    def _heard(self, tables: frozenset[str]) -> None:
        self.commits += 1
        self._committed.emit(tables)

    @Slot(object)
    def _tell(self, tables: frozenset[str]) -> None:
        if "code_list" in tables or "code_item" in tables:
            self._codes.clear()
        self.changed.emit(tables)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()


class Page(QWidget):
    """A screen: reloads when tables it shows have changed, at once if it is seen, else when it is next seen."""

    status = Signal(str)
    """What the status bar says of the selection."""
    changes_with: frozenset[str] = frozenset()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._stale = True
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        desk.changed.connect(self._tables_changed)
        desk.round_changed.connect(self.grow_stale)

    def reload(self) -> None:
        """Show what the file says now."""

    def may_leave(self) -> bool:
        """Tell whether the page may be left; asks about unsaved edits."""
        return True

    def show_record(self, record: int) -> None:
        """Bring one record into view."""

    def show_filter(self, asked: "SavedFilter") -> None:
        """Show what answers a filter."""

    def search(self) -> None:
        """Put the cursor into the page's search box."""

    @Slot()
    def grow_stale(self) -> None:
        """Reload now or, when hidden, at the next showing."""
        self._stale = True
        if self.isVisible():
            self._refresh()

    def refresh(self) -> None:
        """Reload because the user asked to."""
        self._stale = True
        self._refresh()

    def _refresh(self) -> None:
        self._stale = False
        self.reload()

    @Slot(object)
    def _tables_changed(self, tables: frozenset[str]) -> None:
        if self.changes_with & tables:
            self.grow_stale()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up before being seen."""
        if self._stale:
            self._refresh()
        super().showEvent(event)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; `page(desk)` makes the screen when it is first wanted."""

    key: str
    title: str
    icon: str
    page: Callable[[Desk], Page]

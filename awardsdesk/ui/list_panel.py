"""A list with its search box, filters and table; says what to do where there is nothing to show."""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Condition, sentence
from awardsdesk.lists.listing import Kind, Listing, Query
from awardsdesk.ui import dialogs, jobs
from awardsdesk.ui.action import Action, Deed, Ids, Needs, fill
from awardsdesk.ui.column_filter import ColumnFilter
from awardsdesk.ui.condition_bar import ConditionBar, Shown
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.empty import Empty
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import hairline
from awardsdesk.ui.list_bar import ListBar
from awardsdesk.ui.saved_filters import SavedFilter, SavedFilters
from awardsdesk.ui.table_model import RowsModel
from awardsdesk.ui.table_view import TableView
from awardsdesk.ui.theme import set_icon

PAUSE, REST = 120, 250
QUICK = 0.06
"""Seconds: where the last search took no longer, the next one does not wait for a pause in typing."""
NOTHING: tuple[int, Query, Ids] = -1, Query(), ()
NAMED = 3
"""Values of a condition that its sign names; the tool tip and what goes out name all."""


class ListPanel(QFrame):
    """A Listing on the screen; `scoped` lists show the round in hand only, `hidden` columns wait to be asked for."""

    selection_changed = Signal()
    reloaded = Signal()

    def __init__(
        self,
        desk: Desk,
        listing: Listing,
        actions: Sequence[Action] = (),
        *,
        scoped: bool = False,
        hidden: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setMinimumWidth(360)
        self.desk, self.listing, self.scoped = desk, listing, scoped
        self.model = RowsModel(desk.db, listing, self)
        self.table = TableView(self.model, desk.preferences, hidden)
        self.table.sort_asked.connect(self._sort)
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._open)
        self.table.narrow_asked.connect(self.ask_condition)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.deeds = [Deed(action, self.selected, self) for action in actions]
        self.addActions(self.deeds)
        self.bar = ListBar(listing, self.table.shown_columns)
        self.bar.columns_asked.connect(self.table.pick_columns)
        self.bar.chosen.connect(self._show)
        self.bar.narrow_asked.connect(self.ask_condition)
        self.bar.unsorted.connect(partial(self._sort, "", False))
        self.bar.left.connect(self._to_table)
        self.saved = SavedFilters(self.bar.box, listing, desk.preferences, self.query, self.show_filter)
        self._conditions: dict[str, Condition] = {}
        self._order = "", False
        self._ahead = NOTHING
        self._lifted: Query | None = None
        """What was asked before another page led here; the way back to it ends with a question other than this one:"""
        self._led = Query()
        self._delay = QTimer(self, singleShot=True, interval=0)
        self._delay.timeout.connect(self._show)
        self.bar.typed.connect(self._delay.start)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.go_on)
        self._lay_out()
        self._selected()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._empty = Empty(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        self.conditions = ConditionBar(self.clear_query, self)
        self.conditions.left.connect(self.table.setFocus)
        layout.addWidget(self.conditions)
        layout.addWidget(hairline())
        layout.addWidget(self._stack, 1)

    # what is shown

    def query(self) -> Query:
        """Return what the user asks to see now."""
        asked = dict(self._conditions)
        text, filters = self.bar.text(), self.bar.choices()
        key, descending = self._order
        return Query(self._scope(), text, filters, asked, key, descending)

    def _scope(self) -> str:
        return self.desk.round if self.scoped else ""

    def look_ahead(self) -> None:
        """Read which rows `reload` will show unless something changes till then."""
        query = self.query()
        if not self.model.waits(query):
            self._ahead = self.desk.commits, query, self.model.found(query)

    def reload(self) -> None:
        """Read choices and rows anew; selection and place in the list stay."""
        self.bar.load(self.desk.db, self._scope())
        self._show(recount=True)

    def _show(self, *, recount: bool = False) -> None:
        """Show what is asked for now; a keystroke only asks for what it can have changed."""
        self._delay.stop()
        query = self.query()
        commits, asked, ids = self._ahead
        self._ahead = NOTHING
        if recount and (commits, asked) == (self.desk.commits, query):
            self._put_up(query, ids)
        elif self.model.waits(query):
            self._sort_beside(query)
        else:
            self._put_up(query, recount=recount)

    def _sort_beside(self, query: Query) -> None:
        """Have a job sort a long list; given up, it is in the order of the office again."""
        unsort = partial(self._sort, "", False)
        if jobs.busy():
            unsort()
            return
        job = Job(partial(self.model.sorted_ids, query), self, _("正在排序"))
        job.done.connect(partial(self._put_up, query))
        job.cancelled.connect(unsort)
        job.failed.connect(lambda _sentence: unsort())
        job.start(briefly=True)

    def _put_up(self, query: Query, ids: Ids | None = None, *, recount: bool = True) -> None:
        """Show what answers a query."""
        began = time.perf_counter()
        self.model.ask(query, ids, recount=recount)
        self._rest.stop()
        if self.model.more:
            self._rest.start()
        if query.text:
            self._delay.setInterval(0 if time.perf_counter() - began < QUICK else PAUSE)
        self.bar.tell(self.model.query)
        if query.narrowed and not _alike(query, self._led):
            self._lifted = None
        self.conditions.tell([*self._signs()])
        self._stack.setCurrentIndex(0 if self.model.ids else 1)
        if not self.model.ids:
            self._empty.explain(self._first_deed(), narrowed=query.narrowed)
        if paste := self._paste_deed():  # without any row the list cannot have the focus, nor anything beside it
            paste.setShortcut(QKeySequence() if self.model.total else QKeySequence(QKeySequence.StandardKey.Paste))
        self.reloaded.emit()

    def go_on(self) -> None:
        """Show more of what a search finds."""
        self.model.go_on()
        self.reloaded.emit()

    def counts(self) -> str:
        """Return the line beside the title."""
        count, total = len(self.model.ids), self.model.total
        if self.model.more:
            return _("共 {total:,} 项，符合 {count:,}+ 项").format(total=total, count=count)
        if self.model.query.narrowed:
            return _("共 {total:,} 项，符合 {count:,} 项").format(total=total, count=count)
        return _("共 {total:,} 项").format(total=total)

    def clear_query(self) -> None:
        """Show everything again."""
        self._put("", {}, {})
        self._show()

    def reach(self, record: int) -> bool:
        """Put the cursor on a record; where conditions hide it they are lifted, with a way back. Tell if they were."""
        if self.model.more and self.model.position(record) < 0:
            self.go_on()
        asked = self.query()
        if self.table.select_record(record) or not asked.narrowed:
            return False
        self._put("", {}, {})
        self._lifted, self._led = asked, Query()
        if self.model.waits(self.query()):
            self._sort("", False)  # the record is wanted now
        else:
            self._show()
        lifted = self.table.select_record(record)
        if not lifted:
            self._give_back(asked)  # it is not in the list at all
        return lifted

    def _give_back(self, lifted: Query) -> None:
        self._put(lifted.text, lifted.filters, lifted.conditions)
        self._sort(lifted.sort, lifted.descending)

    def lead_to(self, wanted: SavedFilter) -> bool:
        """Show what answers another page's question, with a way back to the clerk's own; tell if there was one."""
        asked = self.query()
        self.show_filter(wanted)
        if not asked.narrowed or _alike(asked, self.query()):
            return False
        self._lifted, self._led = asked, self.query()
        self.conditions.tell([*self._signs()])
        return True

    def _put(self, text: str, filters: Mapping[str, str], conditions: Mapping[str, Condition]) -> None:
        self.bar.put(text, filters)
        self._conditions = dict(conditions)

    def _signs(self) -> Iterator[Shown]:
        """Yield what is chosen above the list and asked of its columns, as it is read."""
        yield from self.bar.signs()
        for key, condition in self._conditions.items():
            title = self.listing.column(key).title
            said, whole = sentence(title, condition, NAMED), sentence(title, condition)
            yield Shown(said, partial(self.narrow, key, None), whole)
        if self._lifted:
            yield Shown(_("恢复刚才的条件"), partial(self._give_back, self._lifted), icon="undo-2")

    def narrow(self, key: str, condition: Condition | None) -> None:
        """Show only what a column says so of; None asks nothing of it."""
        self._conditions.pop(key, None)
        if condition is not None:
            self._conditions[key] = condition
        self._show()

    def ask_condition(self, key: str) -> ColumnFilter | None:
        """Open the question for a column's condition under its heading."""
        if key not in self.listing.narrowable:
            return None
        column = self.listing.column(key)
        offers = {each.key: each.choices for each in self.listing.filters}
        choices: list[str] = []
        if key in offers and column.kind is not Kind.DATE:
            with self.desk.db.read() as session:
                choices = list(offers[key](session, self._scope()))
        popup = ColumnFilter(self, column, choices, self._conditions.get(key), partial(self.narrow, key))
        header = self.table.horizontalHeader()
        left = header.sectionViewportPosition([each.key for each in self.listing.columns].index(key))
        place = header.mapToGlobal(QPoint(max(left, 0), header.height()))
        right = self.mapToGlobal(QPoint(self.width(), 0)).x() - popup.sizeHint().width()
        popup.move(max(min(place.x(), right), 0), place.y())
        popup.show()
        return popup

    def show_filter(self, saved: SavedFilter) -> None:
        """Ask what was saved; what the list no longer offers or takes asks nothing, and the clerk is told."""
        takes = self.listing.takes
        fit = {key: asked for key, asked in saved.conditions.items() if takes(key, asked)}
        self._put(saved.text, saved.filters, fit)
        self._sort(saved.sort, saved.descending)
        unfit = {key: asked for key, asked in saved.conditions.items() if key not in fit}
        lost = [sentence(self.listing.column(key).title, asked) for key, asked in unfit.items()]
        lost = self.bar.missing(saved.filters) + lost
        if lost:
            told = _("“{name}”里有列表中已没有的内容，没有按它筛选：{lost}。")
            dialogs.user.tell(self, told.format(name=saved.name, lost="；".join(lost)))

    def _sort(self, key: str, descending: bool) -> None:
        self._order = key, descending
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(bool(key))
        if key:
            number = [column.key for column in self.listing.columns].index(key)
            header.setSortIndicator(number, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self._show()

    # what is selected

    def selected(self) -> Ids:
        """Return the ids of the selected rows in the order shown."""
        return self.table.selected_ids()

    def _selected(self) -> None:
        count = self.table.selected_count()
        for deed in self.deeds:
            deed.fit(count)
        self.selection_changed.emit()

    # doing

    def _first_deed(self) -> Deed | None:
        free = [deed for deed in self.deeds if deed.action.needs is Needs.NONE]
        return next((deed for deed in free if deed.action.primary), free[0] if free else None)

    def _open(self) -> None:
        for deed in self.deeds:
            if deed.action.opens and deed.isEnabled():
                deed.trigger()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V pastes into the list; what is typed into takes it first."""
        deed = self._paste_deed() if event.matches(QKeySequence.StandardKey.Paste) else None
        if deed:
            deed.trigger()
        else:
            super().keyPressEvent(event)

    def _paste_deed(self) -> Deed | None:
        return next((deed for deed in self.deeds if deed.action.pastes), None)

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self, toolTipsVisible=True)  # why a step is forbidden
        rows = [deed for deed in self.deeds if deed.action.needs is not Needs.NONE]
        fill(menu, rows)
        if rows:
            menu.addSeparator()
        copy = menu.addAction(_("复制所选行"))
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.triggered.connect(self.table.copy)
        copy.setEnabled(self.table.selected_count() > 0)
        set_icon(copy, "copy")
        if paste := self._paste_deed():
            menu.addAction(paste)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _to_table(self) -> None:
        self._show()
        if self.model.ids:
            self.table.setFocus()
            if not self.table.selected_count():  # Qt has put its cursor on the first row, and chosen nothing
                self.table.choose_row(0)

    def search(self) -> None:
        """Put the cursor into the search box."""
        self.bar.search()


def _alike(one: Query, other: Query) -> bool:
    """Tell whether two questions leave out the same."""
    return (one.text, one.filters, one.conditions) == (other.text, other.filters, other.conditions)

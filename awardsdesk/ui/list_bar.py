"""The line above a list: the search box, a box for each choice, 筛选, and how the list is sorted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.listing import Column, Filter, Listing, Query
from awardsdesk.ui.condition_bar import Shown
from awardsdesk.ui.theme import mark, set_icon

if TYPE_CHECKING:
    from awardsdesk.store.database import Database

EDGE, SPACING, SEARCH, WIDEST = 12, 8, 140, 400


class ListBar(QWidget):
    """Holds what is searched for and chosen; the boxes take a line of their own where the bar is narrow."""

    typed = Signal()
    """Another text is searched for."""
    chosen = Signal()
    """Another choice was made in a box."""
    narrow_asked = Signal(str)
    """A condition for the column with this key is wanted."""
    columns_asked = Signal()
    """Which columns are shown is to be chosen."""
    unsorted = Signal()
    """The list's own order is wanted back."""
    left = Signal()
    """The keys leave the search for the list."""

    def __init__(self, listing: Listing, seen: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._listing, self._seen = listing, seen
        self._above = [each for each in listing.filters if each.above]
        self.box = self._search_box()
        self.filters = {each.key: self._choice(each) for each in self._above}
        self._boxes = QWidget()
        boxes = QHBoxLayout(self._boxes)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(SPACING)
        for combo in self.filters.values():
            boxes.addWidget(combo)
        self._narrow, self._sorted = self._narrow_button(), self._sort_sign()
        self._widest = self._sorted.sizeHint().width()
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        self._upper.setContentsMargins(EDGE, 10, EDGE, 10)
        self._upper.setSpacing(SPACING)
        self._upper.addWidget(self.box, 10)
        self._upper.addWidget(self._boxes)
        self._upper.addWidget(self._narrow)
        self._upper.addStretch(1)
        self._upper.addWidget(self._sorted)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self._upper)
        lines.addLayout(self._lower)

    def _search_box(self) -> QLineEdit:
        box = QLineEdit(clearButtonEnabled=True)
        box.setObjectName("search")
        box.setPlaceholderText(self._listing.hint or _("搜索{title}").format(title=self._listing.title))
        box.setAccessibleName(_("搜索"))
        box.setMinimumWidth(SEARCH)
        box.setMaximumWidth(WIDEST)
        box.textChanged.connect(self.typed)
        box.returnPressed.connect(self.left)
        glass = QAction(box)
        box.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        set_icon(glass, "search")
        return box

    def _choice(self, choice: Filter) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"filter_{choice.key}")
        combo.setAccessibleName(choice.title)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMaximumWidth(200)
        combo.addItem(choice.title, "")
        combo.ensurePolished()
        combo.setMinimumWidth(combo.sizeHint().width())  # in a small window a choice gives way, never the title
        combo.setItemData(0, _("全部{title}").format(title=choice.title), Qt.ItemDataRole.ToolTipRole)
        combo.currentIndexChanged.connect(self.chosen)
        return combo

    def _narrow_button(self) -> QPushButton:
        button = QPushButton(_("筛选"))
        button.setObjectName("narrow")
        button.setToolTip(_("按某一列筛选  Alt+↓"))
        self._asks = QMenu(button)
        self._asks.aboutToShow.connect(self._offer)
        self._offer()
        button.setMenu(self._asks)
        if not self._listing.narrowable:
            button.hide()  # never shown by hand: without a parent yet it would be a window of its own
        return button

    def _offer(self) -> None:
        """Offer the columns that are seen, those that wait in a menu of their own, and to choose among them."""
        self._asks.clear()
        seen = set(self._seen())
        columns = [column for column in self._listing.columns if column.key in self._listing.narrowable]
        waiting = [column for column in columns if column.key not in seen]
        for column in columns:
            if column.key in seen:
                self._add(self._asks, column)
        if waiting:
            others = self._asks.addMenu(_("其他列"))
            for column in waiting:
                self._add(others, column)
        self._asks.addSeparator()
        self._asks.addAction(_("显示的列……")).triggered.connect(self.columns_asked)

    def _add(self, menu: QMenu, column: Column) -> None:
        menu.addAction(column.title).triggered.connect(lambda *_clicked: self.narrow_asked.emit(column.key))

    def _sort_sign(self) -> QPushButton:
        sign = QPushButton()
        sign.setProperty("look", "flat")
        sign.setToolTip(_("恢复原来的次序"))
        sign.clicked.connect(self.unsorted)
        set_icon(sign, "x")
        titles = [self._listing.column(key).title for key in self._listing.sortable]
        sign.setText(_("按{title}降序").format(title=max(titles, key=len, default="")))
        sign.hide()
        return sign

    # what is asked for

    def text(self) -> str:
        """Return what is searched for."""
        return self.box.text().strip()

    def choices(self) -> dict[str, str]:
        """Return what is chosen, by the filters' keys."""
        return {key: combo.currentData() for key, combo in self.filters.items() if combo.currentData()}

    def put(self, text: str, choices: Mapping[str, str]) -> None:
        """Set search and boxes without asking anew at each box."""
        self.box.setText(text)
        for key, combo in self.filters.items():
            with QSignalBlocker(combo):
                combo.setCurrentIndex(max(combo.findData(choices.get(key, "")), 0))

    def load(self, db: "Database", scope: str) -> None:
        """Read anew what the boxes offer; what is chosen stays while it is offered."""
        with db.read() as session:
            offered = {each.key: list(each.choices(session, scope)) for each in self._above}
        for key, combo in self.filters.items():
            chosen = combo.currentData()
            with QSignalBlocker(combo):
                while combo.count() > 1:
                    combo.removeItem(1)
                for choice in offered[key]:
                    combo.addItem(choice, choice)
                combo.setCurrentIndex(max(combo.findData(chosen), 0))

    # what is told

    def tell(self, query: Query) -> None:
        """Mark the boxes that leave something out, and say how the list is sorted."""
        for combo in self.filters.values():
            mark(combo, "active", "true" if combo.currentData() else "")
        self._sorted.setVisible(bool(query.sort))
        if query.sort:
            said = _("按{title}降序") if query.descending else _("按{title}升序")
            self._sorted.setText(said.format(title=self._listing.column(query.sort).title))

    def signs(self) -> Iterator[Shown]:
        """Yield what is chosen as it is read, each with what takes it away."""
        for each in self._above:
            combo = self.filters[each.key]
            if combo.currentData():
                said = _("{title}：{value}").format(title=each.title, value=combo.currentText())
                yield Shown(said, partial(combo.setCurrentIndex, 0), said)

    def missing(self, choices: Mapping[str, str]) -> list[str]:
        """Return those of the choices that the boxes do not offer, as they are read."""
        return [
            _("{title}：{value}").format(title=each.title, value=value)
            for each in self._above
            if (value := choices.get(each.key)) and self.filters[each.key].findData(value) < 0
        ]

    # keys and room

    def search(self) -> None:
        """Put the cursor into the search box."""
        self.box.setFocus()
        self.box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the search; from an empty one it leads into the list, as ↓ does."""
        if event.key() not in {Qt.Key.Key_Escape, Qt.Key.Key_Down} or not self.box.hasFocus():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self.box.text():
            self.box.clear()
        else:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the boxes beside the search where all can be read there; sorting moves nothing under the cursor."""
        super().resizeEvent(event)
        widths = SEARCH, self._boxes.minimumSizeHint().width(), self._narrow.sizeHint().width(), self._widest
        needed = 2 * EDGE + sum(widths) + 3 * SPACING
        narrow = bool(self._above) and needed > self.width()
        if narrow == (self._lower.count() == 0):
            if narrow:
                self._lower.insertWidget(0, self._boxes, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                self._upper.insertWidget(1, self._boxes)
            self._lower.setContentsMargins(EDGE, 0, EDGE, 10 if narrow else 0)

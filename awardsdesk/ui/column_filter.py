"""筛选 of one column, as in a spreadsheet: a check-list of its values, a text, or a span of days or numbers."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Condition, How, span
from awardsdesk.lists.listing import SPANS, Column, Kind
from awardsdesk.ui.check_list import CheckList, tick, ticked
from awardsdesk.ui.label import label
from awardsdesk.ui.suggestions import fitting

WITHOUT = {How.BLANK: _("为空"), How.FILLED: _("不为空")}
"""Ways that ask for no value."""
WAYS = {
    How.CONTAINS: _("包含"),
    How.LACKS: _("不包含"),
    How.IS: _("等于"),
    How.BEGINS: _("开头是"),
    **WITHOUT,
}
Done = Callable[[Condition | None], Any]


class ColumnFilter(QFrame):
    """A popup that asks for the condition of a column; `done` gets it, None when nothing is asked of the column."""

    def __init__(
        self, parent: QWidget, column: Column, choices: Sequence[str], now: Condition | None, done: Done
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("筛选“{title}”").format(title=column.title))
        self.setMinimumWidth(260)
        self._done = done
        self.asks: _Asks = (
            _Choices(choices, now)
            if choices
            else _Span(column.kind is Kind.DATE, now)
            if column.kind in SPANS
            else _Text(now)
        )
        self._told = label("", "error", wrap=True)
        self._told.hide()
        self.asks.changed.connect(self._told.hide)  # it was of what stood there before
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label(self.accessibleName(), "strong"))
        layout.addWidget(self.asks)
        layout.addWidget(self._told)
        layout.addLayout(self._buttons(now))
        self.asks.first.setFocus()

    def _buttons(self, now: Condition | None) -> QHBoxLayout:
        bar = QHBoxLayout()
        clear = QPushButton(_("不筛选此列"))
        clear.setEnabled(now is not None)
        clear.clicked.connect(lambda: self._end(None))
        take = QPushButton(_("确定"))
        take.setProperty("look", "primary")
        take.clicked.connect(self.take)
        bar.addWidget(clear)
        bar.addStretch(1)
        bar.addWidget(take)
        return bar

    def take(self) -> None:
        """Hand on what is asked; say what is wrong with it and stay."""
        try:
            condition = self.asks.condition()
        except UserError as error:
            self._told.setText(str(error))
            self._told.show()
            self.adjustSize()
            return
        self._end(condition)

    def _end(self, condition: Condition | None) -> None:
        self.close()
        self._done(condition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Esc gives up."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
        else:
            super().keyPressEvent(event)


class _Asks(QWidget):
    """Asks for a condition of one sort."""

    first: QWidget
    changed = Signal()

    def condition(self) -> Condition | None:
        """Return what is asked; raises UserError when it makes no sense."""
        raise NotImplementedError


class _Choices(_Asks):
    """A check-list of the values there are; all of them is no condition, and what a search hides does not count."""

    def __init__(self, choices: Sequence[str], now: Condition | None) -> None:
        super().__init__()
        self._chosen = {*now.values} if now and now.how is How.ONE_OF else {*choices, ""}
        self._touched = False
        self.first = self.box = QLineEdit(clearButtonEnabled=True)
        self.box.setPlaceholderText(_("在列表中查找"))
        self.box.textChanged.connect(self._narrow)
        self.box.setVisible(len(choices) > 8)
        self.every = QPushButton(_("全选 / 全不选"))
        self.every.setProperty("look", "flat")
        self.every.clicked.connect(self._every)
        self.list = CheckList()
        self.list.setAccessibleName(_("值"))
        for value in (*choices, ""):
            item = self.list.add(value or _("（空白）"), on=value in self._chosen)
            item.setData(Qt.ItemDataRole.UserRole, value)
        self.list.itemChanged.connect(self._touch)
        self.list.itemChanged.connect(self.changed)
        self.box.textChanged.connect(self.changed)
        self.list.setCurrentRow(0)
        self.list.fit(10)
        if len(choices) <= 8:
            self.first = self.list
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        layout.addWidget(self.every, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.list)

    def _touch(self) -> None:
        self._touched = True

    def _narrow(self, text: str) -> None:
        """Show what holds the text or is read so, ticked as in a spreadsheet: till a tick is the clerk's own."""
        sought = text.strip()
        fit = {*fitting([item.text() for item in self.list.lines()], sought)}
        for item in self.list.lines():
            item.setHidden(item.text() not in fit)
        if not self._touched:
            with QSignalBlocker(self.list):
                for item in self.list.lines():
                    tick(
                        item, on=not item.isHidden() if sought else item.data(Qt.ItemDataRole.UserRole) in self._chosen
                    )

    def _seen(self) -> list[QListWidgetItem]:
        return [item for item in self.list.lines() if not item.isHidden()]

    def _every(self) -> None:
        """Tick what is seen, or none of it where all is ticked."""
        every = all(map(ticked, self._seen()))
        for item in self._seen():
            tick(item, on=not every)

    def condition(self) -> Condition | None:
        """Return the values that are ticked and seen."""
        if not self._seen():
            raise UserError(_("列表中没有“{text}”，请换一个词或清空查找框。").format(text=self.box.text().strip()))
        wanted = [item for item in self._seen() if ticked(item)]
        if not wanted:
            raise UserError(_("一个值也没有勾选，请至少勾选一个。"))
        if len(wanted) == self.list.count():
            return None
        return Condition(How.ONE_OF, tuple(item.data(Qt.ItemDataRole.UserRole) for item in wanted))


class _Way(QComboBox):
    """How a column is asked."""

    def __init__(self, ways: Mapping[How, str], now: Condition | None) -> None:
        super().__init__()
        self.setAccessibleName(_("方式"))
        for how, title in ways.items():
            self.addItem(title, how)
        if now:
            self.setCurrentIndex(max(self.findData(now.how), 0))

    def how(self) -> How:
        """Return what is chosen."""
        return How(self.currentData())

    def wants(self) -> bool:
        """Tell whether a value is to be asked for."""
        return self.how() not in WITHOUT


class _Text(_Asks):
    """A text and how it stands in the cell."""

    def __init__(self, now: Condition | None) -> None:
        super().__init__()
        self.way = _Way(WAYS, now)
        self.first = self.text = QLineEdit(clearButtonEnabled=True)
        self.text.setAccessibleName(_("文字"))
        if now:
            self.text.setText("".join(now.values[:1]))
        self.way.currentIndexChanged.connect(self._fit)
        self._fit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.way)
        layout.addWidget(self.text, 1)

    def _fit(self) -> None:
        self.text.setEnabled(self.way.wants())

    def condition(self) -> Condition | None:
        """Return the text and how; no text asks nothing."""
        if not self.way.wants():
            return Condition(self.way.how())
        text = self.text.text().replace("\0", "").strip()
        return Condition(self.way.how(), (text,)) if text else None


class _Span(_Asks):
    """The first and the last day or number, or whether there is any."""

    def __init__(self, days: bool, now: Condition | None) -> None:
        super().__init__()
        self._days = days
        low, high = now.values if now and now.how is How.BETWEEN else ("", "")
        self.first = self.low = QLineEdit(low)
        self.high = QLineEdit(high)
        self.way = _Way({How.BETWEEN: _("范围"), **WITHOUT}, now)
        self.way.currentIndexChanged.connect(self._fit)
        self.way.currentIndexChanged.connect(self.changed)
        for box in (self.low, self.high):
            box.textChanged.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.way)
        line = QHBoxLayout()
        for box, said in ((self.low, _("从")), (self.high, _("到"))):
            box.setAccessibleName(said)
            box.setPlaceholderText(_("如 2025-06") if days else "0")
            line.addWidget(label(said))
            line.addWidget(box, 1)
        layout.addLayout(line)
        if days:
            quick = QHBoxLayout()
            for title, ends in _spans().items():
                button = QPushButton(title)
                button.clicked.connect(lambda _clicked=False, ends=ends: self._set(*ends))
                quick.addWidget(button)
            layout.addLayout(quick)
        self._fit()

    def _fit(self) -> None:
        for box in (self.low, self.high):
            box.setEnabled(self.way.wants())

    def _set(self, low: str, high: str) -> None:
        self.way.setCurrentIndex(self.way.findData(How.BETWEEN))
        self.low.setText(low)
        self.high.setText(high)

    def condition(self) -> Condition | None:
        """Return the span, or whether there is anything."""
        if not self.way.wants():
            return Condition(self.way.how())
        return span(self.low.text(), self.high.text(), days=self._days)


def _spans() -> dict[str, tuple[str, str]]:
    today = dt.datetime.now().astimezone().date()
    month = today.replace(day=1)
    last = (month + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
    year = today.year
    return {
        _("今年"): (f"{year}-01-01", f"{year}-12-31"),
        _("去年"): (f"{year - 1}-01-01", f"{year - 1}-12-31"),
        _("本月"): (str(month), str(last)),
    }

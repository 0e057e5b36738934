"""The fields of a form: what kind each is, the widget that edits it, its value in and out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from awardsdesk.exchange import cells
from awardsdesk.i18n import _
from awardsdesk.rules.codes import CodeTable
from awardsdesk.ui.combo import Combo
from awardsdesk.ui.label import label
from awardsdesk.ui.rows_edit import RowsEdit
from awardsdesk.ui.theme import redress, set_icon
from awardsdesk.ui.typed import UnreadableError, half_width, read_day, read_month, read_number, read_yuan, show_yuan


class Entry(StrEnum):
    """How a field is edited, and with it the type of its value."""

    TEXT = "text"
    LONG = "long"
    WRAPPED = "wrapped"
    """One line of text that needs several to be seen: a break that was pasted into it is none."""
    CODE = "code"
    """Digits and letters; full width is made half width."""
    MONTH = "month"
    """A year and a month as text, 2021-03; what is none stays as it was typed."""
    CHOICE = "choice"
    DATE = "date"
    """datetime.date or None."""
    NUMBER = "number"
    """Decimal or None."""
    MONEY = "money"
    """Whole fen or None, typed in yuan."""
    CHECK = "check"
    LISTED = "listed"
    """Codes of an official list joined by ；; `choices` is the list's key, `limit` how many there may be (one)."""
    MASKED = "masked"
    """A confidential number, masked until it is asked for."""
    ROWS = "rows"
    """A tuple of tuples of text in an order that counts; `choices` are the column titles."""


Codes = Callable[[str], CodeTable]
"""Gives the code list in force by its key."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `section` starts a new group with that heading."""

    key: str
    label: str
    entry: Entry = Entry.TEXT
    required: bool = False
    choices: Sequence[str] = ()
    help: str = ""
    limit: int = 0
    """Characters at most; shown as a count, never cut off."""
    read_only: bool = False
    wide: bool = False
    """Begins at the form's edge: a line of a list of ticks under one heading."""
    lacking: str = ""
    """What is said when a required field is empty, where “请填写” is not enough."""
    section: str = ""
    lines: int = 4
    unit: str = ""
    only_for: Sequence[str] = ()
    """Shown only while `turns_on`, a field before it, is shown and has one of these values; what was typed stays."""
    turns_on: str = "klass"
    widths: Sequence[int] = ()
    """Of the columns of rows, in pixels at 100 %; without them the columns share the room."""
    early: Sequence[int] = ()
    """Columns of rows that are seen beside the first."""
    words: Sequence[Sequence[str]] = ()
    """What each column of rows offers; other words are kept."""
    listed: Sequence[str] = ()
    """The key of the code list of each column of rows, where it holds codes."""


class Editor(QWidget):
    """A field's widget; `value()` raises UnreadableError when what stands there is no value of this kind."""

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.inner: QWidget = self
        self.framed: QWidget = self
        """What shows by its frame that something is wrong."""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)

    def take(self, widget: QWidget, framed: QWidget | None = None) -> None:
        """Make `widget` the one that is focused and named, and marked where nothing inside it has the frame."""
        self.inner, self.framed = widget, framed or widget
        widget.setObjectName(f"field_{self.field.key}")
        widget.setAccessibleName(self.field.label)
        self.setFocusProxy(widget)
        self.column.addWidget(widget)

    def value(self) -> Any:
        """Return what stands there."""
        raise NotImplementedError

    def typed(self) -> Any:
        """Return the value, or what was typed where that is none."""
        return self.value()

    def put(self, value: Any) -> None:
        """Show a value, or what was typed."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Let the value be read only, or be edited again where the field may be."""
        raise NotImplementedError

    def tells(self, sentence: str) -> bool:
        """Tell whether it says this of its value itself."""
        return False

    def keeps_enter(self) -> bool:
        """Tell whether Enter is for the widget now, not for going on to the next field."""
        return self.field.entry is Entry.LONG


class LineEditor(Editor):
    """Text, codes, days, numbers and money: one line, read by the kind."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line = QLineEdit()
        self.take(self.line)
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self._tidy)
        if field.entry in {Entry.NUMBER, Entry.MONEY}:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if field.unit or field.entry is Entry.MONEY:
            self.line.setPlaceholderText(field.unit or _("元"))
        if field.entry is Entry.DATE and not field.read_only:
            self._add_calendar()
        self.lock(False)

    def lock(self, locked: bool) -> None:
        """Let the line be read only, or be typed into."""
        self.line.setReadOnly(locked or self.field.read_only)
        for pick in self.line.actions():
            pick.setVisible(not locked)

    def value(self) -> Any:
        """Return the text, or what the kind reads from it."""
        text = self.line.text()
        match self.field.entry:
            case Entry.DATE:
                return read_day(text)
            case Entry.NUMBER:
                return read_number(text)
            case Entry.MONEY:
                return read_yuan(text)
            case Entry.MONTH:
                return read_month(text)
            case Entry.CODE | Entry.LISTED:
                return half_width(text).upper()
            case _:
                return text.strip()

    def typed(self) -> Any:
        """Return the value, or the text that is none."""
        try:
            return self.value()
        except UnreadableError:
            return self.line.text()

    def put(self, value: Any) -> None:
        """Show a value in the way the office writes it, a text as it is."""
        if isinstance(value, str):
            text = value
        elif self.field.entry is Entry.MONEY:
            text = show_yuan(value)
        elif self.field.entry is Entry.NUMBER and value is not None:
            text = f"{value:,f}"
        else:
            text = "" if value is None else str(value)
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def _tidy(self) -> None:
        """Write what was typed the office's way once it is complete; what cannot be read stays."""
        try:
            value = self.value()
        except ValueError:
            return
        if self.field.entry is not Entry.TEXT and not self.line.isReadOnly():
            self.put(value)

    def _add_calendar(self) -> None:
        self.line.setPlaceholderText(_("年-月-日"))
        pick = QAction(_("选择日期"), self.line)
        set_icon(pick, "calendar")
        pick.triggered.connect(self._show_calendar)
        self.line.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)

    def _show_calendar(self) -> None:
        calendar = Calendar(self)
        try:
            day = self.value()
        except ValueError:
            day = None
        if day:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.picked.connect(self.line.setText)
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        calendar.show()


class Calendar(QCalendarWidget):
    """A month to pick a day from; weeks begin on Monday."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.activated.connect(self._pick)
        self.clicked.connect(self._pick)

    def _pick(self, day: QDate) -> None:
        self.picked.emit(day.toString("yyyy-MM-dd"))
        self.close()


class LongEditor(Editor):
    """Text of several lines with a count of its characters."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.text = QPlainTextEdit(readOnly=field.read_only, tabChangesFocus=True)
        height = field.lines * self.text.fontMetrics().lineSpacing() + 20
        self.text.setFixedHeight(height)
        self.take(self.text)
        self.count = label("", "faint")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.column.addWidget(self.count)
        self.count.setVisible(bool(field.limit) and field.entry is Entry.LONG)
        self.text.textChanged.connect(self._recount)
        self._recount()

    def lock(self, locked: bool) -> None:
        """Let the text be read only, or be typed into."""
        self.text.setReadOnly(locked or self.field.read_only)
        redress(self.text)

    def _recount(self) -> None:
        length = len(self.text.toPlainText().strip())
        self.count.setText(f"{length} / {self.field.limit}")
        self.changed.emit()

    def value(self) -> Any:
        """Return the text."""
        return self.text.toPlainText().strip()

    def put(self, value: Any) -> None:
        """Show a text."""
        self.text.setPlainText(value or "")


class WrappedEditor(LongEditor):
    """One line of text on several, read as a workbook's cell is."""

    def value(self) -> Any:
        """Return the text without breaks."""
        return cells.text(self.text.toPlainText()).value


class ChoiceEditor(Editor):
    """One of the given words, or none; a word of an older list that is in the record stays on offer."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.combo = Combo()
        self.combo.addItem("", "")
        for choice in field.choices:
            self.combo.addItem(choice, choice)
        self.take(self.combo)
        self.combo.currentIndexChanged.connect(self.changed)
        self.lock(False)

    def lock(self, locked: bool) -> None:
        """Let the word be read only, or be chosen."""
        self.combo.setEnabled(not locked and not self.field.read_only)

    def value(self) -> Any:
        """Return the word."""
        return self.combo.currentData()

    def put(self, value: Any) -> None:
        """Show a word."""
        text = str(value) if value else ""
        if self.combo.findData(text) < 0:
            self.combo.addItem(text, text)
        self.combo.setCurrentIndex(self.combo.findData(text))


class CheckEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = QCheckBox(field.help or field.label)
        self.take(self.box)
        self.box.toggled.connect(self.changed)
        self.lock(False)

    def lock(self, locked: bool) -> None:
        """Let the tick be read only, or be set."""
        self.box.setEnabled(not locked and not self.field.read_only)

    def value(self) -> Any:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def put(self, value: Any) -> None:
        """Tick or not."""
        self.box.setChecked(bool(value))


class RowsEditor(Editor):
    """An ordered list: units, completers; its order is part of the value."""

    def __init__(self, field: Field, codes: Codes | None = None) -> None:
        super().__init__(field)
        self._tables = {place: partial(codes, key) for place, key in enumerate(field.listed) if key and codes}
        self.table = RowsEdit(field.choices, widths=field.widths, early=field.early, words=field.words)
        self.lock(False)
        self.take(self.table, self.table.table)
        self.table.changed.connect(self.changed)
        for place, key in enumerate(field.listed):
            if key and codes:
                from awardsdesk.ui.code_edit import CodeCell  # its lines are for an Editor, too

                self.table.write_with(place, CodeCell(codes, key, self.table.table))

    def value(self) -> Any:
        """Return the rows in their order; of a code's name the code."""
        return tuple(tuple(self._meant(place, text) for place, text in enumerate(row)) for row in self.table.rows())

    def lock(self, locked: bool) -> None:
        """Let the rows be read only, or be edited."""
        self.table.lock(locked or self.field.read_only)

    def _meant(self, place: int, text: str) -> str:
        return self._tables[place]().resolve(text) if text and place in self._tables else text

    def put(self, value: Any) -> None:
        """Show rows."""
        self.table.put(value or ())


EDITORS: dict[Entry, type[Editor]] = {
    Entry.LONG: LongEditor,
    Entry.WRAPPED: WrappedEditor,
    Entry.CHOICE: ChoiceEditor,
    Entry.CHECK: CheckEditor,
}


def editor(field: Field, codes: Codes | None = None) -> Editor:
    """Return the widget that edits this field; without code lists codes are plain text."""
    if field.entry is Entry.LISTED and codes:
        from awardsdesk.ui.code_edit import CodeEditor  # it is an Editor itself

        return CodeEditor(field, codes)
    if field.entry is Entry.MASKED:
        from awardsdesk.ui.secret_edit import SecretEditor  # it is an Editor itself

        return SecretEditor(field)
    if field.entry is Entry.ROWS:
        return RowsEditor(field, codes)
    return EDITORS.get(field.entry, LineEditor)(field)

"""A form from a list of fields: shows a record, gives its values back, says beside each field what is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _
from awardsdesk.ui import dialogs, trouble
from awardsdesk.ui.captions import caption, caption_width, is_wide
from awardsdesk.ui.fields import Codes, Editor, Entry, Field, editor
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.problem_list import ProblemList
from awardsdesk.ui.theme import mark
from awardsdesk.ui.typed import UnreadableError

Values = dict[str, Any]
LABEL_WIDTH = 88
AT_ONCE = 2
"""Sections that are made before the form is painted first; the others follow while nothing else is to be done."""


class Form(QWidget):
    """`check(values)` returns problems, `save(values)` does it; a warning that is new needs a second press of 保存.

    A `fresh` form is a new record: it may be saved as it stands. `codes` gives the lists for fields of codes.
    Fields are made when they are seen or asked for: in place they are dressed once, not with every step of the nesting.
    """

    added = Signal(object)
    """The editor of a field, which is there from now on."""
    saved = Signal()
    left = Signal()
    edited = Signal(bool)
    """Tells whether something is edited that was not saved yet."""

    def __init__(
        self,
        fields: Sequence[Field],
        save: Callable[[Values], Any],
        check: Callable[[Values], Sequence[Problem]] = lambda _values: (),
        *,
        title: str = "",
        verb: str = "",
        fresh: bool = False,
        codes: Codes | None = None,
    ) -> None:
        super().__init__()
        self._fresh, self._codes = fresh, codes
        self._save, self._check, self.title = save, check, title or _("此记录")
        self._editors: dict[str, Editor] = {}
        self._notes: dict[str, QLabel] = {}
        self._captions: dict[str, QWidget] = {}
        self._told: Sequence[Problem] = ()
        self._gaps = False
        """Whether the problems told are of what is not filled in or cannot be read: the rest was not checked yet."""
        self.hints: list[Problem] = []
        """What only a person can judge, of what was saved last."""
        self.locked = False
        """Whether the record may only be read."""
        self._shown: Mapping[str, Any] = {}
        self._clean: Values = {}
        self._warned: tuple[Values, list[Problem]] | None = None
        """What the warnings shown are said of, and they: the same of the same are asked for once."""
        self._lay_out(verb or _("保存"))
        self._making = self._make(fields)
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._make_some)
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            short = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(self.save)

    @property
    def editors(self) -> dict[str, Editor]:
        """Return all editors by key; what is not made yet is made now."""
        self._finish()
        return self._editors

    def _finish(self) -> None:
        for _section in self._making:
            pass

    def event(self, event: QEvent) -> bool:
        """Make what is seen first before it is shown: what is added to a form on the screen stands squeezed for a moment."""
        if event.type() == QEvent.Type.Polish and not self._idle.isActive():
            for _section in range(AT_ONCE):
                self._make_some()
            self._idle.start()
        return super().event(event)

    def _make_some(self) -> None:
        if not next(self._making, None):
            self._idle.stop()

    def _make(self, fields: Sequence[Field]) -> Iterator[Field]:
        """Make the fields a section at a time; yields the field that begins the next one."""
        grid = QGridLayout(self._scroll.widget())
        grid.setContentsMargins(16, 4, 4, 16)  # and the scroll bar's room
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, max(LABEL_WIDTH, *(caption_width(field, self.fontMetrics()) for field in fields)))
        for field in fields:
            if field.section and self._editors:
                self._turn()
                yield field
            self._add(grid, field)
        for key in {field.turns_on for field in fields if field.only_for}:
            self._editors[key].changed.connect(self._turn)
        self._turn()
        grid.setRowStretch(grid.rowCount(), 1)
        self.setTabOrder(next(reversed(self._editors.values())).inner, self.save_button)
        self.setTabOrder(self.save_button, self.undo_button)

    def _lay_out(self, verb: str) -> None:
        inside = _Inside()
        inside.setObjectName("plain")
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing would show that it has the keys
        self._scroll.setWidget(inside)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # its room is kept where it has nothing to scroll and is not seen: the boxes end where the buttons do
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setEnabled(most > 0))
        bar.setEnabled(bar.maximum() > 0)
        self.problems = ProblemList(self._label_of)
        self.problems.jumped.connect(self.focus_field)
        self._again = label("", "warning", wrap=True)
        self._again.setContentsMargins(16, 0, 16, 4)
        self._again.hide()
        self.undo_button = QPushButton(_("还原"), autoDefault=False)
        self.undo_button.clicked.connect(self.revert)
        self.save_button = QPushButton(verb, autoDefault=False)
        self.save_button.setProperty("look", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.save_button.installEventFilter(self)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(16, 10, 16, 10)
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.undo_button)
        self.foot.addWidget(self.save_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.problems)
        whole.addWidget(self._again)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(hairline())
        whole.addLayout(self.foot)

    def _add(self, grid: QGridLayout, field: Field) -> None:
        row = grid.rowCount()
        if field.section:
            grid.addWidget(label(field.section, "section"), row, 0, 1, 2)
            row += 1
        made = editor(field, self._codes)
        note = label(field.help if field.entry is not Entry.CHECK else "", "faint", wrap=True)
        made.column.addWidget(note)
        note.setHidden(not note.text())
        made.changed.connect(self._edited)
        made.inner.installEventFilter(self)
        if not self._editors:
            self.setFocusProxy(made.inner)
        self._editors[field.key], self._notes[field.key] = made, note
        wide = is_wide(field)
        if field.entry is not Entry.CHECK:
            self._captions[field.key] = caption(field, made)
            grid.addWidget(self._captions[field.key], row, 0, 1, 2 if wide else 1)
        grid.addWidget(made, row + 1 if wide else row, 0 if wide else 1, 1, 2 if wide else 1)
        self._put(field.key, made)
        if self.locked:
            made.lock(True)
        self.added.emit(made)

    def _turn(self) -> None:
        """Show the fields that belong to what is chosen; the others keep what was typed."""
        gone = set()
        for key, made in self._editors.items():
            if made.field.only_for:
                on = made.field.turns_on
                shown = on not in gone and self._editors[on].value() in made.field.only_for
                gone |= set() if shown else {key}
                made.setVisible(shown)
                self._captions[key].setVisible(shown)

    def lock(self, locked: bool) -> None:
        """Let the record only be read, or be edited again."""
        if locked != self.locked:
            self.locked = locked
            for made in self._editors.values():
                made.lock(locked)

    # values

    def fill(self, values: Mapping[str, Any], *, again: bool = False) -> None:
        """Show a record; shown `again`, a field that says the same keeps its cursor and what is open in it."""
        self._shown, self._clean = values, {}
        for key, made in self._editors.items():
            self._put(key, made, again=again)
        self._turn()
        self.show_problems(())
        self._warned, self._gaps = None, False
        self._tell(dirty=False)

    def _put(self, key: str, made: Editor, *, again: bool = False) -> None:
        value = self._shown.get(key)
        masked = made.field.entry is Entry.MASKED
        if not again or masked or _plain(value) != _plain(made.typed()):
            made.blockSignals(True)
            made.put(value)
            made.blockSignals(False)
        with suppress(UnreadableError):
            self._clean[key] = made.value()

    def values(self) -> Values:
        """Return the values; those that cannot be read are missing."""
        return self._read()[0]

    def edits(self) -> Values:
        """Return what is edited, texts that cannot be read too; a confidential number is for no other eyes."""
        typed = {key: made.typed() for key, made in self.editors.items() if made.field.entry is not Entry.MASKED}
        return {key: value for key, value in typed.items() if value != self._clean.get(key)}

    def take_up(self, edits: Values) -> None:
        """Show the record with these edits in place of those that are there, but for a confidential number."""
        for key, made in self.editors.items():
            if made.field.entry is not Entry.MASKED:
                made.put(edits.get(key, self._shown.get(key)))

    def dirty(self) -> bool:
        """Tell whether something was edited since the record was shown or saved."""
        values, problems = self._read()
        return bool(problems) or values != self._clean

    def _read(self) -> tuple[Values, list[Problem]]:
        values: Values = {}
        problems = []
        for key, made in self.editors.items():
            try:
                values[key] = made.value()
            except UnreadableError as error:
                problems.append(Problem(key, str(error)))
        return values, problems

    def revert(self) -> None:
        """Show the record as it was."""
        if self.dirty():
            self.fill(self._shown)

    # saving

    def save(self) -> bool:
        """Check and save; faults are shown and led to, warnings pass at the second press. True when it was saved."""
        if self.locked:
            return False
        values, problems = self._read()
        problems += self._missing(values)
        self._gaps = bool(problems)
        if not problems:
            problems += self._check(values)
        fatal = [problem for problem in problems if problem.severity == "error"]
        asked = [problem for problem in problems if problem.severity != "hint"]
        if asked and not fatal and not self._fresh:
            asked = self._new(asked, values)
        if fatal or (asked and (values, asked) != self._warned):
            self.show_problems(problems)
            self._warned = values, asked
            if first := next((problem.field for problem in fatal if problem.field in self.editors), ""):
                self.focus_field(first)
            return False
        try:
            self._save(values)
        except UserError as error:
            trouble.tell(error, self)
            return False
        self._shown = self._clean = self._read()[0]
        self._warned = None
        self.hints = [problem for problem in problems if problem.severity == "hint"]
        self.show_problems(self.hints)
        self._edited()
        self.saved.emit()
        return True

    def _new(self, doubts: Sequence[Problem], values: Values) -> list[Problem]:
        """Return the doubts that the record did not have when it was shown, or of what was touched since."""
        if self._clean.keys() != values.keys():
            return list(doubts)
        had = self._check(self._clean)
        return [each for each in doubts if each not in had or values.get(each.field) != self._clean.get(each.field)]

    def _missing(self, values: Values) -> list[Problem]:
        return [
            Problem(key, made.field.lacking or _("请填写{label}").format(label=made.field.label))
            for key, made in self.editors.items()
            if made.field.required and key in values and values[key] in {None, "", ()}
        ]

    def may_leave(self) -> bool:
        """Ask about unsaved edits; True when they were saved or given up."""
        if not self.dirty():
            return True
        answer = dialogs.user.ask_unsaved(self, self.title)
        if answer == "save":
            return self.save()
        if answer == "discard":
            self.revert()
        return answer == "discard"

    def _edited(self) -> None:
        self._tell(dirty=self.dirty())
        if self._told:
            self._let_go()

    def _let_go(self) -> None:
        """Tell no more what was mended; what is wrong elsewhere is told when it is saved."""
        values, problems = self._read()
        problems += self._missing(values)
        if not self._gaps:
            if problems:
                return  # what was checked cannot be checked now
            problems = list(self._check(values))
        fields = {problem.field for problem in self._told}
        kept = [problem for problem in problems if problem.field in fields]
        if kept != list(self._told):
            self.show_problems(kept)
            self._again.hide()  # what it is said of has changed

    def _tell(self, *, dirty: bool) -> None:
        if not dirty and (self.save_button.hasFocus() or self.undo_button.hasFocus()):
            self.setFocus()  # a button that is forbidden would hand the keys to whatever stands next in the window
        self.undo_button.setEnabled(dirty)
        self.save_button.setEnabled(dirty or self._fresh)
        self.edited.emit(dirty)

    # problems

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem under its field, and all of them as a list that jumps there."""
        self._told = problems
        by_field = {problem.field: problem for problem in reversed(problems)}
        for key, made in (self.editors if problems else self._editors).items():
            problem, note = by_field.get(key), self._notes[key]
            mark(made.framed, "trouble", problem.severity if problem else "")
            note.setText(
                problem.sentence if problem else made.field.help if made.field.entry is not Entry.CHECK else ""
            )
            note.setVisible(bool(note.text()) and not made.tells(note.text()))
            mark(note, "role", problem.severity if problem else "faint")
        self.problems.tell(problems)
        self._again.setVisible({problem.severity for problem in problems} - {"hint"} == {"warning"})
        self._again.setText(_("核实无误的，再按一次“{verb}”即可。").format(verb=self.save_button.text()))

    def _label_of(self, key: str) -> str:
        return self.editors[key].field.label if key in self.editors else key

    def focus_field(self, key: str) -> None:
        """Put the cursor into a field; a problem of the whole form has none."""
        if made := self.editors.get(key):
            self._scroll.ensureWidgetVisible(made)
            made.inner.setFocus()
            # and once the problems have taken their room
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(made))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on to the next field and saves after the last; in long texts it breaks the line."""
        if event.type() == QEvent.Type.FocusIn:  # what the keys lead to is there
            self._finish()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enter and plain and watched is self.save_button:
                self.save_button.click()
                return True
            if enter and plain and not self._keeps_enter(watched):
                if isinstance(watched, QLineEdit):
                    watched.editingFinished.emit()
                self._go_on()
                return True
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        """Lead the keys to the next field, past links and what cannot be typed into, and from the last to 保存."""
        for _each in self.editors:
            self._scroll.focusNextChild()  # the scroll area follows the cursor
            if not self._is_passed(QApplication.focusWidget()):
                return

    def _is_passed(self, held: QWidget | None) -> bool:
        if isinstance(held, QPushButton) and self._scroll.isAncestorOf(held):
            return True
        return any(made.inner is held and made.field.read_only for made in self.editors.values())

    def _keeps_enter(self, widget: QObject) -> bool:
        return any(made.inner is widget and made.keeps_enter() for made in self.editors.values())


class _Inside(QWidget):
    """What holds the fields."""

    def event(self, event: QEvent) -> bool:
        """Keep from the fields that a dialog stands before the window: each would ask its filter beside a busy worker."""
        blocked = QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked
        return event.type() in blocked or super().event(event)


def _plain(value: Any) -> Any:
    """Return a value as it can be compared: rows as tuples, nothing in one way."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value)) or ""
    return "" if value is None else value

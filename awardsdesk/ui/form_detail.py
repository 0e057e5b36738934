"""A form as the detail beside a list: loads the current record, saves it, asks before edits are lost."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.fields import Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.kept_edits import KeptEdits, left_of
from awardsdesk.ui.label import label
from awardsdesk.ui.list_page import Detail


class FormDetail(Detail):
    """`load(id)` gives the values, `save(id, values)` takes them back; `fixed(id)` says why a record may only be read.

    `start` says how there come to be records.
    """

    def __init__(
        self,
        desk: Desk,
        fields: Sequence[Field],
        load: Callable[[int], Values],
        save: Callable[[int, Values], Any],
        check: Callable[[Values], Sequence[Problem]] = lambda _values: (),
        *,
        title: str = "",
        fixed: Callable[[int], str] = lambda _record: "",
        start: str = "",
    ) -> None:
        super().__init__()
        self.desk = desk
        self._fixed, self._start = fixed, start
        self._load, self._record = load, -1
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form = Form(fields, lambda values: save(self._record, values), check, title=title, codes=desk.codes)
        self._kept = KeptEdits(self.form, desk.db.path, title)
        self._none = QWidget()
        hint = QVBoxLayout(self._none)
        self._next = label(_("在左边选一项查看"), "muted", wrap=True)
        self._next.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.addWidget(self._next)
        self._why = label("", "muted", wrap=True)
        self._why.setContentsMargins(16, 0, 16, 4)
        self._why.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.form)
        head = label(_("{title}详情").format(title=title), "heading")
        head.setContentsMargins(16, 12, 16, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self._why)
        layout.addWidget(self._stack, 1)
        self.setMinimumWidth(300)

    def show_record(self, record: int | None) -> None:
        """Show a record; one being edited keeps the user's edits when the list reloads."""
        if record is None:
            self._record = -1
            self._why.hide()
            self.form.fill({})
            self._stack.setCurrentIndex(0)
        elif record != self._record or not self.form.dirty():
            again = record == self._record
            if not again:
                self.form.hints = []
            self._record = record
            why = self._fixed(record)
            self._why.setText(why)
            self._why.setVisible(bool(why))
            self.form.lock(bool(why))
            self.form.fill(self._load(record), again=again)
            self.form.show_problems(self.form.hints)
            self._kept.watch(str(record))
            self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.form if self._record >= 0 else self._none)  # no keys go into a form that is not seen

    def explain(self, *, empty: bool) -> None:
        """Say what to do while no record is chosen; `empty` where there is none at all."""
        self._next.setText((self._start or _("还没有可以查看的内容")) if empty else _("在左边选一项查看"))

    def left(self) -> int | None:
        """Return the record whose edits an earlier session left unsaved."""
        return next(map(int, left_of(self.desk.db.path, self.form.title)), None)

    def may_leave(self) -> bool:
        """Ask about unsaved edits."""
        return self._record < 0 or self.form.may_leave()

    def edited(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return self._record >= 0 and self.form.dirty()

    def save(self) -> None:
        """Save what was typed, if anything was."""
        if self.edited():
            self.form.save()

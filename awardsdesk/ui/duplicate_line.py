"""A quiet line below a title: how many achievements may be the same; it opens them beside the one in hand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.duplicates import Difference, candidates_of, side_by_side, titles_of
from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.operations.duplicates import settle
from awardsdesk.rules.duplicates import Candidate
from awardsdesk.ui import dialogs, trouble
from awardsdesk.ui.achievement_form import draft_from
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.fields import Editor
from awardsdesk.ui.form import Form
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.sheet_view import SheetView

PAUSE, GLANCE = 400, 150
"""Milliseconds after the last key, and after a record is shown, before the file is asked: who walks on is not held up."""
FIRST = 99


class DuplicateLine(QPushButton):
    """Stands below the title of an achievement's form; hidden while nothing looks alike."""

    def __init__(self, desk: Desk, form: Form) -> None:
        super().__init__(form, autoDefault=False)
        self._desk, self._form = desk, form
        self._record: int | None = None
        self.found: list[Candidate] = []
        self.setProperty("look", "link")
        self.hide()
        self.pause = QTimer(self, singleShot=True, interval=PAUSE)
        self.pause.timeout.connect(self.ask)
        form.added.connect(self._attach)
        self.clicked.connect(self.open)

    def _attach(self, made: Editor) -> None:
        if made.field.key == "title":
            made.column.addWidget(self, 0, Qt.AlignmentFlag.AlignLeft)
            self.setTabOrder(made.inner, self)
        if made.field.key in {"title", "units", "completers"}:
            made.changed.connect(lambda: self.pause.start(PAUSE))

    def watch(self, record: int | None) -> None:
        """Look for doubles of a record once the form shows it."""
        self._record = record
        self.hide()
        self.pause.start(GLANCE)

    def ask(self) -> None:
        """Look for doubles of what the form holds now."""
        with self._desk.db.read() as session:
            self.found = candidates_of(session, self.draft(), FIRST, self._record)
        self.setText(_("可能重复：{count} 项").format(count=len(self.found)))
        self.setVisible(bool(self.found))

    def draft(self) -> AchievementDraft:
        """Return what the form holds, as far as it can be read."""
        return draft_from(self._form.values())

    def open(self) -> None:
        """Show the doubles beside the record, or beside the draft that is none yet; go to the one chosen."""
        dialog = DuplicateDialog(self, self._desk, self._record, self.draft(), self.found)
        chosen = dialogs.user.show(dialog)
        self.ask()
        if not chosen or dialog.chosen is None:
            return
        window = self.window()
        if isinstance(window, QDialog):
            window.reject()
            if window.isVisible():  # the clerk stays with the new record
                return
        self._desk.go("achievements", dialog.chosen)


class DuplicateDialog(dialogs.Dialog):
    """Candidates with their reasons; below, the current one and the record in hand, field by field."""

    def __init__(
        self, parent: QWidget, desk: Desk, record: int | None, draft: AchievementDraft, found: Sequence[Candidate]
    ) -> None:
        super().__init__(parent.window())
        self._desk, self._record, self._draft = desk, record, draft
        self._found = list(found)
        self.chosen: int | None = None
        self.setWindowTitle(_("可能重复的成果"))
        self.resize(760, 600)
        self.lines = Lines(_("可能重复的成果"), chooser=True)
        self.lines.currentRowChanged.connect(self._compare)
        self.sheet = SheetView()
        self.apart = QPushButton(_("不是重复…"), autoDefault=False)
        self.apart.setEnabled(record is not None)
        self.apart.setToolTip("" if record is not None else _("新成果保存之后才能记录"))
        self.apart.clicked.connect(self.settle)
        self.go = QPushButton(_("转到该成果"), autoDefault=False)
        self.go.clicked.connect(self.choose)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        close = QPushButton(_("关闭"))
        close.setProperty("look", "primary")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.apart)
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(close)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.lines)
        parts.addWidget(self.sheet)
        parts.setSizes([150, 400])
        hint = label(_("名称相同不等于重复。不是重复的，请写明原因；是重复的，只登记一项。"), "muted", wrap=True)
        hint.setContentsMargins(16, 12, 16, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(hint)
        layout.addWidget(parts, 1)
        layout.addWidget(hairline())
        layout.addLayout(foot)

    def _show(self) -> None:
        with self._desk.db.read() as session:
            titles = titles_of(session, [each.key for each in self._found])
        self._found = [each for each in self._found if each.key in titles]
        self.lines.put(
            [Line(titles[each.key][0], "；".join(each.reasons), titles[each.key][1]) for each in self._found]
        )
        if self.lines.currentRow() < 0:
            self.lines.setCurrentRow(0)

    def _compare(self, row: int) -> None:
        if not 0 <= row < len(self._found):
            return
        other = self._found[row].key
        with self._desk.db.read() as session:
            here = self._draft if self._record is None else self._record
            self.sheet.show_sheet(_sheet(other, self.lines.lines()[row].title, side_by_side(session, here, other)))

    def settle(self) -> None:
        """Put on record why the current one is another achievement."""
        row = self.lines.currentRow()
        if self._record is None or row < 0:
            return
        question = _("“{title}”与本项成果不是重复，为什么？").format(title=self.lines.lines()[row].title)
        reason = dialogs.user.ask_reason(self, question, _("不是重复"))
        if reason is None:
            return
        try:
            with self._desk.db.write() as session:
                settle(session, self._record, self._found[row].key, reason)
        except UserError as error:
            trouble.tell(error, self)
            return
        del self._found[row]
        if self._found:
            self._show()
        else:
            self.reject()

    def choose(self) -> None:
        """Go to the current one."""
        row = self.lines.currentRow()
        if row >= 0:
            self.chosen = self._found[row].key
            self.accept()


def _sheet(other: int, name: str, rows: Sequence[Difference]) -> WhySheet:
    """Lay two achievements beside each other, what differs first; what agrees is said once."""
    apart = tuple((row.field, row.left, row.right) for row in rows if row.differs)
    alike = tuple((row.field, row.left) for row in rows if not row.differs)
    parts = (
        Section(_("不同之处"), (_("栏目"), _("本项成果"), _("对照的成果")), apart),
        Section(_("相同之处"), (), alike),
    )
    return WhySheet(str(other), name, "", tuple(part for part in parts if part.rows))

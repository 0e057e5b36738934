"""A quiet line below a title: how many achievements may be the same; it opens them beside the one in hand."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QPushButton

from awardsdesk.i18n import _
from awardsdesk.lists.duplicates import NEW, Pair, candidates_of
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.rules.duplicates import Candidate
from awardsdesk.ui import dialogs
from awardsdesk.ui.achievement_form import draft_from
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.duplicate_dialog import DuplicateDialog
from awardsdesk.ui.fields import Editor
from awardsdesk.ui.form import Form

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
        pairs = [Pair(self._record or NEW, each.key, each.reasons) for each in self.found]
        dialog = DuplicateDialog(self, self._desk, pairs, self.draft())
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

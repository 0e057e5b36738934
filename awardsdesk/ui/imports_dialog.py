"""导入记录: every import with what it brought and the files it came from, and the way to take one back as a whole."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QTableWidgetItem, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.imports import ImportLine, brought, imports
from awardsdesk.operations.audit import Original
from awardsdesk.operations.taking_back import TakenBack, plan_back, take_back
from awardsdesk.progress import Progress
from awardsdesk.store.attachments import copy_original_out, is_there, original_name
from awardsdesk.store.restoring import Restored, recover
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.dialogs import Frame, kind_of
from awardsdesk.ui.duplicate_dialog import find_duplicates
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import plain_tip
from awardsdesk.ui.lending import lend
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.record_dialog import RecordDialog

NAMED = 80
"""So much of the names of an import's workbooks fits a question."""
HIGHEST = 360
STATE = 5
"""The column that says whether the files are there."""


class ImportsDialog(RecordDialog):
    """Lists the imports; of the chosen one the files can be opened, and it can be taken back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        with desk.db.read() as session:
            lines = imports(session)
        rows = [
            (f"{each.at:%Y-%m-%d %H:%M}", each.actor, each.source, each.counts, each.undone, _state(desk, each))
            for each in lines
        ]
        headings = [_("时间"), _("操作人"), _("工作簿"), _("内容"), _("撤回"), _("原件")]
        super().__init__(parent, _("导入记录"), headings, rows)
        self._desk, self._page, self.lines = desk, parent, lines
        self.back = QPushButton(_("撤回所选导入"), autoDefault=False)
        self.back.setProperty("look", "danger")
        self.back.clicked.connect(self.take_back)
        self.look = QPushButton(_("查找重复"), autoDefault=False)
        self.look.clicked.connect(self.find_doubles)
        for button in (self.back, self.look):
            button.setEnabled(bool(rows))
        self.see = QPushButton(_("打开原件"), autoDefault=False)
        self.save = QPushButton(_("另存原件…"), autoDefault=False)
        self.recover = QPushButton(_("从备份找回"), autoDefault=False)
        self.see.clicked.connect(partial(self._choose, self.see, self.open_original))
        self.save.clicked.connect(partial(self._choose, self.save, self.save_original))
        self.recover.clicked.connect(self.bring_back)
        self.table.itemSelectionChanged.connect(self._selected)
        hint = _("撤回一次导入：它带来的成果和申报会移除，被它改动的恢复原样；之后又改过、办理过的保留，并逐一列出。")
        deeds = [self.back, self.look, self.see, self.save, self.recover]
        self.lay_out(hint if rows else _("还没有导入过工作簿。"), deeds)
        self._selected()

    def _chosen(self) -> ImportLine | None:
        row = self.table.currentRow()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _selected(self) -> None:
        """Offer what can be done with the chosen import's files."""
        line = self._chosen()
        lost = _lost(self._desk, line) if line else []
        reason = _why_not(line, lost)
        for button in (self.see, self.save):
            button.setEnabled(not reason)
            button.setToolTip(plain_tip(reason))
        self.recover.setVisible(bool(lost))

    def _choose(self, button: QPushButton, deed: Callable[[Original], None]) -> None:
        """Do it with the chosen import's file; of several the clerk chooses one."""
        line = self._chosen()
        if line is None:
            return
        if len(line.originals) == 1:
            deed(line.originals[0])
            return
        lost = _lost(self._desk, line)
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in line.originals:
            menu.addAction(each.name.replace("&", "&&"), partial(deed, each)).setEnabled(each not in lost)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def open_original(self, original: Original) -> None:
        """Let the system show a copy of a file as it was handed in."""
        path = self._desk.db.path
        name = f"{original.digest[:8]} {original_name(path, original)}"
        lend(self, _("打开原件"), name, partial(copy_original_out, path, original))

    def save_original(self, original: Original) -> None:
        """Write a copy of a file as it was handed in where the clerk says."""
        path = self._desk.db.path
        name = original_name(path, original)
        target = dialogs.user.save_file(self, _("另存原件"), name, kind_of(name))
        if target is not None:
            job = Job(partial(copy_original_out, path, original, target), self, _("另存原件"))
            job.done.connect(lambda: dialogs.user.tell(self, _("已写出 {name}").format(name=target.name)))
            job.start()

    def bring_back(self) -> None:
        """Bring the chosen import's lost files back from the backups."""
        if line := self._chosen():
            digests = [each.digest for each in _lost(self._desk, line)]
            job = Job(lambda progress: recover(self._desk.db.path, progress, digests), self, _("找回原件"))
            job.done.connect(self._brought_back)
            job.start()

    def _brought_back(self, restored: Restored) -> None:
        for row, line in enumerate(self.lines):
            self.table.setItem(row, STATE, QTableWidgetItem(_state(self._desk, line)))
        self._selected()
        sentence = _("找回 {count:,} 个原件。").format(count=restored.scans)
        (dialogs.user.warn if restored.lacks else dialogs.user.tell)(self, "\n".join((sentence, *restored.lacks)))

    def find_doubles(self) -> None:
        """Look for likely doubles of what the chosen import brought."""
        line = self.lines[self.table.currentRow()]
        self.accept()
        find_duplicates(self._desk, self._page, partial(brought, event=line.id))

    def take_back(self) -> None:
        """Look at what taking the chosen import back would do, and ask."""
        line = self.lines[self.table.currentRow()]
        job = Job(partial(_look, self._desk, line.id), self, _("撤回导入"))
        job.done.connect(partial(self._ask, line))
        job.cancelled.connect(self._stopped)
        job.start()

    def _ask(self, line: ImportLine, plan: TakenBack) -> None:
        if dialogs.user.show(frame := confirmation(self, line.source, plan)) and frame.answer == "yes":
            job = Job(partial(_take_back, self._desk, line.id), self, _("撤回导入"))
            job.done.connect(self._tell)
            job.cancelled.connect(self._stopped)
            job.start()

    def _tell(self, done: TakenBack) -> None:
        dialogs.user.tell(
            self, summary(_("已撤回：移除 {removed:,} 项，恢复 {restored:,} 项，保留 {kept:,} 项。"), done)
        )
        self.accept()

    def _stopped(self) -> None:
        dialogs.user.tell(self, _("已停止，没有撤回任何内容，现有数据没有改动。"))


def _lost(desk: Desk, line: ImportLine) -> list[Original]:
    return [each for each in line.originals if not is_there(desk.db.path, each.digest, each.size)]


def _state(desk: Desk, line: ImportLine) -> str:
    if not line.originals:
        return _("没有")
    lost = len(_lost(desk, line))
    return _("缺 {count} 个").format(count=lost) if lost else _("有")


def _why_not(line: ImportLine | None, lost: Sequence[Original]) -> str:
    """Say why no file of an import can be opened; empty when one can."""
    if line is None:
        return _("还没有导入过工作簿。")
    if not line.originals:
        return _("这次导入没有留下原件：文件带有密级标志，或那时的程序还不保存。")
    if len(lost) == len(line.originals):
        return _("原件不见了或改过；备份里有的，可以“从备份找回”。")
    return ""


def confirmation(parent: QWidget, source: str, plan: TakenBack) -> Frame:
    """Say what taking an import back would do, naming every record that stays."""
    named = source if len(source) <= NAMED else source[:NAMED] + "…"
    question = _("撤回导入“{source}”？").format(source=named)
    question += summary(_("将移除 {removed:,} 项，恢复 {restored:,} 项，保留 {kept:,} 项。"), plan)
    if plan.numbers:
        gone = _("带来的 {count:,} 个登记号不再算已用，发号接着现有的编。")
        question += gone.format(count=plan.numbers)
    frame = Frame(parent, question, "warn", _("撤回导入"))
    if plan.kept:
        kept = Lines(_("保留的项"))
        kept.put([Line(each.title, each.reason) for each in plan.kept])
        kept.setMinimumSize(520, 200)
        kept.setMaximumHeight(HIGHEST)
        frame.body.addWidget(kept)
    frame.add_button(_("取消"), "").setFocus()
    frame.add_button(_("撤回"), "yes", "danger")
    return frame


def summary(sentence: str, done: TakenBack) -> str:
    """Fill a sentence with what is taken back."""
    return sentence.format(removed=done.removed, restored=done.restored, kept=len(done.kept))


def _look(desk: Desk, event: int, progress: Progress) -> TakenBack:
    with desk.db.read() as session:
        return plan_back(session, event, progress)


def _take_back(desk: Desk, event: int, progress: Progress) -> TakenBack:
    with desk.db.write() as session:
        return take_back(session, event, progress)

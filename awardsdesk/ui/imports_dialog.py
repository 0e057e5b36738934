"""导入记录: every import with what it brought, and the way to take one back as a whole."""

from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.imports import ImportLine, brought, imports
from awardsdesk.operations.taking_back import TakenBack, plan_back, take_back
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.dialogs import Frame
from awardsdesk.ui.duplicate_dialog import find_duplicates
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.record_dialog import RecordDialog

NAMED = 80
"""So much of the names of an import's workbooks fits a question."""
HIGHEST = 360


class ImportsDialog(RecordDialog):
    """Lists the imports; the chosen one can be taken back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        with desk.db.read() as session:
            lines = imports(session)
        rows = [(f"{each.at:%Y-%m-%d %H:%M}", each.actor, each.source, each.counts, each.undone) for each in lines]
        headings = [_("时间"), _("操作人"), _("工作簿"), _("内容"), _("撤回")]
        super().__init__(parent, _("导入记录"), headings, rows, (136, 80, 200, 220))
        self._desk, self._page, self.lines = desk, parent, lines
        self.back = QPushButton(_("撤回所选导入"), autoDefault=False)
        self.back.setProperty("look", "danger")
        self.back.clicked.connect(self.take_back)
        self.look = QPushButton(_("查找重复"), autoDefault=False)
        self.look.clicked.connect(self.find_doubles)
        for button in (self.back, self.look):
            button.setEnabled(bool(rows))
        hint = _("撤回一次导入：它带来的成果和申报会移除，被它改动的恢复原样；之后又改过、办理过的保留，并逐一列出。")
        self.lay_out(hint if rows else _("还没有导入过工作簿。"), [self.back, self.look])

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

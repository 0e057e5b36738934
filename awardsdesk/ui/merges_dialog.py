"""合并记录: every merge of units or of persons, and the way to part two again, whatever was done since."""

from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.merges import merges
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.record_dialog import RecordDialog


class MergesDialog(RecordDialog):
    """Lists the merges; the chosen one can be taken back as long as nobody changed what it touched."""

    def __init__(self, desk: Desk, parent: QWidget, kind: str) -> None:
        with desk.db.read() as session:
            lines = merges(session, kind)
        rows = [
            (f"{each.at:%Y-%m-%d %H:%M}", each.actor, each.what, each.reason, _("已撤销") if each.undone else "")
            for each in lines
        ]
        headings = [_("时间"), _("操作人"), _("合并"), _("原因"), _("撤销")]
        super().__init__(parent, _("合并记录"), headings, rows)
        self._desk, self.lines = desk, lines
        self.part = QPushButton(_("撤销所选合并"), autoDefault=False)
        self.part.setProperty("look", "danger")
        self.part.clicked.connect(self._ask)
        self.table.itemSelectionChanged.connect(self._allow)
        self._allow()
        hint = _("撤销一次合并：两者分开，各自的成果、申报和号码恢复到合并之前；被它改动的内容之后又改过的，不能撤销。")
        self.lay_out(hint if rows else _("还没有合并过。"), [self.part])

    def _allow(self) -> None:
        row = self.table.currentRow()
        self.part.setEnabled(row >= 0 and not self.lines[row].undone)

    def _ask(self) -> None:
        line = self.lines[self.table.currentRow()]
        question = _("撤销合并“{what}”？两者分开，恢复到合并之前的样子。").format(what=line.what)
        if dialogs.user.ask(self, question, _("撤销合并"), danger=True):
            job = Job(partial(_part, self._desk, line.id), self, _("正在撤销"))
            job.done.connect(lambda _done: self.accept())
            job.start()


def _part(desk: Desk, event: int, progress: Progress) -> None:
    from awardsdesk.operations.undo import undo

    progress.start(_("正在撤销"))
    with desk.db.write() as session:
        undo(session, event)
        progress.check()

"""合并记录: every merge of units or of persons, and the way to part two again, whatever was done since."""

from functools import partial

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.merges import merges
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.import_dialog import small_table
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import hairline, label


class MergesDialog(dialogs.Dialog):
    """Lists the merges; the chosen one can be taken back as long as nobody changed what it touched."""

    def __init__(self, desk: Desk, parent: QWidget, kind: str) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(_("合并记录"))
        self.resize(880, 520)
        self._desk = desk
        with desk.db.read() as session:
            self.lines = merges(session, kind)
        rows = [
            (f"{each.at:%Y-%m-%d %H:%M}", each.actor, each.what, each.reason, _("已撤销") if each.undone else "")
            for each in self.lines
        ]
        self.table = small_table([_("时间"), _("操作人"), _("合并"), _("原因"), _("撤销")], rows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for column, width in enumerate((136, 80, 280, 200, 72)):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.part = QPushButton(_("撤销所选合并"), autoDefault=False)
        self.part.setProperty("look", "danger")
        self.part.clicked.connect(self._ask)
        self.table.itemSelectionChanged.connect(self._allow)
        self._allow()
        if rows:
            self.table.selectRow(0)
        self._lay_out()

    def _lay_out(self) -> None:
        close = QPushButton(_("关闭"), autoDefault=False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.part)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        hint = _("撤销一次合并：两者分开，各自的成果、申报和号码恢复到合并之前；被它改动的内容之后又改过的，不能撤销。")
        layout.addWidget(label(hint if self.lines else _("还没有合并过。"), "muted", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(hairline())
        layout.addLayout(buttons)

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

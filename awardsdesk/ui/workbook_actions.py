"""What a clerk does with workbooks beside importing and exporting a list: hand out a template, take an import back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.jobs import Job

LISTS = _("导出登记簿、月报、完整表或报送包")


class WorkbookActions:
    """Offers them on the register's screen, in 更多."""

    def __init__(
        self,
        desk: Desk,
        page: Page,
        ids: Callable[[], Sequence[int]],
        chosen: Callable[[], Sequence[int]] = tuple,
    ) -> None:
        self._desk, self._page, self._ids, self._chosen = desk, page, ids, chosen

    def actions(self) -> list[Action]:
        """Return the actions."""
        return [
            Action(_("导出完整表（可再导入）"), "file-down", self.save_register, menu=True, group="lists", under=LISTS),
            Action(
                _("导出报送包（连同附件上报）"), "file-up", self.send_package, menu=True, group="lists", under=LISTS
            ),
            Action(_("下载导入模板"), "download", self.save_template, menu=True),
            Action(_("导入记录"), "clock", self.show_imports, menu=True),
            Action(_("记住的列对应"), "list", self.show_senders, menu=True),
        ]

    def save_register(self, _ids: Any) -> None:
        """Write what the list shows with everything the forms say, to be corrected and imported again."""
        suggested = _("成果登记完整表.xlsx")
        path = dialogs.user.save_file(self._page, _("导出完整表"), suggested, _("Excel 工作簿 (*.xlsx)"))
        if path is not None:
            job = Job(partial(_write_register, self._desk, self._ids(), path), self._page, _("导出完整表"))
            job.done.connect(lambda _done: dialogs.user.tell(self._page, _("已写出 {name}").format(name=path.name)))
            job.start()

    def send_package(self, _ids: Any) -> None:
        """Write achievements with their scans for the office above: those chosen, or all that the list shows."""
        from awardsdesk.ui.package_action import send_package

        if self._page.may_leave():
            send_package(self._desk, self._page, self._ids(), self._chosen())

    def save_template(self, _ids: Any) -> None:
        """Write the empty workbook of 成果登记."""
        save_template(self._page, "成果登记")

    def show_imports(self, _ids: Any) -> None:
        """List the imports, so that one can be taken back."""
        from awardsdesk.ui.imports_dialog import ImportsDialog

        if self._page.may_leave():
            dialogs.user.show(ImportsDialog(self._desk, self._page))

    def show_senders(self, _ids: Any) -> None:
        """List whose columns are remembered."""
        from awardsdesk.ui.columns_dialog import SendersDialog

        dialogs.user.show(SendersDialog(self._desk, self._page))


def save_template(parent: QWidget, kind: str) -> None:
    """Ask where to, and write the empty workbook of a kind of sheet that needs no round's rules."""
    suggested = _("{kind}导入模板.xlsx").format(kind=kind)
    path = dialogs.user.save_file(parent, _("下载导入模板"), suggested, _("Excel 工作簿 (*.xlsx)"))
    if path is None:
        return
    job = Job(partial(_write, kind, path), parent, _("下载导入模板"))
    job.done.connect(lambda _done: dialogs.user.tell(parent, _("已写出 {name}").format(name=path.name)))
    job.start()


def _write_register(desk: Desk, ids: Sequence[int], path: Path, progress: Progress) -> None:
    from awardsdesk.exchange.register_workbook import write_register

    with desk.db.read() as session:
        write_register(session, ids, path, progress)


def _write(kind: str, path: Path, progress: Progress) -> None:
    from awardsdesk.exchange.layouts import Kind
    from awardsdesk.exchange.template import write_template

    progress.start(_("下载导入模板"))
    write_template(Kind(kind), path)

"""代码表: the lists in force, and taking in a full one after a look at what it would change."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from awardsdesk.exchange.code_lists import ReadCodes, read_codes, write_codes
from awardsdesk.exchange.findings import Severity
from awardsdesk.i18n import _
from awardsdesk.operations.codes import Difference, code_lists, compare, take_codes
from awardsdesk.progress import Progress
from awardsdesk.rules.codes import CodeTable
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action, ActionBar, Deed, Ids
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.fields import Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.import_dialog import Change, Finding, ImportDialog
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.panels import Card

TOLD = 200
"""So many codes that would be gone are named one by one."""


class CodeListsCard(Card):
    """One line a list; the actions are for the current one."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(_("代码表"), flush=True)
        self._desk, self._page = desk, page
        self.tables: list[CodeTable] = []
        self.lines = Lines(_("代码表"), fit=True, chooser=True)
        self.deeds = [
            Deed(Action(_("下载模板"), "file-down", self.save_template), lambda: (), self),
            Deed(Action(_("导入代码表"), "upload", self.bring), lambda: (), self),
        ]
        self.body.addWidget(self.lines)
        self.add(ActionBar(self.deeds))

    def reload(self) -> None:
        """Show the lists in force."""
        with self._desk.db.read() as session:
            self.tables = code_lists(session)
        self.lines.put([_line(table) for table in self.tables])
        if self.lines.currentRow() < 0:
            self.lines.setCurrentRow(0)

    def table(self) -> CodeTable:
        """Return the current list."""
        return self.tables[max(self.lines.currentRow(), 0)]

    def save_template(self, _ids: Ids) -> None:
        """Write an empty workbook to be filled with the full list."""
        title = self.table().scheme.title
        suggested = _("{title}代码表.xlsx").format(title=title)
        path = dialogs.user.save_file(self._page, _("下载模板"), suggested, _("Excel 工作簿 (*.xlsx)"))
        if path is not None:
            job = Job(lambda _progress: write_codes((), title, path), self._page, _("下载模板"))
            job.done.connect(lambda: dialogs.user.tell(self._page, _("已写出 {name}").format(name=path.name)))
            job.start()

    def bring(self, _ids: Ids) -> None:
        """Choose a workbook, read it, show what it would change."""
        key = self.table().scheme.key
        paths = dialogs.user.open_files(self._page, _("选择代码表的工作簿"), _("工作簿 (*.xlsx *.xls)"))
        if paths:
            job = Job(partial(_read, paths[0], key), self._page, _("读取工作簿"))
            job.done.connect(partial(self._ask_edition, self.table()))
            job.start()

    def _ask_edition(self, table: CodeTable, read: ReadCodes) -> None:
        values: Values = {"edition": read.edition or table.edition}
        if not read.refused:
            note = _("现用 {edition}；版本相同是更正，不同是换版。").format(edition=table.edition)
            form = Form(
                [Field("edition", _("版本"), required=True, help=note)],
                values.update,
                title=_("代码表版本"),
                verb=_("下一步"),
                fresh=True,
            )
            form.fill(values)
            if not dialogs.user.show(FormDialog(self._page, _("代码表版本"), form)):
                return
        with self._desk.db.read() as session:
            difference = compare(session, table.scheme.key, values["edition"], read.items)
        dialog = ImportDialog(self._page, changes(difference, values["edition"]), findings(read, difference))
        if dialogs.user.show(dialog):
            job = Job(partial(self._write, read, values["edition"]), self._page, _("导入代码表"))
            job.done.connect(
                lambda: dialogs.user.tell(self._page, _("已导入 {edition}").format(edition=values["edition"]))
            )
            job.start()

    def _write(self, read: ReadCodes, edition: str, _progress: Progress) -> Any:
        with self._desk.db.write() as session:
            return take_codes(session, read.scheme.key, edition, read.items, read.source)


def _read(path: Path, key: str, progress: Progress) -> ReadCodes:
    return read_codes(path, key, progress)


def _line(table: CodeTable) -> Line:
    whole = _("完整") if table.complete else _("不完整，可导入完整的")
    source = _("本单位导入") if table.own else _("随程序提供")
    note = _("{edition}，{source}，{whole}").format(edition=table.edition, source=source, whole=whole)
    return Line(table.scheme.title, note, f"{len(table.items):,}")


def changes(difference: Difference, edition: str) -> list[Change]:
    """Return what would change, in numbers."""
    in_force = difference.edition_differs or difference.replaces_shipped
    return [
        Change(_("代码"), len(difference.added), len(difference.renamed), difference.same),
        Change(_("不再使用的代码（成果里保留，显示为旧版）"), changed=len(difference.gone)),
        Change(_("版本：{edition}").format(edition=edition), changed=int(in_force)),
    ]


def findings(read: ReadCodes, difference: Difference) -> list[Finding]:
    """Return what was found in the cells, and what would be renamed or gone."""
    told = [
        Finding(
            read.source,
            problem.sheet,
            problem.cell,
            "error" if problem.severity is Severity.REFUSE else "warning",
            problem.sentence,
        )
        for problem in read.problems
    ]
    if read.refused:
        return told
    sentences = [_("改名：{item}，原为“{old}”").format(item=item, old=old) for item, old in difference.renamed]
    sentences += [_("不再有：{item}").format(item=item) for item in difference.gone]
    rest = len(sentences) - TOLD
    told += [Finding(read.source, "", "", "warning", sentence) for sentence in sentences[:TOLD]]
    if rest > 0:
        told.append(Finding(read.source, "", "", "warning", _("另有 {count:,} 处").format(count=rest)))
    return told

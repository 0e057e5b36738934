"""What an import would do, before it does it: the changes in numbers, the problems by sheet and cell."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.errors import UserError, reason
from awardsdesk.exchange.differences import RowChange
from awardsdesk.i18n import _
from awardsdesk.ui import dialogs, trouble
from awardsdesk.ui.cells import ROW_HEIGHT, CellDelegate
from awardsdesk.ui.import_changes import ChangesView
from awardsdesk.ui.label import hairline, plain_tip
from awardsdesk.ui.panels import Banner
from awardsdesk.ui.table_model import Role

NOTHING = {
    "book": _("工作簿里没有可以导入的行，没有改动。"),
    "pasted": _("粘贴的内容里没有可以导入的行，没有改动。"),
    "package": _("报送包里没有可以导入的成果，没有改动。"),
}
KNOWN = {
    "book": _("工作簿里的内容与现有数据一致，没有要导入的。"),
    "pasted": _("粘贴的内容与现有数据一致，没有要导入的。"),
    "package": _("报送包里的内容与现有数据一致，没有要导入的。"),
}
TO_MEND = {
    "book": _("有 {count:,} 处必须改正。请在工作簿里改好再导入；现在什么也没有改动。"),
    "pasted": _("有 {count:,} 处必须改正。请在原来的表格里改好，重新复制粘贴；现在什么也没有改动。"),
    "package": _("有 {count:,} 处必须改正。请报送单位改好，重新导出报送包；现在什么也没有改动。"),
}
"""What is said of what comes from workbooks, from the clipboard, from another office."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a workbook: where, how grave (`error` or `warning`), what."""

    file: str
    sheet: str
    cell: str
    severity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would happen to one kind of record."""

    what: str
    added: int = 0
    changed: int = 0
    same: int = 0
    beside: bool = False
    """It comes with other records, and is not counted among them."""


class ImportDialog(dialogs.Dialog):
    """Accepted when the user wants the import; errors keep it away, unless `skippable` rows are left out by a tick."""

    def __init__(
        self,
        parent: QWidget | None,
        changes: Sequence[Change],
        findings: Sequence[Finding],
        rows: Sequence[RowChange] = (),
        *,
        skippable: bool = False,
        save_marked: Callable[[QWidget], Any] | None = None,
        template: Callable[[QWidget], Any] | None = None,
        notes: Sequence[str] = (),
        sheets: Sequence[str] = (),
        origin: str = "book",
        receipt: bool = False,
    ) -> None:
        super().__init__(parent.window() if parent else None)
        self.setWindowTitle(_("导入预览"))
        self.resize(1000, 640)
        self.findings = list(findings)
        self.asked = -1
        """Which of the `sheets` is to be read by other columns."""
        self._notes, self._sheets, self._origin = notes, sheets, origin
        self._save_marked, self._template = save_marked, template
        self.errors = sum(finding.severity == "error" for finding in findings)
        self.moving = sum(change.added + change.changed for change in changes if not change.beside)
        self._known = sum(change.same for change in changes)
        self._receipt = receipt and not self.moving and not self.errors
        """Nothing is new but that it came."""
        self.skip = QCheckBox(_("跳过有问题的行，导入其余各行"))
        self.skip.setVisible(skippable and self.errors > 0)
        self.skip.toggled.connect(self._allow)
        self.go = QPushButton(_("记下收到") if self._receipt else _("导入 {count:,} 项").format(count=self.moving))
        self.cancel = QPushButton(_("取消"))
        self.tabs = QTabBar(drawBase=False, expanding=False, usesScrollButtons=False)
        self._stack = QStackedWidget()
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._verdict())
        if notes:
            layout.addWidget(self._note())
        layout.addWidget(self._change_table(changes))
        layout.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._stack, 1)
        self._fill(rows)
        layout.addWidget(self.skip)
        layout.addWidget(hairline())
        layout.addLayout(self._buttons())
        self._allow()
        (self.go if self.go.isEnabled() else self.cancel).setFocus()

    def _fill(self, rows: Sequence[RowChange]) -> None:
        """Show the problems, and what becomes of each row; whichever there are."""
        if self.findings:
            self._stack.addWidget(self._finding_table())
            self.tabs.addTab(_("问题清单（{count:,} 条）").format(count=len(self.findings)))
        if rows:
            self.changes = ChangesView(rows)
            self._stack.addWidget(self.changes)
            self.tabs.addTab(_("逐行变化（{count:,} 行）").format(count=len(rows)))
        self.tabs.setVisible(self.tabs.count() > 0)

    def skips(self) -> bool:
        """Tell whether the rows with errors are to be left out."""
        return self.errors > 0 and self.skip.isChecked()

    def _allow(self) -> None:
        self.go.setEnabled(self._receipt or (self.moving > 0 and (not self.errors or self.skips())))
        (self.go if self.go.isEnabled() else self.cancel).setDefault(True)

    def _verdict(self) -> Banner:
        banner = Banner(self)
        warnings = len(self.findings) - self.errors
        if self.errors:
            banner.tell("err", TO_MEND[self._origin].format(count=self.errors))
        elif not self.moving and not self._known:
            banner.tell("info", NOTHING[self._origin])
        elif not self.moving:
            receipt = _("“记下收到”只记下收到了这一号，以后不再说它没有导入过。") if self._receipt else ""
            banner.tell("info", KNOWN[self._origin] + receipt)
        elif warnings:
            banner.tell("warn", _("可以导入；有 {count:,} 处请核实。").format(count=warnings))
        else:
            banner.tell("ok", _("没有发现问题，可以导入。"))
        return banner

    def _note(self) -> Banner:
        banner = Banner(self)
        banner.tell("info", "\n".join(self._notes), _("更改…"), self._ask_first if self._sheets else None)
        banner.button.setAutoDefault(False)  # Enter imports, whatever has the focus
        return banner

    def _ask(self, sheet: int, *_checked: object) -> None:
        self.ask_columns(sheet)

    def _ask_first(self) -> None:
        self.ask_columns(0)

    def ask_columns(self, sheet: int) -> None:
        """Close, because a sheet is to be read by other columns."""
        self.asked = sheet
        self.reject()

    def _change_table(self, changes: Sequence[Change]) -> QTableWidget:
        rows = [(each.what, f"{each.added:,}", f"{each.changed:,}", f"{each.same:,}") for each in changes]
        table = small_table([_("内容"), _("新增"), _("修改"), _("不变")], rows)
        table.setFixedHeight(min(len(rows), 7) * ROW_HEIGHT + 36)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def _finding_table(self) -> QTableWidget:
        rows = [(_word(each), each.file, each.sheet, each.cell, each.sentence) for each in self.findings]
        table = small_table([_("程度"), _("文件"), _("工作表"), _("单元格"), _("问题")], rows)
        for number, finding in enumerate(self.findings):
            tone = "err" if finding.severity == "error" else "warn"
            table.model().setData(table.model().index(number, 0), tone, Role.TONE)
        for column, width in enumerate((80, 180, 120, 80)):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setStretchLastSection(True)
        table.setObjectName("findings")
        return table

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        keep = QPushButton(_("另存问题清单"), autoDefault=False)
        keep.setVisible(bool(self.findings))
        keep.clicked.connect(self.save_findings)
        self.cancel.clicked.connect(self.reject)
        self.go.setProperty("look", "primary")
        self.go.clicked.connect(self.accept)
        row.addWidget(keep)
        if self._save_marked and self.findings:
            self.mark = QPushButton(_("另存标注的工作簿"), autoDefault=False)
            self.mark.setToolTip(_("工作簿的副本：有问题的单元格着色并批注，行末写明问题，可以发还报送单位"))
            self.mark.clicked.connect(partial(self._save_marked, self))
            row.addWidget(self.mark)
        if self._sheets:
            self.columns = QPushButton(_("对应列…"), autoDefault=False)
            if len(self._sheets) == 1:
                self.columns.clicked.connect(self._ask_first)
            else:
                menu = QMenu(self)
                for number, sheet in enumerate(self._sheets):
                    menu.addAction(sheet.replace("&", "&&")).triggered.connect(partial(self._ask, number))
                self.columns.setMenu(menu)
            row.addWidget(self.columns)
        if self._template and self.errors:
            self.blank = QPushButton(_("下载导入模板"), autoDefault=False)
            self.blank.clicked.connect(partial(self._template, self))
            row.addWidget(self.blank)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.go)
        return row

    def save_findings(self) -> None:
        """Write the list as a file that Excel and WPS open, for whoever made the workbook."""
        path = dialogs.user.save_file(self, _("另存问题清单"), _("导入问题清单.csv"), _("逗号分隔文本 (*.csv)"))
        if path is None:
            return
        try:
            write_findings(path, self.findings)
        except OSError as error:
            sentence = _("“{name}”没有写成：{reason}。").format(name=path.name, reason=reason(error))
            trouble.tell(UserError(sentence), self)


def write_findings(path: Path, findings: Sequence[Finding]) -> None:
    """Write findings as CSV with the mark by which Excel knows UTF-8; a leading = stays text."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("程度"), _("文件"), _("工作表"), _("单元格"), _("问题")])
        for each in findings:
            cells = (_word(each), each.file, each.sheet, each.cell, each.sentence)
            writer.writerow(["'" + cell if cell[:1] in {"=", "+", "-", "@"} else cell for cell in cells])
    part.replace(path)


def small_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> QTableWidget:
    """Return a table of few rows to be read, in the look of the lists."""
    table = QTableWidget(len(rows), len(titles))
    table.setHorizontalHeaderLabels(list(titles))
    table.setItemDelegate(CellDelegate(table))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            table.setItem(row, column, item)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _word(finding: Finding) -> str:
    return _("强制") if finding.severity == "error" else _("核实")

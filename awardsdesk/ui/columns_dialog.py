"""列对应: what a sender's columns stand for, said once and remembered; and what is remembered."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.exchange.headers import Header, candidates
from awardsdesk.exchange.layouts import Layout, layout_of
from awardsdesk.exchange.mapping import (
    MAPPED,
    SheetColumn,
    columns_of,
    fields_of,
    likely_header,
    likely_sender,
    losses,
    missing,
    suggest,
    told,
    unit_of,
)
from awardsdesk.exchange.pasted import Pasted, Source, headed, sheet_of, unheaded
from awardsdesk.exchange.recognition import NotRecognised, kind_of
from awardsdesk.exchange.workbook import Table
from awardsdesk.i18n import _, joined
from awardsdesk.operations.sender_columns import SenderColumns, Senders, forget, known_senders, remembered
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.import_dialog import small_table
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.panels import Banner

OFFERED = 300
"""So many senders are offered; any other may be typed."""
ROW = 38


class FieldBox(QComboBox):
    """Our fields, found by typing any part of a name; what is no field falls back to what was chosen."""

    def __init__(self, layout: Layout, name: str, chosen: str) -> None:
        super().__init__()
        self._line = QLineEdit()
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.addItem(_("不导入"), "")
        for key, column in fields_of(layout).items():
            unit = f"（{unit_of(column)}）" if unit_of(column) else ""
            self.addItem(column.headings[0] + unit + (_("（必需）") if column.needed else ""), key)
        self.setCurrentIndex(max(self.findData(chosen), 0))
        finder = QCompleter(self.model(), self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(finder)
        finder.activated.connect(self._take)
        self._line.editingFinished.connect(self._tidy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the list, it does not change a field

    def field(self) -> str:
        """Return the field that is chosen; empty for none."""
        return str(self.currentData() or "")

    def _take(self, text: str) -> None:
        self.setCurrentIndex(max(self.findText(text), 0))

    def _tidy(self) -> None:
        """Take the one field that bears what was typed; where none or several do, what was chosen stays."""
        typed = self._line.text().strip()
        names = [self.itemText(place) for place in range(self.count())]
        found = [name for name in names if name == typed] or [name for name in names if typed and typed in name]
        if len(found) == 1:
            self.setCurrentIndex(self.findText(found[0]))
        self._line.setText(self.itemText(self.currentIndex()))


class ColumnsDialog(dialogs.Dialog):
    """Accepted when every needed field has its one column; `columns()` is what was said."""

    def __init__(
        self, desk: Desk, parent: QWidget, source: Source, table: Table, said: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(_("对应列"))
        self.resize(860, 600)
        self.source, self._table, self._said = source, table, said or {}
        self._bare = isinstance(source, Pasted) and not source.headed
        with desk.db.read() as session:
            known, senders = remembered(session), known_senders(session)
        self._begin(known)
        self.who, typed = QComboBox(), QLineEdit()
        self.who.setLineEdit(typed)
        self.who.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.who.addItems(senders[:OFFERED])
        self.who.setAccessibleName(_("寄送单位"))
        typed.setPlaceholderText(_("如 武侯区科技局；不填则只用这一次"))
        self.who.setCurrentText(
            self._given.sender if self._given else likely_sender(senders, source.name, self._table, self._header.top)
        )
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("表的内容"))
        for each in MAPPED:
            self.kind.addItem(each.kind.value, each.kind)
        self.kind.setCurrentIndex(self.kind.findData(self._layout.kind))
        self.kind.currentIndexChanged.connect(self._change_kind)
        self.boxes: dict[str, FieldBox] = {}
        self.news = Banner(self)
        self.go = QPushButton(_("按此读取"))
        self._lay_out()
        self._fill()

    def _begin(self, known: Sequence[SenderColumns]) -> None:
        """Find kind and header: as a sender is remembered, as we know it, or as it is most likely."""
        try:
            fit = None if self._bare else kind_of(self._table, Senders(known), self.source.name)
        except NotRecognised:
            fit = kind_of(self._table)
        self._given = fit.sender if fit else None
        if self._bare:
            self._layout, self._header = MAPPED[0], next(iter(candidates(self._table)))
        elif fit and fit.layout in MAPPED:
            self._layout, self._header = fit.layout, fit.header
        else:
            self._layout, self._header = likely_header(self._table) or (MAPPED[0], Header(1, 1, (), {}))
        self._sheet_columns: Sequence[SheetColumn] = columns_of(self._table, self._header)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        self._asker = label(_("寄送单位"), "muted")
        self.first = QCheckBox(_("第一行是列名"))
        self.first.setVisible(isinstance(self.source, Pasted))
        self.first.setChecked(not self._bare)
        self.first.toggled.connect(self._take_first)
        top.addWidget(self.first)
        top.addWidget(self._asker)
        top.addWidget(self.who, 2)
        top.addWidget(label(_("表的内容"), "muted"))
        top.addWidget(self.kind, 1)
        cancel = QPushButton(_("取消"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        self.go.setProperty("look", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._accept)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addStretch(1)
        below.addWidget(cancel)
        below.addWidget(self.go)
        self.grid = small_table([_("列"), _("表里的列名"), _("头两行的内容"), _("对应栏目")], ())
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.grid.verticalHeader().setDefaultSectionSize(ROW)
        for column, width in enumerate((44, 190, 260, 240)):
            self.grid.setColumnWidth(column, width)
        self.grid.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        name, sheet = self.source.name, self._table.sheet
        sentence = _("{table}：左边是表里的列，右边选它对应我们的哪一栏；没有把握的留“不导入”。")
        self.hint = label(sentence.format(table=sheet_of(name, sheet)), "muted", wrap=True)
        layout.addWidget(self.hint)
        layout.addLayout(top)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.news)
        layout.addWidget(hairline())
        layout.addLayout(below)

    def _take_first(self, on: bool) -> None:
        """Take the first row of what was pasted for headings, or for data."""
        if isinstance(self.source, Pasted):
            self.source = headed(self.source) if on else unheaded(self.source)
            self._table, self._bare, self._said, self._given = self.source.table, not on, {}, None
            self._header = next(iter(candidates(self._table)))
            self._sheet_columns = columns_of(self._table, self._header)
            self._fill()

    def _change_kind(self) -> None:
        self._layout, self._given, self._said = layout_of(self.kind.currentData()), None, {}
        self._fill()

    def _fill(self) -> None:
        """Show the columns, each with what was said of it before or what it likely is."""
        self._asker.setVisible(not self._bare)
        self.who.setVisible(not self._bare)
        single = [column.heading for column in self._sheet_columns if not column.repeated]
        guessed = suggest(self._layout, single) | (dict(self._given.headings) if self._given else {}) | dict(self._said)
        rows = [(each.letters, each.heading, " ｜ ".join(each.samples), "") for each in self._sheet_columns]
        filled = small_table([""] * 4, rows)
        self.grid.setRowCount(len(rows))
        self.boxes = {}
        for row, column in enumerate(self._sheet_columns):
            for place in range(4):
                self.grid.setItem(row, place, filled.takeItem(row, place))
            if column.repeated:
                self.grid.removeCellWidget(row, 3)
                self.grid.setItem(row, 3, QTableWidgetItem(_("列名重复，分不清，不导入")))
                continue
            box = FieldBox(self._layout, column.heading, guessed.get(column.heading, ""))
            box.currentIndexChanged.connect(self._judge)
            self.boxes[column.heading] = box
            self.grid.setCellWidget(row, 3, box)
        self._judge()

    def headings(self) -> Mapping[str, str]:
        """Return what each heading stands for."""
        return {heading: box.field() for heading, box in self.boxes.items()}

    def columns(self) -> SenderColumns:
        """Return what was said."""
        sender = "" if self._bare else self.who.currentText().strip()
        return SenderColumns(sender, self._layout.kind, dict(self.headings()))

    def _judge(self) -> None:
        """Say what is missing, doubled or would be lost; only what is whole may be taken."""
        headings, fields = self.headings(), fields_of(self._layout)
        said = [name for name in headings.values() if name]
        doubled = [fields[name].headings[0] for name in dict.fromkeys(said) if said.count(name) > 1]
        lacking = missing(self._layout, headings)
        self.go.setEnabled(not doubled and not lacking)
        if doubled:
            self.news.tell("err", _("一栏只能有一列，现在有两列都对应：{fields}。").format(fields=joined(doubled)))
        elif lacking:
            self.news.tell("err", _("还缺少必需的栏目：{fields}。").format(fields=joined(lacking)))
        elif lost := losses(headings):
            self.news.tell("warn", "\n".join(lost.values()))
        else:
            self.news.tell("ok", _("必需的栏目都有了。"))

    def _accept(self) -> None:
        lost = losses(self.headings())
        question = _("{losses}确实要这样读取吗？")
        if lost and not dialogs.user.ask(
            self, question.format(losses="".join(lost.values())), _("这样读取"), danger=True
        ):
            return
        self.accept()


class SendersDialog(dialogs.Dialog):
    """Lists whose columns are remembered; one can be removed, and Ctrl+Z brings it back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(_("记住的列对应"))
        self.resize(760, 420)
        self._desk = desk
        self.table = small_table([_("寄送单位"), _("表的内容"), _("怎样读")], ())
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setColumnWidth(0, 180)
        self.table.setColumnWidth(1, 96)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.gone = QPushButton(_("移除"), autoDefault=False)
        self.gone.setProperty("look", "danger")
        self.gone.clicked.connect(self.remove)
        self.table.itemSelectionChanged.connect(lambda: self.gone.setEnabled(self.table.currentRow() >= 0))
        close = QPushButton(_("关闭"), autoDefault=False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.gone)
        buttons.addStretch(1)
        buttons.addWidget(close)
        self.hint = label("", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        for widget in (self.hint, self.table, hairline()):
            layout.addWidget(widget, int(widget is self.table))
        layout.addLayout(buttons)
        self._reload()

    def _reload(self) -> None:
        with self._desk.db.read() as session:
            self.known = remembered(session)
        rows = [(each.sender, each.kind, told(each)) for each in self.known]
        filled = small_table([""] * 3, rows)
        self.table.clearSelection()
        self.table.setRowCount(len(rows))
        for row in range(len(rows)):
            for place in range(3):
                self.table.setItem(row, place, filled.takeItem(row, place))
        self.hint.setText(
            _("这些单位寄来的表按记住的列对应读取；移除以后，下次导入再问。")
            if rows
            else _("还没有记住哪个单位的列对应。导入认不出的表时，用“对应列…”说明。")
        )
        self.table.setCurrentCell(min(max(self.table.currentRow(), 0), len(rows) - 1), 0)
        self.gone.setEnabled(bool(rows))

    def remove(self) -> None:
        """Forget the chosen one."""
        columns = self.known[self.table.currentRow()]
        question = _("不再记住“{sender}”的列对应？已导入的内容不受影响。").format(sender=columns.sender)
        if dialogs.user.ask(self, question, _("移除"), danger=True):
            with self._desk.db.write() as session:
                forget(session, columns.sender, columns.kind)
            self._reload()

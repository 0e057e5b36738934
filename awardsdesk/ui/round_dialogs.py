"""The dialogs of a round: opening one, deciding a tie, approving."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.lists.deciding import OpenTie, Prospect
from awardsdesk.operations.approval import oddities
from awardsdesk.rules.money import in_words, yuan
from awardsdesk.rules.rulebook import RuleBook
from awardsdesk.ui import dialogs
from awardsdesk.ui.cells import ROW_HEIGHT
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.import_dialog import small_table
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.panels import Banner
from awardsdesk.ui.theme import mark

LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Source:
    """Rules that a new round may begin with."""

    label: str
    code: str
    year: int
    """Of the round the rules come from."""
    wanted: int
    """Year of the round that most likely follows."""
    book: RuleBook


class NewRound(FormDialog):
    """Asks for rules, year, code and title of a new round; code and title follow rules and year until edited."""

    def __init__(self, parent: QWidget | None, sources: Sequence[Source], taken: Sequence[str]) -> None:
        self.sources = {source.label: source for source in sources}
        self.values: Values = {}
        self._taken = taken
        self._suggested: Values = {}
        fields = (
            Field("source", _("规则取自"), Entry.CHOICE, required=True, choices=tuple(self.sources)),
            Field("year", _("年度"), Entry.CODE, required=True),
            Field("code", _("代号"), Entry.CODE, required=True, help=_("年度和简称，如 2009-J；证书编号以它开头")),
            Field("title", _("名称"), Entry.LONG, required=True, lines=2),
        )
        form = Form(fields, self.values.update, self._check, title=_("新评选"), verb=_("新建"), fresh=True)
        super().__init__(parent, _("新建评选"), form)
        first = sources[0]
        self._suggested = {"year": str(first.wanted)} | _named(first, str(first.wanted))
        form.fill({"source": first.label} | self._suggested)
        form.editors["source"].changed.connect(self._follow_source)
        form.editors["year"].changed.connect(self._suggest)

    def source(self) -> Source:
        """Return the rules chosen."""
        return self.sources[self.values["source"]]

    def _follow_source(self) -> None:
        source = self.sources.get(self.form.values()["source"])
        if source is not None:
            self._offer("year", str(source.wanted))
            self._suggest()

    def _suggest(self) -> None:
        values = self.form.values()
        source = self.sources.get(values["source"])
        if source is not None and values["year"]:
            for key, text in _named(source, values["year"]).items():
                self._offer(key, text)

    def _offer(self, key: str, text: str) -> None:
        """Fill a field the clerk has not written in."""
        if self.form.values()[key] in {"", self._suggested.get(key)}:
            self._suggested[key] = text
            self.form.editors[key].put(text)

    def _check(self, values: Values) -> list[Problem]:
        found = []
        if not (values["year"].isdecimal() and 1949 <= int(values["year"]) <= LAST_YEAR):
            found.append(Problem("year", _("请填写四位年度，如 2009")))
        if values["code"] in self._taken:
            found.append(Problem("code", _("评选“{code}”已经存在，请换一个代号。").format(code=values["code"])))
        return found


def _named(source: Source, year: str) -> Values:
    """Return code and title of a round that follows these rules in a year."""
    short = source.code.split("-", 1)[-1]
    return {"code": f"{year}-{short}", "title": source.book.title.replace(str(source.year), year)}


class TieDialog(dialogs.Frame):
    """Asks who of a tie stands above the cut, and why; without a reason nothing is decided."""

    def __init__(self, parent: QWidget | None, tie: OpenTie) -> None:
        sentence = _("“{cut}”处第 {first}—{last} 名并列，线上还有 {open} 席。请按会议决定勾选列在线上的。")
        text = sentence.format(cut=tie.cut, first=tie.first, last=tie.last, open=tie.open)
        super().__init__(parent, text, "ask", _("决定并列"))
        self.tie = tie
        self.setMinimumWidth(648)
        self.boxes = {member.key: QCheckBox(member.name) for member in tie.members}
        self.hint = label("", "muted", wrap=True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(88)
        self.reason.setPlaceholderText(_("请写明依据，如：评审委员会第 3 次会议决定。将记入操作记录"))
        self.reason.setAccessibleName(_("理由"))
        self.body.setSpacing(8)
        self.body.addLayout(self._members())
        self.body.addWidget(self.hint)
        self.body.addWidget(label(_("理由"), "section"))
        self.body.addWidget(self.reason)
        self.add_button(_("取消"), "")
        self.go = self.add_button(_("记录决定"), "yes", "primary")
        self.reason.textChanged.connect(self._allow)
        for box in self.boxes.values():
            box.toggled.connect(self._allow)
        self._allow()
        next(iter(self.boxes.values())).setFocus()

    def above(self) -> list[str]:
        """Return who stands above the cut."""
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def _members(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, member in enumerate(self.tie.members):
            grid.addWidget(self.boxes[member.key], row, 0)
            grid.addWidget(label(member.key, "muted"), row, 1)
            grid.addWidget(label(_("总分 {score}").format(score=member.score), "muted"), row, 2)
            grid.addWidget(label(_("专家分 {score}").format(score=member.expert), "muted"), row, 3)
        return grid

    def _allow(self) -> None:
        count, seats = len(self.above()), self.tie.open
        if count == seats:
            text = _("已选 {count} 个，正好占满余下的 {seats} 席。")
        elif count > seats:
            text = _("已选 {count} 个，比余下的 {seats} 席多；线上将超出名额。")
        else:
            text = _("已选 {count} 个，余下的 {seats} 席没有占满。")
        self.hint.setText(text.format(count=count, seats=seats))
        mark(self.hint, "role", "muted" if count == seats else "warning")
        self.go.setEnabled(bool(self.reason.toPlainText().strip()))


class ApprovalDialog(dialogs.Dialog):
    """Shows what stands against approving or what would be granted, and asks for the document's number and date."""

    def __init__(self, parent: QWidget | None, title: str, prospect: Prospect) -> None:
        super().__init__(parent.window() if parent else None)
        self.setWindowTitle(_("批准"))
        self.setMinimumWidth(600)
        self.values: Values = {}
        self.form: Form | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 16, 24, 16)
        self._layout.setSpacing(12)
        self._layout.addWidget(label(title, "heading", wrap=True))
        if prospect.obstacles:
            self._add_obstacles(prospect.obstacles)
        else:
            self._add_summary(prospect)
            self._add_form()

    def _add_obstacles(self, obstacles: Sequence[str]) -> None:
        verdict = _("还不能批准。请先处理下列 {count} 项：") if len(obstacles) > 1 else _("还不能批准，请先处理：")
        self._layout.addWidget(label(verdict.format(count=len(obstacles)), "strong"))
        for sentence in obstacles:
            banner = Banner()
            banner.tell("err", sentence)
            self._layout.addWidget(banner)
        close = QPushButton(_("关闭"))
        close.setProperty("look", "primary")
        close.clicked.connect(self.reject)
        self._layout.addSpacing(8)
        self._layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _add_summary(self, prospect: Prospect) -> None:
        self._layout.addWidget(label(_("批准后下列结果取得编号，数据封存，不能再改。"), wrap=True))
        rows = [(title, f"{count:,}", yuan(fen)) for title, count, fen in prospect.titles]
        table = small_table([_("授予"), _("数量"), _("奖金（元）")], rows)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in (1, 2):
            table.model().setHeaderData(column, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
            for row in range(len(rows)):
                table.model().setData(table.model().index(row, column), right, Qt.ItemDataRole.TextAlignmentRole)
        table.setColumnWidth(2, 140)
        table.setFixedHeight(len(rows) * ROW_HEIGHT + 33)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._layout.addWidget(table)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(granted(prospect)):
            grid.addWidget(label(name, "muted"), row, 0)
            grid.addWidget(label(text, "strong"), row, 1)
        self._layout.addLayout(grid)
        self._layout.addWidget(hairline())

    def _add_form(self) -> None:
        fields = (
            Field("document_no", _("批准文号"), required=True, help=_("如 澄政〔2008〕28号")),
            Field("day", _("批准日期"), Entry.DATE, required=True),
            Field("sure", _("核对"), Entry.CHECK, help=_("已核对：名单、证书数和奖金与批准文件一致")),
        )
        self.form = Form(fields, self._take, check_approval, title=_("批准"), verb=_("批准"), fresh=True)
        cancel = QPushButton(_("取消"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        self.form.undo_button.hide()
        self.form.foot.insertWidget(1, cancel)
        self.form.setMinimumHeight(260)
        self._layout.addWidget(self.form, 1)
        self._layout.setContentsMargins(24, 16, 24, 4)
        self.form.editors["document_no"].inner.setFocus()

    def _take(self, values: Values) -> None:
        self.values = values
        self.accept()


def granted(prospect: Prospect) -> list[tuple[str, str]]:
    """Return certificates, plaques and the bonus in figures and words, a line each."""
    kinds = ((_("企业"), prospect.enterprises), (_("个人"), prospect.persons), (_("单位"), prospect.units))
    told = "，".join(_("{kind} {count:,} 张").format(kind=kind, count=count) for kind, count in kinds if count)
    total = sum(count for _kind, count in kinds)
    lines = [(_("证书"), _("{total:,} 张（{told}）").format(total=total, told=told) if total else _("无"))]
    if prospect.plaques:
        lines.append((_("牌匾"), _("{count:,} 块").format(count=prospect.plaques)))
    lines.append((_("奖金合计"), _("{yuan} 元").format(yuan=yuan(prospect.bonus_fen))))
    lines.append((_("大写"), in_words(prospect.bonus_fen)))
    return lines


def check_approval(values: Values) -> list[Problem]:
    """Return what is wrong or odd about a document's number and date."""
    known = values["document_no"] and values["day"]
    found = oddities(values["document_no"], values["day"]) if known else []
    if not values["sure"]:
        found.append(Problem("sure", _("请核对后打勾：批准后数据不能再改")))
    return found

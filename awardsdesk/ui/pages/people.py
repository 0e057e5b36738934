"""单位与人员: who the achievements and entries belong to, under which names, and where each of them stands."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _
from awardsdesk.lists import dossiers
from awardsdesk.lists.dossiers import Mention
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
from awardsdesk.operations import organizations
from awardsdesk.operations.drafts import OrganizationDraft
from awardsdesk.ui import dialogs, merge_dialog
from awardsdesk.ui.action import Action, Needs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form_detail import FormDetail
from awardsdesk.ui.label import label
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.list_page import Detail, ListPage
from awardsdesk.ui.panels import Card
from awardsdesk.ui.tabbed_page import TabbedPage

FIELDS = (
    Field("name", _("单位名称"), required=True, help=_("改名后，原名称留作曾用名")),
    Field("uscc", _("信用代码"), Entry.CODE),
    Field("county", _("所属县区")),
    Field("industry_code", _("行业代码"), Entry.CODE),
    Field("contact", _("联系人")),
    Field("phone", _("联系电话"), Entry.CODE),
    Field("bank", _("开户行")),
    Field("account", _("账号"), Entry.CODE),
)


class Standing(Card):
    """Where somebody stands: entries and achievements with place in order; a line leads there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("成果与申报"), flush=True)
        self._desk = desk
        self.lines = Lines(_("成果与申报"))
        self.body.addWidget(self.lines, 1)
        self.put(())

    def put(self, mentions: Sequence[Mention]) -> None:
        """Show these places."""
        self.heading.setText(_("成果与申报（{count:,}）").format(count=len(mentions)))
        self.setVisible(bool(mentions))
        self.lines.put([self._line(mention) for mention in mentions])
        self.lines.scrollToTop()

    def _line(self, mention: Mention) -> Line:
        where = mention.round or _("成果登记")
        return Line(
            mention.title,
            f"{where} · {mention.role}",
            mention.outcome,
            icon="gavel" if mention.round else "file-text",
            run=partial(self._go, mention),
        )

    def _go(self, mention: Mention) -> None:
        if mention.round:
            self._desk.take_round(mention.round)
        self._desk.go("rounds" if mention.round else "achievements", mention.record)


class OrganizationDetail(Detail):
    """What is known of an organization, to be amended; the names it bore; where it stands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.form = FormDetail(desk, FIELDS, self._load, self._save, check, title=_("单位"))
        self.names = label("", "faint", wrap=True)
        self.names.setContentsMargins(16, 0, 16, 8)
        inside = self.form.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertWidget(1, self.names)
        self.standing = Standing(desk)
        _one_above_other(self, self.form, self.standing, [470, 220])
        self.setFocusProxy(self.form)

    def show_record(self, record: int | None) -> None:
        """Show an organization."""
        self.form.show_record(record)
        names, mentions = [], []
        if record is not None:
            with self._desk.db.read() as session:
                names = dossiers.former_names(session, record)
                mentions = dossiers.mentions_of_organization(session, record)
        self.names.setText(_("曾用名：") + "；".join(_name(*each) for each in names) if names else "")
        self.names.setVisible(bool(names))
        self.standing.put(mentions)

    def may_leave(self) -> bool:
        """Ask about unsaved edits."""
        return self.form.may_leave()

    def _load(self, record: int) -> dict[str, Any]:
        with self._desk.db.read() as session:
            return asdict(dossiers.organization_draft(session, record))

    def _save(self, record: int, values: dict[str, Any]) -> None:
        reason = self._reason(record, values)
        with self._desk.db.write() as session:
            organizations.amend_organization(session, record, OrganizationDraft(**values), reason)

    def _reason(self, record: int, values: dict[str, Any]) -> str:
        """Ask why what is newly doubtful is right all the same."""
        known = check(self._load(record))
        doubts = [problem.sentence for problem in check(values) if problem not in known]
        if not doubts:
            return ""
        reason = dialogs.user.ask_reason(
            self, _("{doubts}。仍要保存，请写明依据。").format(doubts="；".join(doubts)), _("保存")
        )
        if reason is None:
            raise UserError(_("没有写明依据，没有保存。"))
        return reason


class PersonDetail(Detail):
    """A person's unit, and where the person stands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._head = Card()
        self.name, self.unit = label("", "heading"), label("", "muted", wrap=True)
        self._head.body.addWidget(self.name)
        self._head.body.addWidget(self.unit)
        self._head.body.addStretch(1)
        self.standing = Standing(desk)
        _one_above_other(self, self._head, self.standing, [88, 580])
        self.setFocusProxy(self.standing.lines)

    def show_record(self, record: int | None) -> None:
        """Show a person."""
        name, unit, mentions = "", _("在左边选一项查看"), []
        if record is not None:
            with self._desk.db.read() as session:
                name, unit = dossiers.person_line(session, record)
                mentions = dossiers.mentions_of_person(session, record)
        self.name.setText(name)
        self.name.setVisible(bool(name))
        self.unit.setText(unit)
        self.standing.put(mentions)


def _one_above_other(detail: Detail, upper: QWidget, lower: QWidget, sizes: list[int]) -> None:
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setHandleWidth(12)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(upper)
    splitter.addWidget(lower)
    splitter.setSizes(sizes)
    layout = QVBoxLayout(detail)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(splitter)
    detail.setMinimumWidth(320)


def _name(name: str, until: Any) -> str:
    return _("{name}（至 {until}）").format(name=name, until=until) if until else str(name)


def check(values: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with what the form holds."""
    return organizations.check(OrganizationDraft(**values))


class People(TabbedPage):
    """Organizations and persons."""

    def __init__(self, desk: Desk) -> None:
        actions = (
            Action(_("导出列表"), "file-spreadsheet", self.export, "Ctrl+E"),
            Action(_("导入"), "upload", self.bring, "Ctrl+I", primary=True),
        )
        units = ListPage(
            desk,
            ORGANIZATIONS,
            (*actions, *self._merging(merge_dialog.ORGANIZATIONS)),
            OrganizationDetail(desk),
            title="",
            hidden=("uscc", "industry_code", "contact", "phone"),
        )
        merging = self._merging(merge_dialog.PERSONS)
        persons = ListPage(desk, PERSONS, (*actions, *merging), PersonDetail(desk), title="")
        super().__init__(desk, _("单位与人员"), ((_("单位"), units), (_("人员"), persons)))

    def _merging(self, kind: merge_dialog.Kind) -> tuple[Action, ...]:
        return (
            Action(_("合并"), "users", partial(self.merge, kind), needs=Needs.ANY, menu=True),
            Action(_("查找重复"), "search", partial(self.find_doubles, kind), menu=True),
        )

    def merge(self, kind: merge_dialog.Kind, ids: Sequence[int]) -> None:
        """Make one of the two rows that are selected."""
        if self.may_leave():
            merge_dialog.merge_selected(self.desk, self, kind, ids)

    def find_doubles(self, kind: merge_dialog.Kind, _ids: Any) -> None:
        """Offer rows that are likely to be one."""
        seen = self.current()
        assert isinstance(seen, ListPage)
        with self.desk.db.read() as session:
            groups = kind.doubles(session)
            named = [(ids, [str(row[0]) for row in seen.panel.listing.rows(session, ids)]) for ids in groups]
        if chosen := merge_dialog.choose_doubles(self, named):
            self.merge(kind, chosen)

    def export(self, _ids: Any) -> None:
        """Write the list that is seen to a workbook."""
        from awardsdesk.ui.export_action import export_list

        seen = self.current()
        assert isinstance(seen, ListPage)
        export_list(seen.panel, self)

    def bring(self, _ids: Any) -> None:
        """Import workbooks."""
        from awardsdesk.ui.import_action import import_workbooks

        import_workbooks(self.desk, self)

    def show_record(self, record: int) -> None:
        """Bring an organization into view."""
        if self.open_tab(0):
            self.current().show_record(record)


def page(desk: Desk) -> People:
    """Make the screen."""
    return People(desk)

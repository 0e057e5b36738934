"""What is known of a unit or a person, to be amended: data of today, names borne before, and where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.lists import dossiers
from awardsdesk.lists.dossiers import Mention
from awardsdesk.lists.people import unit_names
from awardsdesk.operations import organizations, persons
from awardsdesk.operations.drafts import FormerName, OrganizationDraft, PersonDraft
from awardsdesk.operations.pinyin import read, read_person, toned
from awardsdesk.terms import IdType
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form_detail import FormDetail
from awardsdesk.ui.list_page import Detail
from awardsdesk.ui.panels import split
from awardsdesk.ui.secret_edit import SecretEditor
from awardsdesk.ui.standing import Standing
from awardsdesk.ui.suggestions import suggest
from awardsdesk.ui.typed import UnreadableError, read_day

RENAMED = _("改名后，原名称留作曾用名")
PINYIN = Field("pinyin", _("拼音"), help=_("读音与字典不同时才填：每字一个音节，空格隔开，如 shan wei"))
FORMER = Field(
    "former",
    _("曾用名"),
    Entry.ROWS,
    choices=(_("曾用名"), _("更名日期")),
    help=_("更名日期之前登记的，证书和登记簿用当时的名称；没有日期的不作依据"),
    section=_("名称沿革"),
)
UNIT_FIELDS = (
    Field("name", _("单位名称"), required=True, help=RENAMED),
    Field("uscc", _("信用代码"), Entry.CODE),
    Field("county", _("所属县区")),
    Field("industry_code", _("行业代码"), Entry.CODE),
    Field("contact", _("联系人")),
    Field("phone", _("联系电话"), Entry.CODE),
    Field("postcode", _("邮编"), Entry.CODE),
    Field("email", _("电子邮箱")),
    Field("bank", _("开户行")),
    Field("account", _("账号"), Entry.CODE),
    PINYIN,
    FORMER,
)
PERSON_FIELDS = (
    Field("name", _("姓名"), required=True, help=_("改名后，原姓名留作曾用名")),
    Field("unit", _("工作单位"), help=_("输入名称或拼音首字母选择已有单位；已填报的名单不变")),
    Field("phone", _("联系电话"), Entry.CODE),
    Field("orcid", "ORCID", Entry.CODE),
    PINYIN,
    Field("id_type", _("证件类型"), Entry.CHOICE, choices=tuple(IdType), section=_("证件（不进任何名单和文件）")),
    Field("id_no", _("证件号码"), Entry.MASKED),
    FORMER,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between units and persons; the functions take a session, and the record's id."""

    title: str
    fields: Sequence[Field]
    made: type[Any]
    draft: Callable[[Any, int], Any]
    check: Callable[[Any, int, Any], list[Problem]]
    amend: Callable[[Any, int, Any, str], None]
    mentions: Callable[[Any, int], list[Mention]]
    reading: Callable[[str], list[str]]


UNITS = Kind(
    _("单位"),
    UNIT_FIELDS,
    OrganizationDraft,
    dossiers.organization_draft,
    lambda _session, _record, draft: organizations.check(draft),
    organizations.amend_organization,
    dossiers.mentions_of_organization,
    read,
)
PERSONS = Kind(
    _("人员"),
    PERSON_FIELDS,
    PersonDraft,
    dossiers.person_draft,
    persons.check,
    persons.amend_person,
    dossiers.mentions_of_person,
    read_person,
)


class PeopleDetail(Detail):
    """A unit or person as a form, and where it stands."""

    def __init__(self, desk: Desk, kind: Kind) -> None:
        super().__init__()
        self._desk, self._kind, self._record = desk, kind, 0
        self.form = FormDetail(desk, kind.fields, self._load, self._save, self._check, title=kind.title)
        self.standing = Standing(desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split(Qt.Orientation.Vertical, self.form, self.standing, (500, 190)))
        self.setMinimumWidth(320)
        self.setFocusProxy(self.form)

    def show_record(self, record: int | None) -> None:
        """Show a unit or person."""
        self._record = record or 0
        self.form.show_record(record)
        mentions: Sequence[Mention] = ()
        if record is not None:
            with self._desk.db.read() as session:
                mentions = self._kind.mentions(session, record)
        self.standing.put(mentions)

    def explain(self, *, empty: bool) -> None:
        """Say what to do while nobody is chosen; `empty` where there is nobody at all."""
        self.form.explain(empty=empty)

    def left(self) -> int | None:
        """Return the record whose edits an earlier session left unsaved."""
        return self.form.left()

    def may_leave(self) -> bool:
        """Ask about unsaved edits."""
        return self.form.may_leave()

    def edited(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return self.form.edited()

    def save(self) -> None:
        """Save what was typed, if anything was."""
        self.form.save()

    def _load(self, record: int) -> dict[str, Any]:
        with self._desk.db.read() as session:
            draft = self._kind.draft(session, record)
        pinyin: Any = self.form.form.editors["pinyin"]
        pinyin.line.setPlaceholderText(toned(draft.name, self._kind.reading(draft.name)))
        return values_of(draft)

    def _check(self, values: dict[str, Any]) -> list[Problem]:
        try:
            draft = draft_of(self._kind.made, values)
        except UnreadableError as error:
            return [Problem("former", str(error))]
        with self._desk.db.read() as session:
            return self._kind.check(session, self._record, draft)

    def _save(self, record: int, values: dict[str, Any]) -> None:
        reason = self._reason(record, values)
        with self._desk.db.write() as session:
            self._kind.amend(session, record, draft_of(self._kind.made, values), reason)

    def _reason(self, record: int, values: dict[str, Any]) -> str:
        """Ask why what is newly doubtful is right all the same."""
        known = self._check(self._load(record))
        return dialogs.grounds(self, [problem for problem in self._check(values) if problem not in known])


class OrganizationDetail(PeopleDetail):
    """A unit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, UNITS)


class PersonDetail(PeopleDetail):
    """A person: the unit is chosen by typing, and a look at the number goes on record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PERSONS)
        number, unit = self.form.form.editors["id_no"], self.form.form.editors["unit"]
        assert isinstance(number, SecretEditor)
        number.looked = self._looked
        line: Any = unit.inner
        suggest(line, self._units)

    def _looked(self) -> None:
        with self._desk.db.write() as session:
            persons.reveal(session, self._record)

    def _units(self, text: str) -> list[str]:
        with self._desk.db.read() as session:
            return unit_names(session, text)


def values_of(draft: Any) -> dict[str, Any]:
    """Return a draft as the form holds it."""
    plain = {each.name: getattr(draft, each.name) for each in fields(draft)}
    return plain | {"former": tuple((each.name, str(each.until or "")) for each in draft.former or ())}


def draft_of(made: type[Any], values: dict[str, Any]) -> Any:
    """Return what the form holds as a draft; raises UnreadableError for a day that is none."""
    rows = ((name.strip(), read_day(day)) for name, day in values["former"])
    return made(**values | {"former": tuple(FormerName(name, day) for name, day in rows if name)})

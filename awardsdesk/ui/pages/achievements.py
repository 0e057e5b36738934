"""成果登记: the register as a list with the form of the current achievement beside it."""

from dataclasses import asdict
from typing import Any

from awardsdesk.i18n import _
from awardsdesk.lists.achievements import ACHIEVEMENTS, draft_of
from awardsdesk.operations import achievements
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.rules.codes import DISCIPLINE, INDUSTRY, TECHNOLOGY
from awardsdesk.terms import AchievementClass
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.duplicate_line import DuplicateLine
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Form, FormDialog
from awardsdesk.ui.form_detail import FormDetail
from awardsdesk.ui.list_page import ListPage
from awardsdesk.ui.registration_actions import RegistrationActions
from awardsdesk.ui.registration_detail import RegistrationDetail
from awardsdesk.ui.workbook_actions import WorkbookActions

FIELDS = (
    Field("title", _("成果名称"), Entry.LONG, required=True, lines=2),
    Field("klass", _("类别"), Entry.CHOICE, required=True, choices=tuple(AchievementClass)),
    Field("level", _("水平")),
    Field("registration_no", _("登记号"), Entry.CODE, read_only=True, help=_("登记后由系统保存，不再改动")),
    Field("registered_on", _("登记日期"), Entry.DATE),
    Field(
        "units",
        _("完成单位，按次序"),
        Entry.ROWS,
        required=True,
        choices=(_("单位名称"),),
        section=_("完成单位和完成人"),
    ),
    Field(
        "completers",
        _("完成人，按次序"),
        Entry.ROWS,
        required=True,
        choices=(_("姓名"), _("工作单位")),
    ),
    Field("discipline_code", _("学科代码"), Entry.LISTED, choices=(DISCIPLINE,), limit=3, section=_("分类")),
    Field("industry_code", _("行业代码"), Entry.LISTED, choices=(INDUSTRY,)),
    Field("field_of_technology", _("高新领域"), Entry.LISTED, choices=(TECHNOLOGY,)),
    Field("attribute", _("成果属性")),
    Field("form", _("成果形式")),
    Field("phase", _("所处阶段")),
    Field("source", _("课题来源")),
    Field("started", _("研究起始"), Entry.CODE, help=_("年-月，如 2021-03"), section=_("研究与评价")),
    Field("ended", _("研究终止"), Entry.CODE),
    Field("evaluation_method", _("评价方式")),
    Field("evaluator", _("评价机构")),
    Field("evaluated_on", _("评价日期"), Entry.DATE),
    Field("keywords", _("关键词")),
    Field("abstract", _("成果简介"), Entry.LONG, limit=1000),
    Field("contact", _("联系人"), section=_("联系")),
    Field("phone", _("联系电话"), Entry.CODE),
)


class Achievements(ListPage):
    """The register."""

    def __init__(self, desk: Desk) -> None:
        detail = FormDetail(desk, FIELDS, self.load, self.save, self.check, title=_("成果"))
        self.doubles = DuplicateLine(desk, detail.form)
        steps = RegistrationActions(desk, self)
        workbooks = WorkbookActions(desk, self)
        super().__init__(
            desk,
            ACHIEVEMENTS,
            [
                *steps.actions(),
                *workbooks.actions(),
                Action(_("导出"), "file-spreadsheet", self.export, "Ctrl+E"),
                Action(_("导入"), "upload", self.bring, "Ctrl+I"),
                Action(_("新建成果"), "plus", self.new, "Ctrl+N", primary=True),
            ],
            RegistrationDetail(desk, detail),
            hidden=("level", "completers", "registered_on"),
        )
        for changed in (self.panel.selection_changed, self.panel.reloaded):
            changed.connect(lambda: steps.allow(self.panel))

    def new(self, _ids: Any) -> None:
        """Register one achievement by hand."""
        fields = [field for field in FIELDS if not field.read_only]
        form = Form(
            fields,
            lambda values: self.save(None, values),
            self.check,
            title=_("新成果"),
            fresh=True,
            codes=self.desk.codes,
        )
        DuplicateLine(self.desk, form)
        dialogs.user.show(FormDialog(self, _("新建成果"), form))

    def bring(self, _ids: Any) -> None:
        """Take workbooks in."""
        from awardsdesk.ui.import_action import import_workbooks

        import_workbooks(self.desk, self)

    def export(self, _ids: Any) -> None:
        """Write the list as it is seen."""
        from awardsdesk.ui.export_action import export_list

        export_list(self.panel, self)

    def load(self, record: int) -> dict[str, Any]:
        """Return an achievement's values for the form."""
        self.doubles.watch(record)
        with self.desk.db.read() as session:
            draft = draft_of(session, record)
        values = asdict(draft)
        values["units"] = [(unit.name,) for unit in draft.units]
        values["completers"] = [(person.name, person.unit) for person in draft.completers]
        values["keywords"] = "；".join(draft.keywords)
        return values

    def check(self, values: dict[str, Any]) -> list[Any]:
        """Return what is wrong with what the form holds."""
        return achievements.check(draft(values))

    def save(self, record: int | None, values: dict[str, Any]) -> None:
        """Save a new or an amended achievement."""
        with self.desk.db.write() as session:
            achievements.save(session, draft(values), record)


def draft(values: dict[str, Any]) -> AchievementDraft:
    """Return what the form holds as a draft."""
    words = values["keywords"].replace(";", "；").replace("，", "；").replace("、", "；").split("；")
    made = dict(values)
    made["units"] = tuple(UnitDraft(name) for (name,) in values["units"])
    made["completers"] = tuple(CompleterDraft(name, unit or None) for name, unit in values["completers"])
    made["keywords"] = tuple(word.strip() for word in words if word.strip())
    return AchievementDraft(**made)


def page(desk: Desk) -> Achievements:
    """Make the screen."""
    return Achievements(desk)

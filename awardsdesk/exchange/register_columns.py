"""The columns of a sheet of achievements: those of the register, and all that only the forms ask."""

from collections.abc import Iterator
from dataclasses import replace

from awardsdesk.exchange import cells, days, form_cells, names, party_cells
from awardsdesk.exchange.columns import Column, Setting, date, may, must, one_of
from awardsdesk.exchange.figures import MONEY_UNITS
from awardsdesk.exchange.headers import Header, heading, part
from awardsdesk.i18n import _, english
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.operations.drafts import OWN
from awardsdesk.rules.forms import FormField, forms
from awardsdesk.terms import AchievementClass


def _listed() -> Iterator[tuple[str, list[str]]]:
    fields = {field.key: field for field in forms().fields}
    for column in ACHIEVEMENTS.columns:
        key = column.key.removeprefix("details.")
        said = [fields[key].label, fields[key].english] if key in fields else []
        yield key, [part(heading(word))[0] for word in (column.title, english(column.title), *said)]


LISTED = dict(_listed())
"""How the register's list calls the fields that it shows, in Chinese and in English."""


def achievements(setting: Setting) -> tuple[Column, ...]:
    """Return the columns in the order of the template."""
    return tuple(
        _as_listed(column)
        for column in (
            must("title", "成果名称", names.title),
            must("klass", "成果类别|类别", one_of(AchievementClass)),
            may("level", "成果水平|水平", cells.text),
            may("attribute", "成果属性", cells.text),
            may("form", "成果体现形式|体现形式", cells.text),
            may("phase", "所处阶段", cells.text),
            may("source", "任务来源|课题来源", cells.text),
            may("discipline_code", "学科分类代码|学科代码", cells.codes),
            may("industry_code", "应用行业代码|行业代码", cells.codes),
            may("field_of_technology", "高新技术领域", cells.text),
            may("started", "研究起始|研究起始年月", days.year_month),
            may("ended", "研究终止|研究终止年月", days.year_month),
            may("evaluation_method", "评价方式", cells.text),
            may("evaluator", "评价单位", names.unit),
            may("evaluated_on", "评价日期", date(setting), blank=None),
            may("keywords", "关键词", names.keywords, blank=()),
            may("abstract", "成果简介|简介", cells.long_text),
            must("units", "完成单位", names.units, blank=()),
            replace(must("completers", "完成人", names.completers, blank=()), asked=True),
            may("contact", "联系人", names.person),
            may("phone", "联系电话|电话", cells.phone),
            may("approved_by", "批准登记单位|登记机构", names.unit),
            may("registration_no", "登记号|成果登记号", cells.code),
            may("registered_on", "登记日期", date(setting), blank=None),
            may("secrecy", "成果密级|密级", cells.text),
            may("uid", "记录标识", cells.mark),
            *(
                _detail(field, setting.header)
                for field in forms().fields
                if field.kind in DETAILS and field.key not in OWN | {"secrecy"}
            ),
            *(Column(*headed) for headed in party_cells.headed()),
        )
    )


def _as_listed(column: Column) -> Column:
    """Let a column of the achievements be called as the register's list calls it, too."""
    words = LISTED.get(column.name.removeprefix("details."), ())
    return replace(column, headings=tuple(dict.fromkeys((*column.headings, *words))))


DETAILS = frozenset({"text", "code", "choice", "amount", "month", "long", "rows"})


def _detail(field: FormField, header: Header) -> Column:
    """Declare the column of a form's field that is kept among the details; a blank cell leaves what is known."""
    name, _unit = part(heading(field.label))
    places = header.places((name,)) if field.kind == "amount" else ()
    unit = header.labels[places[0]].unit if places else ""
    note = ""
    if unit in MONEY_UNITS and unit != field.unit:
        note = _("这一列以{given}计，已折算成{wanted}。").format(given=unit, wanted=field.unit)
    return Column(f"details.{field.key}", (name,), form_cells.take_of(field, unit), blank=None, note=note)

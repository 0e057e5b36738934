"""The kinds of sheets an office sends, as data: their columns, how each cell is taken, and what makes a row unique."""

import datetime as dt
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

import msgspec

from awardsdesk.errors import Problem, UserError
from awardsdesk.exchange import cells, checks, choices, days, figures, form_cells, names, party_cells
from awardsdesk.exchange.cells import Taken
from awardsdesk.exchange.checks import Check
from awardsdesk.exchange.coded import coded
from awardsdesk.exchange.explained import explained
from awardsdesk.exchange.figures import MONEY_UNITS
from awardsdesk.exchange.headers import Header, heading, part
from awardsdesk.exchange.workbook import EPOCH, Value
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.operations.achievements import PLAIN, check
from awardsdesk.operations.drafts import (
    AchievementDraft,
    ApplicationDraft,
    BallotDraft,
    Draft,
    MeetingDraft,
    NominationDraft,
    ScoreSheetDraft,
    VerificationDraft,
    VetoDraft,
)
from awardsdesk.rules.forms import FormField, forms
from awardsdesk.rules.rulebook import AwardRules, EvaluationRules, Quantity, RuleBook
from awardsdesk.terms import AchievementClass, FormalCheck, Opinion, ProgrammeKind, VerificationLevel

Take = Callable[[Value], Taken]


class Kind(StrEnum):
    """What a sheet holds, in the order in which sheets depend on each other."""

    ACHIEVEMENTS = "成果登记"
    APPLICATIONS = "企业申报"
    VERIFICATIONS = "部门核实"
    VETOES = "一票否决"
    FIRM_SCORES = "企业专家评分"
    NOMINATIONS = "奖励提名"
    AWARD_SCORES = "奖励专家评分"
    MEETING = "会议"
    BALLOTS = "表决"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a draft: under which headings it stands and how its cells are taken."""

    name: str
    """The field; `reported.X` and `marks.X` are gathered into a mapping and a tuple."""
    headings: tuple[str, ...]
    take: Take
    needed: bool = False
    """The sheet cannot be read without the column."""
    filled: bool = False
    """The row cannot be read without the cell."""
    asked: bool = False
    """Though filled, a cell that says too little is left blank with a warning, and asked for."""
    blank: Any = ""
    quiet: bool = False
    """What normalising changes is not worth a word."""
    by: str = ""
    """Another field by whose value the cell is taken, with `takes`."""
    takes: Mapping[str, Take] = field(default_factory=dict)
    note: str = ""
    """What the user is told of the column as a whole."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the columns of a sheet depend on: the round's rules, the header found, the workbook's first day."""

    book: RuleBook | None
    header: Header
    epoch: dt.date = EPOCH


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of sheet; without rules its columns are those that tell it from other kinds."""

    kind: Kind
    programme: ProgrammeKind | None
    columns: Callable[[Setting], tuple[Column, ...]]
    draft: Callable[..., Draft]
    keys: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    by_rules: bool = False
    """What the columns mean is only known from the round's rules."""
    judge: Callable[[Any], list[Problem]] | None = None
    """What the window's form says of the same draft."""


def _must(name: str, headings: str, take: Take, *, blank: Any = "") -> Column:
    """Declare a column whose every cell is filled."""
    return Column(name, tuple(headings.split("|")), take, needed=True, filled=True, blank=blank)


def _needed(name: str, headings: str, take: Take, *, blank: Any = "") -> Column:
    """Declare a column that is there, its cells perhaps blank."""
    return Column(name, tuple(headings.split("|")), take, needed=True, blank=blank)


def _may(name: str, headings: str, take: Take, *, blank: Any = "") -> Column:
    """Declare a column that may be missing."""
    return Column(name, tuple(headings.split("|")), take, blank=blank)


def _one_of(options: type[StrEnum] | tuple[str, ...], *, warn_of_tick: bool = False) -> Take:
    """Take a word of a list; without a list (no rules at hand) take any word."""
    words = tuple(str(option) for option in options)
    return partial(choices.choice, options=words, warn_of_tick=warn_of_tick) if words else cells.text


def _date(setting: Setting) -> Take:
    return partial(days.date, epoch=setting.epoch)


USCC = "统一社会信用代码|社会信用代码|信用代码"
FIRM = "企业名称|单位名称|申报企业|申报单位"
ENTRY = "编号|项目编号|提名编号|申报编号"


LISTED = {column.key: part(heading(column.title))[0] for column in ACHIEVEMENTS.columns}
"""How the register's list calls the fields that it shows."""


def _achievements(setting: Setting) -> tuple[Column, ...]:
    return tuple(
        _as_listed(column)
        for column in (
            _must("title", "成果名称", names.title),
            _must("klass", "成果类别", _one_of(AchievementClass)),
            _may("level", "成果水平", cells.text),
            _may("attribute", "成果属性", cells.text),
            _may("form", "成果体现形式|体现形式", cells.text),
            _may("phase", "所处阶段", cells.text),
            _may("source", "任务来源|课题来源", cells.text),
            _may("discipline_code", "学科分类代码|学科代码", cells.codes),
            _may("industry_code", "应用行业代码|行业代码", cells.codes),
            _may("field_of_technology", "高新技术领域", cells.text),
            _may("started", "研究起始|研究起始年月", days.year_month),
            _may("ended", "研究终止|研究终止年月", days.year_month),
            _may("evaluation_method", "评价方式", cells.text),
            _may("evaluator", "评价单位", names.unit),
            _may("evaluated_on", "评价日期", _date(setting), blank=None),
            _may("keywords", "关键词", names.keywords, blank=()),
            _may("abstract", "成果简介|简介", cells.long_text),
            _must("units", "完成单位", names.units, blank=()),
            replace(_must("completers", "完成人", names.completers, blank=()), asked=True),
            _may("contact", "联系人", names.person),
            _may("phone", "联系电话|电话", cells.phone),
            _may("approved_by", "批准登记单位|登记机构", names.unit),
            _may("registration_no", "登记号|成果登记号", cells.code),
            _may("registered_on", "登记日期", _date(setting), blank=None),
            _may("secrecy", "成果密级|密级", cells.text),
            _may("uid", "记录标识", cells.mark),
            *(
                _detail(field, setting.header)
                for field in forms().fields
                if field.kind in DETAILS and field.key not in OWN
            ),
            *(Column(*headed) for headed in party_cells.headed()),
        )
    )


def _as_listed(column: Column) -> Column:
    """Let a column of the achievements be called as the register's list calls it, too."""
    word = LISTED.get(column.name, "")
    return replace(column, headings=(*column.headings, word)) if word and word not in column.headings else column


DETAILS = frozenset({"text", "code", "choice", "amount", "month", "long", "rows"})
OWN = frozenset(each.name for each in fields(AchievementDraft))
"""What a draft has a field of its own for."""


def _detail(field: FormField, header: Header) -> Column:
    """Declare the column of a form's field that is kept among the details; a blank cell leaves what is known."""
    name, _unit = part(heading(field.label))
    places = header.places((name,)) if field.kind == "amount" else ()
    unit = header.labels[places[0]].unit if places else ""
    note = ""
    if unit in MONEY_UNITS and unit != field.unit:
        note = _("这一列以{given}计，已折算成{wanted}。").format(given=unit, wanted=field.unit)
    return Column(f"details.{field.key}", (name,), form_cells.take_of(field, unit), blank=None, note=note)


def _applications(setting: Setting) -> tuple[Column, ...]:
    return (
        _must("name", FIRM, names.unit),
        _must("uscc", USCC, cells.credit_code),
        _needed("county", "所属县区|县区|所在县区", cells.text),
        _may("industry_code", "行业代码|所属行业代码", cells.code),
        _may("contact", "联系人", names.person),
        _may("phone", "联系电话|电话", cells.phone),
        _needed("bank", "开户行|开户银行", cells.text),
        _needed("account", "银行账号|账号", cells.account),
        _may("filed_on", "填报日期|申报日期", _date(setting), blank=None),
        *(_reported(quantity, setting.header) for quantity in _quantities(setting.book)),
    )


def _quantities(book: RuleBook | None) -> tuple[Quantity, ...]:
    return book.quantities if isinstance(book, EvaluationRules) else ()


def _reported(quantity: Quantity, header: Header) -> Column:
    """Declare the column of a figure; its heading may name another unit of money."""
    places = header.places((quantity.name,))
    unit = header.labels[places[0]].unit if places and quantity.kind == "amount" else ""
    if unit and unit not in MONEY_UNITS:
        sentence = _("“{name}”一列的单位“{unit}”不认识，没有读入任何内容。请改成“{wanted}”。")
        raise UserError(sentence.format(name=quantity.name, unit=unit, wanted=quantity.unit))
    note = ""
    if unit and MONEY_UNITS[unit] != MONEY_UNITS[quantity.unit]:
        note = _("这一列以{given}计，已折算成{wanted}。").format(given=unit, wanted=quantity.unit)
    take = _figure(quantity, unit)
    return Column("reported." + quantity.name, (quantity.name,), take, needed=True, blank=None, note=note)


def _figure(quantity: Quantity, unit: str = "") -> Take:
    """Tell how a figure is taken; `unit` is the one its heading names."""
    if quantity.kind == "amount":
        return partial(figures.amount, unit=quantity.unit, column=unit)
    if quantity.kind == "count":
        return figures.count
    return partial(choices.choice, options=quantity.choices, blank=quantity.blank)


def _verifications(setting: Setting) -> tuple[Column, ...]:
    quantities = _quantities(setting.book)
    options = tuple(quantity.name for quantity in quantities)
    takes = {quantity.name: _figure(msgspec.structs.replace(quantity, blank="")) for quantity in quantities}
    return (
        _must("uscc", USCC, cells.credit_code),
        _needed("name", FIRM, names.unit),
        Column("quantity", ("指标", "指标名称"), partial(quantity_name, options=options), True, True, quiet=True),
        Column("reported", ("申报值",), cells.text, blank=None, by="quantity", takes=takes),
        Column("verified", ("核实值",), cells.text, needed=True, blank=None, by="quantity", takes=takes),
        _may("department", "核实部门|部门", names.unit),
        _must("level", "核实级别|级别", _one_of(VerificationLevel)),
        _may("checker", "核实人", names.person),
        _may("checked_on", "核实日期|日期", _date(setting), blank=None),
        _may("evidence", "依据|核实依据", cells.text),
        _must("opinion", "意见|核实意见", _one_of(Opinion)),
    )


def quantity_name(value: Value, options: tuple[str, ...]) -> Taken:
    """Take the name of a quantity, with or without its unit."""
    name, _unit = part(heading(value))
    if name in options or not name:
        return Taken(name)
    return Taken(error=_("“{name}”不是本轮的指标。").format(name=name))


def _vetoes(setting: Setting) -> tuple[Column, ...]:
    return (
        _must("uscc", USCC, cells.credit_code),
        _may("name", FIRM, names.unit),
        _must("reason", "事由|否决事由", cells.text),
        _may("department", "部门|认定部门", names.unit),
        _may("decided_on", "日期|认定日期", _date(setting), blank=None),
    )


def _firm_scores(setting: Setting) -> tuple[Column, ...]:
    return (
        _must("key", USCC, cells.credit_code),
        _must("expert", "专家|专家姓名", names.person),
        _may("expert_unit", "专家单位", names.unit),
        *_marks(setting),
        _may("recused", "回避", choices.yes, blank=False),
        _may("remark", "备注", cells.text),
    )


def _award_scores(setting: Setting) -> tuple[Column, ...]:
    return (
        _must("key", ENTRY, cells.entry_number),
        _must("expert", "专家|专家姓名", names.person),
        _may("expert_unit", "专家单位", names.unit),
        *_marks(setting),
        _may("suggested_tier", "建议等级", cells.text),
        _may("recused", "回避", choices.yes, blank=False),
        _may("remark", "备注", cells.text),
    )


def _marks(setting: Setting) -> tuple[Column, ...]:
    """Declare the criteria of the round's rules; without rules, those whose heading names a maximum."""
    found = {label.own: int(label.unit) for label in setting.header.labels if label.unit.isdecimal()}
    wanted = {item.name: item.maximum for item in setting.book.panel.criteria} if setting.book else found
    for name, maximum in wanted.items():
        if found.get(name, maximum) != maximum:
            sentence = _(
                "“{name}”的满分写作 {found}，本轮规则是 {maximum}；没有读入任何内容。请核对用的是不是这一轮的评分表。"
            )
            raise UserError(sentence.format(name=name, found=found[name], maximum=maximum))
    return tuple(
        Column("marks." + name, (name,), partial(figures.mark, maximum=maximum), needed=True, blank=None)
        for name, maximum in wanted.items()
    )


def _nominations(setting: Setting) -> tuple[Column, ...]:
    book = setting.book if isinstance(setting.book, AwardRules) else None
    payee = "第一单位统一社会信用代码|第一完成单位统一社会信用代码|第一完成单位信用代码|统一社会信用代码"
    return (
        _must("number", ENTRY, cells.entry_number),
        _must("title", "项目名称|成果名称", names.title),
        _may("registration_no", "成果登记号|登记号", cells.code),
        _must("group", "专业组|评审组", _one_of(book.groups if book else ())),
        _may("nominator", "提名单位|推荐单位", names.unit),
        _may("nominated_tier", "提名等级|推荐等级", _one_of(tuple(tier.name for tier in book.tiers) if book else ())),
        _must("units", "完成单位|主要完成单位", names.units, blank=()),
        replace(_must("completers", "完成人|主要完成人", names.completers, blank=()), asked=True),
        _may("payee_uscc", payee, cells.optional_credit_code),
        _may("bank", "开户行|开户银行", cells.text),
        _may("account", "银行账号|账号", cells.account),
        _needed("formal_check", "形式审查|形式审查结论|形式审查结果", _one_of(FormalCheck, warn_of_tick=True)),
        _may("formal_reason", "不合格原因|形式审查不合格原因", cells.text),
        _may("withdrawn", "撤回|是否撤回", choices.yes, blank=False),
        _may("nominated_on", "提名日期|推荐日期", _date(setting), blank=None),
    )


def _meeting(setting: Setting) -> tuple[Column, ...]:
    return (
        _must("title", "届次|会议名称", cells.text),
        _may("held_on", "日期|会议日期", _date(setting), blank=None),
        _may("place", "地点|会议地点", cells.text),
        _must("expected", "应到", figures.whole),
        _must("present", "实到", figures.whole),
    )


def _ballots(setting: Setting) -> tuple[Column, ...]:
    tiers = setting.book.tiers if isinstance(setting.book, AwardRules) else ()
    return (
        _must("number", ENTRY, cells.entry_number),
        _must("tier", "表决等级", _one_of(tuple(tier.name for tier in tiers))),
        _must("expected", "应到", figures.whole),
        _must("present", "到会|实到", figures.whole),
        _must("recused", "回避", figures.whole),
        _must("yes", "同意", figures.whole),
        _must("no", "反对", figures.whole),
        _must("abstained", "弃权", figures.whole),
    )


FIRMS, AWARDS = ProgrammeKind.EVALUATION, ProgrammeKind.AWARD
LAYOUTS = (
    Layout(
        Kind.ACHIEVEMENTS,
        None,
        _achievements,
        AchievementDraft,
        ("registration_no",),
        (checks.own_unit, checks.numbers, coded, explained),
        judge=check,
    ),
    Layout(
        Kind.APPLICATIONS, FIRMS, _applications, ApplicationDraft, ("uscc",), (checks.counties, checks.amounts), True
    ),
    Layout(Kind.VERIFICATIONS, FIRMS, _verifications, VerificationDraft, ("uscc", "quantity", "level"), by_rules=True),
    Layout(Kind.VETOES, FIRMS, _vetoes, VetoDraft, ("uscc",)),
    Layout(Kind.FIRM_SCORES, FIRMS, _firm_scores, ScoreSheetDraft, ("key", "expert")),
    Layout(
        Kind.NOMINATIONS,
        AWARDS,
        _nominations,
        NominationDraft,
        ("number",),
        (checks.own_unit, checks.registrations, checks.reasons),
    ),
    Layout(Kind.AWARD_SCORES, AWARDS, _award_scores, ScoreSheetDraft, ("key", "expert")),
    Layout(Kind.MEETING, AWARDS, _meeting, MeetingDraft, ("title",)),
    Layout(Kind.BALLOTS, AWARDS, _ballots, BallotDraft, ("number", "tier")),
)


NO_HEADER = Header(0, 0, (), {})
"""For the columns of a kind of sheet where no sheet is at hand."""


def layout_of(kind: str) -> Layout:
    """Return the layout of a kind of sheet."""
    return next(layout for layout in LAYOUTS if layout.kind == kind)


def build(layout: Layout, values: Mapping[str, Any], places: Container[str] = ()) -> Draft:
    """Make the draft of a row with its columns; `reported.X` become a mapping, `marks.X` the marks and their criteria."""
    plain = {name: value for name, value in values.items() if "." not in name}
    if layout.draft is AchievementDraft:
        plain["details"] = {key: value for key, value in _gathered(values, "details.").items() if value}
        plain["unspoken"] = frozenset(name for name in (*PLAIN, "keywords") if name not in places)
    if layout.draft is ApplicationDraft:
        plain["reported"] = _gathered(values, "reported.")
    if layout.draft is ScoreSheetDraft:
        marks = _gathered(values, "marks.")
        plain |= {"criteria": tuple(marks), "marks": tuple(marks.values())}
    return layout.draft(**plain)


def _gathered(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {short: values[name] for name, short in _beginning(tuple(values), prefix)}


@lru_cache(32)
def _beginning(names: tuple[str, ...], prefix: str) -> list[tuple[str, str]]:
    """Return which of a sheet's names begin so, whole and without the beginning."""
    return [(name, name.removeprefix(prefix)) for name in names if name.startswith(prefix)]

"""The kinds of sheets an office sends, as data: their columns, how each cell is taken, and what makes a row unique."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

import msgspec

from awardsdesk.errors import Problem, UserError
from awardsdesk.exchange import cells, checks, choices, figures, names
from awardsdesk.exchange.cells import Taken
from awardsdesk.exchange.checks import Check
from awardsdesk.exchange.coded import coded
from awardsdesk.exchange.columns import Column, Setting, Take, date, may, must, needed, one_of
from awardsdesk.exchange.explained import explained
from awardsdesk.exchange.figures import MONEY_UNITS
from awardsdesk.exchange.headers import Header, heading, part
from awardsdesk.exchange.register_columns import achievements
from awardsdesk.exchange.workbook import Value
from awardsdesk.i18n import _
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
from awardsdesk.rules.rulebook import AwardRules, EvaluationRules, Quantity, RuleBook
from awardsdesk.terms import FormalCheck, Opinion, ProgrammeKind, VerificationLevel


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


USCC = "统一社会信用代码|社会信用代码|信用代码"
FIRM = "企业名称|单位名称|申报企业|申报单位"
ENTRY = "编号|项目编号|提名编号|申报编号"


def _applications(setting: Setting) -> tuple[Column, ...]:
    return (
        must("name", FIRM, names.unit),
        must("uscc", USCC, cells.credit_code),
        needed("county", "所属县区|县区|所在县区", cells.text),
        may("industry_code", "行业代码|所属行业代码", cells.code),
        may("contact", "联系人", names.person),
        may("phone", "联系电话|电话", cells.phone),
        needed("bank", "开户行|开户银行", cells.text),
        needed("account", "银行账号|账号", cells.account),
        may("filed_on", "填报日期|申报日期", date(setting), blank=None),
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
        must("uscc", USCC, cells.credit_code),
        needed("name", FIRM, names.unit),
        Column("quantity", ("指标", "指标名称"), partial(quantity_name, options=options), True, True, quiet=True),
        Column("reported", ("申报值",), cells.text, blank=None, by="quantity", takes=takes),
        Column("verified", ("核实值",), cells.text, needed=True, blank=None, by="quantity", takes=takes),
        may("department", "核实部门|部门", names.unit),
        must("level", "核实级别|级别", one_of(VerificationLevel)),
        may("checker", "核实人", names.person),
        may("checked_on", "核实日期|日期", date(setting), blank=None),
        may("evidence", "依据|核实依据", cells.text),
        must("opinion", "意见|核实意见", one_of(Opinion)),
    )


def quantity_name(value: Value, options: tuple[str, ...]) -> Taken:
    """Take the name of a quantity, with or without its unit."""
    name, _unit = part(heading(value))
    if name in options or not name:
        return Taken(name)
    return Taken(error=_("“{name}”不是本轮的指标。").format(name=name))


def _vetoes(setting: Setting) -> tuple[Column, ...]:
    return (
        must("uscc", USCC, cells.credit_code),
        may("name", FIRM, names.unit),
        must("reason", "事由|否决事由", cells.text),
        may("department", "部门|认定部门", names.unit),
        may("decided_on", "日期|认定日期", date(setting), blank=None),
    )


def _firm_scores(setting: Setting) -> tuple[Column, ...]:
    return (
        must("key", USCC, cells.credit_code),
        must("expert", "专家|专家姓名", names.person),
        may("expert_unit", "专家单位", names.unit),
        *_marks(setting),
        may("recused", "回避", choices.yes, blank=False),
        may("remark", "备注", cells.text),
    )


def _award_scores(setting: Setting) -> tuple[Column, ...]:
    return (
        must("key", ENTRY, cells.entry_number),
        must("expert", "专家|专家姓名", names.person),
        may("expert_unit", "专家单位", names.unit),
        *_marks(setting),
        may("suggested_tier", "建议等级", cells.text),
        may("recused", "回避", choices.yes, blank=False),
        may("remark", "备注", cells.text),
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
        must("number", ENTRY, cells.entry_number),
        must("title", "项目名称|成果名称", names.title),
        may("registration_no", "成果登记号|登记号", cells.code),
        must("group", "专业组|评审组", one_of(book.groups if book else ())),
        may("nominator", "提名单位|推荐单位", names.unit),
        may("nominated_tier", "提名等级|推荐等级", one_of(tuple(tier.name for tier in book.tiers) if book else ())),
        must("units", "完成单位|主要完成单位", names.units, blank=()),
        replace(must("completers", "完成人|主要完成人", names.completers, blank=()), asked=True),
        may("payee_uscc", payee, cells.optional_credit_code),
        may("bank", "开户行|开户银行", cells.text),
        may("account", "银行账号|账号", cells.account),
        needed("formal_check", "形式审查|形式审查结论|形式审查结果", one_of(FormalCheck, warn_of_tick=True)),
        may("formal_reason", "不合格原因|形式审查不合格原因", cells.text),
        may("withdrawn", "撤回|是否撤回", choices.yes, blank=False),
        may("nominated_on", "提名日期|推荐日期", date(setting), blank=None),
    )


def _meeting(setting: Setting) -> tuple[Column, ...]:
    return (
        must("title", "届次|会议名称", cells.text),
        may("held_on", "日期|会议日期", date(setting), blank=None),
        may("place", "地点|会议地点", cells.text),
        must("expected", "应到", figures.whole),
        must("present", "实到", figures.whole),
    )


def _ballots(setting: Setting) -> tuple[Column, ...]:
    tiers = setting.book.tiers if isinstance(setting.book, AwardRules) else ()
    return (
        must("number", ENTRY, cells.entry_number),
        must("tier", "表决等级", one_of(tuple(tier.name for tier in tiers))),
        must("expected", "应到", figures.whole),
        must("present", "到会|实到", figures.whole),
        must("recused", "回避", figures.whole),
        must("yes", "同意", figures.whole),
        must("no", "反对", figures.whole),
        must("abstained", "弃权", figures.whole),
    )


FIRMS, AWARDS = ProgrammeKind.EVALUATION, ProgrammeKind.AWARD
LAYOUTS = (
    Layout(
        Kind.ACHIEVEMENTS,
        None,
        achievements,
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

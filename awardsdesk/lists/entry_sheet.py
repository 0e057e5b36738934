"""One entry on one page: what was filed, what departments, experts and the committee said of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.models import Entry, Verification
from awardsdesk.operations.rounds import book_of
from awardsdesk.rules.rulebook import EvaluationRules, RuleBook
from awardsdesk.terms import VerificationLevel

Rows = tuple[tuple[str, ...], ...]


def entry_sheet(session: Session, entry_id: int) -> WhySheet:
    """Return an entry with everything that is known of it, in the order of the year."""
    entry = session.get_one(Entry, entry_id)
    book = book_of(entry.round)
    if isinstance(book, EvaluationRules):
        sections = [_applicant(entry), _figures(entry, book)]
    else:
        sections = [_nomination(entry), *_names(entry), _payee(entry)]
    sections += [_sheets(entry, book), _ballots(entry)]
    return WhySheet(entry.key, entry.name, _state(entry), tuple(section for section in sections if section.rows))


def _state(entry: Entry) -> str:
    if entry.veto:
        return f"一票否决：{entry.veto.reason}"
    if entry.withdrawn:
        return "已撤回"
    if entry.formal_reason:
        return f"{entry.formal_check}：{entry.formal_reason}"
    return entry.formal_check


def _filled(*rows: tuple[str, str]) -> Rows:
    return tuple(row for row in rows if row[1])


def _applicant(entry: Entry) -> Section:
    return Section(
        _("企业"),
        (),
        _filled(
            (_("统一社会信用代码"), entry.key),
            (_("所属县区"), entry.county),
            (_("行业"), entry.industry_code),
            (_("联系人"), f"{entry.contact}　{entry.phone}".strip()),
            (_("开户银行"), entry.bank),
            (_("账号"), entry.account),
            (_("申报日期"), entry.filed_on.isoformat() if entry.filed_on else ""),
        ),
    )


def _figures(entry: Entry, book: EvaluationRules) -> Section:
    """Reported beside verified; the city's word stands before the county's."""
    units = {quantity.name: quantity.unit for quantity in book.quantities}
    said: dict[str, dict[str, Verification]] = {}
    for row in entry.verifications:
        said.setdefault(row.quantity, {})[row.level] = row
    rows = []
    for value in entry.reported:
        levels = said.get(value.quantity, {})
        unit = units.get(value.quantity, "")
        name = f"{value.quantity}（{unit}）" if unit else value.quantity
        reported = _value(value.number, value.text)
        rows.append((name, reported, *(_verified(levels.get(level)) for level in VerificationLevel)))
    return Section(_("申报与核实"), (_("指标"), _("申报值"), _("县区核实"), _("市级核实")), tuple(rows))


def _verified(row: Verification | None) -> str:
    return "" if row is None else f"{_value(row.number, row.text)} {row.opinion}".strip()


def _nomination(entry: Entry) -> Section:
    return Section(
        _("提名"),
        (),
        _filled(
            (_("编号"), entry.key),
            (_("专业组"), entry.group),
            (_("提名等级"), entry.nominated_tier),
            (_("提名单位"), entry.nominator),
            (_("成果登记号"), entry.registration_no),
            (_("形式审查"), _state(entry)),
            (_("提名日期"), entry.filed_on.isoformat() if entry.filed_on else ""),
        ),
    )


def _names(entry: Entry) -> Iterator[Section]:
    units = tuple((str(unit.position), unit.name) for unit in entry.units)
    yield Section(_("完成单位"), (_("次序"), _("单位名称")), units)
    persons = tuple((str(person.position), person.name, person.unit) for person in entry.completers)
    yield Section(_("完成人"), (_("次序"), _("姓名"), _("工作单位")), persons)


def _payee(entry: Entry) -> Section:
    return Section(
        _("收款单位"),
        (),
        _filled(
            (_("名称"), entry.units[0].name if entry.units else ""),
            (_("统一社会信用代码"), entry.payee_uscc),
            (_("开户银行"), entry.bank),
            (_("账号"), entry.account),
        ),
    )


def _sheets(entry: Entry, book: RuleBook) -> Section:
    criteria = [f"{criterion.name}\n({criterion.maximum})" for criterion in book.panel.criteria]
    rows = tuple(
        (sheet.expert.name, *_marks(sheet.marks, len(criteria)), _("回避") if sheet.recused else _total(sheet.marks))
        for sheet in entry.sheets
    )
    return Section(_("专家评分"), (_("专家"), *criteria, _("合计")), rows)


def _marks(marks: Sequence[str | None], count: int) -> list[str]:
    padded = [*marks, *[None] * count][:count]
    return [mark or "—" for mark in padded]


def _total(marks: Sequence[str | None]) -> str:
    return str(sum(Decimal(mark) for mark in marks if mark)) if marks and all(marks) else _("不完整")


def _ballots(entry: Entry) -> Section:
    rows = tuple(
        (ballot.tier, str(ballot.present - ballot.recused), f"{ballot.yes} / {ballot.no} / {ballot.abstained}")
        for ballot in entry.ballots
    )
    return Section(_("表决"), (_("等级"), _("应计票数"), _("同意 / 反对 / 弃权")), rows)


def _value(number: Decimal | None, text: str | None) -> str:
    return (text or "") if number is None else f"{number:f}"

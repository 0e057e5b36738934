"""The why-sheet: everything that led to one entry's place, in the order it was computed, on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Entry, Round, TieDecision
from awardsdesk.operations.results import entries_of, outcome, two_decimals
from awardsdesk.operations.rounds import book_of
from awardsdesk.rules.entries import Outcome, Standing
from awardsdesk.rules.money import yuan
from awardsdesk.rules.rounding import half_up
from awardsdesk.rules.rulebook import EvaluationRules, RuleBook


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the computation: a heading, column titles, rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class WhySheet:
    """All steps for one entry; `verdict` is the outcome in one sentence."""

    key: str
    name: str
    verdict: str
    sections: tuple[Section, ...]


def why(session: Session, round_: Round, key: str) -> WhySheet:
    """Explain one entry's place from the data as they are now; raises UserError when there is no such entry."""
    book = book_of(round_)
    computed = outcome(session, round_)
    standing = next((row for row in computed.standings if row.key == key), None)
    if standing is None:
        raise UserError(_("“{key}”不在“{round}”的申报名单中").format(key=key, round=round_.title))
    entry = next(entry for entry in entries_of(session, round_) if entry.key == key)
    sections = [
        *(_figures(entry) if isinstance(book, EvaluationRules) else ()),
        *(_indicators(book, standing, computed) if isinstance(book, EvaluationRules) else ()),
        *_sheets(book, entry, standing),
        *(_total(book, standing) if isinstance(book, EvaluationRules) else ()),
        *_seats(standing, computed),
        *_ballots(standing),
        *_ties(session, round_, standing),
    ]
    return WhySheet(key, entry.name, _verdict(standing), tuple(sections))


def _verdict(standing: Standing) -> str:
    if standing.rank is None:
        return _("未排名：{reason}").format(reason=standing.reason)
    won = standing.tier or "、".join(standing.honours) or _("未获奖")
    bonus = _("，奖金 {yuan} 元").format(yuan=yuan(standing.bonus_fen)) if standing.bonus_fen else ""
    place = _("{group}组第 {rank} 名") if standing.group else _("第 {rank} 名")
    return _("{place}，得分 {score}：{won}{bonus}").format(
        place=place.format(group=standing.group, rank=standing.rank), score=standing.score, won=won, bonus=bonus
    )


def _figures(entry: Entry) -> Iterator[Section]:
    """Reported beside verified: which word stood, and whose it was."""
    rows = []
    for reported in entry.reported:
        words = {row.level: row for row in entry.verifications if row.quantity == reported.quantity}
        standing = words.get("市级") or words.get("县区")
        verified = "" if standing is None else _value(standing.number, standing.text)
        source = "" if standing is None else f"{standing.level} {standing.department} {standing.opinion}"
        rows.append((reported.quantity, _value(reported.number, reported.text), verified, source))
    yield Section(_("数据：申报与核实"), (_("指标"), _("申报值"), _("核实值"), _("依据")), tuple(rows))


def _indicators(book: EvaluationRules, standing: Standing, computed: Outcome) -> Iterator[Section]:
    if not standing.points:
        return
    weights = {indicator.name: indicator.weight for indicator in book.indicators}
    rows = tuple(
        (
            point.indicator,
            _number(point.x, 6),
            str(weights[point.indicator]),
            point.state or _number(point.points, 4),
        )
        for point in standing.points
    )
    ranges = tuple(
        (_("{name}的最小、最大值").format(name=name), f"{_number(low, 2)} — {_number(high, 2)}", "", "")
        for name, (low, high) in computed.ranges.items()
    )
    total = ((_("客观分（按不适用的权重折算）"), "", "100", two_decimals(standing.objective)),)
    yield Section(_("客观分"), (_("指标"), _("数值"), _("权重"), _("得分")), rows + ranges + total)


def _sheets(book: RuleBook, entry: Entry, standing: Standing) -> Iterator[Section]:
    if standing.expert is None:
        return
    totals = dict(standing.expert.totals)
    rows = []
    for sheet in entry.sheets:
        expert = str(sheet.expert_id)
        if sheet.recused:
            state = _("回避，不计")
        elif expert not in totals:
            state = _("不完整，不计")
        elif expert in standing.expert.dropped:
            state = _("去掉的最高或最低分")
        else:
            state = _("计入")
        marks = "　".join(mark or "—" for mark in sheet.marks)
        rows.append((sheet.expert.name, marks, str(totals.get(expert, "")), state))
    rows.append((_("专家分（平均）"), "", two_decimals(standing.expert.score), ""))
    criteria = "　".join(f"{criterion.name}({criterion.maximum})" for criterion in book.panel.criteria)
    yield Section(_("专家评分"), (_("专家"), criteria, _("合计"), _("处理")), tuple(rows))


def _total(book: EvaluationRules, standing: Standing) -> Iterator[Section]:
    if standing.score is None or standing.expert is None:
        return
    rows = [
        (_("客观分 × {0}/{1}").format(*book.objective_share), _number(standing.objective, 4)),
        (_("专家分 × {0}/{1}").format(*book.expert_share), _number(standing.expert.score, 4)),
        *((_("加分：{name}").format(name=point.indicator), _number(point.points, 2)) for point in standing.extras),
        (_("加分合计（上限 {cap}）").format(cap=book.extra_cap), _number(standing.extra, 2)),
        (_("总分（只在此处四舍五入）"), f"{_number(standing.exact, 6)} → {standing.score}"),
        (_("并列时先比未取整的专家分"), _number(standing.expert.score, 6)),
        (_("再比研发投入强度"), _number(standing.intensity, 6)),
    ]
    yield Section(_("总分"), (_("项"), _("值")), tuple(rows))


def _seats(standing: Standing, computed: Outcome) -> Iterator[Section]:
    if not standing.group or standing.rank is None:
        return
    rows = tuple((tier, str(groups[standing.group])) for tier, groups in computed.seats.items())
    proposed = ((_("建议等级"), standing.proposed_tier or _("无")),)
    yield Section(_("本组名额"), (_("等级"), _("名额")), rows + proposed)


def _ballots(standing: Standing) -> Iterator[Section]:
    if not standing.ballots:
        return
    rows = tuple(
        (
            ballot.vote.tier,
            str(ballot.base),
            f"{ballot.vote.yes} / {ballot.vote.no} / {ballot.vote.abstained}",
            _("通过") if ballot.passed else _("未通过"),
        )
        for ballot in standing.ballots
    )
    yield Section(_("表决"), (_("等级"), _("应计票数"), _("同意 / 反对 / 弃权"), _("结果")), rows)


def _ties(session: Session, round_: Round, standing: Standing) -> Iterator[Section]:
    if not standing.tied_with:
        return
    decisions = session.scalars(select(TieDecision).where(TieDecision.round_id == round_.id)).all()
    rows = [(_("与下列并列"), "、".join(standing.tied_with))]
    rows += [(row.cut, row.reason) for row in decisions if standing.key in row.members]
    yield Section(_("并列"), (_("分数线"), _("决定与理由")), tuple(rows))


def _value(number: object, text: str | None) -> str:
    return text or "" if number is None else str(number)


def _number(value: Fraction | str | None, places: int) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return format(half_up(value, places).normalize(), "f")

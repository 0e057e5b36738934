"""The why-sheet: everything that led to one entry's place, in the order it was computed, on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import ComputedStanding, Entry, Round, TieDecision
from awardsdesk.operations.results import entries_of, outcome, two_decimals
from awardsdesk.operations.rounds import book_of, by_code
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
    entries = entries_of(session, round_)
    computed = outcome(session, round_, entries)
    standing = next((row for row in computed.standings if row.key == key), None)
    if standing is None:
        raise UserError(_("“{key}”不在“{round}”的申报名单中").format(key=key, round=round_.title))
    entry = next(entry for entry in entries if entry.key == key)
    sections = [
        *(_figures(book, entry) if isinstance(book, EvaluationRules) else ()),
        *(_indicators(book, standing, computed) if isinstance(book, EvaluationRules) else ()),
        *_sheets(book, entry, standing),
        *(_total(book, standing) if isinstance(book, EvaluationRules) else ()),
        *_seats(standing, computed),
        *_ballots(standing),
        *_ties(session, round_, standing),
    ]
    waiting = any(key in tie.keys for tie in computed.undecided)
    return WhySheet(key, entry.name, _verdict(standing, waiting=waiting), tuple(sections))


def why_standing(session: Session, standing_id: int) -> WhySheet:
    """Explain the place of one line of the computed result."""
    code, key = session.execute(
        select(Round.code, Entry.key)
        .join(Entry, Entry.round_id == Round.id)
        .join(ComputedStanding, ComputedStanding.entry_id == Entry.id)
        .where(ComputedStanding.id == standing_id)
    ).one()
    return why(session, by_code(session, code), key)


def _verdict(standing: Standing, *, waiting: bool) -> str:
    if standing.rank is None:
        return f"未排名：{standing.reason}"
    won = standing.tier or "、".join(standing.honours) or ("并列待定" if waiting else "未获奖")
    bonus = f"，奖金 {yuan(standing.bonus_fen)} 元" if standing.bonus_fen else ""
    place = "{group}组第 {rank} 名" if standing.group else "第 {rank} 名"
    return f"{place.format(group=standing.group, rank=standing.rank)}，得分 {standing.score}：{won}{bonus}"


def _figures(book: EvaluationRules, entry: Entry) -> Iterator[Section]:
    """Reported beside verified: which word stood, and whose it was."""
    units = {quantity.name: f"（{quantity.unit}）" for quantity in book.quantities if quantity.unit}
    rows = []
    for reported in entry.reported:
        words = {row.level: row for row in entry.verifications if row.quantity == reported.quantity}
        standing = words.get("市级") or words.get("县区")
        verified = "" if standing is None else _value(standing.number, standing.text)
        source = "" if standing is None else f"{standing.level} {standing.department} {standing.opinion}"
        name = f"{reported.quantity}{units.get(reported.quantity, '')}"
        rows.append((name, _value(reported.number, reported.text), verified, source))
    yield Section("数据：申报与核实", ("指标", "申报值", "核实值", "依据"), tuple(rows))


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
        (f"{name}的最小、最大值", f"{_number(low, 2)} — {_number(high, 2)}", "", "")
        for name, (low, high) in computed.ranges.items()
    )
    total = (("客观分（按不适用的权重折算）", "", "100", two_decimals(standing.objective)),)
    yield Section("客观分", ("指标", "数值", "权重", "得分"), rows + ranges + total)


def _sheets(book: RuleBook, entry: Entry, standing: Standing) -> Iterator[Section]:
    if standing.expert is None:
        return
    totals = dict(standing.expert.totals)
    rows = []
    for sheet in entry.sheets:
        expert = str(sheet.expert_id)
        if sheet.recused:
            state = "回避，不计"
        elif expert not in totals:
            state = "不完整，不计"
        elif expert in standing.expert.dropped:
            state = "去掉的最高或最低分"
        else:
            state = "计入"
        marks = "　".join(mark or "—" for mark in sheet.marks)
        rows.append((sheet.expert.name, marks, str(totals.get(expert, "")), state))
    rows.append(("专家分（平均）", "", two_decimals(standing.expert.score), ""))
    criteria = "　".join(f"{criterion.name}({criterion.maximum})" for criterion in book.panel.criteria)
    yield Section("专家评分", ("专家", criteria, "合计", "处理"), tuple(rows))


def _total(book: EvaluationRules, standing: Standing) -> Iterator[Section]:
    if standing.score is None or standing.expert is None:
        return
    rows = [
        ("客观分 × {}/{}".format(*book.objective_share), _number(standing.objective, 4)),
        ("专家分 × {}/{}".format(*book.expert_share), _number(standing.expert.score, 4)),
        *((f"加分：{point.indicator}", _number(point.points, 2)) for point in standing.extras),
        (f"加分合计（上限 {book.extra_cap}）", _number(standing.extra, 2)),
        ("总分（只在此处四舍五入）", f"{_number(standing.exact, 6)} → {standing.score}"),
        ("并列时先比未取整的专家分", _number(standing.expert.score, 6)),
        ("再比研发投入强度", _number(standing.intensity, 6)),
    ]
    yield Section("总分", ("项", "值"), tuple(rows))


def _seats(standing: Standing, computed: Outcome) -> Iterator[Section]:
    if not standing.group or standing.rank is None:
        return
    rows = tuple((tier, str(groups[standing.group])) for tier, groups in computed.seats.items())
    proposed = (("建议等级", standing.proposed_tier or "无"),)
    yield Section("本组名额", ("等级", "名额"), rows + proposed)


def _ballots(standing: Standing) -> Iterator[Section]:
    if not standing.ballots:
        return
    rows = tuple(
        (
            ballot.vote.tier,
            str(ballot.base),
            f"{ballot.vote.yes} / {ballot.vote.no} / {ballot.vote.abstained}",
            "通过" if ballot.passed else "未通过",
        )
        for ballot in standing.ballots
    )
    yield Section("表决", ("等级", "应计票数", "同意 / 反对 / 弃权", "结果"), rows)


def _ties(session: Session, round_: Round, standing: Standing) -> Iterator[Section]:
    if not standing.tied_with:
        return
    decisions = session.scalars(select(TieDecision).where(TieDecision.round_id == round_.id)).all()
    rows = [("与下列并列", "、".join(standing.tied_with))]
    rows += [(row.cut, row.reason) for row in decisions if standing.key in row.members]
    yield Section("并列", ("分数线", "决定与理由"), tuple(rows))


def _value(number: object, text: str | None) -> str:
    return text or "" if number is None else str(number)


def _number(value: Fraction | str | None, places: int) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return format(half_up(value, places).normalize(), "f")

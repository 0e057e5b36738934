import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.entries import UNVERIFIABLE, Applicant, Figure, Outcome, Points, Sheet, TieDecision, UndecidedTie
from awardsdesk.rules.evaluation import evaluate, granted
from awardsdesk.rules.rulebook import (
    CertificateRules,
    Criterion,
    EvaluationRules,
    Extra,
    FullMark,
    Honour,
    Indicator,
    Panel,
    PerUnit,
    Plain,
    PlaqueRules,
    Quantity,
    Ratio,
)
from tests.rules import sample_year

EXPECTED = json.loads(Path(__file__).with_name("expected-summary.json").read_text("utf-8"))["evaluation"]

BOOK = EvaluationRules(
    title="评价",
    organ="市政府",
    quantities=(
        Quantity(name="费用", kind="amount"),
        Quantity(name="收入", kind="amount"),
        Quantity(name="项数", kind="count"),
        Quantity(name="示范", kind="choice", choices=("是", "否"), blank="否"),
    ),
    indicators=(
        Indicator(
            name="强度",
            weight=Decimal(60),
            argument=Ratio(part="费用", base="收入"),
            formula=FullMark(full=Decimal("0.5")),
        ),
        Indicator(
            name="成果", weight=Decimal(40), argument=Plain(quantity="项数"), formula=PerUnit(points=Decimal(10))
        ),
    ),
    extras=(
        Extra(name="示范企业", quantity="示范", when="是", points=Decimal(3)),
        Extra(name="再加", quantity="示范", when="是", points=Decimal(4)),
    ),
    extra_cap=Decimal(5),
    panel=Panel(criteria=(Criterion(name="总评", maximum=100),)),
    intensity=Ratio(part="费用", base="收入"),
    honours=(
        Honour(name="示范", places=1, bonus_fen=300),
        Honour(name="三强", places=3, bonus_fen=200),
        Honour(name="五强", places=5, bonus_fen=100),
    ),
    certificate=CertificateRules(layout="", heading=(), body="", organ=""),
    plaque=PlaqueRules(lines=()),
)


def firm(key: str, *marks: str | int, veto: str | None = None, **figures: Figure) -> Applicant:
    """Make a firm with one mark an expert; without figures all firms have the same."""
    sheets = tuple(Sheet(f"专家{number}", (Decimal(mark),)) for number, mark in enumerate(marks))
    return Applicant(key, f"{key}公司", {"费用": Decimal(1), "收入": Decimal(4)} | figures, sheets, veto)


def firms(*scores: int) -> list[Applicant]:
    """Make firms A, B, C … whose order follows the experts' scores."""
    return [firm(chr(65 + number), score, score, score) for number, score in enumerate(scores)]


def honours(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    return {standing.key: standing.honours for standing in outcome.standings if standing.honours}


@pytest.fixture(scope="module")
def evaluation() -> Outcome:
    return evaluate(sample_year.evaluation_book(), sample_year.applicants())


def test_sample_year_gives_every_figure_its_readme_promises(evaluation):
    ranked = [firm for firm in evaluation.standings if firm.rank is not None]
    least, greatest = evaluation.ranges["上缴税金"]
    ties = {(firm.rank, firm.rank + len(firm.tied_with)) for firm in ranked if firm.tied_with}
    computed = {
        "round": "2008-QP",
        "applicants": len(evaluation.standings),
        "ranked": len(ranked),
        "tax_min": str(Decimal(least.numerator) / least.denominator),
        "tax_max": str(Decimal(greatest.numerator) / greatest.denominator),
        "vetoed": sum(firm.reason.startswith("一票否决") for firm in evaluation.standings),
        "not_rankable": [
            {"uscc": firm.key, "name": firm.name, "valid_sheets": len(firm.expert.totals)}
            for firm in evaluation.standings
            if firm.rank is None and firm.expert is not None
        ],
        "top10": [{"rank": firm.rank, "name": firm.name, "total": str(firm.score)} for firm in ranked[:10]],
        "last_of_50": [str(firm.score) for firm in ranked if firm.rank == 50],
        "honour_counts": Counter(honour for firm in ranked for honour in firm.honours),
        "plaques": evaluation.plaques,
        "certificates": evaluation.unit_certificates,
        "bonus_total_yuan": evaluation.bonus_fen // 100,
        "ties_needing_decision": len(evaluation.undecided),
        "ties_elsewhere": [list(places) for places in ties],
        "sum_of_totals": str(sum(firm.score for firm in ranked)),
    }
    assert computed == EXPECTED


def test_order_of_rows_has_no_effect(evaluation):
    rows = sample_year.applicants()
    assert evaluate(sample_year.evaluation_book(), Random(2008).sample(rows, len(rows))) == evaluation


def test_a_standing_holds_every_step_of_its_score():
    (standing,) = evaluate(BOOK, [firm("A", 80, "70.5", 90, 60, 75, 项数=Decimal(3), 示范="是")]).standings
    assert standing.points == (Points("强度", Fraction(30), Fraction(1, 4)), Points("成果", Fraction(30), Fraction(3)))
    assert standing.objective == 60
    assert standing.expert.dropped == ("专家2", "专家3")
    assert standing.expert.score == Fraction(451, 6)
    assert standing.extras == (Points("示范企业", Fraction(3), "是"), Points("再加", Fraction(4), "是"))
    assert (standing.extra, standing.intensity) == (5, Fraction(1, 4))
    assert standing.exact == 42 + Fraction(451, 20) + 5
    assert (str(standing.score), standing.rank, standing.bonus_fen) == ("69.55", 1, 300)


@pytest.mark.parametrize(
    ("figures", "objective", "states"),
    [
        ({"收入": Decimal(0), "项数": Decimal(2)}, Fraction(50), ("不适用", "")),
        ({"收入": None, "项数": Decimal(2)}, Fraction(50), ("不适用", "")),
        ({"收入": UNVERIFIABLE, "项数": Decimal(2)}, Fraction(20), ("无法核实", "")),
        ({"费用": UNVERIFIABLE, "收入": None, "项数": Decimal(2)}, Fraction(20), ("无法核实", "")),
        ({"项数": UNVERIFIABLE}, Fraction(30), ("", "无法核实")),
        ({"费用": None}, Fraction(0), ("", "")),
    ],
)
def test_what_is_not_applicable_is_left_out_and_what_is_unverifiable_is_not(
    figures: dict[str, Figure], objective: Fraction, states: tuple[str, ...]
):
    (standing,) = evaluate(BOOK, [firm("A", 80, 80, 80, **figures)]).standings
    assert standing.objective == objective
    assert tuple(points.state for points in standing.points) == states


def test_who_is_not_ranked_and_why():
    only_ratio = msgspec.structs.replace(BOOK, indicators=BOOK.indicators[:1])
    applicants = [
        firm("D", 80, 80, 80, veto="偷税"),
        firm("C", 80, 80, 80, 收入=None),
        firm("B", 90, 90),
        firm("A", 60, 60, 60),
    ]
    outcome = evaluate(only_ratio, applicants)
    assert [(standing.key, standing.rank, standing.reason) for standing in outcome.standings] == [
        ("A", 1, ""),
        ("B", None, "有效专家评分 2 份，少于 3 份，不参加排名，待研究决定"),
        ("C", None, "全部客观指标不适用，不参加排名，待研究决定"),
        ("D", None, "一票否决：偷税"),
    ]
    assert [standing.score for standing in outcome.standings[1:]] == [None] * 3
    assert [len(standing.points) for standing in outcome.standings] == [1, 1, 1, 0]


def test_equal_totals_are_parted_by_the_expert_score_and_then_by_intensity():
    same_total = {"费用": Decimal(1), "收入": Decimal(4)}
    applicants = [
        firm("A", 80, 80, 80, **same_total),
        firm("B", 80, 80, "80.01", **same_total),
        firm("C", 80, 80, 80, 费用=Decimal(100001), 收入=Decimal(400000)),
        firm("D", 80, 80, 80, **same_total),
    ]
    outcome = evaluate(BOOK, applicants)
    assert {str(standing.score) for standing in outcome.standings} == {"45.00"}
    assert [(s.key, s.rank, s.tied_with) for s in outcome.standings] == [
        ("B", 1, ()),
        ("C", 2, ()),
        ("A", 3, ("D",)),
        ("D", 3, ("A",)),
    ]


def test_honours_nest_and_each_gets_a_plaque_and_a_certificate():
    outcome = evaluate(BOOK, firms(90, 80, 70, 60, 50, 40))
    assert honours(outcome) == {
        "A": ("示范", "三强", "五强"),
        "B": ("三强", "五强"),
        "C": ("三强", "五强"),
        "D": ("五强",),
        "E": ("五强",),
    }
    assert (outcome.plaques, outcome.unit_certificates, outcome.person_certificates) == (9, 9, 0)
    assert outcome.bonus_fen == 300 + 2 * 200 + 2 * 100


def test_only_the_highest_honour_counts_where_the_rules_say_so():
    book = msgspec.structs.replace(BOOK, stacking="highest")
    outcome = evaluate(book, firms(90, 80, 70, 60, 50, 40))
    assert (outcome.plaques, outcome.unit_certificates) == (5, 5)
    assert granted(book, ("三强", "五强")) == ("三强",)
    assert granted(BOOK, ("三强", "五强")) == ("三强", "五强")


def test_a_tie_across_a_cut_waits_with_the_honour_it_has_for_certain():
    outcome = evaluate(BOOK, firms(90, 80, 70, 70, 50))
    assert outcome.undecided == (UndecidedTie("三强", ("C", "D"), 3, 4, 1),)
    assert honours(outcome) == {
        "A": ("示范", "三强", "五强"),
        "B": ("三强", "五强"),
        "C": ("五强",),
        "D": ("五强",),
        "E": ("五强",),
    }
    assert (outcome.plaques, outcome.bonus_fen) == (8, 300 + 200 + 3 * 100)


def test_a_tie_that_ends_at_the_cut_needs_no_decision():
    outcome = evaluate(BOOK, firms(90, 80, 80, 60, 60, 50))
    assert outcome.undecided == ()
    assert [standing.rank for standing in outcome.standings] == [1, 2, 2, 4, 4, 6]
    assert list(honours(outcome)) == ["A", "B", "C", "D", "E"]


def test_a_tie_across_all_cuts_is_open_at_each():
    outcome = evaluate(BOOK, firms(*[70] * 6))
    keys = ("A", "B", "C", "D", "E", "F")
    assert outcome.undecided == (
        UndecidedTie("示范", keys, 1, 6, 1),
        UndecidedTie("三强", keys, 1, 6, 3),
        UndecidedTie("五强", keys, 1, 6, 5),
    )
    assert (honours(outcome), outcome.bonus_fen) == ({}, 0)


@pytest.mark.parametrize(("chosen", "winners"), [("C", "ABC"), ("CD", "ABCD"), ("", "AB")])
def test_a_decision_may_fill_exceed_or_leave_the_seats(chosen: str, winners: str):
    decision = TieDecision("三强", frozenset(chosen), frozenset("CD"))
    outcome = evaluate(BOOK, firms(90, 80, 70, 70, 50), [decision])
    assert outcome.undecided == ()
    assert "".join(key for key, held in honours(outcome).items() if "三强" in held) == winners
    assert [standing.rank for standing in outcome.standings] == [1, 2, 3, 3, 5]


def test_a_decision_on_another_tie_is_void():
    decision = TieDecision("三强", frozenset("C"), frozenset("CDE"))
    assert evaluate(BOOK, firms(90, 80, 70, 70, 50), [decision]) == evaluate(BOOK, firms(90, 80, 70, 70, 50))


def test_a_higher_honour_brings_the_lower_ones_while_they_are_open():
    decision = TieDecision("示范", frozenset("B"), frozenset("ABCD"))
    outcome = evaluate(BOOK, firms(70, 70, 70, 70), [decision])
    assert [tie.cut for tie in outcome.undecided] == ["三强"]
    assert honours(outcome) == {"A": ("五强",), "B": ("示范", "三强", "五强"), "C": ("五强",), "D": ("五强",)}


def test_a_round_without_applicants_has_an_empty_result():
    assert evaluate(BOOK, []) == Outcome((), (), 0, 0, 0, 0)


@given(st.lists(st.integers(60, 64), max_size=14))
def test_honours_of_any_round_nest_and_never_pass_their_places(scores: list[int]):
    outcome = evaluate(BOOK, firms(*scores))
    names = [honour.name for honour in BOOK.honours]
    assert [held for held in honours(outcome).values() if list(held) != names[len(names) - len(held) :]] == []
    for honour in BOOK.honours:
        holders = [standing for standing in outcome.standings if honour.name in standing.honours]
        open_seats = sum(tie.open_seats for tie in outcome.undecided if tie.cut == honour.name)
        assert len(holders) + open_seats == min(honour.places, len(scores))

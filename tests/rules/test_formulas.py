from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.errors import UserError
from awardsdesk.rules import formulas
from awardsdesk.rules.entries import UNVERIFIABLE, Figure, Points
from awardsdesk.rules.rulebook import (
    Argument,
    BaseFull,
    ChoicePoints,
    Extra,
    Formula,
    FullMark,
    Growth,
    Indicator,
    MinMax,
    PerUnit,
    Plain,
    Quantity,
    Ratio,
    Steps,
)
from tests.rules.sample_year import evaluation_book

RATIO = Ratio(part="费用", base="收入")
GROWTH = Growth(now="收入", before="上年")
PLAIN = Plain(quantity="项数")
STEPS = Steps(steps=((Decimal(20), Decimal(10)), (Decimal(10), Decimal(8)), (Decimal(1), Decimal("2.5"))))
BASE_FULL = BaseFull(base=Decimal("0.2"), full=Decimal("0.6"), share=Decimal("0.6"))
QUANTITIES = (
    Quantity(name="项数", kind="count"),
    Quantity(name="级别", kind="choice", choices=("国家级", "无"), blank="无"),
)


def indicator(argument: Argument, formula: Formula, weight: int = 10) -> Indicator:
    return Indicator(name="指标", weight=Decimal(weight), argument=argument, formula=formula)


def figures(**given: str | int | Figure) -> dict[str, Figure]:
    return {name: Decimal(value) if isinstance(value, int) else value for name, value in given.items()}


@pytest.mark.parametrize(
    ("argument", "given", "x"),
    [
        (RATIO, figures(费用=Decimal("1.5"), 收入=9), (Fraction(1, 6), "")),
        (RATIO, figures(费用=None, 收入=9), (Fraction(0), "")),
        (RATIO, figures(费用=-3, 收入=9), (Fraction(-1, 3), "")),
        (RATIO, figures(费用=1, 收入=None), (None, "不适用")),
        (RATIO, figures(费用=1, 收入=0), (None, "不适用")),
        (RATIO, figures(费用=UNVERIFIABLE, 收入=0), (None, "无法核实")),
        (RATIO, figures(费用=1, 收入=UNVERIFIABLE), (None, "无法核实")),
        (GROWTH, figures(收入=9, 上年=6), (Fraction(1, 2), "")),
        (GROWTH, figures(收入=None, 上年=6), (Fraction(-1), "")),
        (GROWTH, figures(收入=9, 上年=None), (None, "不适用")),
        (GROWTH, figures(收入=UNVERIFIABLE, 上年=0), (None, "无法核实")),
        (PLAIN, figures(项数=None), (Fraction(0), "")),
        (PLAIN, figures(项数="国家级"), ("国家级", "")),
        (PLAIN, figures(项数=UNVERIFIABLE), (None, "无法核实")),
    ],
)
def test_argument(argument: Argument, given: dict[str, Figure], x: tuple[Fraction | str | None, str]):
    assert formulas.argument(argument, given) == x


@pytest.mark.parametrize(
    ("formula", "x", "points"),
    [
        (FullMark(full=Decimal("0.05")), "1/40", "5"),
        (FullMark(full=Decimal("0.05")), "1/20", "10"),
        (FullMark(full=Decimal("0.05")), "3", "10"),
        (FullMark(full=Decimal("0.05")), "-1/40", "0"),
        (BASE_FULL, "0", "0"),
        (BASE_FULL, "1/10", "3"),
        (BASE_FULL, "1/5", "6"),
        (BASE_FULL, "2/5", "8"),
        (BASE_FULL, "3/5", "10"),
        (BASE_FULL, "4/5", "10"),
        (BASE_FULL, "-1/5", "0"),
        (STEPS, "20", "10"),
        (STEPS, "19", "8"),
        (STEPS, "9.99", "2.5"),
        (STEPS, "0", "0"),
        (PerUnit(points=Decimal(2)), "3", "6"),
        (PerUnit(points=Decimal(2)), "9", "10"),
        (PerUnit(points=Decimal("0.5")), "3", "1.5"),
    ],
)
def test_curve(formula: Formula, x: str, points: str):
    assert formulas.curve(formula, Fraction(10), Fraction(x)) == Fraction(points)


@given(st.sampled_from([FullMark(full=Decimal("0.3")), BASE_FULL, STEPS]), st.fractions(-2, 30), st.fractions(-2, 30))
def test_more_never_earns_less_and_points_stay_within_the_weight(formula: Formula, one: Fraction, other: Fraction):
    low, high = (formulas.curve(formula, Fraction(10), x) for x in sorted((one, other)))
    assert 0 <= low <= high <= 10


def test_min_max_runs_from_the_least_to_the_greatest():
    line = indicator(PLAIN, MinMax(), weight=7)
    everyone = [figures(项数=30), figures(项数=10), figures(项数=UNVERIFIABLE), figures(项数=None)]
    known = formulas.ranges([line], everyone)
    assert known == {"指标": (Fraction(0), Fraction(30))}
    given_points = [formulas.points(line, one, known) for one in everyone]
    assert given_points == [
        Points("指标", Fraction(7), Fraction(30)),
        Points("指标", Fraction(7, 3), Fraction(10)),
        Points("指标", Fraction(0), None, "无法核实"),
        Points("指标", Fraction(0), Fraction(0)),
    ]


def test_min_max_is_not_applicable_where_all_are_equal():
    line = indicator(PLAIN, MinMax())
    known = formulas.ranges([line], [figures(项数=5), figures(项数=5), figures(项数=UNVERIFIABLE)])
    assert formulas.points(line, figures(项数=5), known) == Points("指标", Fraction(0), Fraction(5), "不适用")
    assert formulas.points(line, figures(项数=UNVERIFIABLE), known) == Points("指标", Fraction(0), None, "无法核实")


def test_nobody_verifiable_leaves_no_range():
    assert formulas.ranges([indicator(PLAIN, MinMax())], [figures(项数=UNVERIFIABLE)]) == {}


def test_choice_gives_the_points_of_the_word():
    line = indicator(Plain(quantity="级别"), ChoicePoints(points={"国家级": Decimal(7), "无": Decimal(0)}))
    assert formulas.points(line, figures(级别="国家级"), {}) == Points("指标", Fraction(7), "国家级")
    assert formulas.points(line, figures(级别="无"), {}) == Points("指标", Fraction(0), "无")
    assert formulas.points(line, figures(级别=UNVERIFIABLE), {}) == Points("指标", Fraction(0), None, "无法核实")


@pytest.mark.parametrize("formula", [ChoicePoints(points={"国家级": Decimal(7)}), STEPS])
def test_a_word_without_points_is_named(formula: Formula):
    with pytest.raises(UserError) as caught:
        formulas.points(indicator(Plain(quantity="级别"), formula), figures(级别="校级"), {})
    assert str(caught.value) == "评分规则没有规定指标“指标”取“校级”时的得分"


def test_complete_fills_blank_choices_only():
    assert formulas.complete(QUANTITIES, {}) == {"项数": None, "级别": "无"}
    assert formulas.complete(QUANTITIES, figures(项数=3, 级别="国家级", 别的=1)) == figures(项数=3, 级别="国家级")
    unverified = {"项数": UNVERIFIABLE, "级别": UNVERIFIABLE}
    assert formulas.complete(QUANTITIES, unverified) == unverified


@pytest.mark.parametrize(("name", "figure"), [("项数", "3"), ("级别", Decimal(3)), ("级别", "校级")])
def test_complete_refuses_the_wrong_kind(name: str, figure: Figure):
    with pytest.raises(UserError) as caught:
        formulas.complete(QUANTITIES, {name: figure})
    assert str(caught.value) == f"指标“{name}”不能取“{figure}”"


def test_a_word_in_a_ratio_is_named():
    with pytest.raises(UserError) as caught:
        formulas.argument(RATIO, figures(费用="多", 收入=1))
    assert str(caught.value) == "计算需要数字，而不是“多”"


@pytest.mark.parametrize(
    ("figure", "points"),
    [
        ("是", Points("示范", Fraction(3), "是")),
        ("否", Points("示范", Fraction(0), "否")),
        (UNVERIFIABLE, Points("示范", Fraction(0), None, "无法核实")),
    ],
)
def test_extra_points(figure: Figure, points: Points):
    rule = Extra(name="示范", quantity="示范企业", when="是", points=Decimal(3))
    assert formulas.extra_points(rule, {"示范企业": figure}) == points


def test_weights_of_the_sample_rules_add_up_to_a_hundred():
    assert sum(line.weight for line in evaluation_book().indicators) == 100


def test_unverifiable_revenue_costs_four_indicators_and_none_is_left_out():
    book = evaluation_book()
    blank = formulas.complete(
        book.quantities, {"营业收入": UNVERIFIABLE, "职工总数": Decimal(9), "上年营业收入": Decimal(0)}
    )
    states = {line.name: formulas.points(line, blank, {}).state for line in book.indicators}
    assert {name: state for name, state in states.items() if state} == {
        "研发投入强度": "无法核实",
        "人均研发经费": "不适用",
        "新产品销售收入占比": "无法核实",
        "营业收入增长率": "无法核实",
        "利润率": "无法核实",
        "上缴税金": "不适用",
    }

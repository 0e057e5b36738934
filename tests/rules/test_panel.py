from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.entries import ExpertScore, Sheet
from awardsdesk.rules.panel import expert_score, sheet_total
from awardsdesk.rules.rulebook import Criterion, Panel

PANEL = Panel(criteria=(Criterion(name="创新", maximum=60), Criterion(name="效益", maximum=40)))


def sheet(expert: str, *marks: str | None, recused: bool = False) -> Sheet:
    return Sheet(expert, tuple(None if mark is None else Decimal(mark) for mark in marks), recused)


@pytest.mark.parametrize(
    ("valid", "score", "dropped"),
    [
        (["80", "70"], None, ()),
        (["80", "70", "90.5"], Fraction("80") + Fraction("0.5") / 3, ()),
        (["80", "70", "90", "61"], Fraction("75.25"), ()),
        (["80", "70", "90", "60", "65"], Fraction(215, 3), ("丙", "丁")),
        (["80", "80", "80", "80", "80", "80"], Fraction(80), ("甲", "丁")),
    ],
)
def test_mean_and_what_is_dropped(valid: list[str], score: Fraction | None, dropped: tuple[str, ...]):
    experts = "甲乙丙丁戊己"[: len(valid)]
    sheets = [sheet(name, total, "0") for name, total in zip(experts, valid, strict=True)]
    totals = tuple((name, Decimal(total)) for name, total in zip(experts, valid, strict=True))
    assert expert_score(PANEL, sheets) == ExpertScore(totals, dropped, score)


def test_recused_and_incomplete_sheets_are_not_zeros():
    sheets = [
        sheet("甲", "50", "30"),
        sheet("乙", "1", "1", recused=True),
        sheet("丙", "50", None),
        sheet("丁", "40"),
        sheet("戊", "52", "30.5"),
        sheet("己", "48", "30"),
    ]
    totals = (("甲", Decimal(80)), ("戊", Decimal("82.5")), ("己", Decimal(78)))
    assert expert_score(PANEL, sheets) == ExpertScore(totals, (), Fraction(481, 6))


def test_a_mark_of_zero_counts():
    assert sheet_total(PANEL, sheet("甲", "0", "0")) == 0


def test_rules_may_ask_for_other_numbers_of_sheets():
    panel = Panel(criteria=PANEL.criteria, minimum_sheets=1, trim_from=3)
    assert expert_score(panel, [sheet("甲", "50", "30")]).score == 80
    assert (
        expert_score(panel, [sheet(name, total, "0") for name, total in zip("甲乙丙", "159", strict=True)]).score == 5
    )


@given(st.lists(st.decimals(0, 60, places=1), min_size=5, max_size=9), st.randoms(use_true_random=False))
def test_trimmed_mean_is_that_of_the_sorted_middle_in_any_order(marks: list[Decimal], random: Random):
    sheets = [Sheet(f"专家{number}", (mark, Decimal(0))) for number, mark in enumerate(marks)]
    middle = [Fraction(mark) for mark in sorted(marks)[1:-1]]
    random.shuffle(sheets)
    result = expert_score(PANEL, sheets)
    assert result.score == sum(middle) / len(middle)
    assert len(set(result.dropped)) == 2

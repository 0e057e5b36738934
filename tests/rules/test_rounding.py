from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.rounding import half_up


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("92.305", "92.31"),
        ("92.3049999999999999999999999999999999", "92.30"),
        ("0.005", "0.01"),
        ("0", "0.00"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("2.675", "2.68"),
        ("123456789012345678901234567890.125", "123456789012345678901234567890.13"),
    ],
)
def test_halves_go_up(value: str, shown: str):
    assert str(half_up(Fraction(value), 2)) == shown


def test_thirds_and_whole_numbers():
    assert str(half_up(Fraction(2, 3), 2)) == "0.67"
    assert str(half_up(Fraction(5, 2), 0)) == "3"


@given(st.decimals(-1000, 1000, places=5), st.integers(0, 4))
def test_agrees_with_decimal_where_decimal_is_exact(value: Decimal, places: int):
    assert half_up(Fraction(value), places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.fractions(), st.integers(0, 6))
def test_is_never_further_than_half_a_step(value: Fraction, places: int):
    assert abs(Fraction(half_up(value, places)) - value) <= Fraction(1, 2 * 10**places)

"""Scores stay exact fractions; here they become the decimals that are shown and ranked."""

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero (四舍五入); exact for any size."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((int(value < 0 < whole), digits, -places))

"""Money in whole fen (分): shares that add up, amounts in figures and in words."""

from awardsdesk.rules.rulebook import Share

DIGITS = "零壹贰叁肆伍陆柒捌玖"
BIG_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def split(total: int, heads: int, first: Share) -> tuple[int, ...]:
    """Split `total` fen: the first gets the share `first`, the others equal parts of the rest, one alone everything.

    Shares are rounded down; the missing fen go one each to the largest remainders, equal ones to the lower position.
    Without heads there are no shares.
    """
    if heads < 2:
        return (total,) * heads
    numerator, denominator = first
    # All exact shares over one common denominator, so that remainders compare as whole numbers.
    common = denominator * (heads - 1)
    exact = [total * numerator * (heads - 1)] + [total * (denominator - numerator)] * (heads - 1)
    shares = [share // common for share in exact]
    order = sorted(range(heads), key=lambda position: -(exact[position] % common))
    for position in order[: total - sum(shares)]:
        shares[position] += 1
    return tuple(shares)


def yuan(fen: int) -> str:
    """Write fen as yuan with thousands commas: 123450 is 1,234.50."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02}"


def in_words(fen: int, *, prefix: str = "") -> str:
    """Write fen in the capital numerals of bank forms (大写金额): 140950 is 壹仟肆佰零玖元伍角整.

    Raises ValueError below 0. Source: 支付结算办法, 附件一 (正确填写票据和结算凭证的基本规定).
    """
    if fen < 0:
        raise ValueError(fen)
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_numeral(whole)}元" if whole or not rest else ""
    # A zero in the place of yuan or jiao is read aloud once, before the next figure.
    if whole and rest and (whole % 10 == 0 or jiao == 0):
        words += "零"
    words += f"{DIGITS[jiao]}角" if jiao else ""
    words += f"{DIGITS[cents]}分" if cents else "整"
    return prefix + words


def _numeral(number: int) -> str:
    """Write a whole number in capital numerals, one 零 for a run of zeros inside."""
    for size, unit in BIG_UNITS:
        if number >= size:
            head, tail = divmod(number, size)
            gap = "零" if 0 < tail < size // 10 else ""
            return f"{_numeral(head)}{unit}{gap}{_numeral(tail) if tail else ''}"
    return DIGITS[number]

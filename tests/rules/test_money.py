from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.money import DIGITS, in_words, split, yuan

totals = st.integers(0, 10**10)
heads = st.integers(1, 40)
firsts = st.tuples(st.integers(0, 20), st.integers(1, 20)).filter(lambda share: share[0] <= share[1])


@pytest.mark.parametrize(
    ("total", "heads", "shares"),
    [
        (5_000_000, 8, (2_000_000, *[428_572] * 3, *[428_571] * 4)),
        (5_000_000, 1, (5_000_000,)),
        (1_000_000, 2, (400_000, 600_000)),
        (500_000, 5, (200_000, 75_000, 75_000, 75_000, 75_000)),
        (1, 3, (1, 0, 0)),
        (2, 3, (1, 1, 0)),
        (0, 3, (0, 0, 0)),
        (500_000, 0, ()),
    ],
)
def test_split_of_the_sample_rules(total: int, heads: int, shares: tuple[int, ...]):
    assert split(total, heads, (4, 10)) == shares


def test_an_even_split_gives_the_missing_fen_to_the_first():
    assert split(500_000, 7, (1, 7)) == (*[71_429] * 4, *[71_428] * 3)


@given(totals, heads, firsts)
def test_shares_add_up_exactly(total: int, heads: int, first: tuple[int, int]):
    shares = split(total, heads, first)
    assert (len(shares), sum(shares)) == (heads, total)


@given(totals, st.integers(2, 40), firsts)
def test_each_share_is_less_than_a_fen_from_the_exact_one(total: int, heads: int, first: tuple[int, int]):
    share = Fraction(*first)
    exact = [total * share] + [total * (1 - share) / (heads - 1)] * (heads - 1)
    assert [pair for pair in zip(split(total, heads, first), exact, strict=True) if abs(pair[0] - pair[1]) >= 1] == []


@given(totals, st.integers(2, 40), firsts)
def test_after_the_first_nobody_gets_more_than_the_one_before(total: int, heads: int, first: tuple[int, int]):
    rest = split(total, heads, first)[1:]
    assert list(rest) == sorted(rest, reverse=True)
    assert rest[0] - rest[-1] <= 1


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(123_450, "1,234.50"), (0, "0.00"), (5, "0.05"), (100_000_000, "1,000,000.00"), (-123_405, "-1,234.05")],
)
def test_yuan(fen: int, shown: str):
    assert yuan(fen) == shown


@given(st.integers(-(10**12), 10**12))
def test_yuan_reads_back(fen: int):
    assert int(yuan(fen).replace(",", "").replace(".", "")) == fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (10_000_000, "壹拾万元整"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (0, "零元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (1_000, "壹拾元整"),
        (1_100, "壹拾壹元整"),
        (100_000_001, "壹佰万元零壹分"),
        (10_010_000, "壹拾万零壹佰元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
        (1_000_000_010_000_00, "壹万亿零壹万元整"),
        (5_000_000, "伍万元整"),
    ],
)
def test_in_words(fen: int, words: str):
    assert in_words(fen) == words


def test_in_words_with_the_currency_in_front():
    assert in_words(5_000_000, prefix="人民币") == "人民币伍万元整"


def test_no_words_below_zero():
    with pytest.raises(ValueError, match="-1"):
        in_words(-1)


def value(words: str) -> int:
    """Read a capital numeral back, an independent way: sections of 亿 and 万, then digit and unit."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = words.rpartition(unit)
        if found:
            return value(head) * size + value(tail)
    total = digit = 0
    for char in words:
        digit = DIGITS.find(char) if char in DIGITS else digit
        total += digit * {"拾": 10, "佰": 100, "仟": 1000}.get(char, 0)
        digit = digit if char in DIGITS else 0
    return total + digit


@given(st.integers(1, 10**15))
def test_words_read_back_and_hold_no_double_zero(fen: int):
    words = in_words(fen).removesuffix("整")
    whole, found, rest = words.partition("元")
    parts = rest if found else words
    jiao = parts[parts.index("角") - 1] if "角" in parts else "零"
    cents = parts[parts.index("分") - 1] if "分" in parts else "零"
    assert value(whole) * 100 * bool(found) + DIGITS.index(jiao) * 10 + DIGITS.index(cents) == fen
    assert "零零" not in words

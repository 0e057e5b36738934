import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.dates import month_numerals, numerals

READ = {char: value for value, char in enumerate("〇一二三四五六七八九")}


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2008, 7, 31), "二〇〇八年七月三十一日"),
        (dt.date(2008, 10, 10), "二〇〇八年十月十日"),
        (dt.date(2010, 12, 11), "二〇一〇年十二月十一日"),
        (dt.date(1999, 1, 20), "一九九九年一月二十日"),
        (dt.date(2026, 11, 1), "二〇二六年十一月一日"),
    ],
)
def test_written_as_on_certificates(day: dt.date, written: str):
    assert numerals(day) == written


def test_zero_is_the_ideograph():
    assert [hex(ord(char)) for char in month_numerals(dt.date(2000, 8, 1))[1:4]] == ["0x3007"] * 3


def read(spoken: str) -> int:
    tens, ten, ones = spoken.rpartition("十")
    return (READ.get(tens, 1) * 10 if ten else 0) + (READ[ones] if ones else 0)


@given(st.dates(dt.date(1900, 1, 1)))
def test_reads_back(day: dt.date):
    year, month, rest = numerals(day).replace("年", " ").replace("月", " ").split()
    digits = int("".join(str(READ[char]) for char in year))
    assert dt.date(digits, read(month), read(rest.removesuffix("日"))) == day

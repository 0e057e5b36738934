"""Dates as they stand on certificates."""

import datetime as dt
import re

DIGITS = "〇一二三四五六七八九"


def numerals(day: dt.date) -> str:
    """Write a date in Chinese numerals: 二〇〇八年七月三十一日; 〇 is U+3007."""
    return f"{month_numerals(day)}{_small(day.day)}日"


def month_numerals(day: dt.date) -> str:
    """Write year and month in Chinese numerals: 二〇〇八年七月."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月"


def _small(number: int) -> str:
    """Write 1 to 99 as spoken: 十, 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    spoken_tens = {0: "", 1: "十"}.get(tens, f"{DIGITS[tens]}十")
    return spoken_tens + (DIGITS[ones] if ones else "")


def is_year_month(written: str) -> bool:
    """Tell whether a text is a year and month as forms keep them: 2021-03."""
    return re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", written) is not None

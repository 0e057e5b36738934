"""Dates as they stand on certificates, and as people write them."""

import datetime as dt
import re
from calendar import monthrange

DIGITS = "〇一二三四五六七八九"
WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:年?|(?:年|[-./])(?P<month>\d{1,2})(?:月?|(?:月|[-./])(?P<day>\d{1,2})日?))", re.ASCII
)
EIGHT = re.compile(r"\A(\d{4})(\d{2})(\d{2})\Z", re.ASCII)


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


def days_of(written: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of what is written: 2025-06-30, 2025.6.30, 2025年6月 or 2025 alone.

    Raises ValueError for what is no day, month or year.
    """
    found = WRITTEN.fullmatch(EIGHT.sub(r"\1-\2-\3", written))
    if not found:
        raise ValueError(written)
    year, month, day = found.group("year", "month", "day")
    first = dt.date(int(year), int(month or 1), int(day or 1))
    if day:
        return first, first
    last = first.replace(month=int(month or 12))
    return first, last.replace(day=monthrange(last.year, last.month)[1])

"""What people type for days, numbers and money, read into values and written back; forgiving, never guessing."""

import datetime as dt
import unicodedata
from decimal import Decimal, InvalidOperation

from awardsdesk.exchange.days import year_month
from awardsdesk.i18n import _
from awardsdesk.rules.dates import days_of


class UnreadableError(ValueError):
    """What was typed is no such value; the message says how to write it."""


def half_width(text: str) -> str:
    """Return the text with full-width digits, letters and signs made plain, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def read_day(text: str) -> dt.date | None:
    """Read 2024-05-09, 2024.5.9, 2024年5月9日 or 20240509."""
    text = half_width(text).replace(" ", "")
    if not text:
        return None
    try:
        first, last = days_of(text)
    except ValueError:
        return _fail_day()
    return first if first == last else _fail_day()


def read_month(text: str) -> str:
    """Read 2021-03, 2021.3, 2021年3月 or 202103 as 2021-03; what is no month stays."""
    return str(year_month(text).value) or half_width(text)


def read_number(text: str) -> Decimal | None:
    """Read a number, with or without thousands separators."""
    text = half_width(text).replace(",", "").replace(" ", "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UnreadableError(_("请填数字")) from None
    if not value.is_finite():
        raise UnreadableError(_("请填数字"))
    return value


def read_yuan(text: str) -> int | None:
    """Read an amount in yuan as whole fen."""
    value = read_number(half_width(text).removesuffix("元"))
    if value is None:
        return None
    fen = value * 100
    if fen != fen.to_integral_value():
        raise UnreadableError(_("金额最多到分，即两位小数"))
    return int(fen)


def show_yuan(fen: int | None) -> str:
    """Return fen as an amount in yuan with separators."""
    if fen is None:
        return ""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def _fail_day() -> dt.date:
    raise UnreadableError(_("请按 2024-05-09 的样子填写日期"))

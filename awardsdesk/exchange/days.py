"""Days and months in the many ways offices write them."""

import datetime as dt
import re
from decimal import Decimal

from awardsdesk.exchange.cells import Taken, as_text, narrow
from awardsdesk.exchange.workbook import EPOCH, Value
from awardsdesk.i18n import _

DATE = re.compile(r"([0-9]{2}|[0-9]{4})(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?(?: .*)?")
EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?:(?:年|[-./])([0-9]{1,2})|([0-9]{2}))月?(?:[-./]?[0-9]{1,2}日?)?")


def date(value: Value, epoch: dt.date = EPOCH) -> Taken:
    """Take a day in any of the ways offices write one; an impossible one is left blank."""
    if value is None or isinstance(value, dt.date):
        return Taken(value)
    written = narrow(as_text(value))
    if not written:
        return Taken()
    if EIGHT_DIGITS.fullmatch(written):
        return _day(written, *EIGHT_DIGITS.fullmatch(written).groups())  # type: ignore[union-attr]
    if isinstance(value, Decimal) and value == value.to_integral_value() and 10_000 <= value < 80_000:
        return Taken(epoch + dt.timedelta(days=int(value)))
    match = DATE.fullmatch(written)
    if not match:
        return Taken(None, _("“{written}”不是可以读懂的日期，留空。").format(written=written))
    year, month, day = match.groups()
    if len(year) == 4:
        return _day(written, year, month, day)
    taken = _day(written, "20" + year if year < "70" else "19" + year, month, day)
    if taken.value is None:
        return taken
    return Taken(taken.value, _("年份只写了两位，按 {day} 读入，请核对。").format(day=taken.value))


def _day(written: str, year: str, month: str, day: str) -> Taken:
    try:
        return Taken(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return Taken(None, _("没有“{written}”这一天，日期留空。").format(written=written))


def year_month(value: Value) -> Taken:
    """Take a month as YYYY-MM."""
    written = re.sub(r"\s", "", narrow(as_text(value)))
    if not written:
        return Taken("")
    match = YEAR_MONTH.fullmatch(written)
    month = int(match[2] or match[3]) if match else 0
    # 2006.1 typed as a number is January or October: Excel drops the last zero
    is_vague = isinstance(value, Decimal) and written.endswith(".1")
    if match and not is_vague and 1 <= month <= 12:
        return Taken(f"{match[1]}-{month:02}")
    return Taken("", _("“{written}”不是可以读懂的年月，留空。").format(written=written))

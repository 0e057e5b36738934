"""Amounts, counts and marks: numbers as offices write them, exact or not at all."""

import datetime as dt
import re
from decimal import Decimal

from awardsdesk.exchange.cells import DASHES, Taken, as_text, narrow
from awardsdesk.exchange.workbook import Damaged, Value
from awardsdesk.i18n import _

TOO_LARGE = 10**12
TEN_THOUSAND = Decimal(10_000)
MONEY_UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万": TEN_THOUSAND,
    "万元": TEN_THOUSAND,
    "百万元": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "亿元": Decimal(100_000_000),
}
AMOUNT = re.compile(r"([+-]?)[¥]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(\D*)")
COUNT_UNITS = frozenset("人项个件名次家篇部种台套")


def plain(number: Decimal | None) -> str:
    """Write a number without exponent and without needless zeros."""
    return "" if number is None else format(number.normalize(), "f")


def amount(value: Value, unit: str = "万元", column: str = "") -> Taken:
    """Take an amount of money in `unit`; a bare number is in the unit of the column's heading, or in `unit`."""
    if isinstance(value, Damaged):
        return Taken(error=_("数字超过 15 位，不可能是金额。"))
    if isinstance(value, dt.date):
        return Taken(error=_("这里应是金额，写的却是日期。"))
    if value is None or isinstance(value, Decimal):
        return _in_unit(value, column or unit, unit)
    written = re.sub(r"\s", "", narrow(value))
    if not written:
        return Taken()
    if written in DASHES or written == "无":
        return Taken(None, _("“{written}”按空白读入。").format(written=written))
    bracketed = re.fullmatch(r"\((.*)\)(\D*)", written)
    match = AMOUNT.fullmatch(bracketed[1] + bracketed[2] if bracketed else written)
    if not match or (match[4] and match[4] not in MONEY_UNITS) or (bracketed and match[1]):
        return Taken(error=_("“{written}”不是可以读懂的金额。").format(written=written))
    number = Decimal(match[1] + match[2].replace(",", "") + (match[3] or ""))
    taken = _in_unit(-number if bracketed else number, match[4] or column or unit, unit)
    warning = _("括号里的金额按负数读入。") if bracketed else ""
    if match[4]:
        sentence = _("写有单位“{written}”，按 {number} {unit}读入。")
        warning += sentence.format(written=match[4], unit=unit, number=plain(taken.value))
    return Taken(taken.value, warning + taken.warning, taken.error)


def _in_unit(number: Decimal | None, given: str, unit: str) -> Taken:
    """Convert to the wanted unit; refuse what is no whole fen, warn of more than two decimals."""
    if number is None:
        return Taken()
    if abs(number) >= TOO_LARGE:
        return Taken(error=_("数字太大，不可能是金额。"))
    fen = number * MONEY_UNITS[given] * 100
    if fen != fen.to_integral_value():
        return Taken(error=_("金额 {number} 的小数太长，不是整分。").format(number=plain(number)))
    converted = number * MONEY_UNITS[given] / MONEY_UNITS[unit]
    if given == unit and number * 100 % 1:
        return Taken(number, _("金额超过两位小数，请核对。"))
    return Taken(converted)


def count(value: Value) -> Taken:
    """Take a whole number, not negative."""
    if isinstance(value, Damaged):
        return Taken(error=_("数字超过 15 位，不可能是数量。"))
    if isinstance(value, dt.date):
        return Taken(error=_("这里应是数量，写的却是日期。"))
    if value is None:
        return Taken()
    written = re.sub(r"\s", "", narrow(as_text(value)))
    if not written:
        return Taken()
    if written in DASHES:
        return Taken(None, _("“{written}”按空白读入。").format(written=written))
    match = re.fullmatch(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?(\D?)", written)
    if match and len(match[1]) > 12:
        return Taken(error=_("数字太大，不可能是数量。"))
    if not match or (match[2] and match[2] not in COUNT_UNITS):
        return Taken(error=_("“{written}”不是整数，这里应填不小于零的整数。").format(written=written))
    warning = _("单位“{unit}”略去，按 {number} 读入。").format(unit=match[2], number=match[1]) if match[2] else ""
    return Taken(Decimal(match[1].replace(",", "")), warning)


def whole(value: Value) -> Taken:
    """Take a count that must be there, as int."""
    taken = count(value)
    if taken.value is None and not taken.error:
        return Taken(error=_("这里应填整数，却是空白。"))
    return Taken(None if taken.value is None else int(taken.value), taken.warning, taken.error)


def mark(value: Value, maximum: int) -> Taken:
    """Take an expert's mark: at most one decimal, from 0 to the criterion's maximum; blank is no mark."""
    if isinstance(value, Damaged | dt.date):
        return Taken(error=_("这里应是分数。"))
    if value is None:
        return Taken()
    written = re.sub(r"\s", "", narrow(as_text(value))).removesuffix("分")
    if not written:
        return Taken()
    if written in DASHES:
        return Taken(None, _("“{written}”按空白读入。").format(written=written))
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", written):
        return Taken(error=_("“{written}”不是分数。").format(written=written))
    number = Decimal(written)
    if number > maximum or number * 10 % 1:
        return Taken(
            error=_("分数 {number} 不合规定：应在 0 到 {maximum} 之间，至多一位小数。").format(
                number=number, maximum=maximum
            )
        )
    return Taken(number)

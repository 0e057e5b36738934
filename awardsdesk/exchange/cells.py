"""What a cell means: pure functions from what is written to a value, a warning, or a refusal."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from awardsdesk.exchange.workbook import EPOCH, Damage, Damaged, Value
from awardsdesk.i18n import _
from awardsdesk.rules.identifiers import clean_code, uscc_problems


@dataclass(frozen=True, slots=True)
class Taken:
    """A cell's value; a warning is shown and lets the row pass, an error keeps the row out."""

    value: Any = None
    warning: str = ""
    error: str = ""


NARROW = {0xFF01 + step: 0x21 + step for step in range(94)} | {0x3000: " ", 0xA0: " ", 0x2212: "-", 0xFFE5: "¥"}
"""Full-width ASCII to ASCII: for numbers and codes, never for names."""
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""Controls, zero-width characters and direction marks; blanks and line breaks stay."""
DASHES = frozenset({"-", "--", "—", "——", "–", "―", "─", "/", "\\", "暂无", "空"})
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
DATE = re.compile(r"([0-9]{2}|[0-9]{4})(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?(?: .*)?")
EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?:(?:年|[-./])([0-9]{1,2})|([0-9]{2}))月?(?:[-./]?[0-9]{1,2}日?)?")
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")
TICKS = frozenset("√✓✔☑")
CROSSES = frozenset("×✗✘☒")
YES_WORDS = frozenset({"是", "有", "合格", "Y", "YES", "TRUE"})
NO_WORDS = frozenset({"否", "无", "没有", "不是", "不合格", "N", "NO", "FALSE"})
SUFFIXES = ("奖", "组", "级", "类")
EXPLAINED = re.compile(r"(.+?)[(（].*[)）]")


def narrow(text: str) -> str:
    """Fold full-width ASCII, drop what cannot be seen and trim: for numbers and codes."""
    return UNSEEN.sub("", text).translate(NARROW).strip()


def as_text(value: Value) -> str:
    """Return what is written as text: a whole number without a point, a day as YYYY-MM-DD."""
    match value:
        case None:
            return ""
        case Decimal():
            return format(value, "f")
        case dt.date():
            return value.isoformat()
        case Damaged():
            return value.written
    return value


def plain(number: Decimal | None) -> str:
    """Write a number without exponent and without needless zeros."""
    return "" if number is None else format(number.normalize(), "f")


def _lost(what: str) -> Taken:
    """Warn that a long number has lost its last digits and leave the cell blank."""
    return Taken("", _("数字超过 15 位，末几位已经丢失，{what}留空，请补填。").format(what=what))


def text(value: Value) -> Taken:
    """Take short free text on one line."""
    if isinstance(value, Damaged):
        return _lost(_("此项"))
    taken = UNSEEN.sub("", as_text(value))
    taken = re.sub(r"(?<=[!-~])\s*[\n\r\v\f]\s*(?=[!-~])", " ", taken)  # a break parts words only in Latin text
    taken = re.sub(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*", "", taken).strip()
    if taken in DASHES:
        return Taken("", _("短横线按空白读入。"))
    if taken.startswith(("=", "@", "+")):
        return Taken(taken, _("看起来像公式，按文字原样收下，不会计算。"))
    return Taken(taken)


def long_text(value: Value) -> Taken:
    """Take text that may run over several lines."""
    if isinstance(value, Damaged):
        return _lost(_("此项"))
    return Taken(UNSEEN.sub("", as_text(value)).replace("\r\n", "\n").strip())


def code(value: Value) -> Taken:
    """Take a code that is no number: upper case, half width, no blanks."""
    if isinstance(value, Damaged):
        return _lost(_("代码"))
    taken = clean_code(UNSEEN.sub("", as_text(value)))
    if taken in DASHES:
        return Taken("", _("短横线按空白读入。"))
    if isinstance(value, Decimal) and len(taken) == 1:
        return Taken(taken, _("代码存成了数字，开头的零可能已经丢失，请核对。"))
    return Taken(taken)


def entry_number(value: Value) -> Taken:
    """Take the number of an entry, which names its row and so cannot be left blank because digits were lost."""
    if isinstance(value, Damaged):
        return Taken(error=_("编号存成了超过 15 位的数字，已经不完整。"))
    return Taken(clean_code(UNSEEN.sub("", as_text(value))))


def credit_code(value: Value) -> Taken:
    """Take a 统一社会信用代码: a wrong shape refuses, a wrong check character warns."""
    if isinstance(value, Damaged):
        return Taken(error=_("统一社会信用代码存成了数字，位数已经丢失。"))
    taken = clean_code(UNSEEN.sub("", as_text(value)))
    for problem in uscc_problems(taken) if taken else ():
        sentence = problem.sentence + "。"
        return Taken(error=sentence) if problem.severity == "error" else Taken(taken, sentence)
    return Taken(taken)


def optional_credit_code(value: Value) -> Taken:
    """Take a credit code whose row does not hang on it: what is wrong with it only warns."""
    taken = credit_code(value)
    return Taken("", taken.error + _("此项留空。")) if taken.error else taken


def phone(value: Value) -> Taken:
    """Take a telephone number as it is written; a number loses nothing but its type."""
    if isinstance(value, Damaged):
        return _lost(_("电话"))
    taken = re.sub(r"\s+", " ", narrow(as_text(value)))
    if taken in DASHES:
        return Taken("", _("短横线按空白读入。"))
    if SCIENTIFIC.fullmatch(taken):
        return Taken("", _("科学记数法丢失了数字，电话留空，请补填。"))
    return Taken(taken)


def account(value: Value) -> Taken:
    """Take a bank account: only its digits count, and none may be lost."""
    if isinstance(value, Damaged):
        return _lost(_("账号"))
    taken = re.sub(r"\s", "", narrow(as_text(value)))
    if taken in DASHES:
        return Taken("", _("短横线按空白读入。"))
    if SCIENTIFIC.fullmatch(taken):
        return Taken("", _("科学记数法丢失了数字，账号留空，请补填。"))
    if isinstance(value, Decimal):
        return Taken(taken, _("账号存成了数字，开头的零可能已经丢失，请核对。"))
    if taken and not taken.isdecimal():
        return Taken(taken, _("账号里有数字以外的字符，按原样收下，请核对。"))
    return Taken(taken)


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


def choice(value: Value, options: Sequence[str], blank: str = "", warn_of_tick: bool = False) -> Taken:
    """Take one of the words of a list; `blank` is what an empty cell counts as."""
    if isinstance(value, Damaged):
        return Taken(error=_("这里只能填{options}。").format(options="、".join(options)))
    written = re.sub(r"\s", "", UNSEEN.sub("", as_text(value)).replace("　", ""))
    if not written:
        return Taken(blank or None)
    if written in options:
        return Taken(written)
    if found := _by_yes_or_no(narrow(written).upper(), options):
        is_tick = written in TICKS | CROSSES
        return Taken(
            found, _("“{written}”按“{found}”读入。").format(written=written, found=found) * (is_tick and warn_of_tick)
        )
    for option in options:
        if any(written == option + suffix or option == written + suffix for suffix in SUFFIXES):
            return Taken(option)
    if (match := EXPLAINED.fullmatch(written)) and match[1] in options:
        return Taken(match[1], _("括号里的说明略去，按“{found}”读入。").format(found=match[1]))
    if written in DASHES or written == "－":
        return Taken(blank or None, _("短横线按空白读入。"))
    return Taken(
        error=_("“{written}”不在可选的范围内，这里只能填{options}。").format(
            written=written, options="、".join(options)
        )
    )


def _by_yes_or_no(written: str, options: Sequence[str]) -> str:
    """Find the option that a tick, a cross or another word for yes or no stands for."""
    if len(options) != 2:
        return ""
    words = YES_WORDS | TICKS if written in YES_WORDS | TICKS else NO_WORDS | CROSSES
    if written not in words:
        return ""
    return next((option for option in options if option in words), "")


def yes(value: Value) -> Taken:
    """Take 是 or a tick as True, 否 or a blank as False."""
    taken = choice(value, ("是", "否"), blank="否")
    return Taken(taken.value == "是", taken.warning, taken.error)


def unreadable(value: Value) -> Taken | None:
    """Judge an error, a formula without a result and a text too long alike in every column; None for all else."""
    if not isinstance(value, Damaged):
        return None
    if value.damage is Damage.ERROR:
        return Taken(error=_("单元格是错误值 {written}。").format(written=value.written))
    if value.damage is Damage.TOO_LONG:
        return Taken(error=_("文字超过 32767 字，读不下。"))
    if value.damage is Damage.NO_RESULT:
        sentence = _("公式 {written} 没有存下结果，按空白读入；请在 Excel 里重新计算后保存。")
        return Taken(None, sentence.format(written=value.written))
    return None

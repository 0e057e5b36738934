"""What a cell means: pure functions from what is written to a value, a warning, or a refusal."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from awardsdesk.exchange.workbook import Damage, Damaged, Value
from awardsdesk.i18n import _
from awardsdesk.rules.identifiers import clean_code, clean_credit_code, uscc_problems


class Taken(Struct, frozen=True):
    """A cell's value; a warning is shown and lets the row pass, an error keeps the row out."""

    value: Any = None
    warning: str = ""
    error: str = ""


NARROW = {0xFF01 + step: 0x21 + step for step in range(94)} | {0x3000: " ", 0xA0: " ", 0x2212: "-", 0xFFE5: "¥"}
"""Full-width ASCII to ASCII: for numbers and codes, never for names."""
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Controls, zero-width characters and direction marks; blanks and line breaks stay."""
OLD_BREAKS = re.compile("[\v\f]")
"""Line breaks as Word writes them, which no workbook can hold."""
DASHES = frozenset({"-", "--", "—", "——", "–", "―", "─", "/", "\\", "暂无", "空"})
MARK_SIGN = "."
"""Stands in the mark of a record between its uid and the signs of its cells."""
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")


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
    if isinstance(value, dt.date):
        sentence = _("这一格被 Excel 存成了日期，按“{read}”读入，原来的写法可能已经变了，请核对。")
        return Taken(taken, sentence.format(read=taken))
    if isinstance(value, Decimal) and len(taken) == 1:
        return Taken(taken, _("代码存成了数字，开头的零可能已经丢失，请核对。"))
    return Taken(taken)


def codes(value: Value) -> Taken:
    """Take codes as `code` does, parted as the form parts them."""
    taken = code(value)
    return replace(taken, value=taken.value.replace(";", "；")) if taken.value else taken


def mark(value: Value) -> Taken:
    """Take the mark of a record of ours: its uid, without the signs of its cells."""
    return Taken(UNSEEN.sub("", as_text(value)).partition(MARK_SIGN)[0].strip())


def entry_number(value: Value) -> Taken:
    """Take the number of an entry, which names its row and so cannot be left blank because digits were lost."""
    if isinstance(value, Damaged):
        return Taken(error=_("编号存成了超过 15 位的数字，已经不完整。"))
    return Taken(clean_code(UNSEEN.sub("", as_text(value))))


def credit_code(value: Value) -> Taken:
    """Take a 统一社会信用代码, or the 组织机构代码 of old files: a wrong shape refuses, a wrong check sign warns."""
    if isinstance(value, Damaged):
        return Taken(error=_("统一社会信用代码存成了数字，位数已经丢失。"))
    taken = clean_credit_code(UNSEEN.sub("", as_text(value)))
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
    return _digits(value, _("电话"), " ")


def email(value: Value) -> Taken:
    """Take the address of a mailbox, half width."""
    return _digits(value, _("电子邮箱"), " ")


def account(value: Value) -> Taken:
    """Take a bank account: only its digits count, and none may be lost."""
    taken = _digits(value, _("账号"), "")
    if taken.value and isinstance(value, Decimal):
        return Taken(taken.value, _("账号存成了数字，开头的零可能已经丢失，请核对。"))
    if taken.value and not taken.value.isdecimal():
        return Taken(taken.value, _("账号里有数字以外的字符，按原样收下，请核对。"))
    return taken


def _digits(value: Value, what: str, gap: str) -> Taken:
    """Take digits or signs as they are written, parted by nothing but `gap`; none of them may be lost."""
    if isinstance(value, Damaged):
        return _lost(what)
    taken = re.sub(r"\s+", gap, narrow(as_text(value)))
    if taken in DASHES:
        return Taken("", _("短横线按空白读入。"))
    if SCIENTIFIC.fullmatch(taken):
        return Taken("", _("科学记数法丢失了数字，{what}留空，请补填。").format(what=what))
    return Taken(taken)


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

"""Credit codes and names: what a careful reader would notice. Nothing here stops a record by itself."""

import re
import unicodedata

from awardsdesk.errors import Problem
from awardsdesk.i18n import _

USCC_SET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NAME_DOT = "\u00b7"
LOOKALIKE_DOTS = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65]")
HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
INNER_POINT = re.compile(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])")
INNER_BLANK = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def uscc_problems(code: str, field: str = "uscc") -> list[Problem]:
    """Check a 统一社会信用代码 (GB 32100-2015): a wrong shape is an error, a wrong check character a warning.

    Codes with a wrong check character have been issued in earnest, so a person may confirm one.
    """
    if len(code) != 18:
        return [Problem(field, _("统一社会信用代码应为 18 位，现为 {length} 位").format(length=len(code)))]
    if strange := "".join(dict.fromkeys(char for char in code if char not in USCC_SET)):
        return [Problem(field, _("统一社会信用代码中不应有“{strange}”").format(strange=strange))]
    if code[17] != uscc_check(code[:17]):
        sentence = _("统一社会信用代码 {code} 的校验码不符，请核对")
        return [Problem(field, sentence.format(code=code), severity="warning")]
    return []


def uscc_check(code: str) -> str:
    """Compute the 18th character from the first 17, all of `USCC_SET`."""
    total = sum(USCC_SET.index(char) * pow(3, position, 31) for position, char in enumerate(code))
    return USCC_SET[-total % 31]


def clean_code(text: str) -> str:
    """Bring a code into the shape it is stored in: half-width, upper case, no blanks."""
    return "".join(text.translate(HALF_WIDTH).split()).upper()


def clean_name(text: str) -> str:
    """Bring a person's name into the shape it is stored in: the dot U+00B7, no blanks inside Chinese.

    Characters themselves are never changed (no NFKC). Source of the dot: 民委发〔2016〕33号.
    """
    dotted = INNER_POINT.sub(NAME_DOT, LOOKALIKE_DOTS.sub(NAME_DOT, text.strip()))
    return INNER_BLANK.sub("", dotted)


def private_use(text: str) -> tuple[str, ...]:
    """Return the private-use characters of a text in order: signs of an old system that no other can print."""
    return tuple(char for char in text if unicodedata.category(char) == "Co")

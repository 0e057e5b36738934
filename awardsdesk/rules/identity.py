"""The papers a person is known by: which number belongs to which, and how it is shown to those who need not know it."""

import re

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.rules.dates import is_year_month
from awardsdesk.rules.identifiers import clean_code, id_problems
from awardsdesk.terms import IdType

SHAPES = {
    IdType.HONG_KONG_MACAO: re.compile(r"[HM]\d{8}(?:\d{2})?"),
    IdType.TAIWAN: re.compile(r"\d{8}|\d{10}(?:\([A-Z0-9]\))?"),
    IdType.FOREIGN_RESIDENT: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
    IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
}
"""How the papers that have no public check character are numbered."""
LIKE_A_CITIZEN = {
    IdType.CITIZEN: ("", ("81", "82", "83", "91")),
    IdType.RESIDENCE_PERMIT: ("8", ()),
}
"""Papers numbered as 公民身份号码: how the number begins, and how it begins on other papers."""


def paper_problems(kind: str, number: str, field: str = "id_no") -> list[Problem]:
    """Check a number by the kind of its paper. The sentences never repeat the number: it is confidential."""
    number = clean_code(number)
    if not number:
        return []
    if kind not in set(IdType):
        return [Problem("id_type", _("填了证件号码，请选择证件类型"), "warning")]
    if kind in LIKE_A_CITIZEN or (kind == IdType.FOREIGN_RESIDENT and re.fullmatch(r"9\d{16}[\dX]", number)):
        start, others = LIKE_A_CITIZEN.get(IdType(kind), ("9", ()))
        if not number.startswith(start) or number[:2] in others:
            return [Problem(field, _("号码的前两位与“{kind}”不符，请核对证件类型").format(kind=kind), "warning")]
        return id_problems(number, field)
    shape = SHAPES.get(IdType(kind))
    if shape and not shape.fullmatch(number):
        return [Problem(field, _("号码不像“{kind}”的号码，请核对").format(kind=kind), "warning")]
    return []


def contradicts(kind: str, number: str, sex: str, born: str) -> list[str]:
    """Return which of a form's sex and month of birth (1970-05) a citizen's number says otherwise; blank says nothing."""
    number = clean_code(number)
    if kind not in LIKE_A_CITIZEN or id_problems(number):
        return []
    whole = number if len(number) == 18 else f"{number[:6]}19{number[6:]}"
    told = ("女男"[int(whole[16]) % 2], f"{whole[6:10]}-{whole[10:12]}")
    written = (sex, born if is_year_month(born) else "")
    return [said for said, known in zip(written, told, strict=True) if said and said != known]


def masked(number: str) -> str:
    """Return a number with its middle hidden: 4108**********231X; of a short one both ends show little or nothing."""
    seen = 4 if len(number) >= 15 else 2 if len(number) >= 8 else 0
    hidden = "*" * (len(number) - 2 * seen)
    return number[:seen] + hidden + number[len(number) - seen :]


def short(number: str) -> str:
    """Return a citizen's number as old files have it, without century and check, to compare an old with a new one."""
    return number[:6] + number[8:17] if len(number) == 18 else number

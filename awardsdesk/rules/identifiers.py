"""Codes, numbers and names: what a careful reader would notice. Nothing here stops a record by itself."""

import datetime as dt
import re

from awardsdesk.errors import Problem
from awardsdesk.i18n import _, joined

USCC_SET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OLD_SET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
OLD_HYPHEN = re.compile("(?<=^[^-]{8})[-\u2010-\u2015\u2212](?=.$)")
"""Stands before the check sign of a 组织机构代码 as it is printed."""
NAME_DOT = "\u00b7"
LOOKALIKE_DOTS = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65]")
HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
INNER_POINT = re.compile(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])")
REGION = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""First two digits of a 公民身份号码: provinces, 81 to 83 residence permits of Hong Kong, Macao and Taiwan, 91 foreigners."""
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ORCID_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)
PHONE_SIGNS = re.compile(r"[\s()（）-]")
BETWEEN_PHONES = re.compile(r"[/／、；;，,]")
PHONE = re.compile(
    r"(?:\+?86)?1[3-9]\d{9}|(?:(?:\+86|0086)[1-9]\d{1,2}|0[1-9]\d{1,2})?[2-8]\d{6,7}|[48]00\d{7}|9[56]\d{3,4}"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|[*#])\d{1,6}$|(?<=\d{7})-\d{1,6}$", re.IGNORECASE)
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
PATENT = re.compile(r"(\d{8}|\d{12})([\dX]?)")
PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
WIDE_BRACKETS = str.maketrans("()", "（）")
INNER_BLANK = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def uscc_problems(code: str, field: str = "uscc") -> list[Problem]:
    """Check a 统一社会信用代码 (GB 32100-2015) or the 组织机构代码 (GB 11714) of old files.

    A wrong shape is an error, a wrong check sign a warning: codes with one have been issued in earnest, so a person may
    confirm one.
    """
    bare = OLD_HYPHEN.sub("", code)
    if len(bare) == 9:
        name, signs, check = _("组织机构代码"), OLD_SET, old_code_check
    elif len(bare) == 18:
        name, signs, check = _("统一社会信用代码"), USCC_SET, uscc_check
    else:
        sentence = _("统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 {length} 位")
        return [Problem(field, sentence.format(length=len(code)))]
    if strange := "".join(dict.fromkeys(char for char in bare if char not in signs)):
        return [Problem(field, _("{name}中不应有“{strange}”").format(name=name, strange=strange))]
    if bare[-1] != check(bare[:-1]):
        return [_doubt(field, _("{name} {code} 的校验码不符，请核对"), name=name, code=code)]
    return []


def uscc_check(code: str) -> str:
    """Compute the 18th character from the first 17, all of `USCC_SET`."""
    total = sum(USCC_SET.index(char) * pow(3, position, 31) for position, char in enumerate(code))
    return USCC_SET[-total % 31]


def old_code_check(code: str) -> str:
    """Compute the 9th sign of a 组织机构代码 from its first 8, all of `OLD_SET`."""
    total = sum(OLD_SET.index(char) * weight for char, weight in zip(code, OLD_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def same_code(one: str, other: str) -> bool:
    """Tell whether two codes are one unit's: those of today hold the old one."""
    return one == other or one[8:17] == other or one == other[8:17]


def credit_codes(code: str) -> tuple[str, ...]:
    """Return the ways in which a unit's code is written: an old one with and without its hyphen."""
    return tuple(filter(None, (code, f"{code[:8]}-{code[8]}" if len(code) == 9 else "")))


def clean_credit_code(text: str) -> str:
    """Bring a unit's code into the shape it is stored in: an old one without its hyphen."""
    return OLD_HYPHEN.sub("", clean_code(text))


def id_problems(number: str, field: str = "id_no") -> list[Problem]:
    """Check a 公民身份号码 (GB 11643-1999), or the 15 digits of old files; residence permits follow the same rule.

    The sentences do not repeat the number: it is confidential.
    """
    number = clean_code(number)
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        return [
            _doubt(field, _("身份号码应为 18 位数字（末位可为 X）或 15 位旧号码，现为 {length} 位"), length=len(number))
        ]
    if not REGION.match(number):
        return [_doubt(field, _("身份号码的前两位不是行政区划代码，请核对"))]
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    if not _is_day(born):
        return [_doubt(field, _("身份号码的出生日期不存在，请核对"))]
    if len(number) == 18 and number[17] != id_check(number[:17]):
        return [_doubt(field, _("身份号码的校验码不符，请核对"))]
    return []


def id_check(number: str) -> str:
    """Compute the 18th character from the first 17 digits."""
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=True)) % 11]


def orcid_problems(orcid: str, field: str = "orcid") -> list[Problem]:
    """Check an ORCID (ISO 7064 mod 11-2), with or without its address and hyphens."""
    digits = clean_code(ORCID_ADDRESS.sub("", orcid.strip())).replace("-", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return [_doubt(field, _("ORCID 应为 16 位（如 0000-0002-1825-0097），请核对“{orcid}”"), orcid=orcid)]
    if digits[15] != orcid_check(digits[:15]):
        return [_doubt(field, _("ORCID {orcid} 的校验码不符，请核对"), orcid=orcid)]
    return []


def orcid_check(digits: str) -> str:
    """Compute the 16th character from the first 15 digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[-(total - 1) % 11]


def phone_problems(written: str, field: str = "phone") -> list[Problem]:
    """Check mobile and landline numbers, several of them parted by / 、 ； or ，; extensions may follow."""
    doubtful = [part for part in BETWEEN_PHONES.split(written) if not _is_phone(part)]
    return [_doubt(field, _("“{part}”不像手机或固定电话号码，请核对"), part=part.strip()) for part in doubtful]


def _is_phone(written: str) -> bool:
    bare = written.translate(HALF_WIDTH).strip()
    return any(PHONE.fullmatch(PHONE_SIGNS.sub("", text)) for text in (bare, EXTENSION.sub("", bare)))


def postcode_problems(written: str, field: str = "postcode") -> list[Problem]:
    """Check a Chinese postcode."""
    if re.fullmatch("[0-9]{6}", clean_code(written)):
        return []
    return [_doubt(field, _("邮编“{written}”应为 6 位数字，请核对"), written=written)]


def email_problems(written: str, field: str = "email") -> list[Problem]:
    """Check the addresses of mailboxes, several of them parted like phones."""
    doubtful = [part.strip() for part in BETWEEN_PHONES.split(written) if not EMAIL.fullmatch(part.strip())]
    return [_doubt(field, _("“{part}”不像电子邮箱，请核对"), part=part) for part in doubtful]


def patent_problems(written: str, field: str = "patents") -> list[Problem]:
    """Check a number that calls itself a Chinese patent's (ZL…): 8 or 12 digits of its application and their check sign."""
    number = re.sub(r"[.．·]", "", clean_code(written))
    if not number.startswith("ZL"):
        return []
    match = PATENT.fullmatch(number[2:])
    if not match:
        return [_doubt(field, _("专利号“{number}”应为 ZL 加 8 位或 12 位数字和一位校验码，请核对"), number=written)]
    if match[2] and match[2] != patent_check(match[1]):
        return [_doubt(field, _("专利号“{number}”的校验码不符，请核对"), number=written)]
    return []


def patent_check(digits: str) -> str:
    """Compute the sign after the point of an application's number (ZC 0006-2003)."""
    return "0123456789X"[sum(int(digit) * weight for digit, weight in zip(digits, PATENT_WEIGHTS, strict=False)) % 11]


def account_problems(account: str, field: str = "account") -> list[Problem]:
    """Check a bank account: digits, 8 to 30 of them; only cards (62…) have a check digit that all banks share."""
    digits = clean_code(account).replace("-", "")
    if not re.fullmatch(r"[0-9]+", digits):
        return [_doubt(field, _("银行账号“{account}”中有数字以外的字符，请核对"), account=account)]
    if not 8 <= len(digits) <= 30:
        return [_doubt(field, _("银行账号一般为 8 至 30 位，现为 {length} 位，请核对"), length=len(digits))]
    if len(digits) >= 15 and digits.endswith("00000000"):
        return [_doubt(field, _("银行账号 {account} 末尾全是 0，可能被电子表格改写过，请核对"), account=account)]
    if digits.startswith("62") and 16 <= len(digits) <= 19 and not luhn(digits):
        return [_doubt(field, _("银行卡号 {account} 的校验位不符，请核对"), account=account)]
    return []


def luhn(digits: str) -> bool:
    """Tell whether a card's number agrees with its check digit."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _doubt(field: str, sentence: str, **named: object) -> Problem:
    return Problem(field, sentence.format(**named), "warning")


def _is_day(digits: str) -> bool:
    try:
        dt.datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007 - a calendar day, no moment
    except ValueError:
        return False
    return True


def clean_code(text: str) -> str:
    """Bring a code into the shape it is stored in: half-width, upper case, no blanks."""
    return "".join(text.translate(HALF_WIDTH).split()).upper()


def clean_name(text: str) -> str:
    """Bring a person's name into the shape it is stored in: the dot U+00B7, no blanks inside Chinese.

    Characters themselves are never changed (no NFKC). Source of the dot: 民委发〔2016〕33号.
    """
    return dotted(INNER_BLANK.sub("", text.strip()))


def clean_unit(text: str) -> str:
    """Bring a unit's name into the shape of its seal: full-width brackets, no blanks inside Chinese."""
    return INNER_BLANK.sub("", text.strip().translate(WIDE_BRACKETS))


def dotted(text: str) -> str:
    """Write every dot that looks like a name's as that one, also a full stop between two Chinese characters."""
    return INNER_POINT.sub(NAME_DOT, LOOKALIKE_DOTS.sub(NAME_DOT, text))


def clean_orcid(written: str) -> str:
    """Bring an ORCID into its usual form, four by four; what is none stays as it was written."""
    digits = clean_code(ORCID_ADDRESS.sub("", written.strip())).replace("-", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return written.strip()
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def private_use(text: str) -> tuple[str, ...]:
    """Return the private-use characters of a text in order: signs of an old system that no other can print."""
    return tuple(PRIVATE_USE.findall(text))


def private_problems(text: str, field: str = "name") -> list[Problem]:
    """Say which signs of an old system stand in a name, by their code points: a person must find the right ones."""
    codes = joined(dict.fromkeys(f"U+{ord(sign):04X}" for sign in private_use(text)))
    if not codes:
        return []
    sentence = _("人工：有旧系统自造的字（{codes}），印不出来，请问清是哪个字再改")
    return [_doubt(field, sentence, codes=codes)]

"""Numbers that a round's rules shape: awards, certificates; and the number of a registered achievement."""

import re
from dataclasses import dataclass
from string import Formatter

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.rules.rulebook import AwardRules, EvaluationRules
from awardsdesk.terms import AchievementClass

CLASS_LETTERS = {"Y": AchievementClass.APPLIED, "J": AchievementClass.THEORY, "R": AchievementClass.SOFT}
WIDTH = re.compile(r"0?[0-9]{0,2}")


def fill(pattern: str, **fields: str | int) -> str:
    """Fill a pattern like `{round}-{tier}-{sequence:03}`; only these fields, only a width after the colon.

    Raises UserError naming what is wrong with the pattern: patterns are written by people, and never run as code.
    """
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        raise UserError(_("“{pattern}”的花括号不成对").format(pattern=pattern)) from None
    filled = ""
    for text, name, width, conversion in parts:
        filled += text
        if name is None:
            continue
        if name not in fields:
            known = "、".join(f"{{{field}}}" for field in fields)
            sentence = _("“{pattern}”中的“{name}”不是可用的项，可用：{known}")
            raise UserError(sentence.format(pattern=pattern, name=name, known=known))
        value = fields[name]
        if conversion or not WIDTH.fullmatch(width or "") or (width and isinstance(value, str)):
            raise UserError(_("“{pattern}”中“{name}”的格式不对，只能写位数，如 :03").format(pattern=pattern, name=name))
        filled += format(value, width or "")
    return filled


def award_number(book: AwardRules, round_code: str, tier: str, sequence: int) -> str:
    """Make the number of an award; the pattern's {tier} is the tier's place in the rules, from 1."""
    place = 1 + [rule.name for rule in book.tiers].index(tier)
    return fill(book.award_number, round=round_code, tier=place, sequence=sequence)


def person_number(book: AwardRules, award: str, position: int) -> str:
    """Make the number of the certificate of the person at `position` (from 1) of the list of persons."""
    return fill(book.person_number, award=award, position=position)


def unit_number(book: AwardRules, award: str, position: int) -> str:
    """Make the number of the certificate of the unit at `position` (from 1) of the list of units."""
    return fill(book.unit_number, award=award, position=position)


def honour_number(book: EvaluationRules, round_code: str, honour: str, sequence: int) -> str:
    """Make the number of a certificate of honour; `sequence` counts the holders of this honour from 1 in order of rank."""
    place = 1 + [rule.name for rule in book.honours].index(honour)
    return fill(book.certificate_number, round=round_code, honour=place, sequence=sequence)


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    """A registration number taken apart: registrar, year of registration, class if it says one, serial of these."""

    registrar: str
    year: int
    klass: str
    serial: int

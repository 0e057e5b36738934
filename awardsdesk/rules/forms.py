"""The forms of the three classes of achievements as data: their fields in the order of the paper form, and what is amiss.

Fields that are columns of the register keep their names; the rest of a form is kept as details by the keys of its fields.
Source of the fields: the registration forms approved as 国统函〔2002〕163号, one for applied technology, one for basic
theory and soft science.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, Literal

import msgspec

from awardsdesk.paths import resource
from awardsdesk.rules.duplicates import patents
from awardsdesk.rules.rulebook import Base
from awardsdesk.terms import AchievementClass

Kind = Literal[
    "text",
    "wrapped",
    "long",
    "code",
    "choice",
    "date",
    "month",
    "amount",
    "words",
    "codes",
    "rows",
    "units",
    "completers",
]
CELL = 32_767
"""No longer text fits a cell of Excel, which counts a rare character twice: a list would hold its beginning only."""
OTHER = "其他"
"""How the words of a list begin that want an explanation."""
SEVERAL = re.compile(r"[;；、,，\n]")
CHINESE_NUMBER = re.compile(r"CN(\d{8}|\d{12})\.?[\dX]")
"""A Chinese application's number with the country before it, as some offices write it."""
Details = Mapping[str, Any]
"""Text by key; a field of kind `rows` holds a list of lists of text. Amounts are decimal numbers as text."""


class FormField(Base, frozen=True, kw_only=True):
    """One field; `section` begins a new part of the form. Labels are bilingual: they are data, not the program's words."""

    key: str
    label: str
    english: str
    kind: Kind = "text"
    section: str = ""
    section_english: str = ""
    help: str = ""
    help_english: str = ""
    required: bool = False
    read_only: bool = False
    classes: tuple[AchievementClass, ...] = tuple(AchievementClass)
    """Whose form has it."""
    asked: tuple[AchievementClass, ...] = ()
    """Whose form is not whole without it."""
    choices: tuple[str, ...] = ()
    choices_for: dict[AchievementClass, tuple[str, ...]] = {}  # noqa: RUF012 - msgspec copies it
    """Where a class has words of its own."""
    columns: tuple[tuple[str, str], ...] = ()
    """Of a field of rows: label and English."""
    words_for: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - msgspec copies it
    """What a column of rows offers, by its label; other words are kept."""
    figures: tuple[int, ...] = ()
    """Columns that hold amounts."""
    codes: str = ""
    """The code list it is chosen from."""
    at_most: int = 0
    limit: int = 0
    """Characters."""
    lines: int = 4
    unit: str = ""
    sum: str = ""
    """The field that says the sum of this one and its like."""
    reference: str = ""
    """What kind of number it is, by which the achievement may be known again."""
    number_column: int = 0
    explains: str = ""
    """The field whose choice, where it is another one than those named, this one tells."""

    def words(self, klass: str) -> tuple[str, ...]:
        """Return the words the form of a class offers."""
        return next((words for each, words in self.choices_for.items() if each == klass), self.choices)


class Column(Base, frozen=True, kw_only=True):
    """One thing said of each completing unit or person; `width` in pixels at 100 %."""

    key: str
    label: str
    english: str
    width: int
    early: bool = False
    """Seen beside the name; what is pasted keeps the order of the paper."""
    choices: tuple[str, ...] = ()
    """Words that are offered; others are kept."""
    codes: str = ""
    """The code list it is chosen from."""


class Forms(Base, frozen=True, kw_only=True):
    """All fields in the order of the paper, and what is said of each unit and person."""

    fields: tuple[FormField, ...]
    unit: tuple[Column, ...]
    completer: tuple[Column, ...]

    def open_words(self, field: FormField) -> tuple[str, ...]:
        """Return the words of a choice that `field` explains."""
        words = (word for each in self.fields if each.key == field.explains for word in each.choices)
        return tuple(word for word in words if word.startswith(OTHER))

    def of(self, klass: str) -> tuple[FormField, ...]:
        """Return the fields of one class's form."""
        return tuple(field for field in self.fields if klass in field.classes)


@cache
def forms() -> Forms:
    """Return the forms the program ships."""
    return msgspec.json.decode(resource("registration", "forms.json").read_bytes(), type=Forms)


def references(details: Details) -> Iterator[tuple[str, str]]:
    """Yield the numbers by which an achievement may be known again: kind and number, folded, each once."""
    seen = set()
    for field in forms().fields:
        said = details.get(field.key)
        if not field.reference or not said:
            continue
        place = field.number_column
        written = ["".join(row[place : place + 1]) for row in said] if field.kind == "rows" else [said]
        numbers = chain.from_iterable(SEVERAL.split(each) for each in written)
        for each in (fold_number(number, field.reference) for number in numbers):
            if each and (field.reference, each) not in seen:
                seen.add((field.reference, each))
                yield field.reference, each


def fold_number(written: str, kind: str = "patent") -> str:
    """Return a number of a project, patent or right as numbers are compared."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).upper()
    if kind == "patent" and CHINESE_NUMBER.fullmatch(plain):
        plain = plain.removeprefix("CN")
    known = (patents(plain) or patents(f"ZL{plain}")) if kind == "patent" else ()
    return min(known) if known else plain


def amount(written: str) -> Decimal | None:
    """Read an amount of a form; None when it is none."""
    plain = unicodedata.normalize("NFKC", written).replace(",", "").strip()
    return Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None

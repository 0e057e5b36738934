"""What would go wrong under an office's registration rules, told before they are kept."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _
from awardsdesk.paths import resource
from awardsdesk.rules.numbers import fill
from awardsdesk.rules.printable import unprintable
from awardsdesk.rules.registrar import RegistrationRules, number_of
from awardsdesk.rules.registration import MOVES
from awardsdesk.terms import AchievementClass

LONGEST = 3660
"""Days of a term; a longer one is a slip of the pen."""
LONGEST_NUMBER = 40
"""Signs of a registration number; certificate, book and lists have room for it."""
PLACEHOLDERS = ("number", "title", "klass", "units", "completers", "date", "organ", "name")

_TO_UNIT = ("unit", "title", "day")
LETTER_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "completion": {
        "title": (),
        "opening": (*_TO_UNIT, "until", "count"),
        "missing": ("item",),
        "closing": (*_TO_UNIT, "until"),
    },
    "refusal": {"title": (), "opening": (*_TO_UNIT, "count"), "closing": _TO_UNIT},
    "public": {
        "title": (),
        "to": (),
        "opening": ("day", "until", "count"),
        "entry": ("title", "klass", "units", "completers"),
        "closing": ("day", "until"),
    },
}
"""The parts of each letter in the order of the paper, and the placeholders each may have."""


def faults(rules: RegistrationRules) -> list[Problem]:
    """Return everything that would stop a step or a paper later; `field` is the rules' own name of the part."""
    return [
        *_of_registrars(rules),
        *_of_terms(rules),
        *_of_checklists(rules),
        *_of_reasons(rules),
        *_of_certificate(rules),
        *_of_letters(rules),
        *_of_signs(rules),
    ]


def _of_registrars(rules: RegistrationRules) -> Iterator[Problem]:
    yield from _twice("registrars", _("登记机构代码"), (each.code for each in rules.registrars))
    for each in rules.registrars:
        if not each.code.strip() or not each.name.strip():
            yield Problem("registrars", _("登记机构的代码和名称都要填写"))
        try:
            number = number_of(each, 2000, AchievementClass.APPLIED, 1)
            if len(number) > LONGEST_NUMBER:
                sentence = _("登记号有 {count} 字，太长，最多 {longest} 字：请缩短登记号格式")
                yield Problem("registrars", sentence.format(count=len(number), longest=LONGEST_NUMBER))
        except UserError:
            sentence = _("登记号格式“{pattern}”的序号位数要以 0 开头，如 :04")
            yield Problem("registrars", sentence.format(pattern=each.number))


def _of_terms(rules: RegistrationRules) -> Iterator[Problem]:
    for field, days in (("notice", rules.notice.days), ("completion_days", rules.completion_days)):
        if days > LONGEST:
            yield Problem(field, _("期限 {days:,} 天太长，最多 {longest:,} 天").format(days=days, longest=LONGEST))
    for day in sorted(rules.calendar.holidays & rules.calendar.workdays):
        yield Problem("calendar", _("{day} 既是放假又是上班").format(day=day))
    for day in sorted(rules.calendar.workdays):
        if day.weekday() < 5:
            yield Problem("calendar", _("{day} 不是周末，不用写成上班").format(day=day), "warning")


def _of_checklists(rules: RegistrationRules) -> Iterator[Problem]:
    yield from _twice("checklists", _("成果类别"), (each.klass for each in rules.checklists))
    for each in rules.checklists:
        if not all(item.name.strip() for item in each.items):
            yield Problem("checklists", _("材料名称不能为空"))
        yield from _twice(
            "checklists", _("“{klass}”的材料").format(klass=each.klass), (item.name for item in each.items)
        )


def _of_reasons(rules: RegistrationRules) -> Iterator[Problem]:
    yield from _twice("reasons", _("理由代码"), (each.code for each in rules.reasons))
    if not all(each.code.strip() and each.text.strip() for each in rules.reasons):
        yield Problem("reasons", _("理由的代码和文字都要填写"))
    for verb, move in MOVES.items():
        if move.codes and not any(verb in each.verbs for each in rules.reasons):
            yield Problem("reasons", _("“{verb}”至少要有一项理由").format(verb=move.title))


def _of_certificate(rules: RegistrationRules) -> Iterator[Problem]:
    words, known = rules.certificate, dict.fromkeys(PLACEHOLDERS, "")
    if not resource("layouts", f"{words.layout}.json").is_file():
        yield Problem("certificate", _("没有证书版式“{layout}”").format(layout=words.layout))
    for text in (*words.heading, words.body, *(template for _label, template in words.fields)):
        try:
            fill(text, **known)
        except UserError as error:
            yield Problem("certificate", str(error))


def _of_letters(rules: RegistrationRules) -> Iterator[Problem]:
    for key, parts in LETTER_WORDS.items():
        for part, known in parts.items():
            field, text = letter_part(key, part), getattr(getattr(rules.letters, key), part)
            if not text.strip():
                yield Problem(field, _("文书的文字不能为空"))
            try:
                fill(text, **dict.fromkeys(known, ""))
            except UserError as error:
                yield Problem(field, str(error))


def _of_signs(rules: RegistrationRules) -> Iterator[Problem]:
    texts = {field: getattr(rules, field) for field in ("registrars", "checklists", "reasons", "certificate")}
    for letter, parts in LETTER_WORDS.items():
        texts |= {letter_part(letter, part): getattr(getattr(rules.letters, letter), part) for part in parts}
    for field, text in texts.items():
        if sentence := unprintable(msgspec.json.encode(text).decode()):
            yield Problem(field, sentence.rstrip("。"))


def letter_part(letter: str, part: str) -> str:
    """Return how problems and forms call a part of a letter."""
    return f"letters.{letter}.{part}"


def _twice(field: str, what: str, values: Iterable[str]) -> Iterator[Problem]:
    for value, count in Counter(values).items():
        if count > 1:
            yield Problem(field, _("{what}“{value}”写了 {count} 次").format(what=what, value=value, count=count))

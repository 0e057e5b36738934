"""What the papers of a registration say, in the words and names of their day, to be kept and drawn alike for ever."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from msgspec import structs
from sqlalchemy.orm import Session, selectinload

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementCompleter, AchievementUnit, Organization, Person
from awardsdesk.operations.materials import missing_materials, was_checked
from awardsdesk.rules import wording
from awardsdesk.rules.dates import numerals
from awardsdesk.rules.forms import OTHER
from awardsdesk.rules.name_history import name_on
from awardsdesk.rules.numbers import fill
from awardsdesk.rules.registrar import Completion, Letter, RegistrationRules, reason_texts, registrar_of
from awardsdesk.rules.registration import TOLD_TO_UNIT, Statement, Verb
from awardsdesk.terms import RegistrationState

LETTER_LAYOUT = 2
"""Of the letters that are sent now; documents/letter.py sets them."""
WITH_NAMES = (
    selectinload(Achievement.units).selectinload(AchievementUnit.organization).selectinload(Organization.names),
    selectinload(Achievement.completers).selectinload(AchievementCompleter.person).selectinload(Person.names),
)
"""What is read together with achievements that are frozen."""


def snapshot_of(rules: RegistrationRules, achievement: Achievement) -> dict[str, Any]:
    """Return everything the certificate and the register book say of an achievement, in the words of its form."""
    units = [unit.name for unit in achievement.units]
    completers = [completer.name for completer in achievement.completers]
    return _certificate(rules, achievement, units, completers)


def snapshot_on(rules: RegistrationRules, achievement: Achievement, day: dt.date) -> dict[str, Any]:
    """Return the same with the names that units and persons bore on the day of registration."""
    return _certificate(rules, achievement, _units_on(achievement, day), _completers_on(achievement, day))


def certified(achievement: Achievement) -> bool:
    """Tell whether there is a certificate to correct: of what was cancelled it stays as it was."""
    return achievement.snapshot is not None and achievement.state != RegistrationState.CANCELLED


def notice_of(
    session: Session, rules: RegistrationRules, achievement: Achievement, verb: Verb, said: Statement
) -> wording.Notice | None:
    """Return what the notice of a step says of an achievement; None when the step has none, or nobody to go to."""
    if verb is Verb.OPEN_NOTICE:
        return _to_the_public(rules, achievement, said)
    if verb in TOLD_TO_UNIT and achievement.units:
        return _to_the_unit(session, rules, achievement, verb, said)
    return None


def printed(achievement: Achievement, verb: Verb, said: Statement) -> dict[str, str]:
    """Return what of a form and a statement a step brings to paper, by the field it stands in."""
    texts = {_("文号"): said.document_no}  # letters bear it, and the register book
    anew = {Verb.ISSUE: achievement.snapshot is None, Verb.CORRECT: certified(achievement)}
    if not anew.get(verb, verb in {*TOLD_TO_UNIT, Verb.OPEN_NOTICE, Verb.REGISTER}):
        return texts
    day = achievement.registered_on or said.day
    units, completers = _units_on(achievement, day), _completers_on(achievement, day)
    texts |= {_("成果名称"): achievement.title}
    if verb in TOLD_TO_UNIT:
        return texts | {_("完成单位"): "".join(units[:1]), _("说明"): said.reason}
    return texts | {_("完成单位"): "、".join(units), _("完成人"): "、".join(completers)}


def _to_the_unit(
    session: Session, rules: RegistrationRules, achievement: Achievement, verb: Verb, said: Statement
) -> wording.Notice:
    points, own = reason_texts(rules, said.codes), said.reason.strip()
    if own:  # it says what 其他 stands for
        points = [*(text for text in points if text != OTHER), own]
    words = rules.letters.completion if verb is Verb.RETURN else rules.letters.refusal
    if isinstance(words, Completion) and was_checked(session, achievement.id):  # else nothing is known of a checklist
        points += [fill(words.missing, item=line) for line in missing_materials(session, achievement, rules)]
    unit, completers = _units_on(achievement, said.day)[0], _completers_on(achievement, said.day)
    return _letter(rules, words, said, unit, points, completers, {"unit": unit, "title": achievement.title})


def _to_the_public(rules: RegistrationRules, achievement: Achievement, said: Statement) -> wording.Notice:
    """Return all that is public of one achievement, and how to object; notices alike but for this are one paper."""
    words, completers = rules.letters.public, _completers_on(achievement, said.day)
    entry = fill(
        words.entry,
        title=achievement.title,
        klass=achievement.klass,
        units="、".join(_units_on(achievement, said.day)),
        completers="、".join(completers),
    )
    return _letter(rules, words, said, words.to, [entry], completers, {})


def _letter(
    rules: RegistrationRules, words: Letter, said: Statement, to: str,
    points: Sequence[str], names: Sequence[str], facts: Mapping[str, str],
) -> wording.Notice:  # fmt: skip
    day = numerals(said.day)
    known = {**facts, "day": day, "until": numerals(said.until) if said.until else ""}
    return wording.Notice(
        title=words.title,
        number=said.document_no.strip(),
        to=to,
        opening=tuple(fill(part, **known) for part in words.opening.split("{count}")),
        points=tuple(points),
        closing=fill(words.closing, **known),
        organ=rules.registrars[0].name,
        date_text=day,
        names=tuple(names),
        layout=LETTER_LAYOUT,
    )


def _units_on(achievement: Achievement, day: dt.date) -> list[str]:
    return [_name_on(day, unit.name, unit.organization) for unit in achievement.units]


def _completers_on(achievement: Achievement, day: dt.date) -> list[str]:
    return [_name_on(day, completer.name, completer.person) for completer in achievement.completers]


def _name_on(day: dt.date, written: str, who: Organization | Person) -> str:
    return name_on(day, written, who.name, ((each.name, each.until) for each in who.names))


def _certificate(
    rules: RegistrationRules, achievement: Achievement, units: Sequence[str], completers: Sequence[str]
) -> dict[str, Any]:
    registrar = registrar_of(rules, achievement.registrar)
    words = structs.replace(rules.certificate, organ=rules.certificate.organ or registrar.name)
    sheet = wording.certificate(
        words,
        holder=achievement.title,
        number=achievement.registration_no or "",
        date_text=numerals(achievement.registered_on) if achievement.registered_on else "",
        title=achievement.title,
        klass=achievement.klass,
        units="、".join(units),
        completers="、".join(completers),
    )
    facts = {"title": achievement.title, "klass": achievement.klass, "units": units, "completers": completers}
    return facts | {"registrar": registrar.name, "sheet": asdict(sheet)}

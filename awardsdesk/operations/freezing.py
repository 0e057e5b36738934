"""What the papers of a registration say, in the words and names of their day, to be kept and drawn alike for ever."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from msgspec import structs
from sqlalchemy.orm import Session, selectinload

from awardsdesk.models import Achievement, AchievementCompleter, AchievementUnit, Organization, Person
from awardsdesk.operations.materials import missing_materials, was_checked
from awardsdesk.rules import wording
from awardsdesk.rules.dates import numerals
from awardsdesk.rules.name_history import name_on
from awardsdesk.rules.registrar import RegistrationRules, reason_texts, registrar_of
from awardsdesk.rules.registration import TOLD_TO_UNIT, Statement, Verb

HOW_TO_OBJECT = (
    "对公示内容有异议的，请在公示期内向我单位书面提出：写明事实和理由，个人签署真实姓名，单位加盖公章，并附联系方式。"
    "匿名异议不予受理。"
)
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


def notice_of(
    session: Session, rules: RegistrationRules, achievement: Achievement, verb: Verb, said: Statement
) -> wording.Notice | None:
    """Return what the notice of a step says of an achievement; None when the step has none, or nobody to go to."""
    if verb is Verb.OPEN_NOTICE:
        return _to_the_public(rules, achievement, said)
    if verb in TOLD_TO_UNIT and achievement.units:
        return _to_the_unit(session, rules, achievement, verb, said)
    return None


def _to_the_unit(
    session: Session, rules: RegistrationRules, achievement: Achievement, verb: Verb, said: Statement
) -> wording.Notice:
    points = [*reason_texts(rules, said.codes), *filter(None, [said.reason.strip()])]
    if verb is Verb.RETURN:
        title, opening = "科技成果登记补正通知书", "经形式审查，需要补正以下内容："
        if was_checked(session, achievement.id):  # of a checklist nobody has looked at nothing is known
            points += [f"未收到：{line}" for line in missing_materials(session, achievement, rules)]
        closing = f"请于{numerals(said.until)}前（含当日）补正后重新提交。" if said.until else "请补正后重新提交。"
    else:
        title, opening = "科技成果不予登记通知书", "经形式审查，决定不予登记，理由如下："
        closing = "如有异议，请在收到本通知书后向我单位书面提出。"
    return wording.Notice(
        title=title,
        number=said.document_no.strip(),
        to=_units_on(achievement, said.day)[0],
        opening=(f"你单位提交的成果《{achievement.title}》登记材料已收悉。{opening}",),
        points=tuple(points),
        closing=closing,
        organ=rules.registrars[0].name,
        date_text=numerals(said.day),
    )


def _to_the_public(rules: RegistrationRules, achievement: Achievement, said: Statement) -> wording.Notice:
    """Return all that is public of one achievement, and how to object; notices alike but for this are one paper."""
    units, completers = "、".join(_units_on(achievement, said.day)), "、".join(_completers_on(achievement, said.day))
    until = f"至{numerals(said.until)}（含当日）" if said.until else ""
    return wording.Notice(
        title="科技成果登记公示",
        number=said.document_no.strip(),
        to="各有关单位和个人",
        opening=("下列 ", f" 项科技成果经形式审查，拟予登记，现予公示。公示期自{numerals(said.day)}起{until}。"),
        points=(f"《{achievement.title}》（{achievement.klass}），完成单位：{units}，完成人：{completers}",),
        closing=HOW_TO_OBJECT,
        organ=rules.registrars[0].name,
        date_text=numerals(said.day),
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

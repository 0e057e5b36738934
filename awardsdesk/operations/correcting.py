"""Corrections: what a certificate says that the form now says otherwise, and a day of registration that came in wrong."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementStep
from awardsdesk.operations.freezing import certified, snapshot_of, snapshot_on
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.steps import chosen_rows, last_step
from awardsdesk.rules.registrar import RegistrationRules, read_number, registrar_of
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.terms import RegistrationState

CERTIFIED = {"title": _("成果名称"), "klass": _("成果类别"), "units": _("完成单位"), "completers": _("完成人")}
"""What a certificate says of an achievement, beside number and day, which never change where they were given here."""
DAY = "registered_on"
_TOLD_AS = CERTIFIED | {DAY: _("登记日期")}
_NOTED = {"title": "成果名称", "klass": "成果类别", "units": "完成单位", "completers": "完成人", DAY: "登记日期"}
"""The same in the record, which is Chinese whatever the screen speaks."""


DAY_MOVED = f"{_NOTED[DAY]}由“"
_MOVED = re.compile(rf"(?:^|；){DAY_MOVED}([0-9-]{{10}})”更正为“[0-9-]{{10}}”$")
"""How Correction.noted ends the reason of a step that moved the day."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a certificate says that the form now says otherwise, or a day of registration that is another one."""

    field: str
    """Of CERTIFIED, or DAY."""
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Return it as the screen says it."""
        sentence = _("{field}由“{before}”更正为“{after}”")
        return sentence.format(field=_TOLD_AS[self.field], before=self.before, after=self.after)

    @property
    def noted(self) -> str:
        """Return it as it is kept on record."""
        return f"{_NOTED[self.field]}由“{self.before}”更正为“{self.after}”"


def corrections(session: Session, ids: Sequence[int]) -> list[Correction]:
    """Return where forms were changed after their certificates were frozen, in the order of the certificate."""
    rules = rules_of(session)
    return [each for row in chosen_rows(session, ids) for each in corrections_of(session, rules, row)]


def corrections_of(session: Session, rules: RegistrationRules, achievement: Achievement) -> list[Correction]:
    """Return where the form of one achievement says otherwise than its certificate."""
    if not certified(achievement):
        return []
    before, after = achievement.snapshot or {}, _anew(session, rules, achievement)
    return [Correction(key, _read(before[key]), _read(after[key])) for key in CERTIFIED if before[key] != after[key]]


def moved_of(row: Achievement, said: Statement) -> list[Correction]:
    """Return what a statement says of the day of registration, if that is another one."""
    if said.registered_on in {None, row.registered_on}:
        return []
    return [Correction(DAY, str(row.registered_on or ""), str(said.registered_on))]


def day_before(step: AchievementStep) -> dt.date | None:
    """Return the day of registration from before a correction that moved it; None when it did not."""
    found = _MOVED.search(step.reason) if step.verb == Verb.CORRECT else None
    return dt.date.fromisoformat(found[1]) if found else None


def day_to_correct(session: Session, ids: Sequence[int]) -> dt.date | None:
    """Return the day of registration that may be corrected: of one achievement whose number came with a workbook."""
    if len(ids) != 1 or last_step(session, ids[0], Verb.REGISTER):
        return None
    return session.get_one(Achievement, ids[0]).registered_on


def _read(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "、".join(value)


def _anew(session: Session, rules: RegistrationRules, achievement: Achievement) -> dict[str, Any]:
    """Return what a certificate would say if it were frozen now, with the names of the day if it had those."""
    if achievement.registered_on and last_step(session, achievement.id, Verb.REGISTER):
        return snapshot_on(rules, achievement, achievement.registered_on)
    return snapshot_of(rules, achievement)


def corrected(session: Session, rules: RegistrationRules, row: Achievement, said: Statement) -> dict[str, Any]:
    """Return what a certificate says from now on, and under `replaced` what it said till which correction.

    It stays the paper of its day: who issued it is called as it was then.
    """
    before = row.snapshot or {}
    kept = {key: value for key, value in before.items() if key != "replaced"}
    words = structs.replace(rules.certificate, organ=before["sheet"]["organ"])
    kept |= {"day": said.day.isoformat(), "document_no": said.document_no.strip()}
    after = _anew(session, structs.replace(rules, certificate=words), row)
    return after | {"replaced": [*before.get("replaced", ()), kept]}


def against_correcting(session: Session, rules: RegistrationRules, row: Achievement, said: Statement) -> Iterator[str]:
    """Say what stands against a correction."""
    moved = bool(moved_of(row, said))
    if moved:
        yield from _against_moving(session, rules, row, said)
    if not certified(row):
        if not moved and row.state != RegistrationState.CANCELLED:
            yield _("还没有发证，证书就是登记表现在的内容，不用更正。")
        elif not moved:
            yield _("已经注销，能更正的只有导入的登记号的登记日期。")
        return
    if not row.units or not row.completers:
        yield _("没有完成单位或完成人，请补上后再更正。")
    changed = {each.field for each in corrections_of(session, rules, row)}
    if not changed and not moved:
        yield _("登记表与证书一致；请先在登记表中改好名称、完成单位或完成人，保存后再办理更正。")
    if "klass" in changed and registrar_of(rules, row.registrar).by_class:
        yield _("登记号 {number} 按类别编号，更正不能改类别；请改回原来的类别，或注销后重新登记。").format(
            number=row.registration_no
        )


def _against_moving(session: Session, rules: RegistrationRules, row: Achievement, said: Statement) -> Iterator[str]:
    day, number = said.registered_on, row.registration_no or ""
    assert day is not None
    if last_step(session, row.id, Verb.REGISTER):
        yield _("登记号 {number} 是本单位发的，登记日期就是发号的当天，不能更正。").format(number=number)
        return
    read = read_number(rules.registrars, number)
    if read is not None and read.year != day.year:
        yield _("登记号 {number} 是 {year} 年的，登记日期应在这一年。").format(number=number, year=read.year)
    since = select(func.min(AchievementStep.day)).where(
        AchievementStep.achievement_id == row.id, AchievementStep.verb.in_((Verb.ISSUE, Verb.CORRECT))
    )
    first = session.scalar(since)
    if first is not None and day > first:
        yield _("{day} 已经发证或更正，登记日期不能晚于这一天。").format(day=first)

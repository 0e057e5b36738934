"""What happened to one registration, and the register as plain values for scripts."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _, joined
from awardsdesk.lists.imports import arrival
from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.models import Achievement, AchievementStep, ReceivedAchievement
from awardsdesk.operations.audit import local
from awardsdesk.operations.numbering import rules_of
from awardsdesk.rules.registrar import RegistrationRules, reason_texts
from awardsdesk.rules.registration import MOVES, Verb, possible_steps
from awardsdesk.terms import RegistrationState

_BLOCK = 2000


def history_sheet(session: Session, achievement_id: int) -> WhySheet:
    """Return what was done to one registration, the newest first, and what may be done next."""
    row = session.get_one(Achievement, achievement_id)
    rules = rules_of(session)
    statement = select(AchievementStep).where(AchievementStep.achievement_id == achievement_id)
    steps = session.scalars(statement.order_by(AchievementStep.id.desc())).all()
    possible = joined(MOVES[verb].title for verb in possible_steps(RegistrationState(row.state))) or _("无")
    verdict = _("现在：{state}。可以办理：{possible}").format(state=row.state, possible=possible)
    sections = [_section(step, rules) for step in steps]
    if row.registration_no and all(step.verb != Verb.REGISTER for step in steps):
        sections.append(Section(_("登记号由工作簿带来"), (), (_somewhere(),)))
    elif (steps[-1].from_state if steps else row.state) == RegistrationState.SUBMITTED:  # the form begins with a draft
        by_package = select(ReceivedAchievement.id).where(ReceivedAchievement.achievement_id == achievement_id)
        packed = session.scalar(by_package.limit(1)) is not None
        came = _arrival(session, row.uid, packed=packed)
        sections.append(Section(_("由报送包提交") if packed else _("由工作簿提交"), (), came))
    return WhySheet(str(row.id), row.title, verdict, tuple(sections))


def _arrival(session: Session, uid: str, *, packed: bool) -> tuple[tuple[str, str], ...]:
    """Return which file an achievement came in, who brought it and when, or where to look for that."""
    found = arrival(session, uid, packed=packed)
    if found is None:
        return (_somewhere(),)
    return (_("文件"), found.source), (_("经办"), _by(found.actor, found.at))


def _somewhere() -> tuple[str, str]:
    return _("何时"), _("见“更多”里的“导入记录”")


def _by(actor: str, at: dt.datetime) -> str:
    return f"{actor}　{at:%Y-%m-%d %H:%M}"


def _section(step: AchievementStep, rules: RegistrationRules) -> Section:
    """Return one step: who, when, why, under which document."""
    why = "；".join(filter(None, (*reason_texts(rules, step.codes), step.reason)))
    rows = (
        (_("结果"), step.to_state),
        (_("理由"), why),
        (_("文书"), step.letter["title"] if step.letter else ""),
        (_("文号"), step.document_no),
        (_("期限"), step.until.isoformat() if step.until else ""),
        (_("异议人"), step.objector),
        (_("经办"), _by(step.actor, local(step.at))),
    )
    title = f"{step.day}　{MOVES[Verb(step.verb)].title}"
    return Section(title, (), tuple((name, text) for name, text in rows if text))


def registration_report(session: Session) -> list[dict[str, Any]]:
    """Return every achievement with its state and number; those with numbers first, in their order."""
    columns = (
        Achievement.id,
        Achievement.registration_no,
        Achievement.title,
        Achievement.klass,
        Achievement.state,
        Achievement.registered_on,
    )
    statement = select(*columns).order_by(Achievement.registration_no.asc().nulls_last(), Achievement.id)
    return [
        {
            "id": id_,
            "number": number or "",
            "title": title,
            "class": klass,
            "state": state,
            "registered_on": day.isoformat() if day else None,
        }
        for id_, number, title, klass, state, day in session.execute(statement.execution_options(yield_per=_BLOCK))
    ]


def steps_report(session: Session, achievement_id: int) -> list[dict[str, Any]]:
    """Return the steps of one registration in their order; who objected is confidential and not told."""
    statement = select(AchievementStep).where(AchievementStep.achievement_id == achievement_id)
    return [
        {
            "step": step.verb,
            "from": step.from_state,
            "to": step.to_state,
            "day": step.day.isoformat(),
            "until": step.until.isoformat() if step.until else None,
            "reason": step.reason,
            "codes": step.codes,
            "document": step.document_no,
            "by": step.actor,
            "at": step.at.replace(tzinfo=dt.UTC).isoformat(),
        }
        for step in session.scalars(statement.order_by(AchievementStep.id))
    ]

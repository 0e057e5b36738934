"""What was done last, in words a clerk reads, from the audit trail."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Event, Round
from awardsdesk.operations.undo import last_step
from awardsdesk.rules.registration import MOVES

CHANGES = frozenset({"achievement", "organization", "entry", "round", "computed_result", "award", "office"})

VERBS = {verb.value: move.title for verb, move in MOVES.items()} | {
    "create": _("新建文件"),
    "rename office": _("改单位名称"),
    "set registration rules": _("改登记规则"),
    "open round": _("新建评选"),
    "import": _("导入"),
    "register": _("登记成果"),
    "amend": _("修改"),
    "compute": _("计算结果"),
    "decide tie": _("裁定并列"),
    "approve": _("批准"),
    "not duplicate": _("认定不是重复"),
    "merge": _("合并"),
    "undo": _("撤销"),
    "undo import": _("撤回导入"),
    "reveal": _("查看证件号码"),
    "check materials": _("核对材料"),
    "attach": _("添加附件"),
    "amend attachment": _("改附件说明"),
    "detach": _("移除附件"),
    "import codes": _("导入代码表"),
    "map columns": _("记住列对应"),
    "forget columns": _("忘记列对应"),
}
SUBJECTS = {"office": "", "sample": _("示例评选")}


@dataclass(frozen=True, slots=True)
class Happening:
    """One operation: when in local time, who, what, on what, and why."""

    at: dt.datetime
    actor: str
    what: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class NamedStep:
    """The operation that would be undone, in a clerk's words, and how many rows it changed."""

    what: str
    rows: int


def recent_step(session: Session) -> NamedStep | None:
    """Return what an undo would take back; None when there is nothing or it is final."""
    step = last_step(session)
    if step is None:
        return None
    return NamedStep(
        f"{VERBS.get(step.verb, step.verb)} {_subject(session, step.verb, step.subject)}".strip(), step.rows
    )


def recent(session: Session, count: int) -> list[Happening]:
    """Return the last operations, newest first; an undo keeps as its reason what the undone was about."""
    rows = session.execute(
        select(Event.at, Event.actor, Event.verb, Event.subject, Event.reason).order_by(Event.id.desc()).limit(count)
    )
    return [
        Happening(
            at=at.replace(tzinfo=dt.UTC).astimezone(),
            actor=actor,
            what=VERBS.get(verb, verb),
            subject=_subject(session, verb, reason if verb == "undo" else subject),
            reason="" if verb == "undo" else reason,
        )
        for at, actor, verb, subject, reason in rows
    ]


def _subject(session: Session, verb: str, subject: str) -> str:
    """Return what an operation was about; an import that is taken back is named by its reason, not by its uid."""
    if verb == "undo import":
        return ""
    kind, _colon, name = subject.partition(":")
    if kind == "round":
        return session.scalar(select(Round.title).where(Round.code == name)) or name
    if kind == "achievements":
        ids = [int(part) for part in name.split(",")]
        return "；".join(
            session.scalars(select(Achievement.title).where(Achievement.id.in_(ids)).order_by(Achievement.id))
        )
    return SUBJECTS.get(subject, name or subject)

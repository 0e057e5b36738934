"""What was done last, in words a clerk reads, from the audit trail."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _, joined
from awardsdesk.models import Achievement, Base, Event, Round
from awardsdesk.operations.audit import local
from awardsdesk.operations.blocks import among
from awardsdesk.operations.taking_back import OWNERS
from awardsdesk.operations.undo import REDO, UNDO, Step, last_step, last_undone
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
    UNDO: _("撤销"),
    REDO: _("重做"),
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
COUNTED = {
    "achievement": _("{count:,} 项成果"),
    "entry": _("{count:,} 项申报"),
    "organization": _("{count:,} 个单位"),
    "person": _("{count:,} 位人员"),
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
    """An operation to be undone or redone, in a clerk's words; `touched` counts the records it is about."""

    what: str
    touched: str


def undoable(session: Session) -> str:
    """Name what an undo would take back; empty when there is nothing or it is final."""
    return _named(session, last_step(session))


def redoable(session: Session) -> str:
    """Name what a redo would do again; empty when there is nothing."""
    return _named(session, last_undone(session))


def recent_step(session: Session) -> NamedStep | None:
    """Return what an undo would take back; None when there is nothing or it is final."""
    return _counted(session, last_step(session))


def recently_undone(session: Session) -> NamedStep | None:
    """Return what a redo would do again; None when there is nothing."""
    return _counted(session, last_undone(session))


def _named(session: Session, step: Step | None) -> str:
    return f"{VERBS.get(step.verb, step.verb)} {_subject(session, step.verb, step.subject)}".strip() if step else ""


def _counted(session: Session, step: Step | None) -> NamedStep | None:
    return NamedStep(_named(session, step), _touched(session, step.event_id)) if step else None


def _touched(session: Session, event_id: int) -> str:
    """Count the records that an event changed, themselves or in what belongs to them."""
    changes = session.scalar(select(Event.changes).where(Event.id == event_id)) or []
    touched: defaultdict[str, set[int]] = defaultdict(set)
    parts: defaultdict[str, set[int]] = defaultdict(set)
    for change in changes:
        column, owner = OWNERS.get(change["table"], ("id", change["table"]))
        known = change | (change["before"] or {}) | (change["after"] or {})
        if column in known:
            touched[owner].add(known[column])
        else:
            parts[change["table"]].add(change["id"])
    for table, ids in parts.items():
        column, owner = OWNERS[table]
        columns = Base.metadata.tables[table].c
        touched[owner].update(session.scalars(select(columns[column]).where(among(columns.id, ids))))
    return joined(text.format(count=len(touched[table])) for table, text in COUNTED.items() if table in touched)


def recent(session: Session, count: int) -> list[Happening]:
    """Return the last operations, newest first; an undo and a redo keep as their reason what the undone was about."""
    rows = session.execute(
        select(Event.at, Event.actor, Event.verb, Event.subject, Event.reason).order_by(Event.id.desc()).limit(count)
    )
    return [
        Happening(
            at=local(at),
            actor=actor,
            what=VERBS.get(verb, verb),
            subject=_subject(session, verb, reason if verb in (UNDO, REDO) else subject),
            reason="" if verb in (UNDO, REDO) else reason,
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

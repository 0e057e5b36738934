"""What was done last, in words a clerk reads, from the audit trail."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Event, Round

CHANGES = frozenset({"achievement", "organization", "entry", "round", "computed_result", "award", "office"})

VERBS = {
    "create": _("新建文件"),
    "rename office": _("改单位名称"),
    "open round": _("新建评选"),
    "import": _("导入"),
    "register": _("登记成果"),
    "amend": _("修改"),
    "compute": _("计算结果"),
    "decide tie": _("裁定并列"),
    "approve": _("批准"),
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


def recent(session: Session, count: int) -> list[Happening]:
    """Return the last operations, newest first."""
    titles = {f"round:{code}": title for code, title in session.execute(select(Round.code, Round.title))}
    rows = session.execute(
        select(Event.at, Event.actor, Event.verb, Event.subject, Event.reason).order_by(Event.id.desc()).limit(count)
    )
    return [
        Happening(
            at=at.replace(tzinfo=dt.UTC).astimezone(),
            actor=actor,
            what=VERBS.get(verb, verb),
            subject=titles.get(subject) or SUBJECTS.get(subject, subject.rpartition(":")[2]),
            reason=reason,
        )
        for at, actor, verb, subject, reason in rows
    ]

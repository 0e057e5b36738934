"""The merges of units or of persons: who made which two one, when and why, and whether they were parted again."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.models import Event
from awardsdesk.operations.audit import local
from awardsdesk.operations.undo import undone

AT_MOST = 500


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One merge; `what` names the one gone and the one kept."""

    id: int
    at: dt.datetime
    actor: str
    what: str
    reason: str
    undone: bool


def merges(session: Session, kind: str) -> list[MergeLine]:
    """Return the merges of a kind, `organization` or `person`, newest first."""
    mark = f"{kind}:"
    gone = set(session.scalars(undone()))
    columns = (Event.id, Event.uid, Event.at, Event.actor, Event.subject, Event.reason)
    of_kind = select(*columns).where(Event.verb == "merge", Event.subject.startswith(mark))
    return [
        MergeLine(id_, local(at), actor, subject.removeprefix(mark), reason, uid in gone)
        for id_, uid, at, actor, subject, reason in session.execute(of_kind.order_by(Event.id.desc()).limit(AT_MOST))
    ]

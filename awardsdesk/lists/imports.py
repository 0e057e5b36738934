"""The imports of a file: who brought what and when, and what became of it."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Event
from awardsdesk.operations.undo import undone

AT_MOST = 500


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import; `undone` says what was taken back of it, empty while it stands."""

    id: int
    at: dt.datetime
    actor: str
    source: str
    counts: str
    undone: str


def imports(session: Session) -> list[ImportLine]:
    """Return the imports, newest first."""
    columns = (Event.id, Event.uid, Event.at, Event.actor, Event.subject, Event.reason)
    back = _undone(session)
    return [
        ImportLine(id_, at.replace(tzinfo=dt.UTC).astimezone(), actor, source, counts, back.get(uid, ""))
        for id_, uid, at, actor, source, counts in session.execute(
            select(*columns).where(Event.verb == "import").order_by(Event.id.desc()).limit(AT_MOST)
        )
    ]


def brought(session: Session, event: int | None = None) -> list[int]:
    """Return the achievements an import added or amended that are still there; of the newest one unless named."""
    if event is None:
        event = session.scalar(select(func.max(Event.id)).where(Event.verb == "import"))
    each = func.json_each(Event.changes).table_valued("value")
    of_table, id_ = (func.json_extract(each.c.value, path) for path in ("$.table", "$.id"))
    rows = select(id_).select_from(Event).join(each, true()).where(Event.id == event, of_table == "achievement")
    return list(session.scalars(select(Achievement.id).where(Achievement.id.in_(rows)).order_by(Achievement.id)))


def _undone(session: Session) -> dict[str, str]:
    """Return what was taken back, by the import's uid; what was itself undone does not count."""
    back = dict.fromkeys(session.scalars(undone()), _("已撤销"))
    taken = select(Event.uid, Event.subject, Event.reason).where(Event.verb == "undo import").order_by(Event.id)
    for uid, subject, reason in session.execute(taken):
        if uid not in back:
            back[subject.partition(":")[2]] = reason.rpartition("：")[2]
    return back

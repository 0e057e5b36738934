"""The imports of a file: who brought what and when, and what became of it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Event
from awardsdesk.operations.audit import Original, local
from awardsdesk.operations.blocks import among
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
    originals: tuple[Original, ...]
    """The files as they were handed in; imports of before have none."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was imported, and when, in local time."""

    original: Original
    event: int
    at: dt.datetime


def imports(session: Session) -> list[ImportLine]:
    """Return the imports, newest first."""
    columns = (Event.id, Event.uid, Event.at, Event.actor, Event.subject, Event.reason)
    back = _undone(session)
    originals: dict[int, list[Original]] = {}
    for event, original in _originals(session):
        originals.setdefault(event, []).append(original)
    return [
        ImportLine(id_, local(at), actor, source, counts, back.get(uid, ""), tuple(originals.get(id_, ())))
        for id_, uid, at, actor, source, counts in session.execute(
            select(*columns).where(Event.verb == "import").order_by(Event.id.desc()).limit(AT_MOST)
        )
    ]


def imported(session: Session) -> list[Imported]:
    """Return all files that were imported, in the order of their imports."""
    found = _originals(session)
    days = select(Event.id, Event.at).where(among(Event.id, {event for event, _each in found}))
    at = {id_: each for id_, each in session.execute(days)}  # noqa: C416 - a result is no mapping
    return [Imported(original, event, local(at[event])) for event, original in found]


def imported_among(session: Session, digests: Collection[str]) -> set[str]:
    """Return which of some files were imported."""
    return {original.digest for _event, original in _originals(session)}.intersection(digests)


def _originals(session: Session) -> list[tuple[int, Original]]:
    """Return all files that were imported, by their imports; read from an index, for the rows are long."""
    rows = session.execute(select(Event.id, Event.originals).where(Event.originals.is_not(None))).all()
    return [(event, Original(**each)) for event, originals in sorted(rows, key=itemgetter(0)) for each in originals]


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

"""The imports of a file: who brought what and when, and what became of it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import String, cast, func, select, true
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Event
from awardsdesk.operations.audit import Original, local
from awardsdesk.operations.blocks import among
from awardsdesk.operations.undo import undone

AT_MOST = 500
PACKED = ".zip"
SOON = 3
"""So many imports are looked through that ended in the second in which a record got its name, or later."""
VERSION = "7"
"""Of the names that begin with a time, in milliseconds (RFC 9562); older ones do not."""


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an achievement came in, who brought it and when, in local time."""

    source: str
    actor: str
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


def arrival(session: Session, uid: str, *, packed: bool) -> Arrival | None:
    """Return the import that first brought an achievement, `packed` by a package; None when that is not sure.

    In a package it has the name that its sender gave it, and only packages that were kept are looked through. Any other
    one got its name within its import, whose event was written right after that, and the name begins with the time.
    """
    if packed:
        events = [event for event, original in _originals(session) if original.name.endswith(PACKED)]
    elif uid[12:13] == VERSION:
        named_at = dt.datetime.fromtimestamp(int(uid[:12], 16) // 1000, dt.UTC).replace(tzinfo=None)
        later = select(Event.id).where(Event.verb == "import", Event.at >= named_at).order_by(Event.id)
        events = [*session.scalars(later.limit(SOON))]
    else:
        events = []
    which = among(Event.id, events), cast(Event.changes, String).contains(f'"{uid}"')
    columns = select(Event.subject, Event.actor, Event.at)
    found = session.execute(columns.where(*which).order_by(Event.id).limit(1)).first()
    return Arrival(found.subject, found.actor, local(found.at)) if found else None


def _undone(session: Session) -> dict[str, str]:
    """Return what was taken back, by the import's uid; what was itself undone does not count."""
    back = dict.fromkeys(session.scalars(undone()), _("已撤销"))
    taken = select(Event.uid, Event.subject, Event.reason).where(Event.verb == "undo import").order_by(Event.id)
    for uid, subject, reason in session.execute(taken):
        if uid not in back:
            back[subject.partition(":")[2]] = reason.rpartition("：")[2]
    return back

"""One operation, one event: who changed what, when and why, each event chained to the one before by its hash."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import Text, cast, event, func, insert, select
from sqlalchemy.orm import Session, UOWTransaction

from awardsdesk.i18n import _
from awardsdesk.models import Event
from awardsdesk.operations.adding import flush
from awardsdesk.operations.blocks import blocks
from awardsdesk.operations.images import image_of, plain, record
from awardsdesk.progress import Progress

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Original:
    """A file that something was done from, as it was handed in; `digest` is its name in the folder of scans."""

    digest: str
    name: str
    size: int


@contextmanager
def operation(
    session: Session,
    verb: str,
    subject: str,
    reason: str = "",
    progress: Progress | None = None,
    originals: Sequence[Original] = (),
) -> Iterator[None]:
    """Record everything the block changes as one event; a block inside another belongs to the outer one.

    A block that changes nothing leaves no event. A long one may be given up while its event is written, by `progress`.
    """
    if "changes" in session.info:
        yield
        return
    session.flush()
    changes: list[dict[str, Any]] = session.info.setdefault("changes", [])
    session.info["reason"] = reason
    try:
        yield
        flush(session)
    finally:
        del session.info["changes"]
        reason = session.info.pop("reason")
    if changes:
        _append(session, verb, subject, reason, changes, progress, originals)


def explain(session: Session, reason: str) -> None:
    """Give the operation under way its reason, where only its end knows it."""
    session.info["reason"] = reason


def note(session: Session, verb: str, subject: str, reason: str) -> None:
    """Record a decision that changes no row."""
    session.flush()
    _append(session, verb, subject, reason, [])
    session.info.setdefault("tables", set()).add(Event.__tablename__)


def now() -> dt.datetime:
    """Return the time in UTC without a zone, in whole seconds, as events and records keep it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def local(at: dt.datetime) -> dt.datetime:
    """Return a time that was kept so as the clock on the wall says it."""
    return at.replace(tzinfo=dt.UTC).astimezone()


def _append(
    session: Session,
    verb: str,
    subject: str,
    reason: str,
    changes: list[dict[str, Any]],
    progress: Progress | None = None,
    originals: Sequence[Original] = (),
) -> None:
    previous = session.scalar(select(Event.hash).order_by(Event.id.desc()).limit(1)) or GENESIS
    write = msgspec.json.Encoder(order="sorted").encode
    progress = progress or Progress()
    rows: list[bytes] = []
    for block in blocks(changes):
        progress.check()
        rows += map(write, block)
    values = {
        "uid": uuid.uuid4().hex,
        "at": now(),
        "actor": session.info.get("actor", ""),
        "verb": verb,
        "subject": subject,
        "reason": reason,
        "changes": [msgspec.Raw(row) for row in rows],
        "previous_hash": previous,
    } | ({"originals": [asdict(each) for each in originals]} if originals else {})
    hashed = digest(values, progress)
    room = cast(func.zeroblob(sum(map(len, rows)) + max(len(rows), 1) + 1), Text)
    made = session.scalars(insert(Event).values(**values | {"changes": room, "hash": hashed}).returning(Event.id)).one()
    _write_rows(session, made, rows, progress)


def _write_rows(session: Session, event_id: int, rows: list[bytes], progress: Progress) -> None:
    """Write an event's changes into the room made for them: tens of megabytes at once would hold up other threads."""
    file: Any = session.connection().connection.driver_connection
    with file.blobopen(Event.__tablename__, Event.changes.key, event_id) as room:
        room.write(b"[")
        for place, block in enumerate(blocks(rows)):
            progress.check()
            room.write((b"," if place else b"") + b",".join(block))
        room.write(b"]")


def digest(values: dict[str, Any], progress: Progress | None = None) -> str:
    """Return the SHA-256 of an event's canonical JSON, the previous event's hash included.

    Canonical is: keys in order, no blanks, characters as they are, in UTF-8.
    """
    hashed = hashlib.sha256()
    progress = progress or Progress()
    for part in _canonical(values):
        progress.check()
        hashed.update(part)
    return hashed.hexdigest()


def _canonical(values: dict[str, Any]) -> Iterator[bytes]:
    """Write an event row by row: a long one at once would hold up other threads."""
    write = msgspec.json.Encoder(order="sorted").encode
    for place, key in enumerate(sorted(values)):
        yield b"," if place else b"{"
        yield write(key) + b":"
        if isinstance(values[key], list):
            yield b"["
            for number, each in enumerate(values[key]):
                yield (b"," if number else b"") + write(each)
            yield b"]"
        else:
            yield write(plain(values[key]))
    yield b"}"


def verify_chain(session: Session) -> list[str]:
    """Return what is wrong with the audit trail, naming the first event at which it breaks."""
    previous = GENESIS
    for row in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=500)):
        values = {
            name: getattr(row, name)
            for name in ("uid", "at", "actor", "verb", "subject", "reason", "changes", "previous_hash", "originals")
            if name != "originals" or row.originals is not None  # events of before do not know the word
        }
        if row.previous_hash != previous or row.hash != digest(values):
            return [_("操作记录从第 {id} 条起与校验值不符，可能被程序以外的工具改动过").format(id=row.id)]
        previous = row.hash
        session.expunge(row)
    return []


def watch(session: Session) -> None:
    """Collect the rows a session changes; refuse changes that no operation accounts for."""
    event.listen(session, "after_flush", _collect)


def _collect(session: Session, context: UOWTransaction) -> None:
    new = session.new  # made anew at each asking
    # the unit of work knows also the rows that go because their owner let go of them; session.deleted does not
    images = [
        image
        for state, (is_deleted, is_only_listed) in context.states.items()
        if not is_only_listed
        and (image := image_of(state, "deleted" if is_deleted else "new" if state.obj() in new else "dirty"))
    ]
    if not images:
        return
    record(session, images)

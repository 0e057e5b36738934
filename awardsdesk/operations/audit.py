"""One operation, one event: who changed what, when and why, each event chained to the one before by its hash."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.orm import InstanceState, Session, UOWTransaction

from awardsdesk.i18n import _
from awardsdesk.models import Event
from awardsdesk.operations.sealing import seal

GENESIS = "0" * 64


@contextmanager
def operation(session: Session, verb: str, subject: str, reason: str = "") -> Iterator[None]:
    """Record everything the block changes as one event; a block inside another belongs to the outer one.

    A block that changes nothing leaves no event.
    """
    if "changes" in session.info:
        yield
        return
    session.flush()
    changes: list[dict[str, Any]] = session.info.setdefault("changes", [])
    session.info["reason"] = reason
    try:
        yield
        session.flush()
    finally:
        del session.info["changes"]
        reason = session.info.pop("reason")
    if changes:
        _append(session, verb, subject, reason, changes)


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


def _append(session: Session, verb: str, subject: str, reason: str, changes: list[dict[str, Any]]) -> None:
    previous = session.scalar(select(Event.hash).order_by(Event.id.desc()).limit(1)) or GENESIS
    values = {
        "uid": uuid.uuid4().hex,
        "at": now(),
        "actor": session.info.get("actor", ""),
        "verb": verb,
        "subject": subject,
        "reason": reason,
        "changes": changes,
        "previous_hash": previous,
    }
    session.execute(insert(Event).values(**values, hash=digest(values)))


def digest(values: dict[str, Any]) -> str:
    """Return the SHA-256 of an event's canonical JSON, the previous event's hash included."""
    hashed = hashlib.sha256()
    for part in _canonical(values):
        hashed.update(part.encode())
    return hashed.hexdigest()


def _canonical(values: dict[str, Any]) -> Iterator[str]:
    """Write an event as JSON without blanks, keys in order; row by row, for a long one would hold up other threads."""
    write = partial(json.dumps, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)
    yield "{"
    for place, key in enumerate(sorted(values)):
        yield f"{',' if place else ''}{write(key)}:"
        if isinstance(values[key], list):
            yield "["
            for number, each in enumerate(values[key]):
                yield f"{',' if number else ''}{write(each)}"
            yield "]"
        else:
            yield write(values[key])
    yield "}"


def verify_chain(session: Session) -> list[str]:
    """Return what is wrong with the audit trail, naming the first event at which it breaks."""
    previous = GENESIS
    for row in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=500)):
        values = {
            name: getattr(row, name)
            for name in ("uid", "at", "actor", "verb", "subject", "reason", "changes", "previous_hash")
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
        and (image := _image(state, "deleted" if is_deleted else "new" if state.obj() in new else "dirty"))
    ]
    if not images:
        return
    if "changes" not in session.info:
        tables = sorted({image["table"] for image in images})
        raise AssertionError(f"rows of {tables} changed outside an operation")
    seal(session, images)
    session.info["changes"].extend(images)
    session.info.setdefault("tables", set()).update(image["table"] for image in images)


def _image(state: InstanceState[Any], kind: str) -> dict[str, Any] | None:
    """Return the row before and after, of an amended one changed columns only; None when nothing changed."""
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    if kind == "dirty":
        before, after = _amended(state)
    else:
        whole = _whole(state)
        before, after = (None, whole) if kind == "new" else (whole, None)
    if not before and not after:
        return None
    return {"table": state.class_.__tablename__, "id": state.dict.get("id"), "before": before, "after": after}


def _whole(state: InstanceState[Any]) -> dict[str, Any]:
    return {column.key: plain(state.dict.get(column.key)) for column in state.mapper.column_attrs}


def _amended(state: InstanceState[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if column.key not in state.committed_state:
            continue
        history = state.attrs[column.key].history
        if history.has_changes() and history.added:
            old, new = plain(history.deleted[0]) if history.deleted else None, plain(state.dict.get(column.key))
            if old != new:
                before[column.key], after[column.key] = old, new
    return before, after


def plain(value: Any) -> Any:
    """Return what JSON can hold; days and numbers as text."""
    if isinstance(value, dt.date | dt.datetime | Decimal):
        return str(value)
    return value

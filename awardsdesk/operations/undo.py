"""Take the last operation back by a compensating one, made from the rows as they were before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Base, Event
from awardsdesk.operations.audit import note, operation
from awardsdesk.operations.images import plain
from awardsdesk.operations.sealing import unsealed
from awardsdesk.progress import Progress
from awardsdesk.rules.registration import MOVES

FINAL = frozenset(
    {
        "create",
        "upgrade",
        "approve",
        "void",
        "reissue",
        "revoke",
        "send package",
        *(verb for verb, move in MOVES.items() if move.final),
    }
)
"""What paper or money has followed is never undone: it is voided and done anew."""
NOTHING = _("没有可以撤销的操作：批准、作废、登记发号、发证、更正等已成定局，只能另行更正、作废或注销。")
LOOKED = frozenset({"reveal"})
"""What only looked at something: there is nothing to take back."""

TABLES: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@dataclass(frozen=True, slots=True)
class Step:
    """An operation that can be taken back."""

    event_id: int
    verb: str
    subject: str
    rows: int


def last_step(session: Session) -> Step | None:
    """Return the newest operation that was not taken back; None when it is final or there is none."""
    undone: set[str] = set()
    for row in session.scalars(select(Event).order_by(Event.id.desc()).execution_options(yield_per=20)):
        if row.verb == "undo":
            undone.add(row.subject)
        elif row.uid not in undone and row.verb not in LOOKED:
            return None if row.verb in FINAL else Step(row.id, row.verb, row.subject, len(row.changes))
    return None


def undo(session: Session, event_id: int = 0) -> Step:
    """Take an operation back, the newest one or the one that is named, and return it.

    Raises UserError when it is final or taken back, or when its rows have changed since.
    """
    step = _named(session, event_id) if event_id else last_step(session)
    if step is None:
        raise UserError(NOTHING)
    event = session.get_one(Event, step.event_id)
    nets = nets_of(unsealed(session, event.changes))
    _require_untouched(session, nets)
    if not nets:
        note(session, "undo", event.uid, event.subject)
    with operation(session, "undo", event.uid, event.subject):
        restore(session, nets)
    return step


def undone() -> Select[str]:
    """Select what was undone: the uids of operations."""
    return select(Event.subject).where(Event.verb == "undo")


def _named(session: Session, event_id: int) -> Step | None:
    event = session.get_one(Event, event_id)
    if session.scalar(undone().where(Event.subject == event.uid)):
        raise UserError(_("这一步已经撤销过，没有改动任何内容。"))
    return None if event.verb in FINAL else Step(event.id, event.verb, event.subject, len(event.changes))


@dataclass(slots=True)
class Net:
    """What an operation did to one row in all; None: the row did not exist, or exists no more."""

    kind: type[Base]
    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def nets_of(changes: Sequence[dict[str, Any]]) -> list[Net]:
    """Sum an operation's changes up by row; SQLite may give a removed row's id to a new one."""
    nets: dict[tuple[str, int], Net] = {}
    for change in changes:
        key = (change["table"], change["id"])
        before, after = change["before"], change["after"]
        net = nets.get(key)
        if net is None:
            nets[key] = Net(TABLES[key[0]], key[1], before, after)
            continue
        if net.before is not None and before is not None:
            net.before = before | net.before
        net.after = None if after is None else (net.after or {}) | after
    return list(nets.values())


def _require_untouched(session: Session, nets: Sequence[Net]) -> None:
    for net in nets:
        if not as_left(net, session.get(net.kind, net.id)):
            raise UserError(_("这一步之后数据又有改动，不能直接撤销；没有改动任何内容。"))


def as_left(net: Net, row: Base | None) -> bool:
    """Tell whether a row is today as the operation left it."""
    if net.after is None:
        return row is None
    return row is not None and all(plain(getattr(row, key)) == value for key, value in net.after.items())


def restore(session: Session, nets: Sequence[Net], progress: Progress | None = None) -> None:
    """Remove what was added, set the rest back, bring back what was removed: in this order, for unique columns.

    A row may be set back to one that is not back yet, so references are checked at the end.
    """
    progress = progress or Progress()
    progress.total = len(nets)
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    with session.no_autoflush:  # a row still referred to is not deleted before what refers to it
        for net in nets:
            if net.before is None and net.after is not None:
                progress.step()
                session.delete(session.get_one(net.kind, net.id))
    session.flush()
    session.expire_all()
    for net in nets:
        if net.before is not None and net.after is not None:
            progress.step()
            row = session.get_one(net.kind, net.id)
            for key, value in net.before.items():
                setattr(row, key, _typed(net.kind, key, value))
    session.flush()
    for net in nets:
        if net.before is not None and net.after is None:
            progress.step()
            session.add(net.kind(**{key: _typed(net.kind, key, value) for key, value in net.before.items()}))
    session.flush()


def _typed(kind: type[Base], key: str, value: Any) -> Any:
    """Return a value of an event as the column holds it."""
    if value is None:
        return None
    wanted = kind.__table__.columns[key].type.python_type
    if wanted is dt.datetime:
        return dt.datetime.fromisoformat(value)
    if wanted is dt.date:
        return dt.date.fromisoformat(value)
    if wanted is Decimal:
        return Decimal(value)
    return value

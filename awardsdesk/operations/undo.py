"""Take the last operation back, and do it again, by compensating ones made from the rows as they were before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, inspect, select, text
from sqlalchemy.orm import Session, aliased, selectinload

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Base, Event
from awardsdesk.operations.audit import note, operation
from awardsdesk.operations.blocks import among, blocks
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
NOTHING_UNDONE = _("没有可以重做的操作：撤销之后又做了别的，或者没有撤销过。")
LOOKED = frozenset({"reveal"})
"""What only looked at something: there is nothing to take back."""
UNDO, REDO = "undo", "redo"
"""The subject of an undo is the uid of what it took back; that of a redo is the uid of the undo."""

Rows = dict[tuple[str, int], Base]
"""Rows by table and id."""
TABLES: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@dataclass(frozen=True, slots=True)
class Step:
    """An operation that can be taken back or done again; the event is the one whose changes are turned back for it."""

    event_id: int
    verb: str
    subject: str


def last_step(session: Session) -> Step | None:
    """Return what was done, or done again, last and not taken back; None when it is final or there is none."""
    back: set[str] = set()
    for row in _newest_first(session):
        if row.verb == UNDO:
            back.add(row.subject)
            continue
        done = _undone_by(session, row.subject) if row.verb == REDO else row
        if done.uid not in back and done.verb not in LOOKED:
            return None if done.verb in FINAL else Step(done.id, done.verb, done.subject)
    return None


def last_undone(session: Session) -> Step | None:
    """Return what was undone last and not done again; None when something else was done since or there is none."""
    again: set[str] = set()
    for row in _newest_first(session):
        if row.verb == REDO:
            again.add(row.subject)
        elif row.verb == UNDO and row.uid not in again:
            done = _undone_by(session, row.uid)
            return Step(row.id, done.verb, done.subject)
        elif row.verb not in LOOKED | {UNDO}:
            return None
    return None


def _newest_first(session: Session) -> Iterator[Row[int, str, str, str]]:
    """Read the trail without its changes: those of an import are tens of megabytes."""
    named = select(Event.id, Event.uid, Event.verb, Event.subject).order_by(Event.id.desc())
    return iter(session.execute(named.execution_options(yield_per=20)))


def _undone_by(session: Session, undo_uid: str) -> Row[int, str, str, str]:
    what = select(Event.subject).where(Event.uid == undo_uid).scalar_subquery()
    done = aliased(Event)
    return session.execute(select(done.id, done.uid, done.verb, done.subject).where(done.uid == what)).one()


def undo(session: Session, event_id: int = 0, progress: Progress | None = None) -> Step:
    """Take an operation back, the newest one or the one that is named, and return it.

    Raises UserError when it is final or taken back, or when its rows have changed since.
    """
    step = _named(session, event_id) if event_id else last_step(session)
    if step is None:
        raise UserError(NOTHING)
    event = session.get_one(Event, step.event_id)
    refusal = _("这一步之后数据又有改动，不能直接撤销；没有改动任何内容。")
    _turn_back(session, event, (UNDO, event.subject), refusal, progress or Progress())
    return step


def redo(session: Session, progress: Progress | None = None) -> Step:
    """Do again what was undone last, and return it; raises UserError when there is nothing, or rows have changed since."""
    step = last_undone(session)
    if step is None:
        raise UserError(NOTHING_UNDONE)
    event = session.get_one(Event, step.event_id)
    refusal = _("撤销之后数据又有改动，不能直接重做；没有改动任何内容。")
    _turn_back(session, event, (REDO, step.subject), refusal, progress or Progress())
    return step


def _turn_back(session: Session, event: Event, told: tuple[str, str], refusal: str, progress: Progress) -> None:
    """Put the rows an event changed back as they were before it; `told` is what the trail calls that, and of what."""
    verb, about = told
    nets = [net for net in nets_of(unsealed(session, event.changes)) if net.before != net.after]
    rows = rows_of(session, [net.place for net in nets], progress)
    if not all(as_left(net, rows.get(net.place)) for net in nets):
        raise UserError(refusal)
    if not nets:
        note(session, verb, event.uid, about)
    with operation(session, verb, event.uid, about, progress):
        restore(session, nets, progress)


def undone() -> Select[str]:
    """Select what was undone and not done again: the uids of operations."""
    again = aliased(Event)
    redone = select(again.subject).where(again.verb == REDO)
    return select(Event.subject).where(Event.verb == UNDO, Event.uid.not_in(redone))


def _named(session: Session, event_id: int) -> Step | None:
    event = session.get_one(Event, event_id)
    if session.scalar(undone().where(Event.subject == event.uid)):
        raise UserError(_("这一步已经撤销过，没有改动任何内容。"))
    return None if event.verb in FINAL else Step(event.id, event.verb, event.subject)


@dataclass(slots=True)
class Net:
    """What an operation did to one row in all; None: the row did not exist, or exists no more."""

    kind: type[Base]
    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def place(self) -> tuple[str, int]:
        """Its table and id."""
        return self.kind.__tablename__, self.id


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


def rows_of(session: Session, places: Iterable[tuple[str, int]], progress: Progress | None = None) -> Rows:
    """Return today's rows, with what goes when they go: while they are in hand nothing is asked for one by one."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for table, id_ in places:
        wanted[table].append(id_)
    rows: Rows = {}
    progress = progress or Progress()
    for table, ids in wanted.items():
        kind = TABLES[table]
        owned = [getattr(kind, each.key) for each in inspect(kind).relationships if each.cascade.delete_orphan]
        for block in blocks(sorted(ids)):
            progress.check()
            found = session.scalars(select(kind).where(among(kind.id, block)).options(*map(selectinload, owned)))
            rows |= {(table, row.id): row for row in found}
    return rows


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
    nets = [part for net in nets for part in _parted(net)]
    progress.total = len(nets)
    added = [net for net in nets if net.before is None and net.after is not None]
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    _let_go(session, nets, {net.place for net in added})
    going = rows_of(session, [net.place for net in added], progress)
    with session.no_autoflush:  # a row still referred to is not deleted before what refers to it
        for net in added:
            progress.step()
            session.delete(going[net.place])
    session.flush()
    session.expire_all()
    amended = [net for net in nets if net.before is not None and net.after is not None]
    rows = rows_of(session, [net.place for net in amended], progress)
    for net in amended:
        progress.step()
        for key, value in (net.before or {}).items():
            setattr(rows[net.place], key, _typed(net.kind, key, value))
    session.flush()
    for net in nets:
        if net.before is not None and net.after is None:
            progress.step()
            session.add(net.kind(**{key: _typed(net.kind, key, value) for key, value in net.before.items()}))
    session.flush()


def _parted(net: Net) -> list[Net]:
    """Part what SQLite made of a removed row and of a new one that got its id: the places of both may be taken."""
    if net.before and net.after and "id" in net.before and "id" in net.after:
        return [Net(net.kind, net.id, None, net.after), Net(net.kind, net.id, net.before, None)]
    return [net]


def _let_go(session: Session, nets: Sequence[Net], going: Collection[tuple[str, int]]) -> None:
    """Set back first what refers to a row that goes: what belongs to a row goes with it."""
    for net in nets:
        if net.before is None or net.after is None:
            continue
        for key in net.kind.__table__.foreign_keys:
            name = key.parent.key
            if (key.column.table.name, net.after.get(name)) in going:
                setattr(session.get_one(net.kind, net.id), name, net.before[name])
    session.flush()
    session.expire_all()


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

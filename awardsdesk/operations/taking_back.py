"""Take an import back as a whole, however long ago; what was worked on since stays as it is and is named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import chain
from typing import Any

from sqlalchemy import Table, exists, func, select, true
from sqlalchemy.orm import Session, aliased

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import (
    Achievement,
    AchievementStep,
    Base,
    ComputedResult,
    Entry,
    Event,
    Meeting,
    NumberSeries,
    Package,
    Round,
)
from awardsdesk.operations.audit import operation
from awardsdesk.operations.blocks import blocks
from awardsdesk.operations.numbering import highest_serial
from awardsdesk.operations.rounds import touch
from awardsdesk.operations.undo import TABLES, Net, Rows, as_left, nets_of, restore, rows_of, undone
from awardsdesk.progress import Progress
from awardsdesk.rules.registration import Verb

NOT_TAKEN_BACK = frozenset({"number_series", "round", "computed_standing", "computed_result"})
"""A series of numbers falls to what is left in the register, a round counts on, and a result is computed anew."""
TOLD = frozenset({"achievement", "entry", "meeting"})
"""What a clerk counts; the units and persons that came with it go with it, or stay without a word."""
SINCE = {
    "attachment": _("后来附了扫描件"),
    "achievement_step": _("后来办理过登记步骤"),
    "material": _("后来核对过材料"),
    "entry": _("后来有申报引用它"),
    "verification": _("后来有部门核实"),
    "score_sheet": _("后来有专家评分"),
    "ballot": _("后来有表决"),
    "veto": _("后来有一票否决"),
    "objection": _("后来有异议"),
    "received_achievement": _("后来又随报送包来过"),
}
OWNERS = {
    table.name: (key.parent.name, key.column.table.name)
    for table in Base.metadata.sorted_tables
    for key in table.foreign_keys
    if key.ondelete == "CASCADE"
}
"""The tables whose rows belong to a record of another table, by which column."""


def _referring_first() -> list[Table]:
    """Return the tables of records, each after those that refer to it, themselves or by what belongs to them."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for table in Base.metadata.sorted_tables:
        owner = OWNERS[table.name][1] if table.name in OWNERS else table.name
        order.add(owner)
        for key in table.foreign_keys:
            if key.column.table.name != owner:
                order.add(key.column.table.name, owner)
    return [Base.metadata.tables[name] for name in order.static_order() if name not in OWNERS]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that stays, and why."""

    title: str
    reason: str


@dataclass(slots=True)
class TakenBack:
    """What taking an import back does: records removed, records set back, records that stay."""

    removed: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)
    numbers: int = 0
    """Registration numbers of known registrars that go with them."""


@dataclass(slots=True)
class _Record:
    """What an import did to one record: to its own row, and to the rows that belong to it."""

    table: str
    id: int
    own: Net | None = None
    parts: list[Net] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.own is not None and self.own.before is None

    @property
    def nets(self) -> list[Net]:
        return [*([self.own] if self.own else []), *self.parts]


def take_back(session: Session, event_id: int, progress: Progress | None = None) -> TakenBack:
    """Take an import back; raises UserError when nothing of it can be."""
    progress = progress or Progress()
    event = _import(session, event_id)
    plan = _Plan(session, event, progress)
    if not plan.nets:
        raise UserError(_("这次导入的内容都已改动或撤回过，没有可以撤回的；没有改动任何内容。"))
    done = plan.done
    progress.start(_("正在撤回导入"))
    reason = f"{event.subject}：撤回 {done.removed}，恢复 {done.restored}，保留 {len(done.kept)}"
    with operation(session, "undo import", f"import:{event.uid}", reason):
        for result in session.scalars(select(ComputedResult).where(ComputedResult.round_id.in_(plan.rounds))):
            session.delete(result)
        session.flush()
        restore(session, plan.nets, progress)
        _let_numbers_go(session, plan.series)
        for round_ in session.scalars(select(Round).where(Round.id.in_(plan.rounds))):
            touch(round_)
    return done


def _let_numbers_go(session: Session, nets: Sequence[Net]) -> None:
    """Count numbers that an import brought no longer, where none of their series was given or brought since."""
    for net in nets:
        series = session.get(NumberSeries, net.id)
        if series is None or not as_left(net, series):
            continue
        highest, last = highest_serial(session, series), (net.before or {}).get("last", 0)
        for before, after in _taken_before(session, net.id) if last > highest else ():
            if after == last:  # what it stood at came with an import that went, too
                last = before or 0
        series.last = max(last, highest)
        if not series.last:
            session.delete(series)


def _taken_before(session: Session, series: int) -> Iterator[tuple[int | None, int | None]]:
    """Return from what to what imports that were taken back had moved a series, the last move first."""
    back = aliased(Event)
    gone = select(back.subject).where(back.verb == "undo import", back.uid.not_in(undone()))
    each = func.json_each(Event.changes).table_valued("key", "value")
    table, id_, before, after = (
        func.json_extract(each.c.value, path) for path in ("$.table", "$.id", "$.before.last", "$.after.last")
    )
    moves = select(before, after).select_from(Event).join(each, true())
    moves = moves.where(
        Event.verb == "import", ("import:" + Event.uid).in_(gone), table == NumberSeries.__tablename__, id_ == series
    )
    for move in session.execute(moves.order_by(Event.id.desc(), each.c.key.desc())):
        yield move[0], move[1]


def plan_back(session: Session, event_id: int, progress: Progress | None = None) -> TakenBack:
    """Tell what taking an import back would do."""
    return _Plan(session, _import(session, event_id), progress or Progress()).done


def _import(session: Session, event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise UserError(_("没有编号为 {id} 的导入，没有改动任何内容；请在导入记录中核对编号。").format(id=event_id))
    if event.verb != "import":
        raise UserError(_("这一步不是导入，不能这样撤回。"))
    return event


class _Plan:
    """What can be taken back of an import, what has to stay, and why; read only."""

    def __init__(self, session: Session, event: Event, progress: Progress) -> None:
        self.done = TakenBack()
        self.nets: list[Net] = []
        self.rounds: set[int] = set()
        self._session, self._event = session, event
        self._held: list[Rows] = []  # rows in hand are not asked for again one by one
        self._going: defaultdict[str, set[int]] = defaultdict(set)
        nets = nets_of(event.changes)
        self.series = [net for net in nets if net.kind is NumberSeries]
        records = _records(session, nets)
        for table in _referring_first():  # so that it is known of what refers to a record whether it goes
            found = [record for record in records if record.table == table.name]
            progress.start(_("正在核对改动"), len(found))
            for block in blocks(found):
                self._judge(table, block)
                progress.step(len(block))
        only_package = all(net.kind is Package for net in self.nets)
        if only_package and self.done.kept:  # a package is not forgotten while what it brought stays
            self.nets = []

    def _judge(self, table: Table, records: Sequence[_Record]) -> None:
        """Sort a block of records of one table into what goes, what is set back and what stays."""
        rows = _rows(self._session, records)
        self._held.append(rows)
        there = [record for record in records if (table.name, record.id) in rows]
        sealed = self._sealed(table.name, [record.id for record in there])
        added = _added_since(self._session, table, there)
        referred = self._referred(table, [record.id for record in there if record.is_new])
        for record in there:
            row = rows[table.name, record.id]
            if record.is_new:
                reason = sealed.get(record.id) or next(iter(added.get(record.id, {}).values()), "")
                reason = reason or referred.get(record.id) or _changed(record, rows)
            else:
                reason = sealed.get(record.id, "")
            if reason:
                self._keep(row, reason)
            elif record.is_new:
                self._remove(record, row)
            else:
                self._set_back(record, rows, added.get(record.id, {}))

    def _sealed(self, table: str, ids: Sequence[int]) -> dict[int, str]:
        """Return what a decision or a number has followed, or the certificate of a number that came with a workbook."""
        given = aliased(AchievementStep)
        given_here = exists().where(given.achievement_id == AchievementStep.achievement_id, given.verb == Verb.REGISTER)
        freezing = AchievementStep.verb.in_((Verb.REGISTER, Verb.CORRECT))
        steps = select(AchievementStep.achievement_id).where(
            freezing | (AchievementStep.verb == Verb.ISSUE) & ~given_here, AchievementStep.at >= self._event.at
        )
        match table:
            case "achievement":
                found = self._session.scalars(steps.where(AchievementStep.achievement_id.in_(ids)))
                return dict.fromkeys(found, _("后来发了登记号、发了证或更正过证书"))
            case "entry" | "meeting":
                kind = Entry if table == "entry" else Meeting
                approved = select(kind.id).join(Round, Round.id == kind.round_id).where(Round.approved_at.is_not(None))
                return dict.fromkeys(self._session.scalars(approved.where(kind.id.in_(ids))), _("评选已经批准"))
        return {}

    def _referred(self, table: Table, ids: Sequence[int]) -> dict[int, str]:
        """Return which records something refers to that does not go with them."""
        reasons: dict[int, str] = {}
        for source in Base.metadata.sorted_tables:
            for key in source.foreign_keys:
                if key.column.table is not table or key.ondelete == "CASCADE" or source.name in NOT_TAKEN_BACK:
                    continue
                found = self._session.execute(select(source.c.id, key.parent).where(key.parent.in_(ids)))
                staying = {owner for id_, owner in found if id_ not in self._going[source.name]}
                reasons |= dict.fromkeys(staying, SINCE.get(source.name, _("后来有别的内容引用它")))
        return reasons

    def _keep(self, row: Base, reason: str) -> None:
        if row.__tablename__ in TOLD:
            title = getattr(row, "title", "") or getattr(row, "name", "")
            self.done.kept.append(Kept(title, reason))

    def _remove(self, record: _Record, row: Base) -> None:
        self._take(record.nets)
        self.done.removed += record.table in TOLD
        self._count_round(row)

    def _set_back(self, record: _Record, rows: Rows, added: dict[str, str]) -> None:
        """Set back what is still as the import left it: value by value, lists as wholes."""
        row = rows[record.table, record.id]
        nets, differs = [], False
        if record.own is not None and record.own.before is not None and record.own.after is not None:
            lost = self._lost(record.own)
            still = {key: value for key, value in _still(record.own, row).items() if key not in lost}
            differs = still.keys() < record.own.after.keys()
            before = {key: record.own.before.get(key) for key in still}
            nets += [Net(record.own.kind, record.id, before, still)] if still else []
        for table in {net.kind.__tablename__: None for net in record.parts}:
            parts = [net for net in record.parts if net.kind.__tablename__ == table]
            ordered = "position" in parts[0].kind.__table__.columns
            strange = ordered and table in added and not all(map(_in_place, parts))
            if strange or not all(_part_as_left(net, rows, record.id) and not self._lost(net) for net in parts):
                differs = True
            else:
                nets += [_placed(net, rows) for net in parts if net.before != net.after]
        if differs:
            self._keep(row, _("部分内容后来改过，这些内容没有恢复") if nets else _("后来改过"))
        if nets:
            self._take(nets)
            self.done.restored += record.table in TOLD
            self._count_round(row)

    def _lost(self, net: Net) -> set[str]:
        """Return the columns that referred to a row which is there no more: merged into another since."""
        before = {key: (net.before or {}).get(key.parent.key) for key in net.kind.__table__.foreign_keys}
        return {
            key.parent.key
            for key, id_ in before.items()
            if id_ and self._session.get(TABLES[key.column.table.name], id_) is None
        }

    def _take(self, nets: Sequence[Net]) -> None:
        self.nets += nets
        for net in nets:
            given = net.after or {}
            if net.kind is Achievement and given.get("registration_no") and given.get("registrar", "known"):
                self.done.numbers += 1
            if net.before is None:
                self._going[net.kind.__tablename__].add(net.id)

    def _count_round(self, row: Base) -> None:
        if isinstance(row, Entry | Meeting):
            self.rounds.add(row.round_id)


def _records(session: Session, nets: Sequence[Net]) -> list[_Record]:
    """Gather an import's changes by the record they belong to."""
    records: dict[tuple[str, int], _Record] = {}
    for net in chain.from_iterable(map(_parted, nets)):
        table = net.kind.__tablename__
        if table in NOT_TAKEN_BACK or (net.before is None and net.after is None):
            continue
        if table not in OWNERS:
            records.setdefault((table, net.id), _Record(table, net.id)).own = net
        elif owner := _owner(session, net):
            records.setdefault(owner, _Record(*owner)).parts.append(net)
    return list(records.values())


def _owner(session: Session, net: Net) -> tuple[str, int] | None:
    """Return the record a row belongs to; None when the row is gone."""
    column, table = OWNERS[net.kind.__tablename__]
    known = (net.before or {}) | (net.after or {})
    if column not in known:
        known[column] = session.scalar(select(net.kind.__table__.c[column]).where(net.kind.id == net.id))
    return (table, known[column]) if known[column] else None


def _parted(net: Net) -> list[Net]:
    """Part what SQLite made of one record's row and another's that got its id."""
    column = OWNERS.get(net.kind.__tablename__, ("", ""))[0]
    if net.before and net.after and column in net.before and net.before[column] != net.after.get(column):
        return [Net(net.kind, net.id, net.before, None), Net(net.kind, net.id, None, net.after)]
    return [net]


def _rows(session: Session, records: Sequence[_Record]) -> Rows:
    """Return today's rows of some records, and of what the import gave them."""
    own = ((record.table, record.id) for record in records)
    return rows_of(session, {*own, *(net.place for record in records for net in record.parts)})


def _added_since(session: Session, table: Table, records: Sequence[_Record]) -> dict[int, dict[str, str]]:
    """Return, by record and table, why rows belong to a record today that the import did not give it."""
    reasons: dict[int, dict[str, str]] = {}
    ids = [record.id for record in records]
    for part, (column, owner) in OWNERS.items():
        if owner != table.name or part in NOT_TAKEN_BACK:
            continue
        columns = TABLES[part].__table__.c
        ours = {net.id for record in records for net in record.parts if net.kind.__tablename__ == part}
        for id_, record in session.execute(select(columns.id, columns[column]).where(columns[column].in_(ids))):
            if id_ not in ours:
                reasons.setdefault(record, {})[part] = SINCE.get(part, _("后来改过"))
    return reasons


def _changed(record: _Record, rows: Rows) -> str:
    whole = all(as_left(net, rows.get(net.place)) for net in record.nets)
    return "" if whole else _("后来改过")


def _still(net: Net, row: Base) -> dict[str, Any]:
    """Return the values of an amended row that are still those of the import."""
    return {
        key: value
        for key, value in (net.after or {}).items()
        if as_left(Net(net.kind, net.id, None, {key: value}), row)
    }


def _in_place(net: Net) -> bool:
    """Tell whether a row stayed in its list: the import left the others of the list alone, and need not know them."""
    return net.before is not None and net.after is not None and "position" not in net.before


def _part_as_left(net: Net, rows: Rows, owner: int) -> bool:
    """Tell whether a row that belongs to a record is as the import left it; the id of one that went may be taken."""
    row = rows.get(net.place)
    is_its = row is not None and getattr(row, OWNERS[net.kind.__tablename__][0]) == owner
    return not is_its if net.after is None else is_its and as_left(net, row)


def _placed(net: Net, rows: Rows) -> Net:
    """Return what brings a row back, under a new id where another row has its own by now."""
    if net.after is None and net.before and net.place in rows:
        return Net(net.kind, net.id, {key: value for key, value in net.before.items() if key != "id"}, None)
    return net

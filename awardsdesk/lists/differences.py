"""What an operation changed in achievements and entries, field by field, from the rows' images before and after."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.models import Achievement, Entry, ReportedValue
from awardsdesk.operations.blocks import blocks

Image = Mapping[str, Any]
KINDS: dict[str, type[Achievement] | type[Entry]] = {"achievement": Achievement, "entry": Entry}
UNTOLD = frozenset({"id", "uid", "snapshot", "round_id", "organization_id", "achievement_id"})
LISTS = {
    "achievement_unit": ("achievement", "achievement_id", "units"),
    "achievement_completer": ("achievement", "achievement_id", "completers"),
    "entry_unit": ("entry", "entry_id", "units"),
    "entry_completer": ("entry", "entry_id", "completers"),
}
"""Rows that stand in order: whose record they belong to, by which column, and under which field."""
SAID = ("sealed", "contribution", "signed")
"""What is said of each unit or person beside the details."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, as it was and as it is."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class _Touched:
    """What happened to one record: its own columns, and the images of its lists in order."""

    columns: dict[str, tuple[Any, Any]]
    lists: dict[str, list[Image]]


def differences(session: Session, images: Sequence[Image]) -> dict[tuple[str, str], list[FieldChange]]:
    """Return what changed of each record that was there before, by its table and its uid (entries: their key)."""
    found: dict[tuple[str, str], list[FieldChange]] = {}
    for table, kind in KINDS.items():
        touched = _touched(session, images, table)
        for block in blocks(sorted(touched)):
            statement: Any = select(kind).where(kind.id.in_(block))
            rows: Iterable[Achievement | Entry] = session.scalars(
                statement.options(selectinload(kind.units), selectinload(kind.completers))
            )
            for row in rows:
                key = row.key if isinstance(row, Entry) else row.uid
                found[table, key] = _fields(row, touched[row.id])
    for key, change in _figures(session, images):
        found.setdefault(("entry", key), []).append(change)
    return found


def _touched(session: Session, images: Sequence[Image], table: str) -> dict[int, _Touched]:
    """Gather the images by record; a record that is new has no differences."""
    new = {image["id"] for image in images if image["table"] == table and image["before"] is None}
    touched: dict[int, _Touched] = {}
    for image in images:
        if image["table"] == table:
            owner = image["id"]
        elif LISTS.get(image["table"], ("",))[0] == table:
            column = LISTS[image["table"]][1]
            known = (image["before"] or {}) | (image["after"] or {})
            if column not in known:  # only its words changed: the row itself knows whose it is
                known[column] = _owner(session, image, table)
            owner = known[column]
        else:
            continue
        if owner in new or owner is None:
            continue
        record = touched.setdefault(owner, _Touched({}, defaultdict(list)))
        if image["table"] != table:
            record.lists[LISTS[image["table"]][2]].append(image)
            continue
        for name, value in (image["after"] or {}).items():
            first = record.columns.get(name, (image["before"].get(name), None))[0]
            record.columns[name] = first, value
    return touched


def _owner(session: Session, image: Image, table: str) -> int | None:
    kind = getattr(KINDS[table], LISTS[image["table"]][2]).property.mapper.class_
    row = session.get(kind, image["id"])
    return getattr(row, LISTS[image["table"]][1]) if row else None


def _fields(row: Achievement | Entry, touched: _Touched) -> list[FieldChange]:
    changes = []
    for name, (old, new) in touched.columns.items():
        if isinstance(new, dict) or isinstance(old, dict):
            keys = [key for key in (old or {}) | (new or {}) if (old or {}).get(key) != (new or {}).get(key)]
            changes += [FieldChange(key, _text((old or {}).get(key)), _text((new or {}).get(key))) for key in keys]
        elif name not in UNTOLD and _text(old) != _text(new):
            changes.append(FieldChange(name, _text(old), _text(new)))
    first = _first_unit(row, touched)
    for name, images in touched.lists.items():
        now = {
            part.id: {key: getattr(part, key, None) for key in ("position", "name", "unit", *SAID, "details")}
            for part in getattr(row, name)
        }
        before = _before(now, images)
        old, new = _in_words(before, first[0]), _in_words(now.values(), first[1])
        if old != new:
            changes.append(FieldChange(name, old, new))
        changes += _of_each(name, before, list(now.values()))
    return changes


def _of_each(name: str, before: Sequence[Image], after: Sequence[Image]) -> Iterator[FieldChange]:
    """Tell what is said otherwise of the units or persons that stay in a list, one after the other."""
    old, new = (
        {(part["name"], part.get("unit")): _said(part) for part in _ordered(parts)} for parts in (before, after)
    )
    stay = [who for who in new if who in old]
    for key in dict.fromkeys(key for who in stay for key in (*old[who], *new[who])):
        was, is_ = ([each[who].get(key, "") for who in stay] for each in (old, new))
        if was != is_:
            yield FieldChange(f"{name}.{key}", "；".join(was), "；".join(is_))


def _said(part: Image) -> dict[str, str]:
    known = {key: part.get(key) for key in SAID} | dict(part.get("details") or {})
    return {key: _text(value) for key, value in known.items() if value is not None}


def _ordered(parts: Iterable[Image]) -> list[Image]:
    return sorted(parts, key=lambda part: part["position"])


def _first_unit(row: Achievement | Entry, touched: _Touched) -> tuple[str, str]:
    """Return the first completing unit as it was and as it is: its own persons are written without it."""
    now = {unit.id: {"position": unit.position, "name": unit.name} for unit in row.units}
    before = sorted(_before(now, touched.lists.get("units", ())), key=lambda part: part["position"])
    return before[0]["name"] if before else "", row.units[0].name if row.units else ""


def _before(now: Mapping[int, Mapping[str, Any]], images: Iterable[Image]) -> list[Mapping[str, Any]]:
    """Return the rows of a list before some changes, by taking the changes back one after the other."""
    rows = dict(now)
    for image in reversed(list(images)):
        if image["before"] is None:
            rows.pop(image["id"], None)
        else:
            rows[image["id"]] = {**rows.get(image["id"], {}), **image["before"]}
    return list(rows.values())


def _in_words(rows: Iterable[Mapping[str, Any]], first: str) -> str:
    """Write a list as a workbook's cell holds it."""
    own = (None, "", first)
    return "、".join(
        row["name"] if row.get("unit") in own else f"{row['name']}（{row['unit']}）" for row in _ordered(rows)
    )


def _figures(session: Session, images: Sequence[Image]) -> list[tuple[str, FieldChange]]:
    """Return the reported figures that changed, with the key of their entry."""
    changed = {
        image["id"]: image
        for image in images
        if image["table"] == "reported_value" and image["before"] and image["after"]
    }
    found = []
    for block in blocks(sorted(changed)):
        statement = select(Entry.key, ReportedValue.id, ReportedValue.quantity).join(
            ReportedValue, ReportedValue.entry_id == Entry.id
        )
        for key, id_, quantity in session.execute(statement.where(ReportedValue.id.in_(block))):
            before, after = changed[id_]["before"], changed[id_]["after"]
            old, new = (values.get("number") or values.get("text") for values in (before, after))
            found.append((key, FieldChange(quantity, _text(old), _text(new))))
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(map(_text, value))
    return "" if value is None else str(value)

"""The code lists in force: an office's own edition where it has brought one in, else the list that is shipped."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import CodeItem, CodeList
from awardsdesk.operations.audit import now, operation
from awardsdesk.operations.pinyin import read
from awardsdesk.paths import resource
from awardsdesk.rules.codes import SCHEMES, CodeTable, ListedCode


@cache
def shipped(key: str) -> CodeTable:
    """Return a list that comes with the program; lines `# word: text` at its head say what it is."""
    lines = resource("codes", f"{key}.txt").read_text("utf-8").splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    pairs = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return CodeTable(
        scheme=SCHEMES[key],
        edition=head["edition"],
        items=tuple(ListedCode(code, name or code) for code, _tab, name in pairs),
        complete=head["complete"] == "yes",
        depth=int(head.get("depth", 0)),
        spell=read,
    )


def code_table(session: Session, key: str) -> CodeTable:
    """Return the list in force: the edition brought in last; codes of other editions are known as former ones."""
    ours = shipped(key)
    brought = session.execute(
        select(CodeList.id, CodeList.edition).where(CodeList.key == key).order_by(CodeList.imported_at, CodeList.id)
    ).all()
    if not brought:
        return ours
    older = {item.code: item.name for item in ours.items}
    for list_id, _edition in brought[:-1]:
        older |= {item.code: item.name for item in _items(session, list_id)}
    list_id, edition = brought[-1]
    items = _items(session, list_id)
    if ours.scheme.levels:  # a correction adds codes at the end
        items = tuple(sorted(items, key=lambda item: item.code))
    present = {item.code for item in items}
    former = {code: name for code, name in older.items() if code not in present}
    return CodeTable(scheme=ours.scheme, edition=edition, items=items, former=former, spell=read, own=True)


_HELD: WeakKeyDictionary[Engine | Connection, dict[str, tuple[object, CodeTable]]] = WeakKeyDictionary()


def tables_in_force(session: Session) -> dict[str, CodeTable]:
    """Return all lists in force by key, each read anew only once it has changed: rows are named block by block."""
    held = _HELD.setdefault(session.get_bind(), {})
    brought: defaultdict[str, list[object]] = defaultdict(list)
    for key, *edition in session.execute(select(CodeList.key, CodeList.id, CodeList.imported_at).order_by(CodeList.id)):
        brought[key].append(edition)
    for key in SCHEMES:
        if key not in held or held[key][0] != brought[key]:
            held[key] = brought[key], code_table(session, key) if brought[key] else shipped(key)
    return {key: table for key, (_editions, table) in held.items()}


def _items(session: Session, list_id: int) -> tuple[ListedCode, ...]:
    rows = session.execute(
        select(CodeItem.code, CodeItem.name).where(CodeItem.list_id == list_id).order_by(CodeItem.id)
    )
    return tuple(ListedCode(code, name) for code, name in rows)


def edition_in_force(session: Session, key: str) -> str:
    """Return the name of the edition in force."""
    found = session.scalar(_newest_first(key).with_only_columns(CodeList.edition).limit(1))
    return found or shipped(key).edition


def _newest_first(key: str) -> Select[CodeList]:
    return select(CodeList).where(CodeList.key == key).order_by(CodeList.imported_at.desc(), CodeList.id.desc())


@dataclass(frozen=True, slots=True)
class Difference:
    """What a list brought in would make of the one in force."""

    old_edition: str
    added: tuple[ListedCode, ...]
    renamed: tuple[tuple[ListedCode, str], ...]
    """With the name it had."""
    gone: tuple[ListedCode, ...]
    same: int
    edition_differs: bool
    replaces_shipped: bool

    @property
    def changes(self) -> int:
        """How many things would change."""
        return len(self.added) + len(self.renamed) + len(self.gone) + (self.edition_differs or self.replaces_shipped)


def compare(session: Session, key: str, edition: str, items: Sequence[ListedCode]) -> Difference:
    """Compare a list brought in with the one in force."""
    old = code_table(session, key)
    names = {item.code: item.name for item in old.items}
    new = {item.code for item in items}
    return Difference(
        old_edition=old.edition,
        added=tuple(item for item in items if item.code not in names),
        renamed=tuple((item, names[item.code]) for item in items if names.get(item.code, item.name) != item.name),
        gone=tuple(item for item in old.items if item.code not in new),
        same=sum(names.get(item.code) == item.name for item in items),
        edition_differs=old.edition != edition.strip(),
        replaces_shipped=not old.own,
    )


def take_codes(session: Session, key: str, edition: str, items: Sequence[ListedCode], source: str) -> Difference:
    """Put a whole list in force under its edition; the same edition once more corrects it, the same list changes nothing."""
    edition = edition.strip()
    if not edition:
        raise UserError(_("请写明代码表的版本，如“GB/T 4754-2017”。"))
    difference = compare(session, key, edition, items)
    if not difference.changes:
        return difference
    with operation(session, "import codes", f"codes:{SCHEMES[key].title} {edition}"):
        newest = session.scalar(_newest_first(key).with_only_columns(CodeList.imported_at).limit(1))
        at = max(now(), newest + dt.timedelta(seconds=1)) if newest else now()
        found = session.scalars(select(CodeList).where(CodeList.key == key, CodeList.edition == edition)).first()
        held = found or CodeList(key=key, edition=edition, title=SCHEMES[key].title, imported_at=at)
        held.source, held.imported_at = source, at
        session.add(held)
        session.flush()
        _replace(session, held.id, {item.code: item.name for item in items})
    return difference


def _replace(session: Session, list_id: int, names: Mapping[str, str]) -> None:
    """Make the items of a list these, touching only what differs."""
    held = {item.code: item for item in session.scalars(select(CodeItem).where(CodeItem.list_id == list_id))}
    for code, item in held.items():
        if code not in names:
            session.delete(item)
        elif item.name != names[code]:
            item.name = names[code]
    session.add_all(CodeItem(list_id=list_id, code=code, name=name) for code, name in names.items() if code not in held)


def code_lists(session: Session) -> list[CodeTable]:
    """Return the lists in force in the order the screen shows them."""
    return [code_table(session, key) for key in SCHEMES]

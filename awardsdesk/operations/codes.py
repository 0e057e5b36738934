"""The code lists in force: an office's own edition where it has brought one in, else the list that is shipped."""

from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.models import CodeItem, CodeList
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
    present = {item.code for item in items}
    former = {code: name for code, name in older.items() if code not in present}
    return CodeTable(scheme=ours.scheme, edition=edition, items=items, former=former, spell=read)


def _items(session: Session, list_id: int) -> tuple[ListedCode, ...]:
    rows = session.execute(
        select(CodeItem.code, CodeItem.name).where(CodeItem.list_id == list_id).order_by(CodeItem.id)
    )
    return tuple(ListedCode(code, name) for code, name in rows)


def edition_in_force(session: Session, key: str) -> str:
    """Return the name of the edition in force."""
    latest = (
        select(CodeList.edition).where(CodeList.key == key).order_by(CodeList.imported_at.desc(), CodeList.id.desc())
    )
    return session.scalar(latest.limit(1)) or shipped(key).edition

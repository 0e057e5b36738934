"""Attach scans to achievements, say what they prove, take them off again; the files are the store's affair."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import Achievement, Attachment
from awardsdesk.operations.audit import now, operation
from awardsdesk.operations.blocks import among
from awardsdesk.operations.materials import checklist_of, keep_materials

LARGEST = 100 << 20
"""So many bytes a scan may have, here and in a package."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that lies in the attachment folder."""

    digest: str
    name: str
    media_type: str
    size: int
    pages: int


def attach(session: Session, achievement_id: int, scans: Sequence[Scan], item: str = "", note: str = "") -> list[Scan]:
    """Attach scans to an achievement; return those it had already. A line of the checklist is ticked as received."""
    achievement = session.get_one(Achievement, achievement_id)
    had = set(session.scalars(select(Attachment.digest).where(Attachment.achievement_id == achievement_id)))
    doubles = []
    with operation(session, "attach", f"achievement:{achievement.title}"):
        for scan in scans:
            if scan.digest in had:
                doubles.append(scan)
                continue
            had.add(scan.digest)
            columns = columns_of(scan, item, note, session.info.get("actor", ""))
            session.add(Attachment(achievement_id=achievement_id, **columns))
        if item and len(doubles) < len(scans):
            _tick(session, achievement_id, item)
    return doubles


def columns_of(scan: Scan, item: str, note: str, added_by: str) -> dict[str, Any]:
    """Return what is recorded of a scan that is attached now."""
    return asdict(scan) | {"item": item, "note": note, "added_at": now(), "added_by": added_by}


def amend(session: Session, ids: Sequence[int], *, item: str | None = None, note: str | None = None) -> None:
    """Say which line of the checklist scans of one achievement prove, which is then received, or what to note."""
    rows = _rows(session, ids)
    with operation(session, "amend attachment", _subject(session, rows)):
        for row in rows:
            row.item = row.item if item is None else item
            row.note = row.note if note is None else note.strip()
        if item:
            _tick(session, rows[0].achievement_id, item)


def detach(session: Session, ids: Sequence[int]) -> None:
    """Take scans off one achievement; their files stay, so that the step can be taken back."""
    rows = _rows(session, ids)
    with operation(session, "detach", _subject(session, rows)):
        for row in rows:
            session.delete(row)


def _rows(session: Session, ids: Sequence[int]) -> list[Attachment]:
    rows = list(session.scalars(select(Attachment).where(among(Attachment.id, ids)).order_by(Attachment.id)))
    if len(rows) < len(set(ids)):
        raise UserError(_("所选附件中有的已经移除，没有改动；请刷新后再试。"))
    return rows


def _subject(session: Session, rows: Sequence[Attachment]) -> str:
    return f"achievement:{session.get_one(Achievement, rows[0].achievement_id).title}"


def _tick(session: Session, achievement_id: int, item: str) -> None:
    """Mark a line of the checklist as received; raises UserError when the checklist has no such line."""
    lines = {line.item: line for line in checklist_of(session, achievement_id)}
    if item not in lines:
        items = joined(lines) or _("（无）")
        raise UserError(_("材料清单里没有“{item}”，没有改动；清单中有：{items}。").format(item=item, items=items))
    keep_materials(session, achievement_id, [replace(lines[item], received=True)])

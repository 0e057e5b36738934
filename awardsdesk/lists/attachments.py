"""The scans of an achievement as a screen, a command and a check read them."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select, tuple_
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Attachment, Event
from awardsdesk.operations.audit import local
from awardsdesk.operations.blocks import among

BLOCK = 500


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One scan of an achievement."""

    id: int
    digest: str
    name: str
    media_type: str
    size: int
    pages: int
    item: str
    note: str
    added_at: dt.datetime
    """In local time."""
    added_by: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the file says of a scan that should lie in the folder."""

    id: int
    digest: str
    size: int
    name: str
    achievement_id: int
    title: str


def scans_of(session: Session, achievement_id: int) -> list[ScanLine]:
    """Return the scans of an achievement in the order they came."""
    statement = select(Attachment).where(Attachment.achievement_id == achievement_id).order_by(Attachment.id)
    return [_line(row) for row in session.scalars(statement)]


def _line(row: Attachment) -> ScanLine:
    return ScanLine(
        row.id,
        row.digest,
        row.name,
        row.media_type,
        row.size,
        row.pages,
        row.item,
        row.note,
        local(row.added_at),
        row.added_by,
    )


def achievement_named(session: Session, number: str, id_: int | None) -> int:
    """Return the id of the achievement with a registration number or id; raises UserError when there is none."""
    wanted = Achievement.registration_no == number if number else Achievement.id == id_
    found = session.scalar(select(Achievement.id).where(wanted))
    if found is None:
        raise UserError(_("登记簿中没有“{key}”这项成果，请核对。").format(key=number or id_))
    return found


def scan_report(session: Session, achievement_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Give the scans of one achievement, or of all, as plain values."""
    statement = select(Attachment, Achievement.registration_no, Achievement.title).join(
        Achievement, Achievement.id == Attachment.achievement_id
    )
    if achievement_id is not None:
        statement = statement.where(Attachment.achievement_id == achievement_id)
    ordered = statement.order_by(Attachment.achievement_id, Attachment.id)
    for row, number, title in session.execute(ordered.execution_options(yield_per=BLOCK)):
        yield {
            "id": row.id,
            "achievement": row.achievement_id,
            "number": number or "",
            "title": title,
            "name": row.name,
            "media_type": row.media_type,
            "size": row.size,
            "pages": row.pages,
            "item": row.item,
            "note": row.note,
            "sha256": row.digest,
            "added_at": row.added_at.isoformat(),
            "added_by": row.added_by,
        }


def recorded_after(session: Session, digest: str, id_: int) -> list[Recorded]:
    """Return the next scans in the order of their digests: whoever reads the files holds no transaction meanwhile."""
    rows = session.execute(
        select(
            Attachment.id,
            Attachment.digest,
            Attachment.size,
            Attachment.name,
            Attachment.achievement_id,
            Achievement.title,
        )
        .join(Achievement, Achievement.id == Attachment.achievement_id)
        .where(tuple_(Attachment.digest, Attachment.id) > tuple_(digest, id_))
        .order_by(Attachment.digest, Attachment.id)
        .limit(BLOCK)
    )
    return [Recorded(*row) for row in rows]


def attached(session: Session) -> set[str]:
    """Return the digests of all scans that are attached."""
    return set(session.scalars(select(Attachment.digest)))


def attached_among(session: Session, digests: Collection[str]) -> set[str]:
    """Return which of some scans are attached."""
    return set(session.scalars(select(Attachment.digest).where(among(Attachment.digest, digests))))


def once_attached(session: Session) -> set[str]:
    """Return the digests that the audit trail knows: undoing may bring them back."""
    named = select(Event.changes).where(cast(Event.changes, String).contains(f'"{Attachment.__tablename__}"'))
    found: set[str] = set()
    for changes in session.scalars(named.execution_options(yield_per=50)):
        for change in changes:
            if change["table"] == Attachment.__tablename__:
                found |= {image["digest"] for image in (change["before"], change["after"]) if "digest" in (image or {})}
    return found

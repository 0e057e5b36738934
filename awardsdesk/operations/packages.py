"""Packages (报送包) of achievements: which were sent and taken in, and what they list of an achievement."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk import __version__
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Attachment, Material, Office, Package, ReceivedAchievement
from awardsdesk.models.base import new_uid
from awardsdesk.operations.audit import operation
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.rules.packages import Attached, Checked, File, Listed, Manifest, Sender


@dataclass(frozen=True, slots=True)
class Said:
    """What the last package said of an achievement; `uid` and `id` are what it is here."""

    id: int
    uid: str
    mark: str
    scans: frozenset[str] = frozenset()
    materials: Mapping[str, Checked] = field(default_factory=dict)


def sender_of(session: Session) -> Sender:
    """Return this office as a sender of packages; raises UserError as long as it has no name."""
    office = session.scalars(select(Office)).one()
    if not office.name:
        raise UserError(_("还没有填写单位名称，收到报送包的单位不知道是谁报送的，没有导出；请在“设置”里填写。"))
    return Sender(office.uid, office.name)


def is_own(session: Session, manifest: Manifest) -> bool:
    """Tell whether a package was sent from this file."""
    return session.scalars(select(Office.uid)).one() == manifest.sender.uid


def known_package(session: Session, manifest: Manifest) -> Package | None:
    """Return what is recorded of a package; None when it was never taken in."""
    return session.scalar(select(Package).where(Package.uid == manifest.uid))


def numbers_of(session: Session, sender: str) -> set[int]:
    """Return the numbers of the packages of a sender that are recorded."""
    return set(session.scalars(select(Package.number).where(Package.sender == sender)))


def has_other_file(session: Session, manifest: Manifest) -> bool:
    """Tell whether the office that sends a package has sent from another file of its own, which counts anew."""
    sender = manifest.sender
    sent = select(Package.id).where(Package.sender_name == sender.name, Package.sender != sender.uid)
    return session.scalar(sent.limit(1)) is not None


def next_manifest(session: Session, files: Sequence[File], achievements: Sequence[Listed]) -> Manifest:
    """Return the manifest of the next package that this office sends."""
    sender = sender_of(session)
    return Manifest(
        uid=new_uid(),
        sender=sender,
        number=max(numbers_of(session, sender.uid), default=0) + 1,
        made_at=dt.datetime.now().astimezone().replace(microsecond=0),
        program=__version__,
        files=tuple(files),
        achievements=tuple(achievements),
    )


def record_package(session: Session, manifest: Manifest) -> None:
    """Record a package that is sent or taken in; raises UserError when another one was sent under its number meanwhile."""
    if is_own(session, manifest) and manifest.number in numbers_of(session, manifest.sender.uid):
        raise UserError(
            _("另一个报送包已经用了第 {number} 号，没有导出；请再导出一次。").format(number=manifest.number)
        )
    with operation(session, "send package", f"package:{manifest.number}"):
        session.add(
            Package(
                uid=manifest.uid,
                sender=manifest.sender.uid,
                sender_name=manifest.sender.name,
                number=manifest.number,
                made_at=manifest.made_at.astimezone(dt.UTC).replace(tzinfo=None),
                achievements=len(manifest.achievements),
            )
        )


def listed(session: Session, ids: Sequence[int]) -> Iterator[Listed]:
    """Yield what a package lists of achievements, in the order asked for; those that are gone are left out."""
    columns = Achievement.id, Achievement.uid, Achievement.title
    for block in blocks(ids):
        scans, materials = scans_of(session, block), materials_of(session, block)
        found = {row[0]: row[1:] for row in session.execute(select(*columns).where(among(Achievement.id, block)))}
        yield from (
            Listed(*found[id_], tuple(scans[id_]), tuple(materials[id_].values())) for id_ in block if id_ in found
        )


def scans_of(session: Session, ids: Iterable[int]) -> defaultdict[int, list[Attached]]:
    """Return the scans of achievements as a package lists them, in the order they came."""
    found: defaultdict[int, list[Attached]] = defaultdict(list)
    statement = select(Attachment).where(among(Attachment.achievement_id, ids)).order_by(Attachment.id)
    for row in session.scalars(statement):
        scan = Attached(row.digest, row.name, row.media_type, row.size, row.pages, row.item, row.note)
        found[row.achievement_id].append(scan)
    return found


def materials_of(session: Session, ids: Iterable[int]) -> defaultdict[int, dict[str, Checked]]:
    """Return what is kept of the checklists of achievements, by achievement and line."""
    found: defaultdict[int, dict[str, Checked]] = defaultdict(dict)
    statement = select(Material).where(among(Material.achievement_id, ids)).order_by(Material.id)
    for row in session.scalars(statement):
        line: dict[str, Any] = {name: getattr(row, name) for name in Checked.__struct_fields__}
        found[row.achievement_id][row.item] = Checked(**line)
    return found


def said_before(session: Session, uids: Iterable[str]) -> dict[str, Said]:
    """Return what the last package said of achievements, by the uids they bear in the sender's file."""
    statement = (
        select(ReceivedAchievement, Achievement.uid)
        .join(Achievement, Achievement.id == ReceivedAchievement.achievement_id)
        .where(among(ReceivedAchievement.uid, uids))
    )
    return {
        row.uid: Said(
            row.achievement_id,
            uid,
            row.mark,
            frozenset(row.scans),
            {line.item: line for line in msgspec.convert(row.materials, list[Checked])},
        )
        for row, uid in session.execute(statement)
    }

"""Take in what a package brings beside its workbook's rows: scans, checked materials, what it said for the next time.

Only what the package before did not say is taken: what was put away or corrected here since stays so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Attachment, Material, ReceivedAchievement
from awardsdesk.operations.adding import add_row
from awardsdesk.operations.attachments import Scan, columns_of
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.packages import (
    Said,
    is_own,
    known_package,
    materials_of,
    record_package,
    said_before,
    scans_of,
)
from awardsdesk.progress import Progress
from awardsdesk.rules.packages import Attached, Checked, Listed, Manifest


class Beside(NamedTuple):
    """What a row's package says beside the row: a field that changes, or a doubt about it."""

    field: str
    old: str
    new: str
    doubt: str = ""
    scans: int = 0
    """How many came."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package being taken in: what it lists of each row of the batch, and the row's mark."""

    manifest: Manifest
    rows: Sequence[tuple[Listed, str]]
    scans: Mapping[str, Scan] = field(default_factory=dict)
    """By digest, as they were found to be when they were kept; of a preview there are none."""


def receive(
    session: Session, parcel: Parcel, taken: Mapping[int, str], progress: Progress
) -> Iterator[tuple[int, Beside]]:
    """Give the rows that were taken in (their places in the batch, and the uids of their achievements) what belongs to them.

    Tell by row what that changes.
    """
    own = is_own(session, parcel.manifest)
    progress.start(_("正在登记附件和材料"), len(taken))
    for block in blocks(taken.items()):
        found = session.scalars(select(Achievement).where(among(Achievement.uid, [uid for _index, uid in block])))
        ids = {row.uid: row.id for row in found}
        before = said_before(session, [parcel.rows[index][0].uid for index, _uid in block])
        scans, materials = scans_of(session, ids.values()), materials_of(session, ids.values())
        for index, uid in block:
            progress.step()
            row, mark = parcel.rows[index]
            id_ = ids[uid]
            said = before.get(row.uid) or Said(id_, uid, "")
            yield from ((index, each) for each in _scans(session, parcel, id_, row, said, scans[id_]))
            yield from ((index, each) for each in _materials(session, id_, row, said, materials[id_]))
            if not own:
                _remember(session, id_, row, mark, said if row.uid in before else None)
    if known_package(session, parcel.manifest) is None:
        record_package(session, parcel.manifest)


def _scans(
    session: Session, parcel: Parcel, id_: int, row: Listed, said: Said, have: Sequence[Attached]
) -> Iterator[Beside]:
    digests = {scan.sha256 for scan in have}
    new = {scan.sha256: scan for scan in row.attachments if scan.sha256 not in digests | said.scans}
    for scan in new.values():
        found = parcel.scans.get(scan.sha256) or Scan(scan.sha256, scan.name, scan.media_type, scan.size, scan.pages)
        columns = columns_of(replace(found, name=scan.name), scan.item, scan.note, parcel.manifest.sender.name)
        add_row(session, Attachment, achievement_id=id_, **columns)
    if new:
        old = "、".join(scan.name for scan in have)
        yield Beside(_("附件"), old, "、".join(scan.name for scan in (*have, *new.values())), scans=len(new))
    for scan in have:
        if scan.sha256 in said.scans.difference(each.sha256 for each in row.attachments):
            sentence = _("附件“{name}”这次没有报送；本单位的仍保留，不要的请在程序里移除。")
            yield Beside(_("附件"), "", "", sentence.format(name=scan.name))


def _materials(session: Session, id_: int, row: Listed, said: Said, have: Mapping[str, Checked]) -> Iterator[Beside]:
    for line in row.materials:
        kept, last = have.get(line.item), said.materials.get(line.item)
        if line in (kept, last):
            continue
        heading = _("材料“{item}”").format(item=line.item)
        if kept is None:
            add_row(session, Material, achievement_id=id_, **msgspec.structs.asdict(line))
        elif kept == last:
            found = select(Material).where(Material.achievement_id == id_, Material.item == line.item)
            for name, value in msgspec.structs.asdict(line).items():
                setattr(session.scalars(found).one(), name, value)
        else:
            sentence = _("材料“{item}”报送的是“{theirs}”，本单位记的是“{ours}”；保持本单位的不变。")
            doubt = sentence.format(item=line.item, theirs=_in_words(line), ours=_in_words(kept))
            yield Beside(heading, "", "", doubt)
            continue
        yield Beside(heading, _in_words(kept) if kept else "", _in_words(line))


def _in_words(line: Checked) -> str:
    pages = _("{count} 页").format(count=line.pages) if line.pages is not None else ""
    words = _("已收") if line.received else _("未收"), line.form, pages, line.note
    return "，".join(word for word in words if word)


def _remember(session: Session, id_: int, row: Listed, mark: str, said: Said | None) -> None:
    """Keep what the package says, if it is not what the one before said."""
    scans = [scan.sha256 for scan in row.attachments]
    if said is None:
        add_row(
            session,
            ReceivedAchievement,
            achievement_id=id_,
            uid=row.uid,
            mark=mark,
            scans=scans,
            materials=msgspec.to_builtins(row.materials),
        )
    elif (said.id, said.mark, said.scans, list(said.materials.values())) != (
        id_,
        mark,
        frozenset(scans),
        list(row.materials),
    ):
        kept = session.scalars(select(ReceivedAchievement).where(ReceivedAchievement.uid == row.uid)).one()
        kept.achievement_id, kept.mark = id_, mark
        kept.scans, kept.materials = scans, msgspec.to_builtins(row.materials)

"""Whether scans are as they were attached and files as they were imported, and what lies beside them that nobody knows."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from awardsdesk.errors import reason
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import Recorded, attached, once_attached, recorded_after
from awardsdesk.lists.imports import Imported, imported, imported_among
from awardsdesk.models import Attachment
from awardsdesk.progress import Progress
from awardsdesk.store import content
from awardsdesk.store.attachments import scan_folder, scan_path
from awardsdesk.store.backup import scans_of_backups
from awardsdesk.store.database import Database

DAY = 86400
OURS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}\.part")


def scan_faults(database: Database, progress: Progress | None = None) -> list[str]:
    """Compare every scan, and every file that was imported, with its record; return a sentence for each lost or altered."""
    progress = progress or Progress()
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(Attachment)) or 0
        originals = imported(session)
    progress.start(_("正在核对附件"), count + len(originals))
    found: list[tuple[int, int, str]] = []
    digest, fault = "", ""
    for scan in _recorded(database):
        if scan.digest != digest:
            digest = scan.digest
            fault = _fault(scan_path(database.path, digest), scan.size, digest, progress)
        if fault:
            found.append((scan.achievement_id, scan.id, _sentence(database.path, scan, fault)))
        progress.step()
    told = [sentence for _achievement, _id, sentence in sorted(found)]
    faults: dict[str, str] = {}
    for each in originals:
        digest = each.original.digest
        if digest not in faults:
            faults[digest] = _fault(scan_path(database.path, digest), each.original.size, digest, progress)
        if faults[digest]:
            told.append(_sentence_of_original(database.path, each, faults[digest]))
        progress.step()
    return told


def strays(database: Database) -> list[Path]:
    """Return files in the folder of scans that no record knows, nor the past that an undo may bring back."""
    files = [file for file in scan_folder(database.path).glob("**/*") if OURS.fullmatch(file.name)]
    if not files:
        return []
    with database.read() as session:
        known = attached(session) | imported_among(session, [file.name for file in files])
        if any(file.name not in known for file in files):
            known |= once_attached(session)
    return sorted(file for file in files if file.name not in known)


def sweep(database: Database) -> list[Path]:
    """Remove the strays that are older than a day; return what went."""
    old = [file for file in strays(database) if file.stat().st_mtime < time.time() - DAY]
    for file in old:
        file.chmod(0o644)
        file.unlink()
    return old


def _recorded(database: Database) -> Iterator[Recorded]:
    digest, id_ = "", 0
    while True:
        with database.read() as session:
            block = recorded_after(session, digest, id_)
        if not block:
            return
        yield from block
        digest, id_ = block[-1].digest, block[-1].id


def _fault(file: Path, size: int, digest: str, progress: Progress) -> str:
    try:
        if file.stat().st_size == size and content.digest_of(file, progress) == digest:
            return ""
        return _("内容与登记时不同")
    except FileNotFoundError:
        return _("不见了")
    except OSError as error:
        return _("读不出来（{error}）").format(error=reason(error))


def _sentence(path: Path, scan: Recorded, fault: str) -> str:
    folder = scans_of_backups(path)
    if content.path_of(folder, scan.digest).is_file():
        remedy = _("备份“{folder}”里有它，请从备份找回。").format(folder=folder)
    else:
        remedy = _("备份“{folder}”里也没有，请重新添加原文件。").format(folder=folder)
    return _("附件“{name}”{fault}（《{title}》）；{remedy}").format(
        title=scan.title, name=scan.name, fault=fault, remedy=remedy
    )


def _sentence_of_original(path: Path, each: Imported, fault: str) -> str:
    folder = scans_of_backups(path)
    if content.path_of(folder, each.original.digest).is_file():
        remedy = _("备份“{folder}”里有它，请在“导入记录”里用“从备份找回”。").format(folder=folder)
    else:
        remedy = _("备份“{folder}”里也没有；登记的内容不受影响。").format(folder=folder)
    sentence = _("导入原件“{name}”{fault}（{day} 导入）；{remedy}")
    return sentence.format(name=each.original.name, fault=fault, day=each.at.date(), remedy=remedy)

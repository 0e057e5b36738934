"""Whether the scans are as they were when they were attached, and what lies in their folder that no record knows."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from awardsdesk.errors import reason
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import Recorded, attached, once_attached, recorded_after
from awardsdesk.lists.imports import imported_among
from awardsdesk.models import Attachment
from awardsdesk.progress import Progress
from awardsdesk.store import content
from awardsdesk.store.attachments import scan_folder, scan_path
from awardsdesk.store.backup import scans_of_backups
from awardsdesk.store.database import Database

DAY = 86400
OURS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}\.part")


def scan_faults(database: Database, progress: Progress | None = None) -> list[str]:
    """Read every scan and compare it with its record; return a sentence for each that is lost or altered."""
    progress = progress or Progress()
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(Attachment)) or 0
    progress.start(_("正在核对附件"), count)
    found: list[tuple[int, int, str]] = []
    digest, fault = "", ""
    for scan in _recorded(database):
        if scan.digest != digest:
            digest, fault = scan.digest, _fault(scan_path(database.path, scan.digest), scan, progress)
        if fault:
            found.append((scan.achievement_id, scan.id, _sentence(database.path, scan, fault)))
        progress.step()
    return [sentence for _achievement, _id, sentence in sorted(found)]


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


def _fault(file: Path, scan: Recorded, progress: Progress) -> str:
    try:
        if file.stat().st_size == scan.size and content.digest_of(file, progress) == scan.digest:
            return ""
        return _("内容与登记时不同")
    except FileNotFoundError:
        return _("不见了")
    except OSError as error:
        return _("读不出来（{error}）").format(error=reason(error))


def _sentence(path: Path, scan: Recorded, fault: str) -> str:
    folder = scans_of_backups(path)
    if content.path_of(folder, scan.digest).is_file():
        remedy = _("备份“{folder}”里有它，请用“从备份找回”。").format(folder=folder)
    else:
        remedy = _("备份“{folder}”里也没有，请重新添加原文件。").format(folder=folder)
    return _("附件“{name}”{fault}（《{title}》）；{remedy}").format(
        title=scan.title, name=scan.name, fault=fault, remedy=remedy
    )

"""Scans that come in a package: kept before the records that name them, and gone again when no record does."""

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import attached_among
from awardsdesk.operations.attachments import Scan
from awardsdesk.progress import Progress
from awardsdesk.rules.packages import Attached
from awardsdesk.store.attachments import keep_open, scan_folder, scan_path
from awardsdesk.store.database import Database

SPARE = 50 << 20
"""So much of the disk is left free for the file itself."""


class Arriving(Protocol):
    """What scans come in: which ones, and what opens them by their digests."""

    @property
    def scans(self) -> Sequence[Attached]:
        """Each scan once."""

    def opened(self) -> AbstractContextManager[Callable[[str], AbstractContextManager[IO[bytes]]]]:
        """Give what opens them."""


@contextmanager
def keeping(database: Database, arriving: Arriving | None, progress: Progress) -> Iterator[dict[str, Scan]]:
    """Keep the scans of a package for a block that records them; those that no record knows at its end go again."""
    if arriving is None:
        yield {}
        return
    new = {scan.sha256: scan for scan in arriving.scans if not scan_path(database.path, scan.sha256).exists()}
    _require_room(database.path, sum(scan.size for scan in new.values()))
    try:
        yield _kept(database.path, arriving, progress)
    finally:
        _let_go(database, new)


def _kept(path: Path, arriving: Arriving, progress: Progress) -> dict[str, Scan]:
    found = {}
    with arriving.opened() as opened:
        for scan in progress.each(_("正在保存附件"), arriving.scans):
            with opened(scan.sha256) as stream:
                found[scan.sha256] = keep_open(path, stream, scan.name, scan.sha256, progress)
    return found


def _let_go(database: Database, digests: Collection[str]) -> None:
    """Remove what was kept for nothing; what cannot be removed now is a stray that the check tells of."""
    if not digests:
        return
    with suppress(UserError, OSError), database.read() as session:
        for digest in set(digests) - attached_among(session, digests):
            file = scan_path(database.path, digest)
            if file.exists():
                file.chmod(0o644)
                file.unlink()


def _require_room(path: Path, needed: int) -> None:
    folder = scan_folder(path)
    free = shutil.disk_usage(folder if folder.exists() else path.parent).free
    if needed and free < needed + SPARE:
        sentence = _("磁盘空间不足：附件要 {needed:,} MB，只有 {free:,} MB，没有导入任何内容；请腾出空间后重试。")
        raise UserError(sentence.format(needed=(needed + SPARE >> 20) + 1, free=free >> 20))

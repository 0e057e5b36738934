"""What is imported as it was handed in, and a package's scans: kept before what names them, gone again when nothing does."""

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import attached_among
from awardsdesk.lists.imports import imported_among
from awardsdesk.operations.attachments import Scan
from awardsdesk.operations.imports import Arrived
from awardsdesk.progress import Progress
from awardsdesk.rules.packages import Attached
from awardsdesk.store.attachments import HandedIn, keep_open, keep_original, scan_folder, scan_path
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
def keeping(
    database: Database, handed_in: Sequence[HandedIn], package: Arriving | None, progress: Progress
) -> Iterator[Arrived]:
    """Keep what is imported for a block that records it; what no record knows at its end goes again."""
    sizes = {scan.sha256: scan.size for scan in package.scans} if package else {}
    sizes |= {handed.original.digest: handed.original.size for handed in handed_in}
    new = {digest: size for digest, size in sizes.items() if not scan_path(database.path, digest).exists()}
    if package:
        _require_room(database.path, sum(new.values()))
    try:
        originals = [
            keep_original(database.path, handed, progress) for handed in progress.each(_("正在保存原件"), handed_in)
        ]
        yield Arrived(_kept(database.path, package, progress) if package else {}, originals)
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
        for digest in set(digests) - attached_among(session, digests) - imported_among(session, digests):
            file = scan_path(database.path, digest)
            if file.exists():
                file.chmod(0o644)
                file.unlink()


def _require_room(path: Path, needed: int) -> None:
    folder = scan_folder(path)
    free = shutil.disk_usage(folder if folder.exists() else path.parent).free
    if needed and free < needed + SPARE:
        sentence = _(
            "磁盘空间不足：报送包和附件要 {needed:,} MB，只有 {free:,} MB，没有导入任何内容；请腾出空间后重试。"
        )
        raise UserError(sentence.format(needed=(needed + SPARE >> 20) + 1, free=free >> 20))

"""The scans of a file: in NAME-附件 beside it, named by their content; a row that goes never takes its file along.

A scan is kept first and recorded after, so that a crash leaves at most a file that no record knows.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.operations.attachments import LARGEST, Scan
from awardsdesk.operations.audit import Original
from awardsdesk.progress import Progress
from awardsdesk.rules.file_names import kept_name, safe_name
from awardsdesk.store import content, pdfium, pictures

PDF = "application/pdf"
ENDINGS = {
    PDF: (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
}
HEAD = 1024
"""The mark of a PDF may stand after other bytes, but within so many."""
PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}


class HandedIn(Protocol):
    """A file to be kept as it was handed in."""

    @property
    def original(self) -> Original:
        """What it is."""

    def opened(self) -> AbstractContextManager[IO[bytes]]:
        """Open it."""


def scan_folder(path: Path) -> Path:
    """Return where the scans of a file lie: the folder NAME-附件 beside it."""
    return path.with_name(f"{path.stem}-附件")


def scan_path(path: Path, digest: str) -> Path:
    """Return where a scan lies, whether it is there or not."""
    return content.path_of(scan_folder(path), digest)


def is_there(path: Path, digest: str, size: int) -> bool:
    """Tell whether a scan is there in its full size, as quickly as a screen needs to know."""
    try:
        return scan_path(path, digest).stat().st_size == size
    except OSError:
        return False


def file_name(name: str, media_type: str) -> str:
    """Return the name a copy of a scan may bear in any system."""
    return safe_name(name, ENDINGS.get(media_type, (".bin",)), _("附件"))


def keep(path: Path, source: Path, progress: Progress | None = None) -> Scan:
    """Take a file into the folder of scans, or mend the one that is there; raises UserError when it is no scan."""
    name = kept_name(source.name) or _("附件")
    folder = scan_folder(path)
    try:
        _kind(source, name)
        with source.open("rb") as stream:
            return _keep(folder, stream, name, "", progress)
    except OSError as error:
        raise told(error, name, folder) from error


def keep_open(path: Path, stream: IO[bytes], name: str, digest: str, progress: Progress | None = None) -> Scan:
    """Take what is read into the folder of scans; raises UserError when it is no scan, or another than the digest says."""
    folder = scan_folder(path)
    try:
        return _keep(folder, stream, kept_name(name) or _("附件"), digest, progress)
    except OSError as error:
        raise told(error, name, folder) from error


def keep_original(path: Path, handed: HandedIn, progress: Progress) -> Original:
    """Take a file into the folder of scans as it was handed in; raises UserError when it is another by now."""
    folder, original = scan_folder(path), handed.original
    changed = _("“{name}”在预览之后改过，没有导入任何内容；请重新导入。").format(name=original.name)
    try:
        with handed.opened() as stream, _poured(folder, stream, original.digest, changed, progress):
            return original
    except OSError as error:
        raise UserError(_("没有导入任何内容：{said}").format(said=told(error, original.name, folder))) from error


def _keep(folder: Path, stream: IO[bytes], name: str, wanted: str, progress: Progress | None) -> Scan:
    changed = _("“{name}”的内容在读取时变了，没有添加；请重试。").format(name=name)
    with _poured(folder, stream, wanted, changed, progress) as (part, digest):
        media_type = _kind(part, name)
        return Scan(digest, name, media_type, part.stat().st_size, _pages(part, media_type, name, progress))


@contextmanager
def _poured(
    folder: Path, stream: IO[bytes], wanted: str, changed: str, progress: Progress | None
) -> Iterator[tuple[Path, str]]:
    """Write what is read to a file, which is settled under its digest when the block has nothing against it."""
    folder.mkdir(exist_ok=True)
    part = content.new_part(folder)
    try:
        digest = content.pour_from(stream, part, progress)
        if wanted and digest != wanted:
            raise UserError(changed)
        yield part, digest
        target = content.path_of(folder, digest)
        if not content.holds(target, digest):
            content.settle(part, target)
    finally:
        part.unlink(missing_ok=True)


def keep_all(path: Path, sources: Sequence[Path], progress: Progress) -> tuple[list[Scan], list[str]]:
    """Take several files in; return the scans, and a sentence for each file that is none."""
    scans, refusals = [], []
    progress.start(_("正在核对并保存附件"), len(sources))
    for source in sources:
        try:
            scans.append(keep(path, source, progress))
        except UserError as error:
            refusals.append(str(error))
        progress.step()
    return scans, refusals


def copy_out(path: Path, digest: str, target: Path, progress: Progress | None = None) -> None:
    """Write a copy of a scan, checked on the way; raises UserError, and writes nothing, when it is lost or altered."""
    lost = _("附件的文件不见了；请从备份找回，或重新添加原文件。")
    altered = _("附件的内容与登记时不同，没有取出；请从备份找回，或重新添加原文件。")
    _copy_out(path, digest, target, progress, lost, altered)


def copy_original_out(path: Path, original: Original, target: Path, progress: Progress | None = None) -> None:
    """Write a copy of a file as it was handed in; raises UserError, and writes nothing, when it is lost or altered."""
    lost = _("导入原件“{name}”不见了，没有取出；请从备份找回。").format(name=original.name)
    altered = _("导入原件“{name}”的内容与导入时不同，没有取出；请从备份找回。").format(name=original.name)
    _copy_out(path, original.digest, target, progress, lost, altered)


def original_name(path: Path, original: Original) -> str:
    """Return the name its copy may bear in any system; the ending is one of what it is, whatever it was called."""
    try:
        with scan_path(path, original.digest).open("rb") as file:
            head = file.read(4)
    except OSError:
        head = b""
    endings = {b"PK\x03\x04": (".xlsx", ".zip"), b"\xd0\xcf\x11\xe0": (".xls",)}
    return safe_name(original.name, endings.get(head, (".txt",)), _("导入原件"))


def _copy_out(path: Path, digest: str, target: Path, progress: Progress | None, lost: str, altered: str) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        try:
            if content.pour(scan_path(path, digest), part, progress) != digest:
                raise UserError(altered)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except FileNotFoundError as error:
        raise UserError(lost) from error
    except OSError as error:
        raise told(error, target.name, target.parent) from error


def told(error: OSError, name: str, folder: Path) -> UserError:
    """Say what the system reports about a file that was to be copied into a folder."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return UserError(_("磁盘空间不足，“{name}”没有保存；请腾出空间后重试。").format(name=name))
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
        return UserError(
            _("“{name}”没有保存：不能读取它，或不能写入文件夹“{folder}”；请检查权限。").format(name=name, folder=folder)
        )
    return UserError(_("“{name}”没有保存：{error}。").format(name=name, error=reason(error)))


def _kind(source: Path, name: str) -> str:
    """Return the media type of a file, told from its content; its ending says nothing."""
    if source.is_dir():
        raise UserError(_("“{name}”是文件夹；请选择里面的文件。").format(name=name))
    if not source.exists():
        raise UserError(_("找不到文件“{name}”；没有添加。").format(name=name))
    if not source.is_file():  # to read it might never end
        raise UserError(_("“{name}”是管道或设备，不是文件；没有添加。").format(name=name))
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD)
    if not head:
        raise UserError(_("“{name}”是空文件（0 字节）；没有添加。").format(name=name))
    if size > LARGEST:
        raise UserError(
            _("“{name}”有 {size} MB，超过 {most} MB；没有添加，请用较低的分辨率扫描或分成几个文件。").format(
                name=name, size=size >> 20, most=LARGEST >> 20
            )
        )
    if b"%PDF-" in head:
        return PDF
    for sign, media_type in PICTURES.items():
        if head.startswith(sign):
            return media_type
    raise UserError(_("“{name}”不是 PDF、JPEG、PNG 或 TIFF 文件，不论它叫什么；没有添加。").format(name=name))


def _pages(part: Path, media_type: str, name: str, progress: Progress | None) -> int:
    if media_type == PDF:
        return pdfium.pages_of(part, name)
    return pictures.pages_of(part, name, progress)

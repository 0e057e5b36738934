"""Write a package (报送包): the register's workbook, the scans, and the manifest that names them all; whole or not at all."""

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from awardsdesk.errors import UserError, reason
from awardsdesk.exchange.gate import CHUNK, admit
from awardsdesk.exchange.package import MANIFEST, MAX_FILES, MAX_MANIFEST, WORKBOOK, scan_name
from awardsdesk.exchange.reading import read
from awardsdesk.exchange.register_workbook import write_register
from awardsdesk.exchange.workbook import Table, tables_in
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import drafts_of
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.operations.packages import listed, next_manifest, record_package, sender_of
from awardsdesk.progress import Progress
from awardsdesk.rules.file_names import safe_name
from awardsdesk.rules.packages import Attached, File, Manifest, encode, scans_in

SIGNS = re.compile(r"\W")


class Sessions(Protocol):
    """Who hands out sessions for looking and for writing, as the open file does."""

    def read(self) -> AbstractContextManager[Session]:
        """Hand out a session for looking."""

    def write(self) -> AbstractContextManager[Session]:
        """Hand out a session in one transaction."""


def suggested_name(session: Session) -> str:
    """Return what the next package of this office may be called."""
    manifest = next_manifest(session, (), ())
    name = _("报送包_{sender}_第{number:03}号_{day:%Y%m%d}.zip")
    told = name.format(sender=manifest.sender.name, number=manifest.number, day=manifest.made_at)
    return safe_name(told, (".zip",), _("报送包"))


def told(manifest: Manifest, out: Path) -> str:
    """Say what was written."""
    sentence = _("已导出第 {number} 号报送包 {name}：成果 {count:,} 项，附件 {scans:,} 个。")
    count, scans = len(manifest.achievements), len(manifest.scans)
    return sentence.format(number=manifest.number, name=out.name, count=count, scans=scans)


def send(
    sessions: Sessions,
    ids: Sequence[int],
    out: Path,
    find: Callable[[str], Path],
    progress: Progress | None = None,
) -> Manifest:
    """Write the next package with some achievements; `find` tells where a scan lies by its digest.

    The file gets its name in the transaction that counts the package: neither is there without the other.
    """
    progress = progress or Progress()
    part = out.with_name(f"{out.name}.part")
    with _telling(out):
        try:
            with sessions.read() as session:
                manifest = _write(session, ids, part, find, progress)
            with sessions.write() as session:
                record_package(session, manifest)
                progress.check()
                session.flush()
                part.replace(out)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return manifest


def _write(
    session: Session, ids: Sequence[int], part: Path, find: Callable[[str], Path], progress: Progress
) -> Manifest:
    sender_of(session)
    if not ids:
        raise UserError(_("没有要报送的成果，没有导出。"))
    achievements = list(listed(session, ids))
    scans = scans_in(achievements)
    if len(scans) > MAX_FILES - 1:
        raise _too_much()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, WORKBOOK)
        write_register(session, ids, book, progress)
        _require_as_held(session, ids, _tables(book, progress), progress)
        data = book.read_bytes()
    files = [
        File(WORKBOOK, len(data), hashlib.sha256(data).hexdigest()),
        *(File(scan_name(scan.sha256, scan.media_type), scan.size, scan.sha256) for scan in scans.values()),
    ]
    manifest = next_manifest(session, files, achievements)
    head = encode(manifest)
    if len(head) > MAX_MANIFEST:
        raise _too_much()
    with part.open("xb" if not part.exists() else "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_entry(MANIFEST, manifest), head, zipfile.ZIP_DEFLATED)
            archive.writestr(_entry(WORKBOOK, manifest), data)
            for scan in progress.each(_("正在写入附件"), list(scans.values())):
                _put(archive, _entry(scan_name(scan.sha256, scan.media_type), manifest), scan, find, progress)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _entry(name: str, manifest: Manifest) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, manifest.made_at.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry


def _put(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, scan: Attached, find: Callable[[str], Path], progress: Progress
) -> None:
    """Copy a scan, checked on the way."""
    told = hashlib.sha256()
    entry.file_size = scan.size
    try:
        with find(scan.sha256).open("rb") as file, archive.open(entry, "w") as member:
            while block := file.read(CHUNK):
                progress.check()
                told.update(block)
                member.write(block)
    except FileNotFoundError as error:
        sentence = _("附件“{name}”的文件不见了，没有导出报送包；请从备份找回，或重新添加原文件，再导出。")
        raise UserError(sentence.format(name=scan.name)) from error
    if told.hexdigest() != scan.sha256:
        sentence = _("附件“{name}”的内容与登记时不同，没有导出报送包；请从备份找回，或重新添加原文件，再导出。")
        raise UserError(sentence.format(name=scan.name))


def _tables(book: Path, progress: Progress) -> list[Table]:
    """Read the workbook as the receiver will; raises UserError when its gate would not let it through."""
    try:
        admitted = admit(book)
    except UserError as error:
        raise _too_much() from error
    return tables_in(admitted, progress=progress)


def _require_as_held(session: Session, ids: Sequence[int], tables: Sequence[Table], progress: Progress) -> None:
    """Raise UserError for an achievement that another office would read otherwise: `甲、乙` in a cell are two."""
    rows = {row.number: row.draft for row in read(Path(WORKBOOK), progress=progress, tables=tables).rows}
    for number, draft in enumerate(drafts_of(session, ids), 2):
        told = rows.get(number)
        if not isinstance(told, AchievementDraft) or _names(told) != _names(draft):
            sentence = _(
                "《{title}》的名称、单位、完成人或关键词里有顿号、括号等符号，写进工作簿会被读成别的，没有导出报送包；"
                "请在程序里改好，或不选这一项。"
            )
            raise UserError(sentence.format(title=draft.title))


def _names(draft: AchievementDraft) -> list[list[str]]:
    """Return the names of an achievement without signs that reading may tidy."""
    first = draft.units[0].name if draft.units else ""
    units = [unit.name for unit in draft.units]
    persons = [text for person in draft.completers for text in (person.name, person.unit or first)]
    return [[SIGNS.sub("", text) for text in texts] for texts in ([draft.title], units, persons, draft.keywords)]


def _too_much() -> UserError:
    return UserError(_("选中的成果或附件太多，一个报送包放不下，没有导出；请分几次导出，每次少选一些。"))


@contextmanager
def _telling(out: Path) -> Iterator[None]:
    """Say what the system reports about the file to be written."""
    try:
        yield
    except PermissionError as error:
        raise UserError(
            _("无法写入“{}”：没有权限，或文件正被其他程序打开。请核对权限，或关闭它后重试。").format(out.name)
        ) from error
    except OSError as error:
        sentence = _("“{name}”没有写成：{reason}。没有导出，报送包的号没有用掉；请核对磁盘空间后重试。")
        raise UserError(sentence.format(name=out.name, reason=reason(error))) from error

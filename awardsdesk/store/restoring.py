"""Bring a backup back with its scans, or only the scans that were lost; what is there now is kept, what is good stays."""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.store import content
from awardsdesk.store.attachments import scan_folder, told
from awardsdesk.store.backup import Named, backup_folder, named_in, scans_of_backups, time_stamp, verify
from awardsdesk.store.inspection import require_ours, require_sound
from awardsdesk.store.lock import FileLock

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may have left beside a file: of another file it would destroy this one."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: where the present file was put, how many scans came back, and which did not."""

    kept: Path | None
    scans: int
    lacks: tuple[str, ...]


def restore(path: Path, backup: Path, progress: Progress | None = None) -> Restored:
    """Put a backup in the place of a file; the scans first, so that no record is without its scan."""
    progress = progress or Progress()
    require_ours(backup)
    require_sound(backup)
    if path.is_dir() or (path.exists() and path.samefile(backup)):
        raise UserError(_("“{name}”不能用来恢复：它是文件夹，或者就是备份本身。").format(name=path.name))
    if not path.parent.is_dir():
        raise UserError(_("文件夹“{path}”不存在，请先建立。").format(path=path.parent))
    lock = FileLock(path)
    try:
        sources = (backup.parent / scans_of_backups(path).name, scans_of_backups(path))
        scans, lacks = _bring(path, named_in(backup), sources, progress)
        try:
            kept = _put_away(path)
            _put_in_place(backup, path)
        except (sqlite3.Error, OSError) as error:
            raise UserError(_("恢复没有成功，原文件没有改动：{error}。").format(error=reason(error))) from error
    finally:
        lock.release()
    return Restored(kept, scans, tuple(lacks))


def recover(path: Path, progress: Progress | None = None, only: Iterable[str] | None = None) -> Restored:
    """Bring lost and altered scans back from the file's backups; `only` names them by digest."""
    wanted = None if only is None else set(only)
    named = [each for each in named_in(path) if wanted is None or each.digest in wanted]
    scans, lacks = _bring(path, named, (scans_of_backups(path),), progress or Progress())
    return Restored(None, scans, tuple(lacks))


def _bring(path: Path, named: Sequence[Named], sources: Sequence[Path], progress: Progress) -> tuple[int, list[str]]:
    """Fill the folder of scans with what is named; return how many came, and what is nowhere."""
    folder, brought, lacks = scan_folder(path), 0, []
    there: dict[str, bool] = {}
    progress.start(_("正在找回附件"), len(named))
    for each in named:
        digest = each.digest
        if digest not in there:
            there[digest] = content.holds(content.path_of(folder, digest), digest, progress)
            if not there[digest]:
                there[digest] = _bring_one(folder, digest, each.name, sources, progress)
                brought += there[digest]
        if not there[digest]:
            of_scan = _("附件“{name}”备份里也没有（《{title}》），请重新添加原文件。")
            lacks.append(each.told(of_scan, _("导入原件“{name}”备份里也没有（{day} 导入）；登记的内容不受影响。")))
        progress.step()
    return brought, lacks


def _bring_one(folder: Path, digest: str, name: str, sources: Sequence[Path], progress: Progress) -> bool:
    for source in sources:
        try:
            content.copy(content.path_of(source, digest), folder, digest, progress)
        except (FileNotFoundError, content.Altered):
            continue
        except OSError as error:
            raise told(error, name, folder) from error
        return True
    return False


def _put_away(path: Path) -> Path | None:
    """Copy the present file, sound or not, with what SQLite left beside it, into the folder of backups."""
    if not path.exists():
        return None
    folder = backup_folder(path)
    folder.mkdir(exist_ok=True)
    kept = folder / f"原文件-{path.stem}-{time_stamp()}{path.suffix}"
    for ending in ("", *BESIDE):
        present, copy = path.with_name(path.name + ending), kept.with_name(kept.name + ending)
        if present.exists():
            try:
                shutil.copy2(present, copy)
            except OSError:  # a full disk: half a copy would look like a file that was kept
                copy.unlink(missing_ok=True)
                raise
    return kept


def _put_in_place(backup: Path, path: Path) -> None:
    part = path.with_name(path.name + ".part")
    try:
        shutil.copyfile(backup, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        verify(part)
        for ending in BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

"""A copy of the whole file that was opened and checked before it counts as a backup, and of scans and originals it names.

All backups of a file share one folder of scans, for a scan never changes: only what is new is copied.
"""

import datetime as dt
import glob
import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.operations.audit import local
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store import content
from awardsdesk.store.attachments import scan_folder, told

DIGITS = 64
"""As long is the name of a scan."""
AT_CLOSING = "退出"
KEPT = 10
"""So many backups made at closing are kept, and the last of each month."""
PAGES = 1000
"""So many are copied at a time; between two a save finds its way, and the copying begins anew with it."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy of a file; `lacks` says of each scan that could not be copied why."""

    path: Path
    lacks: tuple[str, ...] = ()


class Named(NamedTuple):
    """What should lie in the folder of scans: a scan, told by its achievement, or a file that was imported, by the day."""

    digest: str
    size: int
    name: str
    title: str = ""
    day: str = ""

    def told(self, of_scan: str, of_original: str, fault: str = "") -> str:
        """Fill the one or the other sentence."""
        sentence = of_original if self.day else of_scan
        return sentence.format(name=self.name, title=self.title, day=self.day, fault=fault)


def backup_folder(path: Path) -> Path:
    """Return where backups of a file lie: the folder NAME-备份 beside it."""
    return path.with_name(f"{path.stem}-备份")


def backups(path: Path) -> list[Path]:
    """Return the backups of a file, newest first."""
    found = backup_folder(path).glob(f"{glob.escape(path.stem)}-*{path.suffix}")
    return sorted(found, key=lambda backup: backup.stat().st_mtime, reverse=True)


def lacking(lacks: Sequence[str]) -> str:
    """Return one sentence on what a backup lacks; empty when it is whole."""
    if not lacks:
        return ""
    told = _("数据已经备份，但有 {count:,} 个附件没有进入备份。第一个：{first}")
    return told.format(count=len(lacks), first=lacks[0])


def scans_of_backups(path: Path) -> Path:
    """Return the folder of scans that all backups of a file share."""
    return backup_folder(path) / "附件"


def is_backed_up(path: Path) -> bool:
    """Tell whether the newest backup knows the last operation on a file, and the backups have its scans that are there."""
    made = backups(path)
    own, kept = scan_folder(path), scans_of_backups(path)
    try:
        return (
            bool(made)
            and _last_event(made[0]) == _last_event(path)
            and all(_has(kept, digest, size) or not _has(own, digest, size) for digest, size, *_rest in named_in(path))
        )
    except sqlite3.Error:
        return False  # what cannot be read is no backup


def _last_event(database: Path) -> tuple[str] | None:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        last: tuple[str] | None = connection.execute("SELECT hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
        return last


def back_up_at_closing(path: Path, progress: Progress | None = None) -> Backup:
    """Back a file up, and remove what was backed up at closings long ago."""
    made = back_up(path, AT_CLOSING, progress)
    start = f"{path.stem}-{AT_CLOSING}-"
    old = sorted(made.path.parent.glob(f"{glob.escape(start)}*{path.suffix}"))
    months = {each.name[len(start) :][:6]: each for each in old}
    for each in {*old[:-KEPT]} - {*months.values(), made.path}:
        each.unlink(missing_ok=True)
    return made


def back_up(path: Path, label: str, progress: Progress | None = None) -> Backup:
    """Write and verify `NAME-LABEL-TIME.awards` in the file's backup folder, and copy the scans that are not there.

    Who stops it while scans are copied has the backup of the file; the next one goes on with the scans.
    """
    progress = progress or Progress()
    folder = backup_folder(path)
    target = folder / f"{path.stem}-{label}-{time_stamp()}{path.suffix}"
    part = target.with_name(target.name + ".part")
    progress.start(_("正在备份"))
    try:
        folder.mkdir(exist_ok=True)
        source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(part)) as copy:
            source.backup(copy, pages=PAGES, progress=lambda *_counts: progress.check())
        verify(part, progress)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (sqlite3.Error, OSError, Cancelled) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        progress.check()
        raise UserError(_("备份没有成功，原文件没有改动：{error}。").format(error=reason(error))) from error
    return Backup(target, tuple(_copy_scans(path, target, progress)))


def time_stamp() -> str:
    """Return the time for a name that sorts and that no other file bears."""
    return dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")


def named_in(database: Path) -> list[Named]:
    """Return every attachment, two of one scan too, and every file that was imported; older files may name none."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        found: list[Named] = []
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'attachment'").fetchone():
            scans = connection.execute(
                "SELECT digest, size, attachment.name, title FROM attachment"
                " JOIN achievement ON achievement.id = achievement_id ORDER BY attachment.id"
            )
            found += map(Named._make, ((*scan, "") for scan in scans))
        if connection.execute("SELECT 1 FROM pragma_table_info('event') WHERE name = 'originals'").fetchone():
            imports = connection.execute("SELECT id, originals FROM event WHERE originals IS NOT NULL").fetchall()
            for id_, originals in sorted(imports):
                ((at,),) = connection.execute("SELECT at FROM event WHERE id = ?", (id_,))
                day = str(local(dt.datetime.fromisoformat(at)).date())
                found += [Named(each["digest"], each["size"], each["name"], day=day) for each in json.loads(originals)]
        return found


def _copy_scans(path: Path, made: Path, progress: Progress) -> list[str]:
    """Copy what a backup names and the folder of backups has not; also what was taken off and may come back."""
    source, target = scan_folder(path), scans_of_backups(path)
    named = named_in(made)
    known = {each.digest for each in named}
    off = [Named(file.name, file.stat().st_size, "") for file in source.glob("??/*") if len(file.name) == DIGITS]
    lacks = []
    progress.start(_("正在备份附件"), len(named) + len(off))
    for each in (*named, *(each for each in off if each.digest not in known)):
        there = _has(target, each.digest, each.size)
        fault = "" if there else _copy_scan(source, target, each.digest, each.name, progress)
        if fault and (each.title or each.day):
            of_scan = _("附件“{name}”没有进入备份（《{title}》）：{fault}")
            lacks.append(each.told(of_scan, _("导入原件“{name}”没有进入备份（{day} 导入）：{fault}"), fault))
        progress.step()
    return lacks


def _has(folder: Path, digest: str, size: int) -> bool:
    try:
        return content.path_of(folder, digest).stat().st_size == size
    except OSError:
        return False


def _copy_scan(source: Path, target: Path, digest: str, name: str, progress: Progress) -> str:
    """Copy one scan; return why not. A copy that is whole is never replaced by one that is not."""
    try:
        content.copy(content.path_of(source, digest), target, digest, progress)
    except FileNotFoundError:
        return _("文件不见了。")
    except content.Altered:
        return _("内容与登记时不同。")
    except OSError as error:
        return str(told(error, name, target))
    return ""


def verify(copy: Path, progress: Progress | None = None) -> None:
    """Raise sqlite3.DatabaseError unless a copy is sound."""
    source, progress = f"{copy.resolve().as_uri()}?mode=ro", progress or Progress()
    with closing(sqlite3.connect(source, uri=True)) as connection, progress.halting(connection.interrupt):
        answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if answer == "ok" and connection.execute("PRAGMA foreign_key_check").fetchone():
            answer = "foreign_key_check"
        if answer != "ok":
            raise sqlite3.DatabaseError(_("写成的副本没有通过检查（{answer}）").format(answer=answer))

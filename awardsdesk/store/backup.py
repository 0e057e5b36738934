"""A copy of the whole file that was opened and checked before it counts as a backup."""

import glob
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from awardsdesk.errors import UserError
from awardsdesk.i18n import _


def backup_folder(path: Path) -> Path:
    """Return where backups of a file lie: the folder NAME-备份 beside it."""
    return path.with_name(f"{path.stem}-备份")


def backups(path: Path) -> list[Path]:
    """Return the backups of a file, newest first."""
    found = backup_folder(path).glob(f"{glob.escape(path.stem)}-*{path.suffix}")
    return sorted(found, key=lambda backup: backup.stat().st_mtime, reverse=True)


def back_up(path: Path, label: str) -> Path:
    """Write and verify `NAME-LABEL-TIME.awards` in the file's backup folder; return its path."""
    folder = backup_folder(path)
    folder.mkdir(exist_ok=True)
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{path.stem}-{label}-{stamp}{path.suffix}"
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(part),))
            _verify(part, _counts(source))
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise UserError(_("备份没有成功，原文件没有改动：{error}").format(error=error)) from error
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    return target


def _verify(copy: Path, expected: dict[str, int]) -> None:
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if answer != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError(answer)
        if _counts(connection) != expected:
            raise sqlite3.DatabaseError("row counts differ")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608

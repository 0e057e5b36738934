"""A backup is whole, checked, and never in the way."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from awardsdesk.errors import UserError
from awardsdesk.models import Organization
from awardsdesk.operations.audit import operation
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store import backup
from awardsdesk.store.attachments import scan_folder
from awardsdesk.store.backup import (
    KEPT,
    back_up,
    back_up_at_closing,
    backup_folder,
    backups,
    is_backed_up,
    scans_of_backups,
)
from awardsdesk.store.database import Database
from tests.scans import achievement, attached, picture


def test_backup_opens_as_a_file_of_its_own(database: Database) -> None:
    copy = back_up(database.path, "手动").path
    assert copy.parent.name == f"{database.path.stem}-备份"
    Database.open(copy).close()
    assert [item.suffix for item in copy.parent.iterdir()] == [".awards"]


def test_a_backup_that_fails_its_check_is_removed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_arguments: object) -> None:
        raise sqlite3.DatabaseError("damaged")

    monkeypatch.setattr(backup, "verify", damaged)
    with pytest.raises(UserError) as told:
        back_up(database.path, "手动")
    assert str(told.value) == "备份没有成功，原文件没有改动：damaged。"
    assert list((database.path.parent / f"{database.path.stem}-备份").iterdir()) == []


def test_a_copy_that_is_not_sound_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "甲.db")) as connection:
        connection.executescript(
            "CREATE TABLE a (b INTEGER PRIMARY KEY); CREATE TABLE c (d REFERENCES a); INSERT INTO c VALUES (1)"
        )
    with pytest.raises(sqlite3.DatabaseError, match=r"^写成的副本没有通过检查（foreign_key_check）$"):
        backup.verify(tmp_path / "甲.db")


def test_backups_of_this_file_are_found_newest_first(database: Database) -> None:
    assert backups(database.path) == []
    made = [back_up(database.path, "手工").path for _time in range(2)]
    (made[0].parent / "笔记.awards").touch()
    assert backups(database.path) == made[::-1]


def change(database: Database, name: str) -> None:
    with database.write() as session, operation(session, "add", name):
        session.add(Organization(name=name))


def test_a_file_is_backed_up_until_something_is_changed(database: Database) -> None:
    assert not is_backed_up(database.path)
    back_up(database.path, "手工")
    assert is_backed_up(database.path)
    change(database, "甲公司")
    assert not is_backed_up(database.path)
    back_up(database.path, "批准前")
    assert is_backed_up(database.path)


def test_a_newer_file_that_is_no_backup_does_not_count(database: Database) -> None:
    made = back_up(database.path, "手工").path
    made.with_name(f"{database.path.stem}-手工-2.awards").write_text("no database " * 100)
    assert not is_backed_up(database.path)


def test_of_backups_at_closing_the_latest_and_the_last_of_each_month_stay(database: Database) -> None:
    folder, stem = backup_folder(database.path), database.path.stem
    other = back_up(database.path, "手工").path
    days = [f"2008{month:02}{day:02}-120000-000000" for month in (1, 2, 3) for day in range(1, 9)]
    for day in days:
        (folder / f"{stem}-退出-{day}.awards").touch()
    made = back_up_at_closing(database.path).path
    kept = {f"{stem}-退出-{day}.awards" for day in (days[7], *days[1 - KEPT :])}
    assert {path.name for path in folder.iterdir()} == kept | {made.name, other.name}


def test_a_clock_that_goes_wrong_removes_no_backup_that_was_just_made(database: Database) -> None:
    folder, stem = backup_folder(database.path), database.path.stem
    folder.mkdir()
    for day in range(10, 10 + KEPT):
        (folder / f"{stem}-退出-299901{day}-120000-000000.awards").touch()
    assert back_up_at_closing(database.path).path.exists()


def swell(path: Path, rows: int) -> None:
    """Make a file large in a moment, past everything of ours."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO sealed_value (token, value) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < ?) SELECT 't' || i, hex(randomblob(150)) FROM n",
            (rows,),
        )


class Stopped(Progress):
    """Is cancelled once SQLite has begun."""

    def start(self, label: str, total: int = 0) -> None:
        super().start(label, total)
        self.cancel()


class StoppedAtScans(Progress):
    """Is cancelled once the file itself was written."""

    def start(self, label: str, total: int = 0) -> None:
        super().start(label, total)
        if label == "正在备份附件":
            self.cancel()


class Saving(Progress):
    """Saves once, when it is asked for the so manyth time whether to stop."""

    def __init__(self, database: Database, at: int) -> None:
        super().__init__()
        self._database, self._left = database, at

    def check(self) -> None:
        self._left -= 1
        if self._left == 0:
            change(self._database, "甲公司")


@pytest.mark.parametrize(("at", "copied"), [(2, 1), (3, 0), (5, 0)], ids=["copying", "copied", "checking"])
def test_a_save_while_a_backup_is_made_is_in_it_or_comes_after_it(database: Database, at: int, copied: int) -> None:
    swell(database.path, 20_000)  # copied in two goes
    made = back_up(database.path, "手工", Saving(database, at))
    for path, count in ((made.path, copied), (database.path, 1)):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM organization").fetchone() == (count,)
    assert is_backed_up(database.path) == bool(copied)
    Database.open(made.path).close()


def test_a_file_whose_scans_are_in_no_backup_is_not_backed_up(database: Database, tmp_path: Path) -> None:
    attached(database, achievement(database), picture(tmp_path / "甲.png"))
    with pytest.raises(Cancelled):
        back_up_at_closing(database.path, StoppedAtScans())
    assert len(backups(database.path)) == 1
    assert not is_backed_up(database.path)
    back_up_at_closing(database.path)
    assert is_backed_up(database.path)
    (kept,) = scans_of_backups(database.path).glob("??/*")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert not is_backed_up(database.path)
    shutil.rmtree(scan_folder(database.path))  # what is lost can be in no new backup either
    assert is_backed_up(database.path)


def test_a_disk_that_fails_at_the_end_of_a_backup_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.os, "fsync", failing)
    with pytest.raises(UserError):
        back_up(database.path, "手动")
    assert list(backup_folder(database.path).iterdir()) == []


def test_a_backup_that_is_stopped_leaves_nothing(database: Database) -> None:
    swell(database.path, 50_000)
    with pytest.raises(Cancelled):
        back_up(database.path, "退出", Stopped())
    assert list(backup_folder(database.path).iterdir()) == []

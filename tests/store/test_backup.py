"""A backup is whole, checked, and never in the way."""

import sqlite3
from pathlib import Path

import pytest

from awardsdesk.errors import UserError
from awardsdesk.store import backup
from awardsdesk.store.backup import back_up, backups
from awardsdesk.store.database import Database


def test_backup_opens_as_a_file_of_its_own(database: Database) -> None:
    copy = back_up(database.path, "手动").path
    assert copy.parent.name == f"{database.path.stem}-备份"
    Database.open(copy).close()
    assert [item.suffix for item in copy.parent.iterdir()] == [".awards"]


def test_a_backup_that_fails_its_check_is_removed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_copy: Path, _expected: dict[str, int]) -> None:
        raise sqlite3.DatabaseError("damaged")

    monkeypatch.setattr(backup, "verify", damaged)
    with pytest.raises(UserError) as told:
        back_up(database.path, "手动")
    assert str(told.value) == "备份没有成功，原文件没有改动：damaged"
    assert list((database.path.parent / f"{database.path.stem}-备份").iterdir()) == []


def test_backups_of_this_file_are_found_newest_first(database: Database) -> None:
    assert backups(database.path) == []
    made = [back_up(database.path, "手工").path for _time in range(2)]
    (made[0].parent / "笔记.awards").touch()
    assert backups(database.path) == made[::-1]

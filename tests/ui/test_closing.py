"""The window closes after a backup of what was changed; trouble and impatience keep no window open."""

import sqlite3
import time
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from awardsdesk.store.backup import back_up, backup_folder, backups
from awardsdesk.store.database import Database
from awardsdesk.ui import jobs
from awardsdesk.ui.application import Office
from awardsdesk.ui.jobs import ProgressDialog
from awardsdesk.ui.places import PLACES
from tests.store.test_backup import swell
from tests.ui.conftest import add_units


@pytest.fixture
def office(qtbot, preferences, user, tmp_path):
    Database.create(tmp_path / "局.awards", "李晓敏").close()
    made = Office(PLACES, preferences)
    qtbot.addWidget(made.window)
    made.window.show()
    made.begin(tmp_path / "局.awards")
    qtbot.waitUntil(lambda: made.window.desk is not None)
    yield made
    jobs.stop_all()


@pytest.fixture
def window(office):
    return office.window


def gone(window):
    return window.desk is None and not window.isVisible() and not jobs.busy()


def test_what_was_changed_is_backed_up_before_the_window_goes(window, qtbot, user, tmp_path):
    add_units(window.desk.db, 1, 5)
    path = window.desk.db.path
    assert not window.close()
    assert not window.close()  # a second click changes nothing
    qtbot.waitUntil(lambda: gone(window))
    (made,) = backups(path)
    assert made.name.startswith("局-退出-")
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("SELECT count(*) FROM organization").fetchone() == (5,)
    assert user.told == []
    Database.open(path).close()  # nobody holds it any more


def test_what_is_backed_up_already_closes_at_once(window, user):
    path = window.desk.db.path
    made = back_up(path, "手工").path
    assert window.close()
    assert backups(path) == [made]


def test_a_backup_that_cannot_be_written_is_told_and_the_window_goes(window, qtbot, user):
    folder = backup_folder(window.desk.db.path)
    folder.mkdir()
    folder.rmdir()
    folder.write_text("in the way")
    assert not window.close()
    qtbot.waitUntil(lambda: gone(window))
    assert [kind for kind, _sentence in user.told] == ["warn"]
    assert user.told[0][1].startswith("备份没有成功，原文件没有改动：")


def test_who_does_not_wait_leaves_at_once_and_no_half_backup(window, qtbot, user, monkeypatch):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 0)
    path = window.desk.db.path
    swell(path, 300_000)
    assert not window.close()
    QApplication.processEvents()
    (stop,) = [button for button in window.findChildren(QPushButton) if button.text() == "不等了"]
    stop.click()
    qtbot.waitUntil(lambda: gone(window))
    assert user.told == []
    assert list(backup_folder(path).glob("*")) == []  # who is quick stops it before there is a folder


def test_an_enter_still_under_way_skips_no_backup(window, qtbot, user, monkeypatch):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 0)
    path = window.desk.db.path
    swell(path, 300_000)
    assert not window.close()
    QApplication.processEvents()
    (dialog,) = window.findChildren(ProgressDialog)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(dialog.focusWidget() or dialog, key)
    qtbot.waitUntil(lambda: gone(window))
    assert len(backups(path)) == 1


@pytest.mark.parametrize("keys", [[Qt.Key.Key_Escape], [Qt.Key.Key_Tab, Qt.Key.Key_Return]])
def test_the_keys_can_stop_a_backup(window, qtbot, user, monkeypatch, keys):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 0)
    path = window.desk.db.path
    swell(path, 300_000)
    assert not window.close()
    QApplication.processEvents()
    (dialog,) = window.findChildren(ProgressDialog)
    for key in keys:
        qtbot.keyClick(dialog.focusWidget(), key)
    qtbot.waitUntil(lambda: gone(window))
    assert backups(path) == []


def test_work_that_is_stopped_by_closing_is_not_followed_by_a_backup(window, qtbot, user):
    def work(progress):
        while True:
            progress.check()
            time.sleep(0.01)

    path = window.desk.db.path
    jobs.Job(work, window, "导出").start()
    user.answers = [True]
    assert window.close()
    assert backups(path) == []


def test_who_switches_to_another_file_leaves_a_backup_of_the_first(office, window, qtbot, user, tmp_path):
    add_units(window.desk.db, 1, 5)
    path, other = window.desk.db.path, tmp_path / "新.awards"
    Database.create(other, "李晓敏").close()
    assert office.open_file(other)
    assert not office.open_file(path)  # till the first is put away nothing else is done
    assert not window.close()
    qtbot.waitUntil(lambda: window.desk.db.path == other)
    assert not window.waits()
    assert [made.name[:5] for made in backups(path)] == ["局-退出-"]
    assert user.told == []
    back_up(other, "手工")
    assert office.open_file(path)
    qtbot.waitUntil(lambda: window.desk.db.path == path)  # nothing was changed, nothing is waited for
    assert len(backups(other)) == 1

import json
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from awardsdesk.store.backup import backups
from awardsdesk.ui import jobs
from awardsdesk.ui.application import Office
from awardsdesk.ui.desk import Page, Place
from awardsdesk.ui.jobs import Job, ProgressDialog
from awardsdesk.ui.main_window import MainWindow
from awardsdesk.ui.places import PLACES
from awardsdesk.ui.start_page import StartPage
from awardsdesk.ui.theme import theme
from tests.ui.conftest import add_units

SHELL = """
import sys
from awardsdesk.ui import application
application.prepare_environment()
app = application.start_qt()
from awardsdesk.ui.preferences import Preferences
office = application.Office(application.PLACES, Preferences())
application.theme.apply("light")
office.window.show()
app.processEvents()
slow = "sqlalchemy reportlab alembic openpyxl xlsxwriter docx python_calamine pypdfium2 PIL".split()
print([name for name in slow if name in sys.modules])
"""

WORDS = """
import os, sys
from awardsdesk.i18n import use
use(sys.argv.pop())
from awardsdesk.ui.application import prepare_environment, start_qt
prepare_environment()
app = start_qt()
from PySide6.QtWidgets import QFileDialog
dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
print("|".join(dialog.labelText(QFileDialog.DialogLabel(place)) for place in range(5)), flush=True)
os._exit(0)
"""


class Plain(Page):
    """A page that says whether it may be left and counts its reloads."""

    changes_with = frozenset({"organization"})
    free = True
    reloads = 0
    seen = None

    def reload(self):
        self.reloads += 1

    def may_leave(self):
        return self.free

    def show_record(self, record):
        self.seen = record


@pytest.fixture
def window(qtbot, desk, preferences):
    places = [Place(key, key, "list", Plain) for key in ("one", "two", "three")]
    made = MainWindow(places, preferences, QWidget)
    qtbot.addWidget(made)
    made.show()
    made.open_desk(desk)
    return made


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "位置(&L)：|文件名称(&N)：|类型(&T)：|打开(&O)|取消"),
        ("en", "&Look in:|File &name:|Files of &type:|&Open|Cancel"),
    ],
)
def test_qts_own_dialogs_speak_the_users_language(language, words):
    run = subprocess.run([sys.executable, "-c", WORDS, language], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == words


def test_pages_are_made_when_first_wanted_and_kept(window):
    assert list(window.pages) == ["one"]
    window.go("two")
    two = window.page()
    window.go("one")
    window.go("two")
    assert window.page() is two
    assert list(window.pages) == ["one", "two"]


def test_ctrl_number_goes_there(window, qtbot):
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.page() is window.pages["three"]
    assert [button.isChecked() for button in window._buttons.values()] == [False, False, True]


def test_unsaved_edits_keep_the_page(window):
    window.page().free = False
    assert not window.go("two")
    assert window.page() is window.pages["one"]
    assert window._buttons["one"].isChecked()
    assert not window.close()
    assert window.desk is not None


def test_a_page_sends_the_user_to_a_record_of_another(window, desk):
    desk.go("two", 17)
    assert window.page() is window.pages["two"]
    assert window.page().seen == 17


def test_only_the_page_in_sight_reloads_at_once(window, desk, qtbot):
    window.go("two")
    one, two = window.pages["one"], window.pages["two"]
    before = one.reloads, two.reloads
    add_units(desk.db, 31, 1)
    qtbot.waitUntil(lambda: two.reloads == before[1] + 1)
    assert one.reloads == before[0]
    window.go("one")
    assert one.reloads == before[0] + 1
    window.refresh()
    assert one.reloads == before[0] + 2


def test_the_round_in_hand_is_remembered_with_the_file(window, desk):
    before = window.page().reloads
    desk.take_round("KJJB-2024")
    assert window.page().reloads == before + 1
    assert type(desk)(desk.db, desk.preferences).round == "KJJB-2024"


def test_the_theme_is_remembered(window, preferences):
    window.switch_theme()
    assert theme.tokens.name == "dark"
    assert preferences.get("theme") == "dark"
    window.switch_theme()
    assert theme.tokens.name == "light"


def test_closing_asks_about_work_under_way(window, qtbot, user):
    gate = threading.Event()

    def work(progress):
        while not gate.wait(0.01):
            progress.check()

    job = Job(work, window, "导出")
    job.start()
    user.answers = [False, True]
    assert not window.close()
    assert jobs.busy()
    assert window.close()
    assert job.progress.label == ""


def test_the_sheet_of_keys_names_the_pages_own(window, user):
    window.show_keys()
    texts = {text.text() for text in user.shown[0].findChildren(QLabel)}
    assert {"Ctrl+2", "two", "F5", "Menu"} <= texts


def test_every_icon_button_has_a_name(window):
    nameless = [button for button in window.findChildren(type(window._theme_button)) if not button.accessibleName()]
    assert nameless == []


def test_a_file_that_is_not_ours_is_told_and_the_start_page_stays(qtbot, preferences, user, tmp_path):
    office = Office(PLACES, preferences)
    qtbot.addWidget(office.window)
    office.window.show()
    (tmp_path / "x.awards").write_text("not a database, but long enough to be looked at" * 40)
    office.begin(tmp_path / "x.awards")
    qtbot.waitUntil(lambda: bool(user.told))
    assert (user.told[0][0], office.window.page()) == ("warn", None)
    assert preferences.recent() == []
    held = office.window.focusWidget()
    assert (type(held), held.text()) == (QPushButton, "打开…")


def test_a_long_file_is_opened_beside_the_window(qtbot, preferences, user, monkeypatch, imported_year):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 0)
    office = Office(PLACES, preferences)
    qtbot.addWidget(office.window)
    office.window.show()
    office.begin(imported_year)
    assert (office.window.desk, office.window.page()) == (None, None)
    assert office.window.focusWidget().text() == "打开…"
    qtbot.waitUntil(lambda: office.window.desk is not None)
    assert (office.window.desk.db.path, preferences.recent()) == (imported_year, [imported_year])
    office.window.close_desk()


def test_a_short_file_is_open_at_once(qtbot, preferences, user, monkeypatch, imported_year):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 10_000)
    office = Office(PLACES, preferences)
    qtbot.addWidget(office.window)
    office.begin(imported_year)
    assert (office.window.desk.db.path, jobs.busy()) == (imported_year, False)
    assert office.window.findChildren(StartPage) == office.window.findChildren(ProgressDialog) == []
    office.window.close_desk()


def test_a_long_file_that_is_damaged_is_told_and_the_start_page_stays(
    qtbot, preferences, user, monkeypatch, imported_year, tmp_path
):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 0)
    office = Office(PLACES, preferences)
    qtbot.addWidget(office.window)
    office.window.show()
    content = bytearray(imported_year.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    (tmp_path / "x.awards").write_bytes(content)
    office.begin(tmp_path / "x.awards")
    qtbot.waitUntil(lambda: bool(user.told))
    assert (user.told[0][0], office.window.desk, preferences.recent()) == ("warn", None, [])
    qtbot.waitUntil(lambda: not jobs.busy())


def test_a_new_file_is_made_opened_and_remembered(qtbot, preferences, user, tmp_path):
    office = Office(PLACES, preferences)
    qtbot.addWidget(office.window)
    office.window.show()
    office.begin(None)
    user.answers = [tmp_path / "新局.awards"]
    office.create()
    qtbot.waitUntil(lambda: office.window.windowTitle().startswith("新局"))
    assert preferences.recent() == [tmp_path / "新局.awards"]
    assert json.loads((tmp_path / "window.json").read_text("utf-8"))["recent"]
    assert not office.window.close()
    qtbot.waitUntil(lambda: not office.window.isVisible())
    assert [made.name[:6] for made in backups(tmp_path / "新局.awards")] == ["新局-退出-"]


def test_the_first_window_needs_no_slow_library():
    child = subprocess.run([sys.executable, "-c", SHELL], capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "[]"


@pytest.mark.parametrize("wider", [-300, 300])
def test_a_window_that_is_larger_than_the_screen_takes_all_of_it(qtbot, preferences, wider):
    window = MainWindow([], preferences, QWidget)
    qtbot.addWidget(window)
    window.setMinimumSize(100, 100)
    window.resize(window.screen().availableSize().width() + wider, 300)
    window.appear()
    assert window.isMaximized() == (wider > 0)


def test_a_file_that_cannot_be_written_says_so_when_it_is_opened(qtbot, desk, preferences, user, monkeypatch):
    monkeypatch.setattr("os.access", lambda place, _mode: place != desk.db.path.parent)
    window = MainWindow([Place("one", "one", "list", Plain)], preferences, QWidget)
    qtbot.addWidget(window)
    window.open_desk(desk)
    name = desk.db.path.name
    assert f"{name}（只读）" in [label.text() for label in window.statusBar().findChildren(QLabel)]
    sentence = "是只读的：可以查看、打印和导出，改动存不下来。要改动，请把它复制到可写的文件夹，再打开那一份。"
    assert user.told == [("warn", f"“{name}”{sentence}")]

import sqlite3

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from awardsdesk.models import Event, Office
from awardsdesk.store.attachments import keep, scan_path
from awardsdesk.store.backup import backups
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.ui.key_sheet import KeySheet
from awardsdesk.ui.theme import theme
from tests.scans import achievement, attached, pdf
from tests.ui.pages.conftest import words

CTRL = Qt.KeyboardModifier.ControlModifier


def trigger(page, text):
    next(deed for deed in page.deeds if deed.text() == text).trigger()


def test_the_file_is_described(open_window, database):
    page = open_window(database, "settings").page()
    said = words(page)
    assert str(database.path) in said
    assert "还没有备份" in said
    assert "本单位" in said
    assert not next(deed for deed in page.deeds if deed.text() == "打开备份文件夹").isEnabled()


def test_a_backup_made_by_keys_is_a_sound_file(open_window, approved, qtbot):
    page = open_window(approved, "settings").page()
    qtbot.keyClick(page, Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(lambda: "已备份并核对" in words(page), timeout=10_000)
    made = backups(approved.path)
    assert len(made) == 1
    assert page.facts["backup"].toolTip() == str(made[0])
    copy = Database.open(made[0])
    assert faults(copy) == []
    copy.close()


def test_a_sound_file_is_called_sound(open_window, approved, qtbot):
    page = open_window(approved, "settings").page()
    trigger(page, "检查文件")
    qtbot.waitUntil(lambda: "文件完好" in words(page), timeout=20_000)
    assert page.found.lines() == []


def test_a_forged_record_is_named(open_window, approved, qtbot):
    with sqlite3.connect(approved.path) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET actor = '别人' WHERE id = 2")
    connection.close()
    page = open_window(approved, "settings").page()
    trigger(page, "检查文件")
    qtbot.waitUntil(lambda: "发现 1 处问题" in words(page), timeout=20_000)
    assert "第 2 条起" in page.found.lines()[0].title


def test_the_office_is_renamed_on_record(open_window, database, qtbot):
    page = open_window(database, "settings").page()
    edit = page.form.editors["name"].line
    edit.setFocus()
    qtbot.keyClicks(edit, "KJJ")
    qtbot.keyClick(edit, Qt.Key.Key_S, CTRL)
    with database.read() as session:
        assert session.scalars(select(Office.name)).one() == "KJJ"
        assert session.scalars(select(Event.verb).order_by(Event.id.desc())).first() == "rename office"


def test_an_office_without_a_name_is_refused(open_window, database, qtbot):
    page = open_window(database, "settings").page()
    edit = page.form.editors["name"].line
    edit.setFocus()
    qtbot.keyClicks(edit, " ")
    qtbot.keyClick(edit, Qt.Key.Key_S, CTRL)
    page.form.save()
    assert "请填写单位名称" in words(page)
    with database.read() as session:
        assert session.scalars(select(Event.verb).order_by(Event.id.desc())).first() == "create"


def test_the_theme_is_changed_at_once_and_kept(open_window, database, qtbot):
    window = open_window(database, "settings")
    page = window.page()
    page.theme.setFocus()
    qtbot.keyClick(page.theme, Qt.Key.Key_Down)
    assert theme.tokens.name == "dark"
    assert window.preferences.get("theme") == "dark"
    window.switch_theme()
    assert page.theme.currentData() == "light"


def test_the_sheet_of_keys_can_be_seen(open_window, database, user):
    page = open_window(database, "settings").page()
    next(button for button in page.findChildren(QPushButton) if button.text() == "快捷键").click()
    assert isinstance(user.shown[0], KeySheet)


def test_lost_scans_are_named_and_brought_back(open_window, database, qtbot, tmp_path):
    [digest] = attached(database, achievement(database), pdf(tmp_path / "甲.pdf"))
    page = open_window(database, "settings").page()
    trigger(page, "立即备份")
    qtbot.waitUntil(lambda: "已备份并核对" in words(page), timeout=10_000)
    scan_path(database.path, digest).unlink()
    stray = scan_path(database.path, keep(database.path, pdf(tmp_path / "乙.pdf", "b")).digest)
    trigger(page, "检查文件")
    qtbot.waitUntil(lambda: "发现 1 处问题" in words(page), timeout=20_000)
    lost, unknown = (line.title for line in page.found.lines())
    assert lost.startswith("附件“甲.pdf”不见了（《永磁电机》）；")
    assert unknown == f"没有登记的附件文件（可用 attachments --tidy 清理）：{stray}"
    page.news.button.click()
    qtbot.waitUntil(lambda: "找回 1 个附件。" in words(page), timeout=10_000)
    page.news.button.click()
    qtbot.waitUntil(lambda: "文件完好" in words(page), timeout=20_000)


def test_a_backup_without_one_of_the_scans_says_so(open_window, database, qtbot, tmp_path):
    [digest] = attached(database, achievement(database), pdf(tmp_path / "甲.pdf"))
    scan_path(database.path, digest).unlink()
    page = open_window(database, "settings").page()
    trigger(page, "立即备份")
    qtbot.waitUntil(lambda: "有 1 个附件没有进入备份" in words(page), timeout=10_000)
    assert [line.title for line in page.found.lines()] == ["附件“甲.pdf”没有进入备份（《永磁电机》）：文件不见了。"]
    assert len(backups(database.path)) == 1

"""附件 on the screen: in by file, drop and clipboard; seen, assigned, noted, taken out, removed and brought back."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication, QImage

from awardsdesk.lists.attachments import scans_of
from awardsdesk.operations.materials import checklist_of
from awardsdesk.operations.undo import undo
from awardsdesk.store.attachments import scan_path
from awardsdesk.store.backup import back_up
from awardsdesk.ui import jobs
from awardsdesk.ui.attachments_panel import ScanPreview
from awardsdesk.ui.registration_detail import ATTACHMENTS
from awardsdesk.ui.thumbnails import thumbnails
from tests.scans import achievement, attached, pdf, picture
from tests.ui.pages.conftest import open_window, words  # noqa: F401 - a fixture


@pytest.fixture
def panel(open_window, database):  # noqa: F811
    """The tab of one achievement without scans."""
    achievement(database)
    page = open_window(database, "achievements").page()
    page.panel.table.selectRow(0)
    page.detail.tabs.setCurrentIndex(ATTACHMENTS)
    return page.detail.attachments


@pytest.fixture
def filled(panel, database, tmp_path):
    attached(database, 1, pdf(tmp_path / "甲.pdf", pages=3), picture(tmp_path / "乙.png"))
    panel.show_record(1)
    return panel


def names(database):
    with database.read() as session:
        return [(scan.name, scan.item, scan.note) for scan in scans_of(session, 1)]


def deed(panel, text):
    return next(deed for deed in panel.deeds if deed.text() == text)


def idle(qtbot):
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)


def test_an_empty_tab_says_what_to_do_and_takes_files(panel, database, user, qtbot, tmp_path):
    assert "把扫描件拖到这里" in words(panel)
    user.answers = [[pdf(tmp_path / "甲.pdf"), tmp_path / "没有.pdf"]]
    panel.blank.button.click()
    idle(qtbot)
    assert [name for name, *_rest in names(database)] == ["甲.pdf"]
    assert user.told == [("open", "添加附件"), ("warn", "找不到文件“没有.pdf”；没有添加。")]
    assert panel.stack.currentWidget() is not panel.blank
    assert "已添加 1 个附件。" in words(panel)


def test_files_are_dropped_and_pasted_and_a_picture_is_pasted(panel, database, qtbot, tmp_path):
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(pdf(tmp_path / "<b>甲.pdf")))])
    copy = Qt.DropAction.CopyAction
    panel.dropEvent(QDropEvent(QPointF(5, 5), copy, given, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    idle(qtbot)
    QGuiApplication.clipboard().setMimeData(given)
    panel.scans.setFocus()
    qtbot.keyClick(panel.scans, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot)
    assert "“<b>甲.pdf”本来就有，内容相同。" in words(panel)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(panel.scans, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot)
    found = [name for name, *_rest in names(database)]
    assert (found[0], found[1][:4], found[1][-4:], len(found)) == ("<b>甲.pdf", "剪贴板 ", ".png", 2)


@pytest.mark.parametrize("text", ["字", ""])
def test_a_clipboard_without_scans_is_told(panel, user, text):
    QGuiApplication.clipboard().clear()
    if text:
        QGuiApplication.clipboard().setText(text)
    deed(panel, "粘贴").trigger()
    assert user.told == [("warn", "剪贴板上没有文件或图片；请先复制扫描件。")]


def test_every_scan_has_its_small_picture(filled, qtbot):
    filled.scans.viewport().repaint()
    scans = [filled.scans.item(row).data(Qt.ItemDataRole.UserRole) for row in range(2)]

    def pictures():
        return [
            thumbnails.get(scan.digest, scan_path(filled._desk.db.path, scan.digest), scan.media_type) for scan in scans
        ]

    qtbot.waitUntil(lambda: all(image is not None for image in pictures()), timeout=10_000)
    assert [max(image.width(), image.height()) for image in pictures()] == [112, 112]
    assert filled.scans.item(0).text() == "甲.pdf，PDF　3 页　2 KB，未对应材料"


def test_a_line_of_the_checklist_and_a_note_are_given(filled, database, qtbot):
    filled.scans.selectAll()
    filled.item.setCurrentIndex(1)
    filled.item.activated.emit(1)
    item = filled.item.itemData(1)
    filled.scans.clearSelection()
    filled.scans.setCurrentRow(1)
    filled.note.setFocus()
    filled.note.insert("缺页")
    qtbot.keyClick(filled.note, Qt.Key.Key_Return)
    assert names(database) == [("甲.pdf", item, ""), ("乙.png", item, "缺页")]
    with database.read() as session:
        assert [line.item for line in checklist_of(session, 1) if line.received] == [item]


def test_what_was_added_is_selected_and_a_note_being_typed_stays_with_its_scan(filled, database, qtbot, tmp_path):
    filled.scans.setCurrentRow(0)
    filled.note.setFocus()
    filled.note.insert("缺页")
    filled.take([pdf(tmp_path / "丙.pdf", "c"), picture(tmp_path / "丁.jpg", "d")])
    idle(qtbot)
    assert [scan.name for scan in filled.scans.chosen()] == ["丙.pdf", "丁.jpg"]
    filled.item.setCurrentIndex(1)
    filled.item.activated.emit(1)
    item = filled.item.itemData(1)
    assert names(database) == [("甲.pdf", "", "缺页"), ("乙.png", "", ""), ("丙.pdf", item, ""), ("丁.jpg", item, "")]


def test_scans_are_previewed_by_key(filled, user, qtbot):
    counts = []

    def look(dialog):
        assert isinstance(dialog, ScanPreview)
        qtbot.waitUntil(lambda: dialog.preview.view.count() > 0, timeout=10_000)
        dialog.preview.grab()
        counts.append((dialog.windowTitle(), dialog.preview.view.count()))
        dialog.done(0)
        return False

    user.answers = [look, look]
    for row in range(2):
        filled.scans.clearSelection()
        filled.scans.setCurrentRow(row)
        qtbot.keyClick(filled.scans, Qt.Key.Key_Space)
    assert counts == [("甲.pdf", 3), ("乙.png", 1)]


def test_copies_go_out_for_reading_and_where_the_clerk_says(filled, user, qtbot, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or True)
    filled.scans.clearSelection()
    filled.scans.setCurrentRow(0)
    deed(filled, "用系统程序打开").trigger()
    idle(qtbot)
    assert shown[0].endswith(" 甲.pdf")
    assert str(tmp_path / "home" / "view") in shown[0]
    user.answers = [tmp_path / "out.pdf"]
    deed(filled, "另存为").trigger()
    idle(qtbot)
    assert user.told == [("save", "甲.pdf")]
    assert user.offered == ["PDF 文件 (*.pdf)"]
    assert (tmp_path / "out.pdf").read_bytes() == (tmp_path / "甲.pdf").read_bytes()


def test_removing_names_the_scans_and_is_undone(filled, database, user, qtbot):
    filled.news.tell("ok", "已添加 2 个附件。")
    filled.scans.selectAll()
    user.answers = [False, True]
    deed(filled, "移除").trigger()
    assert len(names(database)) == 2
    filled.scans.setFocus()
    qtbot.keyClick(filled.scans, Qt.Key.Key_Delete)
    assert user.told == [("ask", "移除 2 个附件：甲.pdf、乙.png？可以用 Ctrl+Z 撤销。")] * 2
    assert names(database) == []
    assert not filled.news.isVisibleTo(filled), "what was added is removed again"
    with database.write() as session:
        undo(session)
    qtbot.waitUntil(lambda: filled.scans.count() == 2)


def test_a_file_that_goes_while_its_list_is_shown_is_told_at_the_next_look(filled, database, user):
    scan_path(database.path, filled.scans.item(0).data(Qt.ItemDataRole.UserRole).digest).unlink()
    filled.scans.setCurrentRow(0)
    deed(filled, "预览").trigger()
    assert user.told == [("warn", "附件的文件不见了；请从备份找回，或重新添加原文件。")]
    assert filled.scans.item(0).text() == "甲.pdf，文件不见了，请从备份找回，或重新添加原文件。"
    assert deed(filled, "从备份找回").isEnabled()


def test_a_lost_file_is_shown_and_brought_back(filled, database, user, qtbot):
    assert not deed(filled, "从备份找回").isEnabled()
    back_up(database.path, "手工")
    [first, _second] = [filled.scans.item(row).data(Qt.ItemDataRole.UserRole) for row in range(2)]
    scan_path(database.path, first.digest).unlink()
    filled.show_record(1)
    assert filled.scans.item(0).text() == "甲.pdf，文件不见了，请从备份找回，或重新添加原文件。"
    filled.scans.clearSelection()
    filled.scans.setCurrentRow(0)
    deed(filled, "预览").trigger()
    assert user.told == [("warn", "附件的文件不见了；请从备份找回，或重新添加原文件。")]
    deed(filled, "从备份找回").trigger()
    idle(qtbot)
    assert "找回 1 个附件。" in words(filled)
    assert filled.scans.lost() == []


def test_the_original_of_a_lost_file_mends_it_and_says_so(filled, database, user, qtbot, tmp_path):
    [first, _second] = [filled.scans.item(row).data(Qt.ItemDataRole.UserRole) for row in range(2)]
    scan_path(database.path, first.digest).unlink()
    filled.show_record(1)
    user.answers = [[tmp_path / "甲.pdf", tmp_path / "乙.png"]]
    deed(filled, "添加").trigger()
    idle(qtbot)
    assert words(filled.news).strip() == "“甲.pdf”不见了的文件已经补上。“乙.png”本来就有，内容相同。"
    assert filled.scans.lost() == []

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from sqlalchemy import select

from awardsdesk.models import Certificate, Entry
from awardsdesk.operations.audit import operation
from awardsdesk.operations.samples import open_sample_rounds
from awardsdesk.ui.table_view import TableView
from tests.patience import until_written
from tests.ui.pages.conftest import pdf_texts, words

CTRL = Qt.KeyboardModifier.ControlModifier
NOWHERE = "\U0002ebf0"
"""A character of extension I: no font has it."""


class Viewer(QObject):
    """Takes the place of the system's PDF program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def viewer():
    made = Viewer()
    QDesktopServices.setUrlHandler("file", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("file")


def ready(qtbot, view, pages=1):
    qtbot.waitUntil(lambda: view.prepared is not None and view.preview.view.count() == pages, timeout=15_000)


def press_export(qtbot, page, key=Qt.Key.Key_E):
    page.setFocus()
    qtbot.keyClick(page, key, CTRL)


def test_a_fresh_file_says_that_there_is_no_round_and_leads_to_one(open_window, database):
    window = open_window(database, "certificates")
    page = window.page()
    assert "还没有评选。新建" in words(page)
    assert not any(deed.isEnabled() for deed in page.current().panel.deeds)
    page.current().view.blank.button.click()
    assert window.page() is window.pages["rounds"]


def test_before_approval_the_drafts_are_seen_and_marked(open_window, sample, user, qtbot, tmp_path):
    page = open_window(sample, "certificates", "2008-QP").page()
    ready(qtbot, page.current().view, 63)
    assert "尚未批准" in words(page)
    assert not page.current().panel.isVisible()
    view = page.current().view
    qtbot.waitUntil(lambda: not view.preview.view.waits())
    page.current().show_paper(False)
    assert view.preview.view.waits()  # what is drawn anew is not what is seen
    ready(qtbot, view, 63)
    qtbot.waitUntil(lambda: not view.preview.view.waits())
    target = tmp_path / "样张.pdf"
    user.answers = [target]
    press_export(qtbot, page)
    until_written(target)
    assert user.told == [("save", "2008-QP 证书（未批准）.pdf")]
    assert len(pdf_texts(target)) == 63


def test_the_paper_of_the_selected_certificates_is_seen_and_exported(open_window, approved, user, qtbot, tmp_path):
    page = open_window(approved, "certificates", "2008-J").page()
    tab = page.current()
    ready(qtbot, tab.view)
    table = tab.panel.table
    table.selectRow(0)
    ready(qtbot, tab.view, 1)
    qtbot.waitUntil(lambda: not tab.view.preview.view.waits())
    tab.view._stack.setCurrentWidget(tab.view.blank)
    table.selectionModel().select(
        table.rows.index(2, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    assert tab.view.preview.isVisible()
    assert tab.view.preview.view.waits()  # at once: what is still seen is not what is chosen
    ready(qtbot, tab.view, 2)
    qtbot.waitUntil(lambda: not tab.view.preview.view.waits())
    target = tmp_path / "所选.pdf"
    user.answers = [target]
    next(deed for deed in tab.panel.deeds if "所选 PDF" in deed.text()).trigger()
    until_written(target)
    assert user.told == [("save", "2008-J 证书（2 张）.pdf")]
    with approved.read() as session:
        holders = session.scalars(select(Certificate.holder).where(Certificate.id.in_(tab.panel.selected()))).all()
    texts = pdf_texts(target)
    assert len(texts) == len(holders) == 2
    assert all(holder in text for holder, text in zip(holders, texts, strict=True))


def test_the_whole_batch_is_exported_under_the_name_suggested(open_window, approved, user, qtbot, tmp_path):
    page = open_window(approved, "certificates", "2008-QP").page()
    ready(qtbot, page.current().view)
    assert "63 项，没有发现问题" in words(page)
    target = tmp_path / "2008-QP 证书"
    user.answers = [target]
    press_export(qtbot, page)
    written = tmp_path / "2008-QP 证书.pdf"
    until_written(written)
    assert user.told == [("save", "2008-QP 证书.pdf")]
    assert len(pdf_texts(written)) == 63
    qtbot.waitUntil(lambda: "已导出 2008-QP 证书.pdf" in words(page))


def test_an_existing_file_is_not_replaced_against_the_users_will(open_window, approved, user, qtbot, tmp_path):
    page = open_window(approved, "certificates", "2008-QP").page()
    ready(qtbot, page.current().view)
    kept = tmp_path / "证书.pdf"
    kept.write_bytes(b"mine")
    user.answers = [tmp_path / "证书", False]
    press_export(qtbot, page)
    assert user.told[1] == ("ask", "“证书.pdf”已经存在，要替换它吗？")
    assert kept.read_bytes() == b"mine"


def test_printing_hands_the_paper_to_the_systems_program(open_window, approved, qtbot, viewer):
    page = open_window(approved, "certificates", "2008-QP").page()
    ready(qtbot, page.current().view)
    press_export(qtbot, page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: bool(viewer.opened), timeout=10_000)
    assert viewer.opened[0].name == "2008-QP 证书.pdf"
    assert len(pdf_texts(viewer.opened[0])) == 63


def test_a_character_no_font_has_stops_the_batch_by_name(open_window, sample, user, qtbot):
    with sample.write() as session, operation(session, "amend", "test"):
        for entry in session.scalars(select(Entry).where(Entry.county != "")):
            entry.name += NOWHERE
    page = open_window(sample, "certificates", "2008-QP").page()
    view = page.current().view
    qtbot.waitUntil(lambda: view.prepared is not None, timeout=15_000)
    assert "处错误须先改正" in words(page)
    assert "有错误，不能成页" in words(page)
    press_export(qtbot, page)
    kind, sentence = user.told[0]
    assert kind == "warn"
    assert "U+2EBF0" in sentence


def test_a_warning_wants_a_tick(open_window, sample, user, qtbot, tmp_path):
    with sample.write() as session, operation(session, "amend", "test"):
        for entry in session.scalars(select(Entry).where(Entry.county == "")):
            entry.name *= 3
    page = open_window(sample, "certificates", "2008-J").page()
    view = page.current().view
    qtbot.waitUntil(lambda: view.prepared is not None, timeout=15_000)
    warnings = len(view.prepared.faults("warning"))
    assert warnings
    assert not view.prepared.faults("error")
    press_export(qtbot, page)
    assert f"有 {warnings} 条提醒" in user.told[0][1]
    qtbot.keyClick(view.checkup.tick, Qt.Key.Key_Space)
    target = tmp_path / "样张.pdf"
    user.answers = [target]
    press_export(qtbot, page)
    until_written(target)


def test_the_list_of_plaques_is_seen_and_leaves_as_a_workbook(open_window, approved, user, qtbot, tmp_path):
    page = open_window(approved, "certificates", "2008-QP").page()
    page.open_tab(1)
    tab = page.current()
    qtbot.waitUntil(lambda: tab.view.preview.view.count() > 1, timeout=15_000)
    assert len(tab.panel.model.ids) == 63
    target = tmp_path / "牌匾.xlsx"
    user.answers = [target]
    press_export(qtbot, page)
    until_written(target)
    sheets = openpyxl.load_workbook(target).sheetnames
    assert sheets == ["牌匾制作清单", "牌匾汇总（按文字）"]


def test_an_award_round_has_no_plaques(open_window, approved, user, qtbot):
    page = open_window(approved, "certificates", "2008-J").page()
    page.open_tab(1)
    qtbot.waitUntil(lambda: page.current().view.prepared is not None, timeout=15_000)
    told = "没有可以打印的牌匾清单。\n牌匾只发给企业评价的称号，奖励项目只发证书。"
    view = page.current().view
    assert (view.blank._text.text(), view.blank.button.isVisible()) == (told, False)
    press_export(qtbot, page)
    assert user.told == []
    assert not any(deed.isEnabled() for deed in page.current().panel.deeds)


def test_a_round_without_results_says_what_comes_first_and_leads_there(open_window, database, qtbot):
    with database.write() as session:
        open_sample_rounds(session)
    window = open_window(database, "certificates", "2008-QP")
    window.page().open_tab(1)
    view = window.page().current().view
    qtbot.waitUntil(lambda: view.prepared is not None, timeout=15_000)
    assert view.blank._text.text() == (
        "没有可以打印的牌匾清单。\n请先在“评选”里录齐材料、计算结果。\n牌匾只发给企业评价的称号，奖励项目只发证书。"
    )
    view.blank.button.click()
    assert window.page() is window.pages["rounds"]


def test_choosing_a_round_puts_it_in_hand_everywhere(open_window, approved, qtbot):
    window = open_window(approved, "certificates", "2008-J")
    picker = window.page().picker
    picker.setFocus()
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert window.desk.round == "2008-QP"
    qtbot.waitUntil(lambda: len(window.page().current().panel.model.ids) == 63)


@pytest.mark.parametrize("place", ["achievements", "people", "rounds", "certificates"])
def test_the_arrows_move_in_the_list_of_a_page_as_soon_as_it_is_opened(open_window, approved, place):
    window = open_window(approved, "dashboard")
    for _again in range(2):
        assert window.go(place)
        assert isinstance(window.focusWidget(), TableView)
        assert window.go("settings")


def test_the_keys_of_a_tab_without_a_list_change_no_round(open_window, approved, qtbot):
    window = open_window(approved, "certificates", "2008-J")
    page = window.page()
    page.setFocus()
    ready(qtbot, page.current().view)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab, CTRL)
    plaques = page.current()
    assert not plaques.panel.isVisible()
    assert plaques.view.preview.view.hasFocus()
    qtbot.waitUntil(lambda: plaques.view.prepared is not None, timeout=15_000)
    assert plaques.view.blank.isVisible()
    assert plaques.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert page.picker.currentData() == "2008-J"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab, CTRL)
    assert page.current().panel.table.hasFocus()

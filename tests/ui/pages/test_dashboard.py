from pathlib import Path

from PySide6.QtCore import Qt

from awardsdesk.ui.pages.dashboard import RoundCard, Steps
from tests.ui.pages.conftest import words


def test_a_fresh_file_says_what_to_do_first(open_window, database):
    window = open_window(database, "dashboard")
    page = window.page()
    steps = page.findChild(Steps)
    assert [button.text() for button in steps.buttons] == ["新建评选", "导入工作簿", "计算并批准"]
    assert "还没有成果" in words(page)
    steps.buttons[0].click()
    assert window.page() is window.pages["rounds"]


def test_a_round_in_the_making_says_what_is_due_and_leads_there(open_window, sample, qtbot):
    window = open_window(sample, "dashboard")
    cards = window.page().findChildren(RoundCard)
    assert len(cards) == 2
    said = words(cards[1])
    assert all(text in said for text in ("119", "2,652", "833", "进行中"))
    assert [line.title for line in cards[1].due.lines()] == ["尚未计算结果。"]
    cards[1].due.setFocus()
    cards[1].due.setCurrentRow(0)
    qtbot.keyClick(cards[1].due, Qt.Key.Key_Return)
    assert window.page() is window.pages["rounds"]
    assert window.desk.round == "2008-QP"


def test_an_approved_round_leads_to_its_papers_by_one_click(open_window, approved, qtbot):
    window = open_window(approved, "dashboard")
    page = window.page()
    card = page.findChildren(RoundCard)[0]
    assert all(text in words(card) for text in ("522", "79", "630,000.00", "已批准", "澄政〔2008〕28号"))
    due = card.due
    place = due.visualItemRect(due.item(0)).center()
    qtbot.mouseClick(due.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.page() is window.pages["certificates"]
    assert window.desk.round == "2008-J"


def test_the_register_and_the_last_operations_are_seen(open_window, approved, qtbot):
    window = open_window(approved, "dashboard")
    page = window.page()
    assert page.register.figure.text() == "300"
    told = [line.title for line in page.recent.lines()]
    assert told[0] == "批准　2008年度市科学技术进步奖"
    assert told[-1] == "新建文件"
    qtbot.keyClick(page.register, Qt.Key.Key_Return)
    assert window.page() is window.pages["achievements"]


def test_a_file_that_is_no_workbook_is_refused(open_window, database, user, qtbot, tmp_path):
    window = open_window(database, "dashboard")
    wrong = Path(tmp_path / "成果登记.xlsx")
    wrong.write_text("no workbook", "utf-8")
    user.answers = [[wrong]]
    qtbot.keyClick(window.page(), Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(user.told[1:]) or bool(user.shown), timeout=10_000)
    assert window.page().register.figure.text() == "0"

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Qt
from sqlalchemy import select

from awardsdesk.models import Achievement
from awardsdesk.operations.registration import take_step
from awardsdesk.rules.registration import Statement, Verb
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


def test_what_was_returned_and_is_overdue_is_told_and_listed_by_one_click(open_window, sample, qtbot):
    today = dt.datetime.now().astimezone().date()
    with sample.read() as session:
        ids = session.scalars(select(Achievement.id).where(Achievement.state == "已提交").limit(5)).all()
    for record, days in zip(ids[:4], (-1, 0, -400, -2), strict=True):  # today is the last day of its term still
        end = today + dt.timedelta(days)
        with sample.write() as session:
            take_step(session, Verb.RETURN, [record], Statement(day=end, codes=("01",), reason="缺报告", until=end))
    with sample.write() as session:
        take_step(session, Verb.SUBMIT, [ids[3]], Statement(day=today))
    long_ago, yesterday = today - dt.timedelta(60), today - dt.timedelta(1)
    with sample.write() as session:  # a public notice has a term too, and is nothing that a unit owes
        take_step(session, Verb.ACCEPT, [ids[4]], Statement(day=long_ago, unticked=True))
        take_step(session, Verb.OPEN_NOTICE, [ids[4]], Statement(day=long_ago, document_no="1", until=yesterday))
    window = open_window(sample, "dashboard")
    page = window.page()
    assert [line.title for line in page.overdue.lines()] == ["补正逾期未交 2 项"]
    assert page.overdue.isVisible()
    page.overdue.setFocus()
    page.overdue.setCurrentRow(0)
    qtbot.keyClick(page.overdue, Qt.Key.Key_Return)
    panel = window.pages["achievements"].panel
    assert window.page() is window.pages["achievements"]
    assert list(panel.model.ids) == [ids[2], ids[0]]
    due = [column.key for column in panel.listing.columns].index("due")
    assert [panel.model.row(row)[due] for row in (0, 1)] == [today - dt.timedelta(400), today - dt.timedelta(1)]
    assert [sign.text() for sign in panel.conditions.signs()] == [f"补正期限：到 {today - dt.timedelta(1)} 止"]
    assert panel.table.current_id() == ids[2]


def test_where_nothing_is_overdue_nothing_is_told(open_window, sample):
    assert not open_window(sample, "dashboard").page().overdue.isVisible()


def test_a_file_that_is_no_workbook_is_refused(open_window, database, user, qtbot, tmp_path):
    window = open_window(database, "dashboard")
    wrong = Path(tmp_path / "成果登记.xlsx")
    wrong.write_text("no workbook", "utf-8")
    user.answers = [[wrong]]
    qtbot.keyClick(window.page(), Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(user.told[1:]) or bool(user.shown), timeout=10_000)
    assert window.page().register.figure.text() == "0"

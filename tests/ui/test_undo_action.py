"""Ctrl+Z and Ctrl+Y name what they take back or do again, and ask first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from awardsdesk.operations.samples import open_sample_rounds
from awardsdesk.ui import jobs
from awardsdesk.ui.desk import Page, Place
from awardsdesk.ui.main_window import MainWindow
from awardsdesk.ui.undo_action import UndoMenu
from tests.patience import until
from tests.ui.conftest import add_units, count, rename

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot, desk, preferences):
    made = MainWindow([Place("one", "one", "list", Page)], preferences, QWidget)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_desk(desk)
    return made


def offered(window):
    menu = window.findChild(UndoMenu)
    menu.aboutToShow.emit()
    return [(action.text(), action.isEnabled()) for action in menu.actions()]


def test_keys_take_back_and_do_again_after_asking(qtbot, window, desk, user):
    add_units(desk.db, 100, 5)
    user.answers = [False, True, False, True, True, True]
    for key, modifier, left in (
        (Qt.Key.Key_Z, CONTROL, 35),
        (Qt.Key.Key_Z, CONTROL, 30),
        (Qt.Key.Key_Y, CONTROL, 30),
        (Qt.Key.Key_Y, CONTROL, 35),
        (Qt.Key.Key_Z, CONTROL, 30),
        (Qt.Key.Key_Z, CONTROL | SHIFT, 35),
    ):
        qtbot.keyClick(window, key, modifier)
        until(lambda left=left: count(desk.db) == left and not jobs.busy())
    back = ("ask", "撤销“导入 units”？涉及 5 个单位，恢复到这一步之前的样子。")
    again = ("ask", "重做“导入 units”？涉及 5 个单位，恢复到撤销之前的样子。")
    assert user.told == [back, back, again, again, back, again]


def test_what_is_final_is_said_and_that_nothing_was_undone(window, desk, user):
    window.redo()
    assert user.told == [("info", "没有可以重做的操作：撤销之后又做了别的，或者没有撤销过。")]
    user.answers = [True]
    window.undo()
    until(lambda: count(desk.db) == 0)
    window.undo()
    assert user.told[-1] == (
        "info",
        "没有可以撤销的操作：批准、作废、登记发号、发证、更正等已成定局，只能另行更正、作废或注销。",
    )


def test_the_menu_names_both_and_offers_what_there_is(window, desk, user):
    assert offered(window) == [("撤销“导入 units”\tCtrl+Z", True), ("重做\tCtrl+Y", False)]
    rename(desk.db, 3, "甲&乙研究所")
    user.answers = [True, True]
    menu = window.findChild(UndoMenu)
    menu.undo.trigger()
    until(lambda: offered(window) == [("撤销“导入 units”\tCtrl+Z", True), ("重做“修改 unit”\tCtrl+Y", True)])
    until(lambda: not jobs.busy())  # the file says it a moment before the window hears of it
    menu.redo.trigger()
    until(lambda: offered(window) == [("撤销“修改 unit”\tCtrl+Z", True), ("重做\tCtrl+Y", False)])


def test_without_a_file_there_is_no_menu(window):
    button = next(each for each in window.findChildren(QWidget) if each.accessibleName() == "撤销与重做")
    assert button.isEnabled()
    window.show_start()
    assert not button.isEnabled()


def test_a_decision_without_rows_is_asked_about_without_a_count(window, desk, user):
    with desk.db.write() as session:
        open_sample_rounds(session)
    user.answers = [False]
    window.undo()
    assert user.told == [("ask", "撤销“新建评选 示例评选”？恢复到这一步之前的样子。")]


def test_a_field_keeps_the_keys_for_itself(qtbot, window, desk, user):
    add_units(desk.db, 100, 5)
    user.answers = [True]
    window.undo()
    until(lambda: count(desk.db) == 30)
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "abc")
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Y, CONTROL)
    assert field.text() == "abc"
    assert len(user.told) == 1

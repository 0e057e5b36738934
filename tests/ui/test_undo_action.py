"""Ctrl+Z names what it takes back and asks first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from awardsdesk.ui.desk import Page, Place
from awardsdesk.ui.main_window import MainWindow
from tests.ui.conftest import add_units, count


def test_ctrl_z_takes_the_last_operation_back_after_asking(qtbot, desk, preferences, user):
    add_units(desk.db, 100, 5)
    window = MainWindow([Place("one", "one", "list", Page)], preferences, QWidget)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open_desk(desk)
    user.answers = [False, True]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert count(desk.db) == 35
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(desk.db) == 30, timeout=5000)
    assert user.told == [("ask", "撤销“导入 units”？涉及 5 行数据，恢复到这一步之前的样子。")] * 2


def test_what_is_final_is_said(qtbot, desk, preferences, user):
    window = MainWindow([Place("one", "one", "list", Page)], preferences, QWidget)
    qtbot.addWidget(window)
    window.open_desk(desk)
    user.answers = [True]
    window.undo()
    qtbot.waitUntil(lambda: count(desk.db) == 0, timeout=5000)
    window.undo()
    assert user.told[-1] == (
        "info",
        "没有可以撤销的操作：批准、作废、登记发号、发证、更正等已成定局，只能另行更正、作废或注销。",
    )

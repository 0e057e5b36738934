import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from awardsdesk.ui.action import Action, Deed
from awardsdesk.ui.desk import Page
from awardsdesk.ui.list_page import Header
from awardsdesk.ui.tabbed_page import TabbedPage


class Tab(Page):
    """A tab with one action on Ctrl+E that counts."""

    changes_with = frozenset({"organization"})

    def __init__(self, desk):
        super().__init__(desk)
        self.done, self.reloads = 0, 0
        deeds = [Deed(Action("做", "check", self.do, "Ctrl+E"), lambda: (), self)]
        self.addActions(deeds)
        self.header = Header("", deeds)
        QVBoxLayout(self).addWidget(self.header)

    def do(self, _ids):
        self.done += 1

    def reload(self):
        self.reloads += 1


@pytest.fixture
def page(qtbot, desk):
    made = TabbedPage(desk, "两页", [("甲", Tab(desk)), ("乙", Tab(desk))])
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    return made


def test_keys_are_those_of_the_tab_that_is_seen(page, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert page.current() is page.tabs[1]
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert [tab.done for tab in page.tabs] == [1, 2]
    assert page.tabs[1].header.isVisible()
    assert not page.tabs[0].header.isVisible()


def test_a_tab_is_read_when_it_is_first_seen_and_anew_when_asked(page):
    assert [tab.reloads for tab in page.tabs] == [1, 0]
    page.open_tab(1)
    assert [tab.reloads for tab in page.tabs] == [1, 1]
    page.refresh()
    assert [tab.reloads for tab in page.tabs] == [1, 2]
    page.open_tab(0)
    assert [tab.reloads for tab in page.tabs] == [2, 2]

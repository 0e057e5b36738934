"""A column is narrowed in its popup by keyboard alone, and the condition stands above the list till it is taken away."""

import datetime as dt

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.conditions import Condition, How
from awardsdesk.ui import jobs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.export_action import export_list
from awardsdesk.ui.list_panel import ListPanel
from awardsdesk.ui.saved_filters import SavedFilter
from tests.patience import until_written


@pytest.fixture
def panel(sample, preferences, user, qtbot):
    made = ListPanel(Desk(sample, preferences), ACHIEVEMENTS)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.reload()
    yield made
    jobs.stop_all()


def shown(panel):
    return [sign.text() for sign in panel.conditions.signs()]


def column(panel, key):
    place = [each.key for each in ACHIEVEMENTS.columns].index(key)
    return [panel.model.row(number)[place] for number in range(panel.model.rowCount())]


def test_a_text_is_asked_for_by_keys_alone(panel, qtbot):
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(0, 1))
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert popup.accessibleName() == "筛选“成果名称”"
    assert popup.asks.text.hasFocus()
    popup.asks.text.setText("技术")  # as an input method would
    qtbot.keyClick(popup.asks.text, Qt.Key.Key_Return)
    assert QApplication.activePopupWidget() is None
    titles = column(panel, "title")
    assert titles
    assert [title for title in titles if "技术" not in title] == []
    assert shown(panel) == ["成果名称包含“技术”"]
    assert panel.counts() == f"共 300 项，符合 {len(titles)} 项"
    qtbot.keyClick(panel.conditions.signs()[0], Qt.Key.Key_Delete)
    assert (shown(panel), panel.model.rowCount(), panel.conditions.isVisible()) == ([], 300, False)


def test_values_are_ticked_and_all_of_them_is_no_condition(panel):
    popup = panel.ask_condition("klass")
    assert [item.text() for item in popup.asks.items()] == ["基础理论", "应用技术", "软科学", "（空白）"]
    popup.asks.every.click()
    popup.take()
    assert popup._told.text() == "一个值也没有勾选，请至少勾选一个。"
    popup.asks.items()[2].setCheckState(Qt.CheckState.Checked)
    popup.take()
    assert set(column(panel, "klass")) == {"软科学"}
    assert shown(panel) == ["类别：软科学"]
    popup = panel.ask_condition("klass")
    assert [item.checkState() is Qt.CheckState.Checked for item in popup.asks.items()] == [False, False, True, False]
    popup.asks.every.click()
    popup.take()
    assert (shown(panel), panel.model.rowCount()) == ([], 300)


def test_a_span_of_days_is_told_what_is_wrong_with_it(panel):
    popup = panel.ask_condition("registered_on")
    popup.asks.low.setText("去年")
    popup.take()
    assert popup._told.text() == "“去年”不是日期，请写成 2025-06-30。"
    days = sorted(day for day in column(panel, "registered_on") if day)
    day = days[150]
    popup.asks.low.setText(str(day))
    popup.take()
    assert sorted(column(panel, "registered_on")) == [each for each in days if each >= day]
    assert shown(panel) == [f"登记日期：{day} 起"]


def test_this_month_ends_on_its_last_day(panel):
    popup = panel.ask_condition("registered_on")
    next(button for button in popup.findChildren(QPushButton) if button.text() == "本月").click()
    low, high = dt.date.fromisoformat(popup.asks.low.text()), dt.date.fromisoformat(popup.asks.high.text())
    assert (low.day, (high + dt.timedelta(1)).day, (high.year, high.month)) == (1, 1, (low.year, low.month))
    popup.close()


def test_conditions_are_saved_exported_and_cleared_together(panel, user, tmp_path, qtbot):
    panel.narrow("klass", Condition(How.ONE_OF, ("软科学",)))
    panel.narrow("title", Condition(How.CONTAINS, ("研究",)))
    panel.filters["state"].setCurrentIndex(panel.filters["state"].findData("已登记"))
    sentences = ["状态：已登记", "类别：软科学", "成果名称包含“研究”"]
    assert shown(panel) == sentences
    titles = column(panel, "title")
    out = tmp_path / "列表.xlsx"
    user.answers = [out]
    written = []
    export_list(panel, panel, done=written.append)
    until_written(out)
    sheet = load_workbook(out).active
    assert [row[1] for row in sheet.iter_rows(min_row=sheet.max_row - len(titles) + 1, values_only=True)] == titles
    assert "；".join(sentences) in [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    kept = SavedFilter("甲", "", {"state": "已登记"}, conditions=panel.query().conditions)
    panel.conditions._clear.click()
    assert (shown(panel), panel.model.rowCount()) == ([], 300)
    panel.saved._put([kept])
    panel.show_filter(panel.saved.saved()[0])
    assert (shown(panel), column(panel, "title")) == (sentences, titles)


def test_what_was_saved_of_a_box_that_is_gone_is_asked_of_its_column(panel):
    panel.desk.preferences.set("filters achievements", [{"name": "旧", "filters": {"klass": "软科学"}}])
    panel.show_filter(panel.saved.saved()[0])
    assert set(column(panel, "klass")) == {"软科学"}

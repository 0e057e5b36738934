"""A column is narrowed in its popup by keyboard alone, and the condition stands above the list till it is taken away."""

import datetime as dt
from dataclasses import replace
from itertools import combinations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import text

from awardsdesk.i18n import use
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.conditions import Condition, How
from awardsdesk.lists.entries import NOMINATIONS
from awardsdesk.lists.listing import Query
from awardsdesk.models import Achievement
from awardsdesk.operations.audit import operation
from awardsdesk.ui import jobs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.export_action import export_list
from awardsdesk.ui.jobs import ProgressDialog
from awardsdesk.ui.list_panel import NOTHING, ListPanel
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


def click(panel, key):
    panel.table.horizontalHeader().sectionClicked.emit([each.key for each in ACHIEVEMENTS.columns].index(key))


def order(panel):
    query = panel.model.query
    assert panel.bar._sorted.isVisible() == bool(query.sort)
    return query.sort, query.descending, list(panel.model.ids)


def told(panel, **asked):
    with panel.desk.db.read() as session:
        ids = list(ACHIEVEMENTS.ids(session, Query(**asked)))
    return asked.get("sort", ""), asked.get("descending", False), ids


@pytest.fixture
def long(monkeypatch):
    monkeypatch.setattr("awardsdesk.lists.listing.SCANNED", 20)


@pytest.mark.parametrize("key", ["contact", "keywords", "details.plan_no"])
def test_a_long_list_is_sorted_beside_the_window_by_what_no_index_holds(panel, long, qtbot, key):
    for asked in ({"sort": key}, {"sort": key, "descending": True}, {}):
        click(panel, key)
        qtbot.waitUntil(lambda: not jobs.busy())
        assert order(panel) == told(panel, **asked)
    click(panel, key)
    panel.narrow("klass", klass := Condition(How.IS, ("应用技术",)))
    qtbot.waitUntil(lambda: not jobs.busy())
    assert order(panel) == told(panel, sort=key, conditions={"klass": klass})
    panel.bar.put("系统", {})
    panel._show()  # what is searched for is sorted at once
    assert order(panel) == told(panel, sort=key, text="系统", conditions={"klass": klass})


ENDLESS = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n")


def test_sorting_that_is_given_up_leaves_the_order_of_the_office(panel, long, qtbot, monkeypatch):
    def ids(session, query):
        if query.sort == "contact" and not query.limit:
            session.scalar(ENDLESS)
        return ACHIEVEMENTS.ids(session, query)

    monkeypatch.setattr(jobs, "DIALOG_AFTER", 30)
    panel.listing = panel.model.listing = replace(ACHIEVEMENTS, ids=ids)
    click(panel, "title")
    click(panel, "contact")
    qtbot.waitUntil(lambda: panel.findChild(ProgressDialog).isVisible())
    assert order(panel) == told(panel, sort="title")
    QTest.keyClick(panel.findChild(ProgressDialog), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not jobs.busy())
    assert order(panel) == told(panel)


@pytest.mark.parametrize("right_of_the_edge", [12, 60])
def test_a_click_on_a_value_ticks_it_as_one_on_its_box_does(panel, right_of_the_edge):
    popup = panel.ask_condition("klass")
    item = popup.asks.list.lines()[1]
    place = popup.asks.list.visualItemRect(item)
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.Checked):
        spot = QPoint(place.left() + right_of_the_edge, place.center().y())
        QTest.mouseClick(popup.asks.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert item.checkState() is state
    QTest.mouseClick(popup.asks.list.viewport(), Qt.MouseButton.RightButton, pos=spot)
    assert item.checkState() is state


def test_a_long_list_is_not_sorted_ahead_in_the_window(panel, long, qtbot):
    click(panel, "contact")
    qtbot.waitUntil(lambda: not jobs.busy())
    panel.bar.put("系统", {})
    panel._show()
    panel.bar.put("", {})  # cleared, and a commit is heard of before the list is asked anew
    panel.look_ahead()
    assert panel._ahead == NOTHING
    panel.reload()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert order(panel) == told(panel, sort="contact")


def test_rows_of_a_long_sorted_list_stay_where_they_are_when_one_is_changed(panel, long, qtbot):
    click(panel, "contact")
    qtbot.waitUntil(lambda: not jobs.busy())
    before = order(panel)
    first = before[2][0]
    with panel.desk.db.write() as session, operation(session, "amend", "achievement"):
        session.get_one(Achievement, first).contact = "左丘明"
    panel.reload()
    assert not jobs.busy()
    assert (order(panel), column(panel, "contact")[0]) == (before, "左丘明")
    panel._sort("", False)
    click(panel, "contact")
    qtbot.waitUntil(lambda: not jobs.busy())
    assert order(panel) == told(panel, sort="contact") != before


def test_a_record_that_a_condition_hides_is_shown_at_once_in_a_list_too_long_to_be_sorted(panel, long, qtbot):
    panel.narrow("klass", klass := Condition(How.IS, ("软科学",)))
    click(panel, "contact")
    qtbot.waitUntil(lambda: not jobs.busy())
    hidden = next(id_ for id_ in range(1, 301) if id_ not in panel.model.ids)
    assert panel.reach(hidden)
    assert (order(panel), panel.table.current_id()) == (told(panel), hidden)
    panel.conditions.signs()[0].click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert panel.query().conditions == {"klass": klass}


def shown(panel):
    return [sign.text() for sign in panel.conditions.signs()]


def column(panel, key):
    place = [each.key for each in ACHIEVEMENTS.columns].index(key)
    return [panel.model.row(number)[place] for number in range(panel.model.rowCount())]


def test_another_condition_on_the_same_column_is_another_question(panel):
    soft, applied = (
        SavedFilter(word, conditions={"klass": Condition(How.ONE_OF, (word,))}) for word in ("软科学", "应用技术")
    )
    assert [panel.lead_to(asked) for asked in (soft, soft, applied, applied)] == [False, False, True, False]


def test_a_column_is_chosen_below_the_button_beside_the_search(panel):
    (title,) = [each for each in panel.bar._narrow.menu().actions() if each.text() == "成果名称"]
    title.trigger()
    assert QApplication.activePopupWidget().accessibleName() == "筛选“成果名称”"
    QApplication.activePopupWidget().close()


def test_columns_that_wait_are_asked_in_a_menu_of_their_own(panel):
    seen = ["title", "details.recommender", "registration_no"]
    for place, each in enumerate(ACHIEVEMENTS.columns):
        panel.table.show_column(place, each.key in seen)
    panel.bar._narrow.menu().aboutToShow.emit()
    *asked, others, _line, pick = panel.bar._narrow.menu().actions()
    titles = {each.key: each.title for each in ACHIEVEMENTS.columns}
    assert [each.text() for each in asked] == ["登记号", "成果名称", "推荐单位"]
    waiting = [title for key, title in titles.items() if key not in seen]
    assert (others.text(), [each.text() for each in others.menu().actions()]) == ("其他列", waiting)
    pick.trigger()
    assert QApplication.activePopupWidget().accessibleName() == "显示的列"
    assert QApplication.activePopupWidget().box.height() == panel.bar.box.height(), "a search box, no cell's editor"
    QApplication.activePopupWidget().close()


def test_a_column_that_is_ticked_leaves_the_widths_to_the_window(panel):
    keys = [each.key for each in ACHIEVEMENTS.columns]
    header, table = panel.table.horizontalHeader(), panel.table

    def widths():
        return [header.sectionSize(keys.index(key)) for key in table.shown_columns()]

    for place, key in enumerate(keys):
        table.show_column(place, shown=key in {"title", "unit", "state"})
    fitted = widths()
    panel.resize(1500, 500)
    wide = widths()
    assert wide[0] > fitted[0]
    for shown in (True, False):
        table.show_column(keys.index("keywords"), shown=shown)
    assert widths() == wide
    panel.resize(900, 500)
    assert widths() == fitted
    header.resizeSection(keys.index("title"), 150)  # the clerk's own stay
    panel.resize(1500, 500)
    assert widths() == [150, *fitted[1:]]


def test_columns_are_ticked_by_keys_alone_and_seen_at_once(panel, qtbot):
    picker = panel.table.pick_columns()
    assert [item.text() for item in picker.list.lines()] == [each.title for each in ACHIEVEMENTS.columns]
    seen = panel.table.shown_columns()
    picker.box.setText("计划名称")  # as an input method would
    qtbot.keyClick(picker.box, Qt.Key.Key_Return)
    assert panel.table.shown_columns() == [key for key in seen if key != "details.plan_name"]
    qtbot.keyClick(picker.box, Qt.Key.Key_Return)
    assert panel.table.shown_columns() == seen
    picker.box.clear()
    qtbot.keyClick(picker.box, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Space)
    assert panel.table.shown_columns() == seen[1:]
    picker.default.click()
    assert panel.table.shown_columns() == seen


def test_a_column_that_is_ticked_comes_into_sight(panel):
    table, keys = panel.table, [each.key for each in ACHIEVEMENTS.columns]
    header, rows = table.horizontalHeader(), table.verticalScrollBar()
    panel.resize(500, 400)
    rows.setValue(300)
    for key in ("contact", "title", "phone", "klass"):
        place = keys.index(key)
        table.show_column(place, shown=False)
        table.show_column(place, shown=True)
        left = header.sectionViewportPosition(place)
        assert 0 <= left <= left + header.sectionSize(place) <= table.viewport().width()
        assert rows.value() == 300


def test_what_is_not_seen_is_not_read_till_it_is(panel):
    place = [each.key for each in ACHIEVEMENTS.columns].index("evaluator")
    first = panel.model.index(0, place)
    said = first.data()
    panel.table.show_column(place, shown=False)
    panel.reload()
    assert (bool(said), first.data()) == (True, "")
    panel.table.show_column(place, shown=True)
    assert first.data() == said


def test_the_last_column_stays(panel):
    picker = panel.table.pick_columns()
    for item in picker.list.lines():
        item.setCheckState(Qt.CheckState.Unchecked)
    assert panel.table.shown_columns() == [ACHIEVEMENTS.columns[-1].key]
    assert picker.list.lines()[-1].checkState() is Qt.CheckState.Checked
    picker.close()


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


def test_the_keys_go_from_the_last_sign_to_the_list(panel, qtbot):
    for key in ("title", "klass"):
        panel.narrow(key, Condition(How.CONTAINS, ("技术",)))
    first, _second = panel.conditions.signs()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    (last,) = panel.conditions.signs()
    assert last.hasFocus()
    qtbot.keyClick(last, Qt.Key.Key_Delete)
    assert panel.table.hasFocus()
    for key in ("title", "klass"):
        panel.narrow(key, Condition(How.CONTAINS, ("技术",)))
    panel.conditions._clear.setFocus()
    qtbot.mouseClick(panel.conditions._clear, Qt.MouseButton.LeftButton)
    assert (shown(panel), panel.table.hasFocus()) == ([], True)


def test_values_are_ticked_and_all_of_them_is_no_condition(panel):
    popup = panel.ask_condition("klass")
    assert [item.text() for item in popup.asks.list.lines()] == ["基础理论", "应用技术", "软科学", "（空白）"]
    popup.asks.every.click()
    popup.take()
    assert popup._told.text() == "一个值也没有勾选，请至少勾选一个。"
    popup.asks.list.lines()[2].setCheckState(Qt.CheckState.Checked)
    assert not popup._told.isVisible()
    popup.take()
    assert set(column(panel, "klass")) == {"软科学"}
    assert shown(panel) == ["类别：软科学"]
    popup = panel.ask_condition("klass")
    assert [item.checkState() is Qt.CheckState.Checked for item in popup.asks.list.lines()] == [
        False,
        False,
        True,
        False,
    ]
    popup.asks.every.click()
    popup.take()
    assert (shown(panel), panel.model.rowCount()) == ([], 300)


def ticks(popup):
    return {item.text() for item in popup.asks.list.lines() if item.checkState() is Qt.CheckState.Checked}


def typed(popup, text, qtbot):
    popup.asks.box.setText(text)
    qtbot.keyClick(popup.asks.box, Qt.Key.Key_Return)


@pytest.fixture
def states(panel):
    """A column with more values than are seen at a glance, so that they are searched."""
    assert len(panel.ask_condition("state").asks.list.lines()) > 9
    QApplication.activePopupWidget().close()
    return panel


def test_a_value_is_found_by_typing_and_taken_by_enter(states, qtbot):
    typed(states.ask_condition("state"), " 不予 ", qtbot)
    assert shown(states) == ["状态：不予登记"]
    popup = states.ask_condition("state")
    assert ticks(popup) == {"不予登记"}
    typed(popup, "登记", qtbot)
    assert shown(states) == ["状态：不予登记、已登记、外单位登记"]
    for letters in ("wdw", "WAIDANWEI"):
        typed(states.ask_condition("state"), letters, qtbot)
        assert shown(states) == ["状态：外单位登记"]
    typed(states.ask_condition("state"), "登记", qtbot)
    popup = states.ask_condition("state")
    popup.asks.box.setText("公示")
    popup.asks.box.clear()
    assert ticks(popup) == {"不予登记", "已登记", "外单位登记"}
    typed(popup, "没有的", qtbot)
    assert popup._told.text() == "列表中没有“没有的”，请换一个词或清空查找框。"
    popup.asks.box.clear()
    assert not popup._told.isVisible()
    popup.close()


def test_values_are_parted_as_the_users_language_does(states, qtbot):
    use("en")
    try:
        typed(states.ask_condition("state"), "登记", qtbot)
        assert shown(states) == ["状态：不予登记, 已登记, 外单位登记"]
    finally:
        use("zh")


def test_own_ticks_stay_through_searches_and_hidden_ones_do_not_count(states, qtbot):
    popup = states.ask_condition("state")
    popup.asks.every.click()
    for word in ("受理", "公示"):
        popup.asks.box.setText(word)
        popup.asks.every.click()
    popup.asks.box.clear()
    assert ticks(popup) == {"已受理", "公示中"}
    typed(popup, "公示", qtbot)
    assert shown(states) == ["状态：公示中"]


def painted(sign, width):
    """Return the beginning of a sign as it is painted, without its border."""
    return sign.grab().copy(4, 4, width, sign.height() - 8).toImage()


def inked_rows(sign, left, width):
    """Return in how many rows of a part of a sign something is written."""
    part = sign.grab().copy(left, 4, width, sign.height() - 8).toImage()
    blank = part.pixel(0, 0)
    return sum(any(part.pixel(x, y) != blank for x in range(width)) for y in range(part.height()))


def test_a_long_sign_is_cut_at_its_end_and_told_whole(panel):
    begin = "高<b>稀土永磁材料"
    panel.narrow("title", Condition(How.CONTAINS, (begin + "关键技术研究" * 9,)))
    panel.narrow("unit", Condition(How.CONTAINS, ("大学",)))
    panel.narrow("klass", Condition(How.ONE_OF, ("甲", "乙", "丙", "丁", "")))
    sign, short, values = panel.conditions.signs()
    assert short.toolTip() == "第一完成单位包含“大学”\n去掉这个条件"
    assert (values.text(), values.toolTip()) == (
        "类别：甲、乙、丙 等 5 项",
        "类别：甲、乙、丙、丁、（空白）\n去掉这个条件",
    )
    tip = QTextDocumentFragment.fromHtml(sign.toolTip()).toPlainText()
    assert tip.split("\n") == [sign.text(), "去掉这个条件"]
    assert sign.width() < sign.sizeHint().width()
    assert 1 <= inked_rows(sign, sign.width() - 24, 10) <= 3, "the end is dots, no half character"
    cut = painted(sign, 150)
    panel.narrow("title", Condition(How.CONTAINS, (begin,)))
    whole = next(each for each in panel.conditions.signs() if each.text() == f"成果名称包含“{begin}”")
    assert whole.sizeHint().width() <= whole.width()
    assert cut == painted(whole, 150)


def test_a_span_of_days_is_told_what_is_wrong_with_it(panel):
    popup = panel.ask_condition("registered_on")
    popup.asks.low.setText("去年")
    popup.take()
    assert popup._told.text() == "“去年”不是日期，请写成 2025-06-30，或只写 2025-06、2025。"
    days = sorted(day for day in column(panel, "registered_on") if day)
    day = days[150]
    popup.asks.low.setText(str(day))
    assert not popup._told.isVisible()
    popup.take()
    assert sorted(column(panel, "registered_on")) == [each for each in days if each >= day]
    assert shown(panel) == [f"登记日期：{day} 起"]


def test_a_span_may_ask_for_what_is_blank(panel):
    popup = panel.ask_condition("registered_on")
    popup.asks.way.setCurrentText("为空")
    assert not popup.asks.low.isEnabled()
    popup.take()
    assert shown(panel) == ["登记日期为空"]
    assert {*column(panel, "registered_on")} == {None}
    popup = panel.ask_condition("registered_on")
    assert popup.asks.way.currentText() == "为空"
    next(button for button in popup.findChildren(QPushButton) if button.text() == "本月").click()
    assert (popup.asks.way.currentText(), popup.asks.low.isEnabled()) == ("范围", True)
    popup.close()


def test_this_month_ends_on_its_last_day(panel):
    popup = panel.ask_condition("registered_on")
    next(button for button in popup.findChildren(QPushButton) if button.text() == "本月").click()
    low, high = dt.date.fromisoformat(popup.asks.low.text()), dt.date.fromisoformat(popup.asks.high.text())
    assert (low.day, (high + dt.timedelta(1)).day, (high.year, high.month)) == (1, 1, (low.year, low.month))
    popup.close()


def test_conditions_are_saved_exported_and_cleared_together(panel, user, tmp_path, qtbot):
    panel.narrow("klass", Condition(How.ONE_OF, ("软科学",)))
    panel.narrow("title", Condition(How.CONTAINS, ("研究",)))
    panel.bar.filters["state"].setCurrentIndex(panel.bar.filters["state"].findData("已登记"))
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


@pytest.mark.parametrize(("width", "lines"), [(380, 2), (900, 1)])
def test_search_and_boxes_are_read_whole_at_any_width(approved, preferences, user, qtbot, width, lines):
    panel = ListPanel(Desk(approved, preferences), NOMINATIONS, scoped=True)
    qtbot.addWidget(panel)
    panel.desk.take_round("2008-J")
    panel.resize(900, 500)
    panel.show()
    panel.reload()
    panel.resize(width, 500)
    for sort in ("", "nominated_tier"):
        panel._sort(sort, True)
        QTest.qWait(1)
        parts = [panel.bar.box, *panel.bar.filters.values(), panel.bar._narrow, *([panel.bar._sorted] if sort else [])]
        places = [QRect(part.mapTo(panel, QPoint()), part.size()) for part in parts]
        assert len({place.top() for place in places}) == lines
        assert [one for one, other in combinations(places, 2) if one.intersects(other)] == []
        assert [part for part in panel.bar.filters.values() if part.width() < part.minimumWidth()] == []
        assert max(place.right() for place in places) < width
    title = panel.bar.filters["nominated_tier"]
    assert title.minimumWidth() > title.fontMetrics().horizontalAdvance("提名等级") + 30


def test_a_saved_condition_that_fits_its_column_no_longer_is_told(panel, user):
    span, text = {"how": "between", "values": ["1000", "2000"]}, {"how": "contains", "values": ["技术"]}
    kept = {"name": "旧", "conditions": {"registered_on": span, "title": text, "gone": text}}
    panel.desk.preferences.set("filters achievements", [kept])
    panel.show_filter(panel.saved.saved()[0])
    assert shown(panel) == ["成果名称包含“技术”"]
    assert [said for _kind, said in user.told] == [
        "“旧”里有列表中已没有的内容，没有按它筛选：登记日期：1,000 至 2,000。"
    ]

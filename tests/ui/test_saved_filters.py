"""What was saved under a name is asked again, whatever became of the settings in between."""

import pytest
from PySide6.QtCore import Qt

from awardsdesk.ui.list_panel import ListPanel
from awardsdesk.ui.saved_filters import SavedFilter
from tests.ui.conftest import UNITS


@pytest.fixture
def panel(desk, qtbot):
    made = ListPanel(desk, UNITS)
    qtbot.addWidget(made)
    made.show()
    made.reload()
    return made


def named(name):
    """Answer the dialog that asks for a name."""

    def answer(dialog):
        dialog.form.editors["name"].put(name)
        return dialog.form.save()

    return answer


def entries(panel):
    return [(action.text(), action.isEnabled()) for action in panel.saved.menu().actions() if not action.isSeparator()]


def test_search_filter_and_order_are_saved_and_asked_again(panel, user):
    panel.bar.box.setText("第00000")
    panel.bar.filters["county"].setCurrentIndex(panel.bar.filters["county"].findData("平泽县"))
    panel._sort("name", True)
    wanted = list(panel.model.ids)
    user.answers = [named("平泽 & 前十")]
    panel.saved.keep()
    panel.clear_query()
    panel._sort("", False)
    assert len(panel.model.ids) == 30
    assert entries(panel) == [("平泽 && 前十", True), ("保存当前筛选……", False), ("改名", True), ("删除", True)]
    panel.saved.menu().actions()[0].trigger()
    assert list(panel.model.ids) == wanted == [8, 5, 2]
    assert panel.saved.saved() == [SavedFilter("平泽 & 前十", "第00000", {"county": "平泽县"}, "name", True)]


def test_a_name_is_replaced_and_one_that_is_removed_is_gone(panel, user):
    for text in ("第00000", "第00001"):
        panel.bar.box.setText(text)
        user.answers = [named("常看")]
        panel.saved.keep()
    assert [each.text for each in panel.saved.saved()] == ["第00001"]
    user.answers = [False, True]
    panel.saved.remove("常看")
    assert [each.text for each in panel.saved.saved()] == ["第00001"]
    panel.saved.remove("常看")
    assert panel.saved.saved() == []
    assert user.told == [("ask", "删除常用筛选“常看”？")] * 2


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("nonsense", []),
        ([1, {}, {"name": 5}], []),
        ([{"name": "甲", "filters": {"gone": "x", "county": 3}, "sort": "bonus"}], [SavedFilter("甲")]),
        ([{"name": "甲", "filters": 7, "text": None}], [SavedFilter("甲")]),
        ([{"name": "甲", "sort": [1]}], [SavedFilter("甲")]),
    ],
)
def test_settings_of_another_day_do_no_harm(panel, desk, kept, read):
    desk.preferences.set("filters units", kept)
    assert panel.saved.saved() == read


def test_a_value_that_is_gone_asks_nothing_and_is_told(panel, user):
    panel.show_filter(SavedFilter("甲", filters={"county": "没有的县"}))
    assert len(panel.model.ids) == 30
    assert [said for _kind, said in user.told] == ["“甲”里有列表中已没有的内容，没有按它筛选：县区：没有的县。"]


def test_another_name_keeps_what_is_asked_and_never_takes_one_that_is_there(panel, user):
    panel.saved._put([SavedFilter("甲", "第0"), SavedFilter("乙", "第1")])
    user.answers = [named("丙")]
    panel.saved.rename("甲")
    assert panel.saved.saved() == [SavedFilter("丙", "第0"), SavedFilter("乙", "第1")]
    user.answers = [named("乙")]
    panel.saved.rename("丙")
    assert panel.saved.saved() == [SavedFilter("丙", "第0"), SavedFilter("乙", "第1")]
    assert user.shown[-1].form.hints == []
    assert user.shown[-1].form.dirty()


def test_enter_keeps_a_name_that_is_not_changed(panel, user, qtbot):
    panel.saved._put([SavedFilter("甲", "第0")])
    seen = []

    def enter(dialog):
        with qtbot.waitExposed(dialog):
            dialog.show()
        for _press in range(2):
            seen.append(dialog.focusWidget().objectName() or dialog.focusWidget().text())
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        seen.append(dialog.isVisible())
        return dialog.height() < 200

    user.answers = [enter]
    panel.saved.rename("甲")
    assert seen == ["field_name", "保存", False]
    assert panel.saved.saved() == [SavedFilter("甲", "第0")]

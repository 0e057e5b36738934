import time
from threading import Thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from awardsdesk.errors import UserError
from awardsdesk.models import Organization
from awardsdesk.operations.audit import operation
from awardsdesk.progress import Progress
from awardsdesk.ui import list_panel, table_model
from awardsdesk.ui.action import Action, Needs
from awardsdesk.ui.fields import Field
from awardsdesk.ui.form_detail import FormDetail
from awardsdesk.ui.list_page import ListPage
from awardsdesk.ui.saved_filters import SavedFilter
from awardsdesk.ui.selection_line import selection_line
from awardsdesk.ui.theme import theme
from tests.ui.conftest import UNITS, add_units, remove, rename


def shown(qtbot, desk, *args, **kwargs):
    page = ListPage(desk, UNITS, *args, **kwargs)
    page.resize(1000, 600)
    page.show()
    qtbot.addWidget(page)
    return page


def names(page):
    return [page.panel.model.row(row)[0] for row in range(len(page.panel.model.ids))]


def test_tells_how_many_there_are_and_how_many_answer(qtbot, desk):
    page = shown(qtbot, desk)
    assert page.header.note.text() == "共 30 项"
    qtbot.keyClicks(page.panel.bar.box, "00002")
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 11)
    assert page.header.note.text() == "共 30 项，符合 11 项"
    page.panel.bar.filters["county"].setCurrentIndex(1)
    assert page.header.note.text() == "共 30 项，符合 5 项"
    page.panel.clear_query()
    assert page.header.note.text() == "共 30 项"


def test_says_that_more_answer_than_are_shown(qtbot, desk, monkeypatch):
    monkeypatch.setattr(table_model, "FIRST", 12)
    monkeypatch.setattr(table_model, "HITS", 20)
    page = shown(qtbot, desk)
    page.panel.bar.box.setText("研究所")
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 12)
    assert page.header.note.text() == "共 30 项，符合 12+ 项"
    qtbot.waitUntil(lambda: page.header.note.text() == "共 30 项，符合 20+ 项")
    page.panel.bar.box.setText("00001")
    qtbot.waitUntil(lambda: page.header.note.text() == "共 30 项，符合 11 项")


def test_escape_empties_the_search_and_the_arrow_leads_to_its_first_hit(qtbot, desk):
    page = shown(qtbot, desk)
    page.panel.bar.box.setFocus()
    qtbot.keyClicks(page.panel.bar.box, "00002")
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 11)
    qtbot.keyClick(page.panel.bar.box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 30)
    assert (page.panel.bar.box.text(), page.panel.bar.box.hasFocus()) == ("", True)
    qtbot.keyClicks(page.panel.bar.box, "00002")
    qtbot.keyClick(page.panel.bar.box, Qt.Key.Key_Down)
    assert page.panel.table.hasFocus()
    assert page.panel.selected().tolist() == [page.panel.model.ids[0]]
    assert len(page.panel.model.ids) == 11
    page.panel.bar.box.clear()
    page.panel.bar.box.setFocus()
    qtbot.keyClick(page.panel.bar.box, Qt.Key.Key_Escape)
    assert page.panel.table.hasFocus()


def test_enter_leads_from_the_search_to_its_first_hit(qtbot, desk):
    page = shown(qtbot, desk)
    page.search()
    qtbot.waitUntil(page.panel.bar.box.hasFocus)
    qtbot.keyClicks(page.panel.bar.box, " 00002 ")
    qtbot.keyClick(page.panel.bar.box, Qt.Key.Key_Return)
    assert page.panel.table.hasFocus()
    assert (page.panel.selected().tolist(), len(page.panel.model.ids)) == ([2], 11)
    page.search()
    assert (page.panel.bar.box.hasFocus(), page.panel.bar.box.selectedText()) == (True, " 00002 ")


def test_a_box_that_leaves_something_out_is_marked_and_stays_when_the_list_is_read_anew(qtbot, desk):
    page = shown(qtbot, desk)
    box = page.panel.bar.filters["county"]
    assert not page.panel.bar._narrow.isVisible()  # no column of this list is asked for anything
    assert not box.property("active")
    box.setCurrentText("平泽县")
    assert box.property("active") == "true"
    read = []
    page.panel.reloaded.connect(lambda: read.append(box.currentText()))
    with desk.db.write() as session, operation(session, "amend", "unit"):
        session.get_one(Organization, 1).county = "柳庄县"
    qtbot.waitUntil(lambda: box.findText("柳庄县") > 0)
    assert read == ["平泽县"]
    read.clear()
    page.panel.clear_query()
    assert read == [box.itemText(0)]  # asked for once


def test_a_quick_list_answers_at_once_and_a_slow_one_waits_for_a_pause(qtbot, desk, monkeypatch):
    page = shown(qtbot, desk)
    assert page.panel._delay.interval() == 0
    monkeypatch.setattr(list_panel, "QUICK", 0)
    page.panel.bar.box.setText("0")
    qtbot.waitUntil(lambda: page.panel.model.query.text == "0")
    assert page.panel._delay.interval() == list_panel.PAUSE


def test_says_what_to_do_when_nothing_answers(qtbot, desk):
    page = shown(qtbot, desk, [Action("导入", "upload", lambda ids: None, primary=True)])
    page.panel.bar.box.setText("没有这样的单位")
    qtbot.waitUntil(lambda: not page.panel.model.ids)
    empty = page.panel._empty
    assert [label.text() for label in empty.findChildren(QLabel)][-1] == "没有符合条件的项。"
    empty.button.click()
    assert len(page.panel.model.ids) == 30
    for record in list(page.panel.model.ids):
        remove(desk.db, record)
    qtbot.waitUntil(lambda: not page.panel.model.ids)
    assert [label.text() for label in empty.findChildren(QLabel)][-1] == UNITS.empty
    assert empty.button.text() == "导入"


LIFTED = "为了显示这一项，已清除列表的条件。"


def test_what_was_said_stands_till_the_clerk_does_something(qtbot, desk, db):
    page = shown(qtbot, desk)
    said = []
    page.status.connect(said.append)

    def act(number):
        if number == 0:
            page.panel.table.choose_row(3)
        elif number == 1:
            page.panel.bar.filters["county"].setCurrentText("平泽县")
        else:
            with qtbot.waitSignal(page.panel.reloaded):
                rename(db, 2, "第二研究所")

    for number, line in enumerate(("已选 1 项", "", "")):
        with qtbot.waitSignal(page.panel.reloaded):
            rename(db, 1, f"第一{number}研究所")  # what is told of it is told before the list has heard of it
            page.say("改名：已办 1 项")
        page.refresh()
        assert said[-1] == "改名：已办 1 项"
        act(number)
        assert said[-1] == line


def signs(page):
    return [sign.text() for sign in page.panel.conditions.signs()]


def test_a_record_that_conditions_hide_is_shown_and_one_click_gives_them_back(qtbot, desk):
    page = shown(qtbot, desk)
    page.panel.bar.box.setText("00002")
    page.panel.bar.filters["county"].setCurrentText("平泽县")
    hiding = page.panel.query()
    said = []
    page.status.connect(said.append)
    page.show_record(5)
    assert (page.panel.table.current_id(), len(page.panel.model.ids), said[-1]) == (5, 30, LIFTED)
    assert signs(page) == ["恢复刚才的条件"]
    qtbot.keyClick(page.panel.conditions.signs()[0], Qt.Key.Key_Return)
    assert page.panel.query() == page.panel.model.query == hiding
    assert signs(page) == ["县区：平泽县"]


def test_conditions_are_kept_for_a_record_they_show_and_for_one_that_is_gone(qtbot, desk):
    page = shown(qtbot, desk)
    page.panel.bar.filters["county"].setCurrentText("平泽县")
    hiding, ids = page.panel.query(), list(page.panel.model.ids)
    said = []
    page.status.connect(said.append)
    for record in (ids[-1], 9999):
        page.show_record(record)
        assert (page.panel.table.current_id(), page.panel.model.query, signs(page)) == (
            ids[-1],
            hiding,
            ["县区：平泽县"],
        )
    assert LIFTED not in said


def test_the_way_back_is_gone_with_a_new_question(qtbot, desk):
    page = shown(qtbot, desk)
    page.panel.bar.filters["county"].setCurrentText("平泽县")
    page.show_record(next(record for record in range(1, 31) if record not in page.panel.model.ids))
    page.panel.bar.box.setText("00001")
    qtbot.waitUntil(lambda: page.panel.model.query.text == "00001")
    assert not page.panel.conditions.isVisible()
    page.panel.clear_query()
    assert signs(page) == []


def test_a_list_that_another_page_asks_something_of_leads_back_to_what_was_asked_before(qtbot, desk):
    page = shown(qtbot, desk)
    page.panel.bar.box.setText("00002")
    page.panel.bar.filters["county"].setCurrentText("平泽县")
    page.panel._sort("name", True)
    before = page.panel.query()
    said = []
    page.status.connect(said.append)
    asked = SavedFilter("青峪", filters={"county": "青峪市"}, sort="county")
    for _twice in range(2):
        page.show_filter(asked)
        assert signs(page) == ["县区：青峪市", "恢复刚才的条件"]
        assert not page.panel.conditions._clear.isVisible()
        assert [sign for sign, _place in page.panel.conditions._lines(400)[0]] == page.panel.conditions.signs()
    assert said.count("列表现在按“青峪”筛选，刚才的条件可以恢复。") == 1
    page.panel.conditions.signs()[1].click()
    assert page.panel.query() == page.panel.model.query == before
    assert signs(page) == ["县区：平泽县"]
    page.show_filter(asked)
    page.panel.bar.box.setText("研究所")
    qtbot.waitUntil(lambda: page.panel.model.query.text == "研究所")
    assert signs(page) == ["县区：青峪市"]
    page.panel.clear_query()
    page.show_filter(asked)
    assert signs(page) == ["县区：青峪市"]


def test_a_question_another_page_asked_before_is_the_clerks_own_by_now(qtbot, desk):
    page = shown(qtbot, desk)
    county = page.panel.bar.filters["county"]
    county.setCurrentText("平泽县")
    page.show_filter(SavedFilter("青峪", filters={"county": "青峪市"}))
    page.show_record(next(record for record in range(1, 31) if record not in page.panel.model.ids))
    assert signs(page) == ["恢复刚才的条件"]
    county.setCurrentText("青峪市")
    assert signs(page) == ["县区：青峪市"]


def test_a_record_beyond_the_rows_a_search_shows_is_reached_without_lifting(qtbot, desk, monkeypatch):
    monkeypatch.setattr(table_model, "FIRST", 12)
    monkeypatch.setattr(list_panel, "REST", 10**6)
    page = shown(qtbot, desk)
    page.panel.bar.box.setText("研究所")
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 12)
    page.show_record(25)
    assert (page.panel.table.current_id(), page.panel.query().text, signs(page)) == (25, "研究所", [])
    assert page.header.note.text() == "共 30 项，符合 30 项"


def test_a_record_beyond_all_that_a_search_shows_lifts_it(qtbot, desk, monkeypatch):
    monkeypatch.setattr(table_model, "FIRST", 12)
    monkeypatch.setattr(table_model, "HITS", 20)
    page = shown(qtbot, desk)
    page.panel.bar.box.setText("研究所")
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 20)
    page.show_record(25)
    assert (page.panel.table.current_id(), page.panel.query().text, signs(page)) == (25, "", ["恢复刚才的条件"])


def test_header_sorts_up_down_and_back(qtbot, desk):
    page = shown(qtbot, desk)
    table = page.panel.table
    table._header_clicked(0)
    assert page.panel.bar._sorted.text() == "按单位名称升序"
    table._header_clicked(0)
    assert names(page)[0] == "第000030号研究所"
    assert page.panel.bar._sorted.isVisible()
    table._header_clicked(0)
    assert names(page)[0] == "第000001号研究所"
    assert not page.panel.bar._sorted.isVisible()
    table._header_clicked(3)
    assert page.panel.model.query.sort == ""
    table._header_clicked(0)
    table._header_clicked(0)
    page.panel.bar._sorted.click()
    assert (page.panel.model.query.sort, names(page)[0]) == ("", "第000001号研究所")


def test_another_part_of_the_program_changes_a_row_and_selection_and_place_stay(qtbot, desk):
    add_units(desk.db, 31, 200)
    page = shown(qtbot, desk)
    table = page.panel.table
    table.select_record(150)
    place = table.verticalScrollBar().value()
    assert place > 0
    rename(desk.db, 150, "新名研究所")
    remove(desk.db, 1)
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 229)
    assert list(table.selected_ids()) == [150]
    assert names(page)[table.currentIndex().row()] == "新名研究所"
    assert table.verticalScrollBar().value() == place


def test_a_selection_that_a_reload_kept_is_told_once(qtbot, desk):
    page = shown(qtbot, desk)
    page.panel.table.choose_row(3)
    told = []
    page.panel.selection_changed.connect(lambda: told.append(list(page.panel.selected())))
    page.panel.reload()
    assert told == [[page.panel.model.ids[3]]]


def test_a_hidden_page_reloads_when_it_is_next_seen(qtbot, desk):
    page = shown(qtbot, desk)
    page.hide()
    add_units(desk.db, 31, 1)
    qtbot.wait(20)
    assert len(page.panel.model.ids) == 30
    page.show()
    assert len(page.panel.model.ids) == 31


def test_all_rows_of_a_long_list_are_selected_at_once(qtbot, desk):
    add_units(desk.db, 31, 5000)
    page = shown(qtbot, desk)
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.table.selected_count() == 5030
    assert selection_line(page.panel.table).startswith("已选 5,030 项")


def test_sum_and_mean_of_a_column_of_money(qtbot, desk):
    page = shown(qtbot, desk)
    table = page.panel.table
    table.selectAll()
    table.selectionModel().setCurrentIndex(page.panel.model.index(0, 3), table.selectionModel().SelectionFlag.NoUpdate)
    assert selection_line(page.panel.table) == "已选 30 项　奖金合计 465.00，平均 15.50"


def test_copies_what_is_seen_with_titles(qtbot, desk):
    page = shown(qtbot, desk)
    table = page.panel.table
    table.show_column(2, False)
    table.horizontalHeader().moveSection(1, 0)
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "信用代码\t单位名称\t奖金\t状态\n911234567890100001\t第000001号研究所\t1.00\t有效\n"
    assert "mso-number-format:'\\@'\">911234567890100001<" in data.html()


def test_a_column_that_is_new_to_the_users_own_way_waits_hidden(qtbot, desk):
    desk.preferences.set("columns units", {"order": ["county", "name", "bonus", "state"], "hidden": ["bonus"]})
    page = shown(qtbot, desk, hidden=["uscc", "state"])
    assert page.panel.table.shown_columns() == ["county", "name", "state"]


def test_a_heading_without_room_is_shortened_as_its_cells_are(qtbot, desk):
    page = shown(qtbot, desk)
    header = page.panel.table.horizontalHeader()
    page.panel.table.setColumnWidth(0, 60)
    shortened = header.grab().toImage()
    header.setTextElideMode(Qt.TextElideMode.ElideNone)
    assert header.grab().toImage() != shortened


def test_columns_stay_the_users_own_way(qtbot, desk):
    page = shown(qtbot, desk, hidden=["uscc"])
    table = page.panel.table
    assert table.isColumnHidden(1)
    table.show_column(1, True)
    table.horizontalHeader().moveSection(2, 0)
    table.horizontalHeader().resizeSection(0, 222)
    qtbot.waitUntil(lambda: desk.preferences.get("columns units") is not None)
    again = shown(qtbot, desk, hidden=["uscc"])
    other = again.panel.table
    assert not other.isColumnHidden(1)
    assert other.columnWidth(0) == 222
    assert other.horizontalHeader().logicalIndex(0) == 2
    assert other.cells.first == 2
    other.reset_columns()
    assert other.isColumnHidden(1)
    assert other.horizontalHeader().logicalIndex(0) == 0


def test_actions_follow_the_selection_and_enter_opens(qtbot, desk):
    done = []
    actions = [
        Action("打开", "eye", lambda ids: done.append(("open", list(ids))), needs=Needs.ONE, opens=True),
        Action("导出", "download", lambda ids: done.append(("export", list(ids))), "Ctrl+E", needs=Needs.ANY),
        Action("新建", "plus", lambda ids: done.append(("new", list(ids))), "Ctrl+N", primary=True),
    ]
    page = shown(qtbot, desk, actions)
    states = lambda: [deed.isEnabled() for deed in page.panel.deeds]  # noqa: E731
    assert states() == [False, False, True]
    buttons = {each.text(): each for each in page.header.bar.findChildren(QPushButton)}
    assert [buttons[name].isEnabled() for name in ("打开", "导出", "新建")] == states()
    page.panel.table.selectRow(4)
    assert states() == [True, True, True]
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Return)
    page.panel.table.selectAll()
    assert states() == [False, True, True]
    for deed in page.panel.deeds[1:]:
        deed.trigger()
    assert [(name, len(ids)) for name, ids in done] == [("open", 1), ("export", 30), ("new", 0)]
    assert done[0] == ("open", [5])


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Return])
def test_the_first_key_chooses_the_first_that_was_found(qtbot, desk, key):
    page = shown(qtbot, desk)
    page.panel.table.choose_row(0)
    page.panel.table.clearSelection()
    qtbot.keyClick(page.panel.table, key)
    assert list(page.panel.table.selected_ids()) == [1]
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Down)
    assert list(page.panel.table.selected_ids()) == [2]


def test_expected_trouble_is_told_in_its_sentence(qtbot, desk, user):
    def refuse(ids):
        raise UserError("这一届已经批准，不能再改。")

    page = shown(qtbot, desk, [Action("删除", "trash-2", refuse)])
    page.panel.deeds[0].trigger()
    assert user.told == [("warn", "这一届已经批准，不能再改。")]


@pytest.fixture
def edited(qtbot, desk):
    """A page whose detail has an unsaved edit of the first record."""

    def load(record):
        with desk.db.read() as session:
            return {"name": UNITS.rows(session, [record])[0][0]}

    detail = FormDetail(
        desk,
        [Field("name", "单位名称", required=True)],
        load,
        lambda record, values: rename(desk.db, record, values["name"]),
    )
    page = shown(qtbot, desk, detail=detail)
    page.panel.table.selectRow(0)
    detail.form.editors["name"].inner.setText("改过的名称")
    return page


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_from_the_search_the_first_hit_is_chosen_at_once(qtbot, desk, key):
    page = shown(qtbot, desk)
    page.panel.table.choose_row(0)
    page.search()
    page.panel.bar.box.setText("第000004号")
    qtbot.waitUntil(lambda: names(page) == ["第000004号研究所"])
    qtbot.keyClick(page.panel.bar.box, key)
    assert list(page.panel.table.selected_ids()) == [4]


def test_ctrl_end_and_ctrl_home_choose_the_last_and_the_first_row(qtbot, desk):
    page = shown(qtbot, desk)
    table = page.panel.table
    table.choose_row(3)
    for key, record in ((Qt.Key.Key_End, table.rows.ids[-1]), (Qt.Key.Key_Home, table.rows.ids[0])):
        qtbot.keyClick(table, key, Qt.KeyboardModifier.ControlModifier)
        assert (list(table.selected_ids()), table.current_id()) == ([record], record)


def test_a_row_taken_out_of_the_selection_is_not_the_one_shown(qtbot, desk):
    fields = [Field("name", "名称")]
    page = shown(qtbot, desk, detail=FormDetail(desk, fields, lambda i: {"name": str(i)}, lambda *_a: None))
    table = page.panel.table
    table.choose_row(1)
    for row in (2, 4, 4):
        place = table.visualRect(page.panel.model.index(row, 0)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)
    assert (list(table.selected_ids()), page.detail.form.values()) == ([2, 3], {"name": "3"})


def test_unsaved_edits_hold_the_cursor(edited, user):
    user.answers = [""]
    edited.panel.table.selectRow(3)
    assert user.told[0][0] == "unsaved"
    assert list(edited.panel.table.selected_ids()) == [1]
    assert edited.detail.form.values() == {"name": "改过的名称"}


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown])
def test_unsaved_edits_hold_the_row_that_the_steps_are_for_against_the_keys(edited, user, qtbot, key):
    edited.panel.table.setFocus()
    user.answers = [""]
    qtbot.keyClick(edited.panel.table, key)
    assert [kind for kind, _said in user.told] == ["unsaved"]
    qtbot.waitUntil(lambda: list(edited.panel.selected()) == [1])
    assert edited.panel.table.current_id() == 1
    assert edited.detail.form.values() == {"name": "改过的名称"}


def test_a_search_that_loses_the_edited_record_asks_nothing(edited, user, qtbot):
    edited.panel.bar.box.setText("第000004号")
    qtbot.waitUntil(lambda: names(edited) == ["第000004号研究所"])
    assert edited.detail.form.values() == {"name": "改过的名称"}
    edited.panel.bar.box.clear()
    qtbot.waitUntil(lambda: edited.panel.model.rowCount() > 1)
    assert list(edited.panel.table.selected_ids()) == [1]
    assert user.told == []
    edited.panel.bar.box.setText("第000004号")
    qtbot.waitUntil(lambda: names(edited) == ["第000004号研究所"])
    user.answers = ["", "discard"]
    edited.panel.table.selectRow(0)
    assert edited.detail.form.values() == {"name": "改过的名称"}
    assert list(edited.panel.table.selected_ids()) == []
    edited.panel.table.selectRow(0)
    assert edited.detail.form.values() == {"name": "第000004号研究所"}
    assert [kind for kind, _said in user.told] == ["unsaved", "unsaved"]


def test_the_actions_are_those_of_the_record_the_cursor_goes_back_to(edited, user):
    chosen = edited.panel.table.selected_ids
    told = []
    edited.panel.selection_changed.connect(lambda: told.append(list(chosen())))
    user.answers = [""]
    edited.panel.table.selectRow(3)
    assert told[-1] == [1]


def test_unsaved_edits_are_saved_when_the_user_says_so(edited, user, qtbot):
    user.answers = ["save"]
    edited.panel.table.selectRow(3)
    assert edited.detail.form.values() == {"name": "第000004号研究所"}
    qtbot.waitUntil(lambda: names(edited)[0] == "改过的名称")
    assert list(edited.panel.table.selected_ids()) == [4]


def test_a_reload_keeps_unsaved_edits(edited, qtbot, desk):
    rename(desk.db, 30, "别处改的")
    qtbot.waitUntil(lambda: names(edited)[-1] == "别处改的")
    assert edited.detail.form.values() == {"name": "改过的名称"}


def test_the_first_field_of_a_form_has_the_frame_not_the_form_around_it(edited, qtbot):
    edited.detail.form.editors["name"].inner.setFocus()
    assert edited.detail.hasFocus()
    seen = edited.detail.grab().toImage()
    edges = {seen.pixelColor(place, seen.height() // 2).name() for place in (0, seen.width() - 1)}
    assert edges == {theme.tokens.line}


def test_the_cursor_stays_where_one_types_when_the_list_is_read_anew_after_a_saving(edited, qtbot):
    line = edited.detail.form.editors["name"].inner
    line.setFocus()
    line.setCursorPosition(2)
    assert edited.detail.form.save()
    qtbot.waitUntil(lambda: names(edited)[0] == "改过的名称")
    qtbot.wait(50)
    qtbot.keyClicks(line, "x")
    assert edited.detail.form.values() == {"name": "改过x的名称"}


def test_a_worker_waits_while_the_list_is_drawn(qtbot, desk, monkeypatch):
    page = shown(qtbot, desk)
    progress, counts, row = Progress(), [], page.panel.model.row

    def slowly(place):
        if len(counts) < 2:
            time.sleep(0.01)
            counts.append(progress.done)
        return row(place)

    def work():
        while len(counts) < 2:
            progress.step()

    monkeypatch.setattr(page.panel.model, "row", slowly)
    worker = Thread(target=work)
    worker.start()
    qtbot.waitUntil(lambda: progress.done > 0)
    page.panel.table.viewport().grab()
    worker.join(10)
    assert len(counts) == 2
    assert counts[1] - counts[0] <= 1


def test_rows_are_read_in_one_turn_and_shown_in_another(qtbot, desk):
    page = shown(qtbot, desk)
    add_units(desk.db, 41, 1)
    desk._tell(frozenset({"organization"}))
    assert len(page.panel.model.ids) == 30
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 31)


def test_rows_read_ahead_are_not_shown_once_something_else_was_saved(qtbot, desk):
    page = shown(qtbot, desk)
    add_units(desk.db, 41, 1)
    desk._tell(frozenset({"organization"}))
    add_units(desk.db, 42, 1)
    page._catch_up()
    assert len(page.panel.model.ids) == 32


def test_a_page_left_between_the_two_turns_shows_the_rows_when_it_comes_back(qtbot, desk):
    page = shown(qtbot, desk)
    add_units(desk.db, 41, 1)
    desk._tell(frozenset({"organization"}))
    page.hide()
    qtbot.wait(50)
    assert len(page.panel.model.ids) == 30
    page.show()
    assert len(page.panel.model.ids) == 31


def test_a_list_that_could_not_be_read_ahead_is_read_all_the_same(qtbot, desk, monkeypatch):
    page = shown(qtbot, desk)

    def fails(_query):
        raise LookupError

    add_units(desk.db, 41, 1)
    with monkeypatch.context() as patch:
        patch.setattr(page.panel.model, "found", fails)
        with pytest.raises(LookupError):
            page._tables_changed(frozenset({"organization"}))
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 31)

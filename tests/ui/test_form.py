import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from awardsdesk.errors import Problem, UserError
from awardsdesk.ui.fields import Editor, Entry, Field
from awardsdesk.ui.form import Form
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.rows_edit import RowsEdit
from awardsdesk.ui.theme import theme

FIELDS = (
    Field("name", "成果名称", required=True),
    Field("klass", "类别", Entry.CHOICE, choices=("应用技术", "软科学")),
    Field("day", "登记日期", Entry.DATE),
    Field("bonus", "奖金", Entry.MONEY),
    Field("score", "得分", Entry.NUMBER),
    Field("code", "信用代码", Entry.CODE),
    Field("begun", "研究起始", Entry.MONTH),
    Field("seen", "已核实", Entry.CHECK),
    Field("units", "完成单位", Entry.ROWS, choices=("单位名称",)),
    Field("abstract", "简介", Entry.LONG, limit=10),
)
RECORD = {
    "name": "液压支架",
    "klass": "软科学",
    "day": dt.date(2024, 5, 9),
    "bonus": 123456,
    "score": Decimal("92.31"),
    "code": "91410000X",
    "begun": "2021-03",
    "seen": True,
    "units": (("甲厂",), ("乙所",)),
    "abstract": "一行\n两行",
}


@pytest.fixture
def saved():
    return []


@pytest.fixture
def form(qtbot, saved, user):
    made = Form(FIELDS, saved.append, lambda values: [], title="成果")
    qtbot.addWidget(made)
    made.resize(400, 700)
    made.show()
    made.fill(RECORD)
    return made


def line(form, key):
    return form.editors[key].inner


def notes(form):
    return {key: note.text() for key, note in form._notes.items() if note.text()}


@pytest.mark.parametrize("height", [300, 1600])
def test_the_boxes_end_where_the_buttons_do(form, qtbot, height):
    form.resize(400, height)
    bar = form._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.isEnabled() == (height == 300))
    ends = [part.mapTo(form, part.rect().topRight()).x() for part in (line(form, "name"), form.save_button)]
    assert ends[0] == ends[1]


def test_gives_back_what_it_was_shown(form):
    assert form.values() == RECORD
    assert not form.dirty()
    assert line(form, "bonus").text() == "1,234.56"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("day", "2024年12月1日", dt.date(2024, 12, 1)),
        ("day", "20241201", dt.date(2024, 12, 1)),
        ("day", "２０２４.1.2", dt.date(2024, 1, 2)),
        ("day", "", None),
        ("bonus", "1,000元", 100000),
        ("bonus", "0.1", 10),
        ("score", "９０．５", Decimal("90.5")),
        ("code", " ９１４ａ ", "914A"),
        ("begun", "2005.3", "2005-03"),
        ("begun", "2006年８月", "2006-08"),
        ("begun", "200611", "2006-11"),
        ("begun", "去年", "去年"),
        ("begun", "", ""),
    ],
)
def test_reads_what_people_type(form, key, typed, value):
    line(form, key).setText(typed)
    assert form.values()[key] == value


@pytest.mark.parametrize(
    ("key", "typed"), [("day", "2024-02-30"), ("day", "昨天"), ("bonus", "1.005"), ("score", "NaN")]
)
def test_what_cannot_be_read_stays_and_is_not_saved(form, saved, key, typed):
    line(form, key).setText(typed)
    assert not form.save()
    assert line(form, key).text() == typed
    assert list(notes(form)) == [key]
    assert line(form, key).property("trouble") == "error"
    assert saved == []


def test_problems_stand_beside_the_field_and_in_a_list_that_jumps(form, saved, qtbot):
    form._check = lambda values: [Problem("code", "校验位不符"), Problem("name", "与已登记的成果重名", "warning")]
    line(form, "score").setText("1")
    assert not form.save()
    assert notes(form) == {"code": "校验位不符", "name": "与已登记的成果重名"}
    listed = ["强制 1 · 核实 1", "强制　信用代码：校验位不符", "核实　成果名称：与已登记的成果重名"]
    assert form.problems.sentences() == listed
    form.problems.setCurrentRow(1)
    qtbot.keyClick(form.problems, Qt.Key.Key_Return)
    assert form.focusWidget() is line(form, "code")


def test_hints_come_last_and_folded_and_the_list_leaves_room_for_the_form(form, saved, qtbot):
    hints = [Problem("score", f"没有填写第 {number} 项", "hint") for number in range(30)]
    form.resize(420, 600)
    form.show()
    form.show_problems([*hints, Problem("name", "很长的一句话，" * 20, "warning"), Problem("code", "错", "error")])
    grave = ["强制 1 · 核实 1 · 人工 30", "强制　信用代码：错", "核实　成果名称：" + "很长的一句话，" * 20]
    assert form.problems.sentences() == [*grave, "人工　30 项要人看一看，点这里列出"]
    qtbot.waitUntil(lambda: form.problems.height() > 60)
    form.problems.setCurrentRow(3)
    qtbot.keyClick(form.problems, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.problems.count() == 33)
    assert form.problems.height() == 140
    assert form.problems.horizontalScrollBar().maximum() == 0
    form.show_problems(hints)
    assert form.problems.sentences() == ["人工　30 项要人看一看，点这里列出"]
    form.show_problems(())
    assert not form.problems.isVisible()


def test_a_warning_passes_at_the_second_press(form, saved):
    form._check = lambda values: [Problem("name", "与已登记的成果重名", "warning")] if values != RECORD else []
    line(form, "score").setText("1")
    assert not form.save()
    assert form.save()
    assert len(saved) == 1
    assert notes(form) == {}


def test_a_warning_is_told_again_after_an_edit(form, saved):
    form._check = lambda values: [Problem("name", "重名", "warning")] if values != RECORD else []
    line(form, "score").setText("1")
    assert not form.save()
    line(form, "score").setText("2")
    assert not form.save()
    assert saved == []


def test_leaving_a_cell_after_a_warning_is_no_edit(form, saved, qtbot):
    form._check = lambda values: [Problem("name", "重名", "warning")] if values != RECORD else []
    table = form.editors["units"].table.table
    table.setCurrentCell(1, 0)
    table.edit(table.currentIndex())
    qtbot.keyClicks(form.focusWidget(), "C")
    assert not form.save()
    table.setFocus()
    qtbot.waitUntil(lambda: table.indexWidget(table.currentIndex()) is None)
    assert form.save()
    assert saved[0]["units"] == (("甲厂",), ("C",))


def test_a_record_that_is_shown_anew_is_warned_of_anew(form, saved):
    form._check = lambda values: [Problem("name", "重名", "warning")] if values["name"] == "甲" else []
    line(form, "name").setText("甲")
    assert not form.save()
    form.fill(RECORD)
    assert notes(form) == {}
    line(form, "name").setText("甲")
    assert [form.save() for _press in range(2)] == [False, True]
    assert saved == [RECORD | {"name": "甲"}]


def test_a_doubt_that_the_record_had_is_not_asked_about_until_it_is_touched(form, saved):
    def check(values):
        doubts = [Problem("code", "不像信用代码", "warning")]
        return doubts + [Problem("name", f"“{values['name']}”太短", "warning")] * (len(values["name"]) < 2)

    form._check = check
    line(form, "score").setText("1")
    assert form.save()
    line(form, "name").setText("架")
    assert not form.save()
    assert notes(form) == {"name": "“架”太短", "code": "不像信用代码"}
    assert form.save()
    line(form, "score").setText("2")
    assert form.save()
    line(form, "code").setText("X")
    assert [form.save() for _press in range(2)] == [False, True]
    assert [(each["name"], each["code"]) for each in saved] == [
        ("液压支架", "91410000X"),
        ("架", "91410000X"),
        ("架", "91410000X"),
        ("架", "X"),
    ]


def test_the_cursor_goes_to_the_first_fault_and_not_to_what_is_only_asked(form, qtbot):
    form.resize(400, 300)
    form.editors["code"].inner.setFocus()
    form._check = lambda values: [Problem("name", "重名", "warning")]
    line(form, "name").setText("液压")
    form.editors["code"].inner.setFocus()
    assert not form.save()
    assert form.focusWidget() is line(form, "code")
    faults = [
        Problem("", "整张表", "error"),
        Problem("units", "没有盖章"),
        Problem("name", "错"),
        Problem("day", "早", "hint"),
    ]
    form._check = lambda values: faults
    line(form, "score").setText("1")
    assert not form.save()
    table = line(form, "units").table
    assert form.focusWidget() in {line(form, "units"), table}
    qtbot.waitUntil(lambda: table.visibleRegion().boundingRect() == table.rect())
    assert (table.property("trouble"), line(form, "name").property("trouble")) == ("error", "error")
    form._check = lambda values: []
    assert form.save()
    assert table.property("trouble") == ""


def test_the_first_fault_is_seen_below_the_list_of_all(form):
    form.resize(400, 340)
    keys = ("code", "begun", "seen", "abstract", "units")
    form._check = lambda values: [Problem(key, f"{key}不对") for key in keys]
    assert not form.save()
    QTest.qWait(50)  # till the list has taken its room
    code = line(form, "code")
    assert code.visibleRegion().boundingRect() == code.rect()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_frame_of_a_faulty_table_is_red(form, name, qtbot):
    theme.apply(name)
    table = line(form, "units").table
    for severity, ink in (("error", theme.color("err")), ("warning", theme.color("warn"))):
        form.show_problems([Problem("units", "没有盖章", severity)])
        picture = table.grab().toImage()
        assert picture.pixelColor(0, picture.height() // 2) == ink
    form.show_problems(())
    assert table.grab().toImage().pixelColor(0, table.height() // 2) == theme.color("border")
    theme.apply("light")


def test_a_required_field_is_asked_for(form, saved):
    line(form, "name").clear()
    assert not form.save()
    assert notes(form) == {"name": "请填写成果名称"}


def test_enter_moves_on_and_ctrl_enter_saves(form, saved, qtbot):
    line(form, "day").setFocus()
    line(form, "day").setText("2024年1月2日")
    qtbot.keyClick(line(form, "day"), Qt.Key.Key_Return)
    assert line(form, "day").text() == "2024-01-02"
    assert form.focusWidget() is line(form, "bonus")
    qtbot.keyClick(line(form, "bonus"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved[0]["day"] == dt.date(2024, 1, 2)


def test_enter_saves_after_the_last_field(qtbot, saved, user):
    form = Form((Field("name", "名称"), Field("unit", "单位")), saved.append)
    dialog = FormDialog(None, "新建", form)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(line(form, "unit").isVisible)
    line(form, "name").setText("甲")
    for _field in ("name", "unit", "save"):
        assert saved == []
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert saved == [{"name": "甲", "unit": ""}]
    assert not dialog.isVisible()


def test_the_keys_stay_in_a_form_that_was_saved(saved, qtbot):
    form = Form((Field("name", "名称"), Field("unit", "单位")), saved.append)
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(QLineEdit())
    row.addWidget(form)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    for button in (form.save_button, form.undo_button):
        line(form, "name").setText(f"乙{len(saved)}")
        button.setFocus()
        button.click()
        assert window.focusWidget() is line(form, "name")
    assert len(saved) == 1


def test_the_form_scrolls_after_the_cursor_that_enter_moves(form, qtbot):
    form.resize(400, 300)
    line(form, "name").setFocus()
    for _field in ("name", "klass", "day", "bonus", "score", "code", "begun"):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    assert form.focusWidget() is line(form, "seen")
    assert line(form, "seen").visibleRegion().boundingRect() == line(form, "seen").rect()


def test_a_cell_that_is_still_open_is_saved_with_the_rest(form, saved, user, qtbot):
    rows = form.editors["units"].table
    rows.table.setCurrentCell(1, 0)
    rows.add()
    qtbot.keyClicks(form.focusWidget(), "C")
    cell = form.focusWidget()
    cell.setSelection(0, 1)
    assert form.values()["units"] == (("甲厂",), ("乙所",), ("C",))
    assert form.save_button.isEnabled()
    assert (cell.selectedText(), form.focusWidget()) == ("C", cell)  # looking on disturbs nobody who types
    assert rows.table.item(2, 0) is None
    qtbot.keyClick(cell, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not form.save_button.isEnabled())
    rows.table.edit(rows.table.currentIndex())
    cell = form.focusWidget()
    qtbot.keyClicks(cell, "C")
    qtbot.keyClick(cell, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert saved[0]["units"] == (("甲厂",), ("乙所",), ("C",))
    assert not form.dirty()
    qtbot.keyClicks(form.focusWidget(), "D")
    user.answers = [""]
    assert not form.may_leave()
    assert user.told == [("unsaved", "成果")]


def test_a_title_is_one_line_however_it_was_pasted(qtbot):
    form = Form((Field("title", "名称", Entry.WRAPPED), Field("unit", "单位")), print)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(line(form, "unit").isVisible)
    title = line(form, "title")
    title.setFocus()
    title.setPlainText("水稻病害\n识别 based\non learning\n")
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert form.focusWidget() is line(form, "unit")
    assert form.values()["title"] == "水稻病害识别 based on learning"


def test_enter_passes_by_a_table_and_tab_by_its_buttons(form, qtbot):
    table = line(form, "units")
    line(form, "seen").setFocus()
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    assert form.focusWidget() in {table, table.table}
    qtbot.keyClick(table.table, Qt.Key.Key_Return)
    assert form.focusWidget() is line(form, "abstract")
    table.table.setFocus()
    qtbot.keyClick(table.table, Qt.Key.Key_Tab)
    assert form.focusWidget() is line(form, "abstract")


def test_an_empty_table_is_typed_into_at_once(form, qtbot):
    rows = form.editors["units"].table
    rows.put(())
    clean = form.values()
    rows.setFocus()
    assert form.values() == clean
    rows.add()
    rows.add()
    assert rows.table.rowCount() == 1
    rows.put(())
    rows.table.clearFocus()
    rows.setFocus()
    qtbot.keyClicks(rows.table, "a")
    assert rows.rows() == (("a",),)


def test_delete_empties_cells_and_with_ctrl_takes_the_row_away(qtbot):
    form = Form((Field("rows", "专利", Entry.ROWS, choices=("类型", "专利号")),), print)
    qtbot.addWidget(form)
    form.fill({"rows": [("发明", "1"), ("外观设计", "2")]})
    table = form.editors["rows"].table.table
    table.setCurrentCell(1, 1)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert form.values()["rows"] == (("发明", "1"), ("外观设计", ""))
    qtbot.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["rows"] == (("发明", "1"),)


def test_a_paste_fills_the_columns_as_they_are_seen(qtbot):
    form = Form(
        (
            Field(
                "rows", "完成人", Entry.ROWS, choices=("姓名", "单位", "贡献", "已签字"), widths=(80,) * 4, early=(3,)
            ),
        ),
        print,
    )
    qtbot.addWidget(form)
    rows = form.editors["rows"].table
    QGuiApplication.clipboard().setText("张三\t是\t甲厂\n李四\t否\t乙所\n")
    rows.paste()
    assert form.values()["rows"] == (("张三", "甲厂", "", "是"), ("李四", "乙所", "", "否"))


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("menu", [False, True])
def test_cells_pasted_into_an_open_cell_spread_from_there(qtbot, column, menu):
    words = (("发明", "外观设计"), ())
    form = Form((Field("rows", "专利", Entry.ROWS, choices=("类型", "专利号"), words=words),), print)
    qtbot.addWidget(form)
    form.fill({"rows": [("发明", "1"), ("外观设计", "2")]})
    form.show()
    table = form.editors["rows"].table.table

    def paste(text):
        QGuiApplication.clipboard().setText(text)
        table.setCurrentCell(1, column)
        table.edit(table.currentIndex())
        cell = form.focusWidget()
        qtbot.keyClicks(cell, "x")
        if menu:
            (cell if isinstance(cell, QLineEdit) else cell.lineEdit()).paste()
        else:
            qtbot.keyClick(cell, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        return cell

    paste("甲\n乙" if column else "甲\t3\n乙\t4\n")
    rows = (("外观设计", "甲"), ("", "乙")) if column else (("甲", "3"), ("乙", "4"))
    qtbot.waitUntil(lambda: form.values()["rows"] == (("发明", "1"), *rows))
    assert (form.focusWidget(), table.currentRow(), table.currentColumn()) == (table, 1, column)
    cell = paste("丙\n")
    QTest.qWait(1)
    assert form.focusWidget() is cell
    assert form.values()["rows"][1][column] == "x丙"


def test_what_is_typed_into_a_cell_with_breaks_leaves_the_clipboard_alone(qtbot):
    form = Form((Field("rows", "专利", Entry.ROWS, choices=("类型", "专利号")),), print)
    qtbot.addWidget(form)
    form.fill({"rows": [("发明", "1\t2"), ("外观设计", "3")]})
    form.show()
    QGuiApplication.clipboard().setText("甲\t乙")
    table = form.editors["rows"].table.table
    table.setCurrentCell(0, 1)
    table.edit(table.currentIndex())
    cell = form.focusWidget()
    cell.end(False)
    qtbot.keyClicks(cell, "x")
    QTest.qWait(1)
    assert form.focusWidget() is cell
    assert form.values()["rows"] == (("发明", "1\t2x"), ("外观设计", "3"))


def test_no_heading_of_a_table_is_cut(qtbot):
    titles = ("年度", "自我转化收益", "技术转让收入", "新增产值", "净利润", "税收", "出口创汇")
    form = Form((Field("rows", "经济效益", Entry.ROWS, choices=titles),), print)
    qtbot.addWidget(form)
    form.resize(340, 400)
    form.show()
    header = form.editors["rows"].table.table.horizontalHeader()
    assert [
        title for place, title in enumerate(titles) if header.sectionSize(place) < header.sectionSizeHint(place)
    ] == []


def test_enter_breaks_the_line_in_long_text(form, qtbot):
    line(form, "abstract").setFocus()
    qtbot.keyClick(line(form, "abstract"), Qt.Key.Key_Return)
    assert form.values()["abstract"].count("\n") == 1
    assert form.dirty() is False  # a leading blank line is no edit
    assert form.editors["abstract"].count.text() == "5 / 10"


def test_a_word_that_is_no_number_is_shown_and_given_back(form):
    form.fill({**RECORD, "score": "约九十"})
    line(form, "score").setText("92.31")  # what the record shown before held
    assert form.dirty()
    form.revert()
    assert line(form, "score").text() == "约九十"


def test_undo_after_saving_shows_what_was_saved(form, saved):
    line(form, "name").setText("乙")
    assert form.save()
    line(form, "name").setText("丙")
    form.revert()
    assert form.values() == saved[0] == {**RECORD, "name": "乙"}


def test_undo_shows_the_record_as_it_was(form):
    line(form, "name").setText("别的")
    assert form.dirty()
    assert form.undo_button.isEnabled()
    form.revert()
    assert form.values() == RECORD
    assert not form.save_button.isEnabled()


def test_refused_saving_keeps_the_edits(form, user):
    def refuse(values):
        raise UserError("文件是只读的。")

    form._save = refuse
    line(form, "name").setText("别的")
    assert not form.save()
    assert user.told == [("warn", "文件是只读的。")]
    assert form.dirty()


@pytest.mark.parametrize(("answer", "leaves", "count"), [("", False, 0), ("discard", True, 0), ("save", True, 1)])
def test_leaving_asks_about_unsaved_edits(form, user, saved, answer, leaves, count):
    assert form.may_leave()
    line(form, "name").setText("别的")
    user.answers = [answer]
    assert form.may_leave() is leaves
    assert len(saved) == count
    assert form.dirty() is (not leaves)


def test_rows_keep_their_order_and_take_a_paste(form):
    table = form.editors["units"].table
    table.table.setCurrentCell(1, 0)
    table.move_row(-1)
    assert form.values()["units"] == (("乙所",), ("甲厂",))
    QGuiApplication.clipboard().setText('丙院\n"丁\t院"\n')
    table.table.setCurrentCell(1, 0)
    table.paste()
    assert form.values()["units"] == (("乙所",), ("丙院",), ("丁\t院",))
    table.remove()
    assert len(form.values()["units"]) == 2


def test_a_word_of_an_older_list_stays(form):
    form.fill({**RECORD, "klass": "旧类别"})
    assert form.values()["klass"] == "旧类别"
    assert not form.dirty()


def test_a_new_record_in_a_dialog_closes_when_it_was_saved(qtbot, saved, user):
    form = Form(FIELDS, saved.append, fresh=True)
    dialog = FormDialog(None, "新建成果", form)
    qtbot.addWidget(dialog)
    dialog.show()
    form.save()
    assert dialog.isVisible()
    line(form, "name").setText("新成果")
    user.answers = [""]
    dialog.reject()
    assert dialog.isVisible()
    form.save_button.click()
    assert not dialog.isVisible()
    assert saved[0]["name"] == "新成果"


@pytest.fixture
def long_form(qtbot, saved, user):
    """A form that was shown a moment ago: of its nine sections only the first are made."""
    made = Form([replace(field, section=f"第 {field.key} 部分") for field in FIELDS], saved.append)
    qtbot.addWidget(made)
    made.fill(RECORD)
    made.resize(400, 300)
    made.show()
    assert made_of(made) == ["name", "klass"]
    return made


def made_of(form):
    return [each.field.key for each in form.findChildren(Editor)]


def test_what_is_not_seen_is_made_while_nothing_else_is_to_be_done(long_form, qtbot):
    qtbot.waitUntil(lambda: made_of(long_form) == list(RECORD))
    assert long_form.values() == RECORD
    assert not long_form.dirty()


def test_no_field_stands_squeezed_when_a_form_is_painted_first(qtbot, saved, user):
    made = Form([replace(field, section=f"第 {field.key} 部分") for field in FIELDS], saved.append)
    qtbot.addWidget(made)
    made.fill(RECORD)
    made.resize(400, 120)
    heights = []

    class Watch(QObject):
        def eventFilter(self, inside, event):  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint:
                heights.append((inside.height(), inside.layout().minimumSize().height()))
            return False

    watch = Watch()
    made._scroll.widget().installEventFilter(watch)
    made.show()
    qtbot.waitUntil(lambda: bool(heights))
    height, least = heights[0]
    assert height >= least > 120


def test_a_record_shown_while_sections_are_made_is_shown_whole(long_form, qtbot):
    long_form.fill({**RECORD, "code": "914", "name": "乙"})
    qtbot.waitUntil(lambda: made_of(long_form) == list(RECORD))
    assert long_form.values() == {**RECORD, "code": "914", "name": "乙"}
    assert not long_form.dirty()


def test_values_are_whole_before_all_is_made(long_form, saved):
    assert long_form.values() == RECORD
    assert long_form.save()
    assert saved == [RECORD]


def test_what_is_typed_before_all_is_made_is_an_edit_and_can_be_undone(long_form):
    next(iter(long_form.findChildren(Editor))).put("乙")
    assert long_form.dirty()
    assert long_form.values() == {**RECORD, "name": "乙"}
    long_form.revert()
    assert long_form.values() == RECORD


def test_problems_reach_fields_that_were_not_made(long_form, qtbot):
    long_form.show_problems([Problem("abstract", "太短", "hint")])
    assert notes(long_form) == {"abstract": "太短"}
    made = long_form.editors["abstract"]
    qtbot.waitUntil(made.isVisible)
    long_form.problems.setCurrentRow(0)
    qtbot.keyClick(long_form.problems, Qt.Key.Key_Return)
    assert long_form.focusWidget() is line(long_form, "abstract")
    assert made.visibleRegion().boundingRect() == made.rect()


def test_the_keys_lead_through_every_field_to_the_buttons(long_form, qtbot):
    with qtbot.waitActive(long_form):
        long_form.activateWindow()
    qtbot.waitUntil(long_form.editors["abstract"].isVisible)
    long_form.editors["name"].put("乙")
    long_form.setFocus()
    passed = []
    for _key in RECORD:
        passed.append(
            next(key for key, made in long_form.editors.items() if made.isAncestorOf(long_form.focusWidget()))
        )
        while long_form.editors[passed[-1]].isAncestorOf(long_form.focusWidget()):
            long_form.focusNextChild()
    assert passed == list(RECORD)
    assert long_form.focusWidget() is long_form.save_button
    long_form.focusNextChild()
    assert long_form.focusWidget() is long_form.undo_button


def test_keys_typed_ahead_find_the_fields_that_are_not_made_yet(qtbot, saved):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    form = Form([replace(field, section=field.key) for field in FIELDS], saved.append)
    form.setParent(window)
    form.show()
    QCoreApplication.sendPostedEvents()  # what was made is seen, and no time has gone by
    assert made_of(form) == ["name", "klass"]
    form.findChildren(Editor)[1].inner.setFocus()
    QCoreApplication.sendPostedEvents()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is line(form, "day")


def seen_of(form):
    captions = [key for key, caption in form._captions.items() if not caption.isHidden()]
    assert captions == [made.field.key for made in form.findChildren(Editor) if not made.isHidden()]
    return captions


def test_fields_of_another_class_are_not_seen_while_the_others_are_made(qtbot, saved):
    applied, soft = {"only_for": ("应用技术",)}, {"only_for": ("软科学",)}
    klass = Field("klass", "类别", Entry.CHOICE, choices=("应用技术", "软科学"), section="一")
    others = [
        Field(key, key, section=key, turns_on="klass", **only)
        for key, only in (("a", applied), ("b", soft), ("c", soft), ("d", applied))
    ]
    form = Form([klass, *others], saved.append)
    qtbot.addWidget(form)
    form.fill({"klass": "软科学"})
    form.show()
    QCoreApplication.sendPostedEvents()
    assert made_of(form) == ["klass", "a"]
    assert seen_of(form) == ["klass"]
    qtbot.waitUntil(lambda: len(made_of(form)) == 5)
    assert seen_of(form) == ["klass", "b", "c"]
    form.fill({"klass": "应用技术"})
    assert seen_of(form) == ["klass", "a", "d"]
    form.editors["klass"].combo.setCurrentText("软科学")
    assert seen_of(form) == ["klass", "b", "c"]


def test_a_field_that_explains_another_is_seen_with_it_and_its_word(qtbot, saved):
    klass = Field("klass", "类别", Entry.CHOICE, choices=("应用技术", "软科学"))
    why = Field("why", "原因", Entry.CHOICE, choices=("资金", "其他"), only_for=("应用技术",))
    own = Field("own", "说明", only_for=("其他",), turns_on="why")
    form = Form([klass, why, own], saved.append)
    qtbot.addWidget(form)
    form.fill({"klass": "应用技术", "why": "其他", "own": "搬迁"})
    form.show()
    assert list(form.editors) == ["klass", "why", "own"]
    QCoreApplication.sendPostedEvents()
    assert seen_of(form) == ["klass", "why", "own"]
    form.editors["why"].combo.setCurrentText("资金")
    assert seen_of(form) == ["klass", "why"]
    form.editors["why"].combo.setCurrentText("其他")
    assert seen_of(form) == ["klass", "why", "own"]
    form.editors["klass"].combo.setCurrentText("软科学")
    assert seen_of(form) == ["klass"]
    assert form.values()["own"] == "搬迁"


def test_the_focus_finds_every_field_made(long_form, qtbot):
    long_form.setFocus()
    qtbot.waitUntil(lambda: long_form.focusWidget() is line(long_form, "name"))
    assert made_of(long_form) == list(RECORD)


def test_enter_in_a_form_with_nothing_to_save_goes_to_what_is_seen(qtbot, saved, user):
    dialog = FormDialog(None, "改名", Form(FIELDS[:1], saved.append))
    qtbot.addWidget(dialog)
    dialog.form.fill({"name": "甲"})
    with qtbot.waitExposed(dialog):
        dialog.show()
    QTest.keyClick(line(dialog.form, "name"), Qt.Key.Key_Return)
    assert dialog.focusWidget().text() == "取消"


def test_what_is_filled_in_is_told_no_more_and_what_is_still_wrong_stays(qtbot, saved, user):
    fields = [replace(field, required=field.key in {"name", "day", "units"}) for field in FIELDS]
    form = Form(fields, saved.append, title="成果", fresh=True)
    qtbot.addWidget(form)
    form.show()
    assert not form.save()
    asked = {"name": "请填写成果名称", "day": "请填写登记日期", "units": "请填写完成单位"}
    assert notes(form) == asked
    line(form, "name").setText("甲")
    assert notes(form) == {key: asked[key] for key in ("day", "units")}
    assert line(form, "name").property("trouble") == ""
    line(form, "day").setText("2024-02-30")
    assert notes(form) == {"day": "请按 2024-05-09 的样子填写日期", "units": "请填写完成单位"}
    line(form, "day").setText("2024-02-29")
    form.editors["units"].put([("甲厂",)])
    form.editors["units"].changed.emit()
    assert notes(form) == {}
    assert not form.problems.isVisible()
    line(form, "name").setText("")
    assert notes(form) == {}  # nothing new is told before it is saved


def test_a_fault_goes_when_any_field_it_is_of_is_mended(form, saved):
    def check(values):
        early = values["day"] < dt.date(2024, 1, 1) and values["klass"] == "软科学"
        wrong = [Problem("day", "软科学还没有开办")] if early else []
        return [*wrong, Problem("code", "校验位不符", "warning")]

    form._check = check
    line(form, "day").setText("2023-01-01")
    assert not form.save()
    told = {"day": "软科学还没有开办", "code": "校验位不符"}
    assert notes(form) == told
    line(form, "name").setText("")
    assert notes(form) == told  # cannot be checked now
    line(form, "name").setText("甲")
    form.editors["klass"].put("应用技术")
    assert notes(form) == {"code": "校验位不符"}
    assert form._again.isHidden()
    line(form, "code").setText("X")
    assert [form.save(), form.save()] == [False, True]


def test_a_choice_that_shows_a_longer_caption_moves_no_field(qtbot, saved, user):
    long = Field("secret", "应用该成果的行业（大类）", only_for=("应用技术",))
    form = Form([*FIELDS, long], saved.append)
    qtbot.addWidget(form)
    form.resize(500, 800)
    with qtbot.waitExposed(form):
        form.show()
    places = []
    for word in ("软科学", "应用技术"):
        form.editors["klass"].put(word)
        QCoreApplication.processEvents()
        places.append(line(form, "name").mapTo(form, QPoint()).x())
    assert form.editors["secret"].isVisible()
    assert places[0] == places[1]


class Heard(QObject):
    """Notes what a widget is told."""

    def __init__(self):
        super().__init__()
        self.kinds = set()

    def eventFilter(self, _watched, event):  # noqa: N802 - Qt's name
        self.kinds.add(event.type())
        return False


def test_a_dialog_before_the_window_asks_no_field(form, qtbot):
    """Each would ask the form's filter, and wait for a busy worker to let it."""
    window, field, button = form.window(), Heard(), Heard()
    form.editors["name"].inner.installEventFilter(field)
    form.save_button.installEventFilter(button)
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.open()
    assert QEvent.Type.WindowBlocked in button.kinds
    dialog.close()
    told = {QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked}
    assert (button.kinds & told, field.kinds & told) == (told, set())


def test_a_row_that_is_moved_takes_along_what_is_typed_into_it(qtbot):
    rows = RowsEdit(("单位名称", "代码"))
    qtbot.addWidget(rows)
    rows.show()
    rows.put([("甲", "1"), ("乙", "2")])
    rows.table.setCurrentCell(1, 0)
    rows.table.edit(rows.table.currentIndex())
    rows.table.indexWidget(rows.table.currentIndex()).setText("丙")
    up = next(each for each in rows.findChildren(QPushButton) if each.accessibleName() == "上移")
    qtbot.mouseClick(up, Qt.MouseButton.LeftButton)
    assert rows.rows() == (("丙", "2"), ("甲", "1"))


@pytest.fixture
def persons(qtbot):
    rows = RowsEdit(("姓名", "单位", "贡献"))
    qtbot.addWidget(rows)
    rows.show()
    rows.put([("张三", "甲厂", "")])
    rows.table.setFocus()
    rows.table.setCurrentCell(0, 0)
    return rows


def type_on(qtbot, rows: RowsEdit, text: str, key: Qt.Key) -> tuple[int, int]:
    """Type into the cell under the cursor, open or not, and leave it by a key; return where the cursor is then."""
    if rows.table.indexWidget(rows.table.currentIndex()) is None:
        rows.table.edit(rows.table.currentIndex())
    cell = rows.table.indexWidget(rows.table.currentIndex())
    cell.setText(text)
    qtbot.keyPress(cell, key)
    qtbot.wait(20)
    return rows.table.currentRow(), rows.table.currentColumn()


def test_enter_in_a_cell_leads_below_and_to_a_new_row_after_the_last(persons, qtbot):
    assert type_on(qtbot, persons, "王五", Qt.Key.Key_Return) == (1, 0)
    assert type_on(qtbot, persons, "李四", Qt.Key.Key_Return) == (2, 0)
    assert persons.rows() == (("王五", "甲厂", ""), ("李四", "", ""))
    assert type_on(qtbot, persons, "", Qt.Key.Key_Return) == (2, 0)
    assert persons.table.rowCount() == 3


def test_the_row_one_types_in_stays_in_sight_of_a_form_that_ends_amid_the_table(qtbot):
    area = QScrollArea(widgetResizable=True)
    qtbot.addWidget(area)
    inside = QWidget()
    column = QVBoxLayout(inside)
    rows = RowsEdit(("姓名", "单位"))
    for widget in (QLineEdit(), rows, QLineEdit()):
        column.addWidget(widget)
    area.setWidget(inside)
    area.resize(300, 150)
    area.show()
    rows.table.setFocus()
    qtbot.waitUntil(lambda: rows.table.rowCount() == 1)
    for name in "甲乙丙丁戊":
        type_on(qtbot, rows, name, Qt.Key.Key_Return)
        cell = rows.table.visualRect(rows.table.currentIndex())
        assert area.viewport().rect().contains(cell.translated(rows.table.viewport().mapTo(area.viewport(), QPoint())))
    assert len(rows.rows()) == 5


def test_enter_after_tabs_leads_below_to_where_they_began(persons, qtbot):
    assert type_on(qtbot, persons, "王五", Qt.Key.Key_Tab) == (0, 1)
    assert type_on(qtbot, persons, "乙厂", Qt.Key.Key_Return) == (1, 0)
    assert type_on(qtbot, persons, "李四", Qt.Key.Key_Return) == (2, 0)
    persons.table.setCurrentCell(0, 1)
    assert type_on(qtbot, persons, "丙厂", Qt.Key.Key_Return) == (1, 1)
    assert persons.rows() == (("王五", "丙厂", ""), ("李四", "", ""))


def test_tab_from_the_last_cell_begins_a_new_row(persons, qtbot):
    persons.table.setCurrentCell(0, 2)
    assert type_on(qtbot, persons, "设计", Qt.Key.Key_Tab) == (1, 0)
    assert type_on(qtbot, persons, "李四", Qt.Key.Key_Tab) == (1, 1)
    assert persons.rows() == (("张三", "甲厂", "设计"), ("李四", "", ""))


def test_the_space_bar_ticks_the_cells_that_say_whether(qtbot):
    rows = RowsEdit(("姓名", "已签字"), words=((), ("是", "否")))
    qtbot.addWidget(rows)
    rows.show()
    rows.put([("张三", ""), ("李四", "否"), ("王五", "是")])
    rows.table.setFocus()
    rows.table.setCurrentCell(0, 1)
    told = []
    rows.changed.connect(lambda: told.append(rows.rows()))
    qtbot.keyClick(rows.table, Qt.Key.Key_Space)
    assert told[-1] == (("张三", "是"), ("李四", "否"), ("王五", "是"))
    qtbot.keyClick(rows.table, Qt.Key.Key_Space)
    assert told[-1] == (("张三", ""), ("李四", "否"), ("王五", "是"))
    rows.table.selectAll()
    qtbot.keyClick(rows.table, Qt.Key.Key_Space)
    assert told[-1] == (("张三", "是"), ("李四", "是"), ("王五", "是"))
    rows.lock(True)
    qtbot.keyClick(rows.table, Qt.Key.Key_Space)
    assert rows.rows() == told[-1]
    rows.lock(False)
    rows.table.setCurrentCell(0, 0)
    qtbot.keyClick(rows.table, Qt.Key.Key_Space)
    assert isinstance(rows.table.indexWidget(rows.table.currentIndex()), QLineEdit)


def test_enter_in_a_cell_of_a_form_stays_in_its_table_and_from_a_blank_row_leads_out(form, qtbot):
    rows = form.editors["units"].table
    rows.table.setFocus()
    rows.table.setCurrentCell(1, 0)
    assert type_on(qtbot, rows, "丙院", Qt.Key.Key_Return) == (2, 0)
    assert form.focusWidget() is rows.table
    assert form.values()["units"] == (("甲厂",), ("丙院",))
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    assert form.focusWidget() is line(form, "abstract")
    qtbot.waitUntil(lambda: rows.table.rowCount() == 2)
    assert form.values()["units"] == (("甲厂",), ("丙院",))


def test_blank_rows_are_gone_when_a_table_is_left(form, qtbot):
    rows = form.editors["units"].table
    rows.put(())
    rows.table.setFocus()
    assert rows.table.rowCount() == 1
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows.table.rowCount() == 0)
    rows.put([("甲厂",), ("",), ("乙所",)])
    rows.table.setFocus()
    rows.table.setCurrentCell(2, 0)
    assert type_on(qtbot, rows, "丙院", Qt.Key.Key_Return) == (3, 0)
    rows.table.edit(rows.table.currentIndex())
    qtbot.wait(20)
    assert rows.table.rowCount() == 4
    qtbot.mouseClick(line(form, "abstract"), Qt.MouseButton.LeftButton)
    line(form, "abstract").setFocus()
    qtbot.waitUntil(lambda: rows.table.rowCount() == 3)
    assert rows.rows() == (("甲厂",), ("丙院",))
    rows.table.setFocus()
    rows.add()
    qtbot.wait(20)
    assert rows.table.rowCount() == 4


def test_escape_from_a_cell_stays(persons, qtbot):
    assert type_on(qtbot, persons, "王五", Qt.Key.Key_Escape) == (0, 0)
    assert persons.rows() == (("张三", "甲厂", ""),)
    assert persons.table.rowCount() == 1


def test_a_record_shown_again_leaves_alone_what_says_the_same(form, qtbot):
    rows = form.editors["units"].table
    rows.table.setCurrentCell(1, 0)
    rows.table.edit(rows.table.currentIndex())
    rows.table.indexWidget(rows.table.currentIndex()).setText("丙院")
    form.editors["abstract"].inner.selectAll()
    form.editors["bonus"].put(0)
    now = {**RECORD, "units": [["甲厂"], ["丙院"]], "score": Decimal("92.310"), "bonus": None}
    form.fill(now, again=True)
    assert not form.dirty()
    assert rows.table.indexWidget(rows.table.currentIndex()).text() == "丙院"
    assert form.editors["abstract"].inner.textCursor().hasSelection()
    assert form.values() == {**now, "units": (("甲厂",), ("丙院",))}
    form.fill(RECORD)
    assert form.values() == RECORD
    assert not form.editors["abstract"].inner.textCursor().hasSelection()


def test_enter_passes_what_cannot_be_typed_into(qtbot, user):
    fields = (
        Field("name", "名称"),
        Field("organ", "批准登记单位", read_only=True),
        Field("number", "登记号", Entry.CODE, read_only=True),
        Field("klass", "类别", Entry.CHOICE, choices=("甲",)),
        Field("note", "备注", Entry.WRAPPED, read_only=True),
    )
    form = Form(fields, lambda values: None, lambda values: [], title="成果")
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    form.fill({})
    line(form, "name").setFocus()
    qtbot.keyClicks(line(form, "name"), "x")
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    assert form.focusWidget() is line(form, "klass")
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    assert form.focusWidget() is form.save_button


def test_a_choice_is_found_by_its_pinyin(qtbot, form):
    box = line(form, "klass")
    box.setFocus()
    for typed, expected in (("y", "应用技术"), ("rk", "软科学"), ("ruank", "软科学"), ("zz", "软科学")):
        if typed != "zz":
            form.editors["klass"].put("")
        qtbot.keyClicks(box, typed)
        assert form.values()["klass"] == expected
        qtbot.waitUntil(lambda: not box._pause.isActive())

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox
from sqlalchemy import select

from awardsdesk.errors import Problem
from awardsdesk.lists.achievements import titles_of
from awardsdesk.models import Achievement, Event
from awardsdesk.operations.achievements import check
from awardsdesk.operations.duplicates import settle
from awardsdesk.operations.undo import undo
from awardsdesk.paths import home
from awardsdesk.rules.forms import forms
from awardsdesk.ui import jobs
from awardsdesk.ui.achievement_form import draft_from
from awardsdesk.ui.code_edit import CodeLine
from awardsdesk.ui.duplicate_line import DuplicateLine
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.kept_edits import KeptEdits
from awardsdesk.ui.saved_filters import SavedFilter
from tests.patience import until
from tests.ui.pages.conftest import words

TITLE = "新型城市污水综合治理示范"


def titles(dialog):
    return [line.title for line in dialog.lines.lines()]


@pytest.fixture
def window(open_window, sample):
    return open_window(sample, "achievements")


def show(window, qtbot, record):
    window.page().show_record(record)
    line = window.page().doubles
    qtbot.waitUntil(lambda: not line.pause.isActive())
    return line


def test_a_record_tells_that_it_may_be_a_double(window, qtbot):
    line = show(window, qtbot, 53)
    assert line.isVisible()
    assert line.text() == "可能重复：1 项"
    show(window, qtbot, 54)
    assert not line.isVisible()


def test_the_keys_lead_from_the_title_to_its_doubles_and_on(window, qtbot):
    line = show(window, qtbot, 53)
    editors = window.page().detail.form.editors
    editors["title"].inner.setFocus()
    passed = []
    for _key in range(2):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        passed.append(window.focusWidget())
    assert passed == [line, editors["klass"].inner]


def test_doubles_are_shown_with_reasons_and_beside_the_record(window, qtbot, user):
    line = show(window, qtbot, 53)
    seen = []
    user.answers = [lambda dialog: seen.append((titles(dialog), dialog.lines.lines()[0], dialog.sheet.toPlainText()))]
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    ((names, first, text),) = seen
    assert names == [f"《{TITLE}》"]
    assert first.note == "名称相同（不计标点、空格、数字写法）；第一完成单位相同；6 名完成人相同；起止年月相同"
    assert text.index("不同之处") < text.index("9412007Y0039") < text.index("相同之处")


def test_enter_goes_from_the_title_to_the_next_field_and_tab_to_the_doubles(window, qtbot):
    line = show(window, qtbot, 53)
    title = line.parent().inner
    title.setFocus()
    qtbot.keyClick(title, Qt.Key.Key_Tab)
    assert line.hasFocus()
    title.setFocus()
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert window.focusWidget().objectName() == "field_klass"


def test_the_clerk_decides_and_says_why(window, qtbot, user, sample):
    line = show(window, qtbot, 53)

    user.answers = [lambda dialog: dialog.apart.click(), "两期工程，合同不同"]
    line.click()
    assert user.told[0] == ("reason", f"“《{TITLE}》”与本项成果不是重复，为什么？")
    assert not line.isVisible()
    with sample.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert (event.verb, event.subject, event.reason) == (
            "not duplicate",
            "achievements:53,109",
            "两期工程，合同不同",
        )
    show(window, qtbot, 109)
    assert not line.isVisible()


def test_thinking_better_of_it_records_nothing(window, qtbot, user, sample):
    line = show(window, qtbot, 53)
    user.answers = [lambda dialog: dialog.apart.click(), None]
    line.click()
    assert line.isVisible()
    with sample.read() as session:
        assert session.scalars(select(Event.id).where(Event.verb == "not duplicate")).all() == []


def test_the_way_leads_to_the_other_record(window, qtbot, user):
    line = show(window, qtbot, 53)

    def go(dialog):
        dialog.go.click()
        return True

    user.answers = [go]
    line.click()
    assert window.page().panel.table.current_id() == 109


def test_typing_a_title_warns_before_it_is_saved(window, qtbot, user, sample):
    seen = []

    def type_(dialog):
        assert isinstance(dialog, FormDialog)
        dialog.show()
        (line,) = dialog.findChildren(DuplicateLine)
        editor = dialog.form.editors["title"]
        editor.put(TITLE)
        assert not line.isVisible()
        qtbot.waitUntil(line.isVisible)
        user.answers = [look]
        line.click()
        seen.append(line.text())
        editor.put("完全另一回事")
        qtbot.waitUntil(lambda: not line.isVisible())

    def look(dialog):
        assert not dialog.apart.isEnabled()
        seen.append(titles(dialog))

    user.answers = [type_]
    window.page().new(())
    assert seen == [[TITLE, f"《{TITLE}》"], "可能重复：2 项"]


def test_a_form_half_filled_is_no_trouble(window, qtbot):
    line = show(window, qtbot, 53)
    form = window.page().detail.form
    form.editors["started"].line.setText("哪天")
    form.editors["registered_on"].line.setText("哪天")
    line.ask()
    assert line.draft().title == TITLE
    assert line.isVisible()
    form.revert()


def test_what_is_no_month_is_not_saved(window, sample, qtbot):
    page = window.page()
    page.show_record(1)
    form = page.detail.form
    form.editors["started"].line.setText("2007.13")
    persons = form.values()["completers"]
    born = [column.key for column in forms().completer].index("born")
    form.editors["completers"].put([(*persons[0][:born], "1970.13", *persons[0][born + 1 :]), *persons[1:]])
    assert not form.save()
    assert not form.save()
    told = [each for each in form.problems.sentences() if each.startswith("强制　")]
    name = persons[0][[column.key for column in forms().completer].index("name")]
    assert told == [
        "强制　研究起始：请按 2021-03 的样子填写年月",
        f"强制　完成人（按次序）：“{name}”的出生年月“1970.13”应写作 1970-05，且不晚于今天",
    ]
    form.editors["started"].line.setText("2007.3")
    form.editors["completers"].put(persons)
    assert form.save() or form.save()
    with sample.read() as session:
        assert session.get_one(Achievement, 1).started == "2007-03"


def test_the_form_follows_the_class_and_loses_nothing(window, sample):
    window.page().show_record(1)
    form = window.page().doubles._form
    form.editors["plan_no"].put("2019YFB123")
    form.editors["patents"].put([("发明", "授权", "ZL200810012345.6", "方法")])
    assert form.editors["patents"].isVisibleTo(form)
    assert not form.editors["papers"].isVisibleTo(form)
    form.editors["klass"].put("基础理论")
    assert not form.editors["patents"].isVisibleTo(form)
    assert form.editors["papers"].isVisibleTo(form)
    assert form.values()["patents"] == (("发明", "授权", "ZL200810012345.6", "方法"),)
    form.revert()
    assert form.editors["patents"].isVisibleTo(form)


def test_what_another_choice_is_is_asked_for_beside_it_and_kept(window, sample):
    page = window.page()
    page.show_record(1)
    form = page.doubles._form
    kinds = ("form", "research_form", "source", "evaluation_method", "idle_reason")
    own = [form.editors[f"{kind}_other"] for kind in kinds]
    assert [made.isVisibleTo(form) for made in own] == [False] * 5
    for kind in kinds:
        form.editors[kind].put("其他")
    assert [made.isVisibleTo(form) for made in own] == [True] * 5
    form.editors["source_other"].put("省企联合攻关")
    form.editors["approved_by"].line.setText("某厅")  # the field is for reading
    form.save()
    assert form.save()
    page.show_record(2)
    page.show_record(1)
    assert [form.editors[key].value() for key in ("source", "source_other")] == ["其他", "省企联合攻关"]
    assert form.editors["approved_by"].value() == "澄川市科学技术局"
    assert form.editors["approved_by"].line.isReadOnly()
    with sample.read() as session:
        row = session.get_one(Achievement, 1)
        assert (row.source, row.details["source_other"], "approved_by" in row.details) == (
            "其他",
            "省企联合攻关",
            False,
        )


def test_an_explanation_goes_with_its_choice_and_undo_brings_it_back(window, sample):
    def kept():
        with sample.read() as session:
            row = session.get_one(Achievement, 1)
            return row.source, row.details.get("source_other", "")

    page = window.page()
    page.show_record(1)
    form = page.doubles._form
    form.editors["source"].put("其他")
    form.editors["source_other"].put("省企联合攻关")
    form.save()
    assert form.save()
    form.editors["source"].put("自选")
    form.editors["source"].put("其他")
    assert form.editors["source_other"].value() == "省企联合攻关"
    form.editors["source"].put("自选")
    form.save()
    assert form.save()
    assert kept() == ("自选", "")
    with sample.write() as session:
        undo(session)
    assert kept() == ("其他", "省企联合攻关")


def test_seals_signatures_and_details_are_saved_and_shown_again(window, user, sample):
    page = window.page()
    page.show_record(1)
    form = page.doubles._form
    units, persons = form.values()["units"], form.values()["completers"]
    form.editors["units"].put(
        [(units[0][0], "91", "大专院校", "附属医院", "", "省卫健委", "", "100", "", "", "a@b.cn", "是"), *units[1:]]
    )
    form.editors["completers"].put([(*persons[0][:2], "总体设计", "男", "1970-05", "", "", "", "是"), *persons[1:]])
    form.editors["funding_own"].put(Decimal("12.50"))
    form.save()
    user.answers = ["表上如此"]
    assert form.save()  # the others' seals and signatures are asked for once, the unit's numbers with a reason
    page.show_record(2)
    page.show_record(1)
    assert form.values()["units"][0] == (
        units[0][0],
        "91",
        "大专院校",
        "附属医院",
        "",
        "省卫健委",
        "",
        "100",
        "",
        "",
        "a@b.cn",
        "是",
    )
    assert form.values()["completers"][0][2:] == ("总体设计", "男", "1970-05", "", "", "", "是")
    assert form.values()["funding_own"] == Decimal("12.50")
    with sample.read() as session:
        assert session.get_one(Achievement, 1).details["funding_own"] == "12.50"


def test_a_person_twice_is_refused_and_a_namesake_left_to_judgement(window):
    window.page().show_record(1)
    form = window.page().doubles._form
    form.editors["completers"].put([("张三", ""), ("张三", "")])
    assert not form.save()
    form.editors["completers"].put([("张三", ""), ("张三", "另一单位")])
    assert form.save()
    assert "有 2 名“张三”，单位不同：请判断是否同一人" in words(window)


def test_an_empty_register_says_how_to_begin(open_window, database, user):
    page = open_window(database, "achievements").page()
    said = page.detail.stack.currentWidget()._next
    told = "按 Ctrl+N 新建一项，按 Ctrl+I 导入工作簿；空白工作簿在右上“…”的“下载导入模板”里。"
    assert (said.text(), said.isVisible()) == (told, True)

    def fill(dialog):
        dialog.form.editors["title"].put("永磁电机")
        dialog.form.editors["klass"].put("应用技术")
        dialog.form.editors["units"].put([("甲公司",)])
        dialog.form.editors["completers"].put([("张三",)])
        return any(dialog.form.save() for _press in range(2))

    user.answers = [fill]
    page.new(())
    assert (said.text(), said.isVisible()) == ("在左边选一项查看", False)


def test_the_register_offers_it_in_its_form(window, sample):
    page = window.page()
    with sample.read() as session:
        record = session.scalars(select(Achievement.id)).first()
    page.show_record(record)
    form = page.doubles._form
    form.editors["contact"].put("张三丰")
    kept = form.findChild(KeptEdits)
    kept.keep()
    (draft,) = (home() / "drafts").glob("*.json")
    left = draft.read_bytes()
    form.revert()
    draft.write_bytes(left)  # as if the program had died before
    kept.watch(str(record))
    assert kept.isVisible()
    kept.restore()
    assert form.values()["contact"] == "张三丰"
    assert form.save()


def test_what_a_crash_left_is_led_to(open_window, sample):
    with sample.read() as session:
        records = session.scalars(select(Achievement.id)).all()
    window = open_window(sample, "achievements")
    page = window.page()
    assert page.panel.table.current_id() != records[-1]
    page.show_record(records[-1])
    form = page.doubles._form
    form.editors["contact"].put("张三丰")
    form.findChild(KeptEdits).keep()
    (draft,) = (home() / "drafts").glob("*.json")
    left = draft.read_bytes()
    form.revert()
    draft.write_bytes(left)  # as if the program had died before
    unreadable = draft.with_name(draft.name.replace(f" {records[-1]}-", f" {records[0]}-"))
    unreadable.write_bytes(b"{")
    again = open_window(sample, "achievements").page()
    assert again.panel.table.current_id() == records[-1]
    assert again.doubles._form.findChild(KeptEdits).isVisible()


def test_a_new_achievement_that_a_crash_left_is_told(open_window, sample, user):
    window = open_window(sample, "achievements")

    def die(dialog):
        dialog.form.editors["title"].put("没有保存的")
        dialog.form.findChild(KeptEdits).keep()
        return False

    user.answers = [die]
    window.page().new(())
    assert open_window(sample, "achievements")._selection.text() == "上次新建的成果没有保存，按 Ctrl+N 可以恢复。"


def test_what_is_made_anew_is_shown_and_hides_behind_no_condition(window, user, qtbot):
    page = window.page()
    page.panel.bar.filters["state"].setCurrentText("已登记")
    said = []
    page.status.connect(said.append)

    def fill(dialog):
        editors = dialog.form.editors
        editors["title"].put("全新的成果")
        editors["klass"].put("软科学")
        editors["units"].put([("甲研究所",)])
        editors["completers"].put([("张三",)])
        return dialog.form.save() or dialog.form.save()

    user.answers = [fill]
    page.show_record(53)
    page._form.hints = [Problem("", "上一项的提示", "hint")]
    page.new(())
    page.reload()
    assert "上一项的提示" not in "".join(page._form.problems.sentences())
    assert page._form.hints
    with window.desk.db.read() as session:
        assert titles_of(session, [page.panel.table.current_id()]) == ["全新的成果"]
    assert page.panel.selected().tolist() == [page.panel.table.current_id()]
    assert "为了显示这一项，已清除列表的条件。" in said
    assert page._form.values()["title"] == "全新的成果"
    assert [sign.text() for sign in page.panel.conditions.signs()] == ["恢复刚才的条件"]


def test_what_another_page_jumps_to_is_shown_and_the_status_line_tells_what_was_lifted(window):
    page = window.page()
    page.panel.bar.filters["state"].setCurrentText("已登记")
    hiding = page.panel.query()
    with window.desk.db.read() as session:
        hidden = session.scalars(select(Achievement.id).where(Achievement.state != "已登记")).first()
    assert window.go("dashboard")
    assert window.go("achievements", hidden)
    assert page.panel.table.current_id() == hidden
    assert window._selection.text() == "为了显示这一项，已清除列表的条件。"
    page.panel.conditions.signs()[0].click()
    assert page.panel.model.query == hiding


def test_seals_and_signatures_are_seen_beside_the_names(window, qtbot):
    window.resize(1024, 700)
    window.page().show_record(1)
    form = window.page().doubles._form
    for key, seen in (("units", ["单位名称", "已盖章"]), ("completers", ["姓名", "创造性贡献", "已签字"])):
        table = form.editors[key].table.table
        qtbot.waitUntil(table.isVisible)
        header = table.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(len(seen))]
        assert [table.horizontalHeaderItem(column).text() for column in order] == seen
        assert header.sectionViewportPosition(order[-1]) + header.sectionSize(order[-1]) <= table.viewport().width()


def test_names_and_texts_are_typed_as_a_workbook_is_read():
    draft = draft_from(
        {
            "title": "\ufeff永磁\u200b电机",
            "klass": "应用技术",
            "units": [("甲\u202e所",)],
            "completers": [("尼格买提•热合曼", ""), ("单 雄\u3000信", "乙\u200b所")],
            "patents": [("发明", "授权", "ZL98123456.7\u200e", "方法")],
        }
    )
    assert (draft.title, draft.units[0].name) == ("永磁电机", "甲所")
    assert [(each.name, each.unit) for each in draft.completers] == [("尼格买提·热合曼", None), ("单雄信", "乙所")]
    assert draft.details["patents"] == [["发明", "授权", "ZL98123456.7", "方法"]]


def test_a_word_is_taken_from_the_list_of_a_column_or_typed(window, qtbot):
    window.page().show_record(1)
    form = window.page().doubles._form
    rows = form.editors["completers"].table
    rows.put([("张三", "甲所", "", "男", "", "", "博士后", "", "")])
    table = rows.table
    for column, keys, expected in (
        (3, [Qt.Key.Key_F2, Qt.Key.Key_Down], "女"),
        (6, [Qt.Key.Key_F2], "博士后"),
        (6, "x", "x"),
    ):
        table.setCurrentCell(0, column)
        for key in keys:
            qtbot.keyClick(next(iter(table.viewport().findChildren(QComboBox)), table), key)
        (box,) = table.viewport().findChildren(QComboBox)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not table.viewport().findChildren(QComboBox))
        assert table.item(0, column).text() == expected
    assert form.values()["completers"] == (("张三", "甲所", "", "女", "", "", "x", "", ""),)
    form.revert()


@pytest.mark.parametrize(
    ("typed", "offered", "keys", "taken"),
    [
        ("ss", ["硕士"], [Qt.Key.Key_Down, Qt.Key.Key_Return], "硕士"),
        ("b", ["博士", "本科"], [Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab], "本科"),
        ("yanjiu", ["研究生"], [Qt.Key.Key_Return], "yanjiu"),
    ],
)
def test_a_word_of_a_column_is_found_by_its_pinyin(window, qtbot, typed, offered, keys, taken):
    window.page().show_record(1)
    form = window.page().doubles._form
    table = form.editors["completers"].table.table
    place = [column.key for column in forms().completer].index("degree")
    table.setFocus()
    table.setCurrentCell(0, place)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    box = window.focusWidget()
    box.clearEditText()
    qtbot.keyClicks(box, typed)
    names = box.lineEdit().completer().popup()
    assert [names.model().index(row, 0).data() for row in range(names.model().rowCount())] == offered
    for key in keys:
        qtbot.keyClick(names if names.isVisible() else box, key)
    qtbot.waitUntil(lambda: not table.viewport().findChildren(QComboBox))
    assert table.item(0, place).text() == taken
    form.revert()


@pytest.mark.parametrize(
    ("typed", "keys", "code"),
    [
        ("shanyangqu", [Qt.Key.Key_Return], "410811"),
        ("410811", [Qt.Key.Key_Tab], "410811"),
        ("999999", [Qt.Key.Key_Return], "999999"),
        ("syq", [Qt.Key.Key_Escape, Qt.Key.Key_Return], "syq"),
    ],
)
def test_the_region_of_a_unit_is_taken_by_code_name_or_pinyin(window, qtbot, typed, keys, code):
    window.page().show_record(1)
    form = window.page().doubles._form
    rows = form.editors["units"].table
    place = [column.key for column in forms().unit].index("region")
    rows.put([("甲所", *[""] * (len(forms().unit) - 1))])
    rows.table.setCurrentCell(0, place)
    qtbot.keyClick(rows.table, Qt.Key.Key_F2)
    (line,) = rows.table.viewport().findChildren(CodeLine)
    qtbot.keyClicks(line, typed)
    for key in keys:
        qtbot.keyClick(line, key)
    qtbot.waitUntil(lambda: not rows.table.viewport().findChildren(CodeLine))
    assert rows.table.item(0, place).text() == code
    assert form.values()["units"][0][place] == code
    form.revert()


def test_a_region_that_was_pasted_by_its_name_is_kept_by_its_code(window):
    window.page().show_record(1)
    form = window.page().doubles._form
    place = [column.key for column in forms().unit].index("region")
    row = ["甲所", *[""] * (len(forms().unit) - 1)]
    row[place] = "山阳区"
    form.editors["units"].table.put([row])
    assert form.values()["units"][0][place] == "410811"
    form.revert()


def test_a_code_in_no_list_is_asked_about_and_the_list_leads_to_it(window, qtbot):
    window.page().show_record(1)
    form = window.page().doubles._form
    form.editors["discipline_code"].put("999")
    qtbot.waitUntil(form.editors["discipline_code"].isVisible)
    assert not form.save()
    told = "核实　学科分类：学科代码 999 不在 GB/T 13745-2009 中"
    sentences = form.problems.sentences()
    assert told in sentences
    form.problems.setCurrentRow(sentences.index(told))
    qtbot.keyClick(form.problems, Qt.Key.Key_Return)
    assert form.focusWidget() is form.editors["discipline_code"].line
    assert words(form.editors["discipline_code"]) == "核实：学科代码 999 不在 GB/T 13745-2009 中"
    assert form.save()


@pytest.mark.parametrize(
    ("written", "there"),
    [("是", True), ("√", True), ("已盖章", True), ("", False), ("否", False), ("无", False), ("×", False)],
)
def test_a_no_is_no_seal_and_no_signature(written, there):
    draft = draft_from(
        {
            "title": TITLE,
            "klass": "应用技术",
            "units": [("甲所", *[""] * (len(forms().unit) - 2), written)],
            "completers": [("张三", *[""] * (len(forms().completer) - 2), written)],
        }
    )
    assert (draft.units[0].sealed, draft.completers[0].signed) == (there, there)


def test_full_width_numbers_of_a_unit_are_plain_ones():
    keys = [column.key for column in forms().unit]
    typed = {
        "name": "甲（集团）",
        "uscc": "９１１１００００１０１６２３７４１Ｋ",
        "email": "ａ＠ｂ．ｃｎ",
        "address": "１号",
    }
    units = [tuple(typed.get(key, "") for key in keys)]
    draft = draft_from({"title": TITLE, "klass": "应用技术", "units": units, "completers": [("张三",)]})
    (unit,) = draft.units
    said = {key: value for key, value in unit.details.items() if value}
    assert (unit.name, said) == (
        "甲（集团）",
        {"uscc": "91110000101623741K", "email": "a@b.cn", "address": "１号"},
    )
    assert [problem for problem in check(draft) if problem.field == "units"] == []


def test_a_month_of_birth_is_read_as_people_write_it():
    place = [column.key for column in forms().completer].index("born")
    row = ["张三", *[""] * (len(forms().completer) - 1)]
    row[place] = "1970年5月"
    draft = draft_from({"title": TITLE, "klass": "应用技术", "units": [], "completers": [tuple(row)]})
    assert draft.completers[0].details["born"] == "1970-05"


def find_doubles(window, user):
    """Look for doubles through the menu; return the pairs that are offered."""
    found = []
    user.answers = [lambda dialog: found.extend(sorted((pair.one, pair.other) for pair in dialog._pairs))]
    next(each for each in window.page().panel.deeds if each.text() == "查找重复").trigger()
    until(lambda: not jobs.busy() and not user.answers)
    return found


def test_doubles_are_looked_for_in_what_the_list_shows_or_in_the_rows_chosen(window, user):
    panel = window.page().panel
    every = [(1, 145), (7, 242), (31, 35), (46, 217), (53, 109), (59, 68)]
    assert find_doubles(window, user) == every
    assert window.focusWidget() is panel.table
    panel.table.select_record(7)
    assert find_doubles(window, user) == every
    panel.lead_to(SavedFilter("污水", TITLE[:6]))
    assert find_doubles(window, user) == [(53, 109)]
    panel.clear_query()
    panel.table.selectAll()
    selection = panel.table.selectionModel()
    selection.clearSelection()
    for record in (31, 2):
        index = panel.model.index(panel.model.position(record), 0)
        selection.select(index, selection.SelectionFlag.Select | selection.SelectionFlag.Rows)
    assert find_doubles(window, user) == [(31, 35)]


def test_the_list_of_doubles_comes_back_where_it_was_left(window, user, sample, qtbot):
    page = window.page()
    assert not page.back.isVisible()
    seen, said = [], []
    page.status.connect(said.append)

    def go(dialog):
        if not seen:
            dialog.lines.setCurrentRow(3)
        pair = dialog._pairs[dialog.lines.currentRow()]
        seen.append((dialog.lines.count(), dialog.lines.currentRow(), pair.one, pair.other))
        dialog.go_first.click()
        return True

    def press_f3():
        with qtbot.waitActive(window):  # the progress of the job took the keys
            window.activateWindow()
        qtbot.keyClick(page.panel.table, Qt.Key.Key_F3)
        until(lambda: not user.answers)

    user.answers = [go]
    next(each for each in page.panel.deeds if each.text() == "查找重复").trigger()
    until(lambda: not jobs.busy() and not user.answers)
    _count, _row, one, other = seen[0]
    assert (page.panel.table.current_id(), page._shown, said[-1]) == (
        one,
        one,
        "看完后按 F3 回到重复列表，从原处继续。",
    )
    user.answers = [go]
    press_f3()
    assert seen == [(6, 3, one, other)] * 2
    with sample.write() as session:
        settle(session, one, other, "两期工程")
    user.answers = [go]
    press_f3()
    assert seen[2][:2] == (5, 3)
    assert seen[2][2] not in {one, other}
    user.answers = [False]  # it is closed, and let go
    press_f3()
    assert not page.back.isVisible()


def test_open_edits_are_asked_about_before_doubles_are_looked_for(window, user):
    window.page().show_record(53)
    form = window.page().doubles._form
    form.editors["plan_no"].put("K1")
    user.answers = [""]
    next(each for each in window.page().panel.deeds if each.text() == "查找重复").trigger()
    assert (jobs.busy(), [kind for kind, _said in user.told]) == (False, ["unsaved"])
    form.revert()


def test_a_doubtful_identifier_is_kept_with_a_reason_or_not_at_all(window, user, sample):
    page = window.page()
    page.show_record(1)
    form = page._form
    units, phone = form.values()["units"], form.values()["phone"]
    code = "91410800MA12345678"
    form.editors["units"].put([(units[0][0], code, *units[0][2:]), *units[1:]])
    form.editors["phone"].put("1234")
    form.editors["patents"].put([("发明", "授权", "ZL200810012345.6", "方法")])
    assert not form.save()
    user.answers = [None]
    assert not form.save()
    doubts = f"“1234”不像手机或固定电话号码，请核对；专利号“ZL200810012345.6”的校验码不符，请核对；“{units[0][0]}”：统一社会信用代码 {code} 的校验码不符，请核对"
    question = ("reason", f"{doubts}。仍要保存，请写明依据。")
    assert user.told == [question, ("warn", "没有写明依据，没有保存。")]
    with sample.read() as session:
        assert session.get_one(Achievement, 1).phone == phone
    user.answers = ["证书上就是这样"]
    assert form.save()
    assert user.told[2:] == [question]
    with sample.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        title = session.get_one(Achievement, 1).title
        assert (event.verb, event.subject, event.reason) == ("amend", f"achievement:{title}", "证书上就是这样")
        assert session.get_one(Achievement, 1).phone == "1234"


def test_what_was_kept_with_a_reason_and_other_doubts_ask_for_none(window, user, sample):
    page = window.page()
    page.show_record(1)
    form = page._form
    form.editors["phone"].put("1234")
    form.save()
    user.answers = ["单位内线"]
    assert form.save()
    form.editors["ended"].put("2099-01")
    assert not form.save()
    assert form.save()
    with sample.read() as session:
        assert session.scalars(select(Event.reason).order_by(Event.id.desc())).all()[:2] == ["", "单位内线"]
    assert [kind for kind, _said in user.told] == ["reason"]


def test_a_new_record_with_a_doubtful_identifier_is_asked_why_in_its_own_window(window, user, sample):
    def fill(dialog):
        editors = dialog.form.editors
        editors["title"].put("全新的成果")
        editors["klass"].put("软科学")
        editors["units"].put([("甲研究所",)])
        editors["completers"].put([("张三",)])
        editors["phone"].put("1234")
        dialog.form.save()
        user.answers = [None, "单位内线"]
        return [dialog.form.save(), dialog.form.save()] == [False, True]

    user.answers = [fill]
    window.page().new(())
    with sample.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert (event.verb, event.subject, event.reason) == ("register", "achievement:全新的成果", "单位内线")


@pytest.mark.parametrize("text", ["导入", "粘贴表格", "导入记录", "新建成果", "撤销"])
def test_what_may_change_the_record_beside_its_edits_asks_about_them_first(window, qtbot, user, text):
    page = window.page()
    page.show_record(53)
    page.detail.form.editors["contact"].inner.setText("王工")
    user.answers = [""]
    if text == "撤销":
        window.undo()
    else:
        next(each for each in page.panel.deeds if each.text() == text).trigger()
    assert user.told == [("unsaved", "成果")]
    assert user.shown == []
    assert page.detail.form.values()["contact"] == "王工"


def test_workbooks_that_are_dropped_ask_about_edits_first(window, user):
    page = window.page()
    page.show_record(53)
    page.detail.form.editors["contact"].inner.setText("王工")
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile("/一份.xlsx")])
    user.answers = [""]
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, given, left, Qt.KeyboardModifier.NoModifier))
    assert user.told == [("unsaved", "成果")]
    assert not jobs.busy()


@pytest.mark.parametrize(("table", "place"), [("units", 0), ("completers", 1)])
def test_a_unit_in_a_table_is_typed_by_its_initials_and_taken_from_the_file(window, qtbot, table, place):
    page = window.page()
    page.show_record(53)
    form = page.detail.form
    rows = form.editors[table].table.table
    rows.setFocus()
    rows.setCurrentCell(0, place)
    rows.edit(rows.currentIndex())
    line = window.focusWidget()
    line.clear()
    qtbot.keyClicks(line, "ccszyy")
    names = line.completer().popup()
    assert [names.model().index(row, 0).data() for row in range(names.model().rowCount())] == ["澄川市中医院"]
    qtbot.keyClick(names, Qt.Key.Key_Down)
    qtbot.keyClick(names, Qt.Key.Key_Return)
    assert form.values()[table][0][place] == "澄川市中医院"
    assert form.save_button.isEnabled()


@pytest.mark.parametrize(("down", "name"), [(False, "澄川市中"), (True, "澄川市中医院")])
@pytest.mark.parametrize(("key", "cell"), [(Qt.Key.Key_Return, (1, 0)), (Qt.Key.Key_Tab, (0, 1))])
def test_enter_and_tab_go_on_at_once_and_take_no_name_that_was_not_chosen(window, qtbot, down, name, key, cell):
    page = window.page()
    page.show_record(53)
    form = page.detail.form
    rows = form.editors["units"].table
    rows.put([["甲所"], ["乙所"]])
    rows.table.setFocus()
    rows.table.setCurrentCell(0, 0)
    rows.table.edit(rows.table.currentIndex())
    line = window.focusWidget()
    line.clear()
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "澄川市中"))
    names = line.completer().popup()
    assert names.isVisible()
    assert not names.currentIndex().isValid()
    if down:
        qtbot.keyClick(names, Qt.Key.Key_Down)
    qtbot.keyClick(names, key)
    header = rows.table.horizontalHeader()
    row, place = cell
    qtbot.waitUntil(lambda: (rows.table.currentRow(), header.visualIndex(rows.table.currentColumn())) == (row, place))
    assert [given[0] for given in form.values()["units"]] == [name, "乙所"]

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from awardsdesk.operations.codes import shipped
from awardsdesk.ui.code_edit import CodeEditor
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Form

FIELDS = (
    Field("title", "成果名称"),
    Field("discipline_code", "学科代码", Entry.LISTED, choices=("discipline",), limit=3),
    Field("industry_code", "行业代码", Entry.LISTED, choices=("industry",)),
    Field("field", "高新领域", Entry.LISTED, choices=("technology",)),
    Field("phone", "电话"),
)


@pytest.fixture
def form(qtbot, user):
    made = Form(FIELDS, lambda values: None, codes=shipped)
    qtbot.addWidget(made)
    made.resize(420, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    for each in made.findChildren(CodeEditor):
        each.offer.hide()


def editor(form, key):
    made = form.editors[key]
    made.line.setFocus()
    return made


def typed(made, text):
    """Type as an input method does: words come whole."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(made.line, event)


def offered(made):
    return (
        [made.offer.list.item(row).text() for row in range(made.offer.list.count())] if made.offer.isVisible() else []
    )


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("discipline_code", "520", "520"),
        ("discipline_code", "计算机科", "520"),
        ("discipline_code", "jsjkx", "520"),
        ("discipline_code", "jisuanjikexue", "520"),
        ("industry_code", "c35", "C35"),
        ("industry_code", "专用设备", "C35"),
        ("field", "xcl", "新材料"),
    ],
)
def test_takes_what_was_typed_by_code_name_or_pinyin(qtbot, form, key, text, code):
    made = editor(form, key)
    typed(made, text)
    qtbot.keyClick(made.line, Qt.Key.Key_Tab)
    assert made.value() == code
    assert offered(made) == []
    assert QApplication.focusWidget() is not made.line


def test_enter_takes_and_stays_and_enter_again_goes_on(qtbot, form):
    made = editor(form, "industry_code")
    qtbot.keyClicks(made.line, "yyzz")
    assert offered(made) == ["C27"]
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    assert (made.value(), offered(made), QApplication.focusWidget()) == ("C27", [], made.line)
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.editors["field"].line


def test_arrows_move_and_escape_only_closes_the_offer(qtbot, form):
    made = editor(form, "industry_code")
    qtbot.keyClick(made.line, Qt.Key.Key_Down)
    assert offered(made)[:3] == ["A", "B", "C"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(made.line, key)
    assert made.offer.list.currentRow() == 1
    qtbot.keyClick(made.line, Qt.Key.Key_Escape)
    assert (offered(made), made.value()) == ([], "")
    qtbot.keyClick(made.line, Qt.Key.Key_Down)
    qtbot.keyClick(made.line, Qt.Key.Key_Enter)
    assert made.value() == "A"


def test_several_codes_in_one_line(qtbot, form):
    made = editor(form, "discipline_code")
    typed(made, "520；")
    qtbot.keyClicks(made.line, "yx")
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    qtbot.keyClicks(made.line, ";520")
    qtbot.keyClick(made.line, Qt.Key.Key_Tab)
    assert made.value() == "520；350"
    assert made.line.text() == "520；350"
    assert made.names.text() == "520 计算机科学技术\n350 药学"


def test_too_many_codes_and_unknown_ones_are_kept_and_marked(qtbot, form):
    form.fill({"discipline_code": "110；120；130；999"})
    made = form.editors["discipline_code"]
    assert made.value() == "110；120；130；999"
    assert made.names.property("role") == "warning"
    assert made.names.text().splitlines()[3:] == [
        "核实：学科代码 999 不在 GB/T 13745-2009 中",
        "核实：最多填 3 个代码",
    ]
    assert not form.dirty()


def test_a_name_or_a_code_with_its_name_is_understood_when_the_field_is_left(qtbot, form):
    made = editor(form, "industry_code")
    made.line.setText("医药制造业")
    qtbot.keyClick(made.line, Qt.Key.Key_Tab)
    assert made.line.text() == "C27"
    made.line.setText("ｃ３５ 专用设备制造业")
    made.line.setFocus()
    form.editors["phone"].inner.setFocus()
    assert (made.line.text(), made.names.text()) == ("C35", "C 制造业 › C35 专用设备制造业")


def test_a_word_half_composed_is_left_to_the_input_method(qtbot, form):
    made = editor(form, "industry_code")
    qtbot.keyClicks(made.line, "C")
    assert offered(made)
    QApplication.sendEvent(made.line, QInputMethodEvent("yi'yao", []))
    assert (offered(made), made.line.text()) == ([], "C")
    qtbot.keyClick(made.line, Qt.Key.Key_Down)
    assert offered(made) == []
    made.line.selectAll()
    typed(made, "医药")
    assert offered(made) == ["C27"]
    assert made.names.text() == ""


def test_says_nothing_of_a_code_that_is_still_being_typed(qtbot, form):
    made = editor(form, "discipline_code")
    qtbot.keyClicks(made.line, "99")
    assert made.names.text() == ""
    form.editors["phone"].inner.setFocus()
    assert made.names.text() == "核实：学科代码 99 不在 GB/T 13745-2009 中：应是3、5 或 7 位数字"


def test_without_lists_a_code_is_plain_text(qtbot, user):
    made = Form(FIELDS, lambda values: None)
    qtbot.addWidget(made)
    made.fill({"industry_code": "C35"})
    assert made.values()["industry_code"] == "C35"

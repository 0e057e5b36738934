"""A sheet of sections on the screen: all of it selectable, nothing of it markup, numbers unbroken."""

from dataclasses import replace

from PySide6.QtGui import QGuiApplication, QTextTable

from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.ui.sheet_view import SheetView
from awardsdesk.ui.theme import theme

SHEET = WhySheet(
    "K1",
    "<b>甲</b>公司",
    "第 1 名",
    (
        Section("企业", (), (("账号", "6222"),)),
        Section("评分", ("专家", "创新(30)　水平(25)", "合计"), (("王芳", "25　20", "45.5"), ("平均", "", "45.50"))),
    ),
)


def shown(qtbot, width=400):
    view = SheetView()
    qtbot.addWidget(view)
    view.resize(width, 400)
    view.show()
    view.show_sheet(SHEET)
    return view


def tables(view):
    found = []
    block = view.document().begin()
    while block.isValid():
        cursor = view.textCursor()
        cursor.setPosition(block.position())
        table = cursor.currentTable()
        if isinstance(table, QTextTable) and all(table.objectIndex() != other.objectIndex() for other in found):
            found.append(table)
        block = block.next()
    return found


def test_what_looks_like_markup_is_text(qtbot):
    view = shown(qtbot)
    assert view.toPlainText().startswith("<b>甲</b>公司\n第 1 名\n企业\n账号\n6222")


def test_everything_can_be_selected_and_copied(qtbot):
    view = shown(qtbot)
    view.selectAll()
    view.copy()
    assert "45.5" in QGuiApplication.clipboard().text()


def test_a_label_spreads_over_the_empty_cell_after_it(qtbot):
    view = shown(qtbot)
    _firm, marks = tables(view)
    assert (marks.rows(), marks.columns()) == (3, 3)
    assert marks.cellAt(2, 0).columnSpan() == 2
    assert marks.cellAt(1, 0).columnSpan() == 1


def test_numbers_keep_their_width_when_there_is_little_room(qtbot):
    wide, narrow = shown(qtbot, 600), shown(qtbot, 150)
    much = [length.rawValue() for length in tables(wide)[1].format().columnWidthConstraints()]
    little = [length.rawValue() for length in tables(narrow)[1].format().columnWidthConstraints()]
    assert little[2] == much[2]
    assert little[1] < much[1]


def test_texts_beside_each_other_stand_close(qtbot):
    view = shown(qtbot, 600)
    sides = Section("不同之处", ("栏目", "前一项", "后一项"), (("成果名称", "一个很长很长的名称", "名称"),))
    view.show_sheet(replace(SHEET, key="2", sections=(sides,)))
    _label, first, second = (length.rawValue() for length in tables(view)[0].format().columnWidthConstraints())
    assert first < 200 < second


def test_the_theme_and_the_width_may_change_under_it(qtbot):
    view = shown(qtbot)
    try:
        theme.apply("dark")
        assert view.toPlainText().count("王芳") == 1
        view.resize(300, 200)
        qtbot.wait(100)
        assert view.toPlainText().count("王芳") == 1
    finally:
        theme.apply("light")

"""列对应 in the window: said once, remembered of a sender, used by itself, seen, changed and removed."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from awardsdesk.exchange.workbook import read_tables
from awardsdesk.models import Achievement
from awardsdesk.operations.sender_columns import SenderColumns, remember, remembered
from awardsdesk.operations.undo import undo
from awardsdesk.ui import jobs
from awardsdesk.ui.columns_dialog import ColumnsDialog, SendersDialog
from awardsdesk.ui.import_action import import_workbooks
from awardsdesk.ui.import_dialog import ImportDialog
from awardsdesk.ui.panels import Banner
from tests.exchange.sheets import write
from tests.patience import until

HEAD = ["成果标题", "成果类型", "第一完成单位", "完成单位全称", "主要完成人员", "内部编号"]
ROW = ["高原肉牛繁育技术", "应用技术", "甲大学", "甲大学、乙公司", "张三、李四", "007"]
MEANT = dict(zip(HEAD, ("title", "klass", "", "units", "completers", ""), strict=True))


@pytest.fixture
def book(tmp_path):
    return write(tmp_path / "2024年武侯区科技局报送.xlsx", ("汇总", [["成果汇总表"], HEAD, ROW]))


@pytest.fixture
def dialog(qtbot, desk, page, book):
    made = ColumnsDialog(desk, page, book, read_tables(book)[0])
    qtbot.addWidget(made)
    made.show()
    return made


def choose(dialog, heading, field):
    dialog.boxes[heading].setCurrentIndex(dialog.boxes[heading].findData(field))


def news(dialog):
    return dialog.news._text.text()


def titles(desk):
    with desk.db.read() as session:
        return session.scalars(select(Achievement.title).order_by(Achievement.id)).all()


def test_columns_stand_beside_what_they_likely_are(dialog):
    shown = [[dialog.grid.item(row, place).text() for place in range(3)] for row in range(dialog.grid.rowCount())]
    assert shown == [[letter, heading, value] for letter, heading, value in zip("ABCDEF", HEAD, ROW, strict=True)]
    assert dialog.headings() == MEANT | {"完成单位全称": ""}
    assert dialog.who.currentText() == "武侯区科技局"
    assert dialog.hint.text().startswith("2024年武侯区科技局报送.xlsx“汇总”：左边是")
    assert news(dialog) == "还缺少必需的栏目：完成单位。"
    assert not dialog.go.isEnabled()
    choose(dialog, "完成单位全称", "units")
    assert news(dialog) == "必需的栏目都有了。"
    assert dialog.columns() == SenderColumns("武侯区科技局", "成果登记", MEANT)


def test_enter_reads_by_the_columns_once_none_is_lacking(dialog, qtbot):
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    assert dialog.isVisible()
    choose(dialog, "完成单位全称", "units")
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    assert dialog.result() == ColumnsDialog.DialogCode.Accepted


def test_two_columns_for_one_field_are_refused(dialog):
    choose(dialog, "完成单位全称", "units")
    choose(dialog, "内部编号", "title")
    assert news(dialog) == "一栏只能有一列，现在有两列都对应：成果名称。"
    assert not dialog.go.isEnabled()


def test_the_first_unit_for_all_is_asked_about(dialog, user):
    choose(dialog, "第一完成单位", "units")
    assert news(dialog) == "“第一完成单位”里只有第一个，其余完成单位没有读入，会丢失。"
    user.answers = [False]
    dialog.go.click()
    assert user.told == [("ask", "“第一完成单位”里只有第一个，其余完成单位没有读入，会丢失。确实要这样读取吗？")]
    assert dialog.isVisible()
    user.answers = [True]
    dialog.go.click()
    assert not dialog.isVisible()


def test_a_field_is_found_by_typing_a_part_of_its_name(dialog):
    box = dialog.boxes["内部编号"]
    box.completer().setCompletionPrefix("行业")
    assert box.completer().currentCompletion() == "应用行业代码"
    for typed, taken in (
        ("行业代", "industry_code"),
        ("没有这一栏", "industry_code"),
        ("单位", "industry_code"),
        ("成果水平", "level"),
    ):
        box.lineEdit().setText(typed)
        box.lineEdit().editingFinished.emit()
        assert (box.field(), box.lineEdit().text()) == (taken, box.itemText(box.currentIndex()))


def test_a_repeated_heading_is_not_offered(qtbot, desk, page, tmp_path):
    book = write(tmp_path / "a.xlsx", ("汇总", [[*HEAD, "备注", "备注"], [*ROW, "一", "二"]]))
    made = ColumnsDialog(desk, page, book, read_tables(book)[0])
    qtbot.addWidget(made)
    assert "备注" not in made.boxes
    assert made.grid.item(6, 3).text() == "列名重复，分不清，不导入"


def test_an_unknown_workbook_is_explained_once_and_known_the_next_time(qtbot, desk, page, user, book, tmp_path):
    def explain(frame):
        frame.answer = "columns"
        return True

    def say(dialog):
        choose(dialog, "完成单位全称", "units")
        return True

    seen = []

    def look(dialog):
        seen.append([banner._text.text() for banner in dialog.findChildren(Banner)][1:])
        return True

    user.answers = [explain, say, look]
    import_workbooks(desk, page, [book])
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("info", "已导入：成果登记：新增 1。")]
    assert titles(desk) == ["高原肉牛繁育技术"]
    other = write(tmp_path / "再来.xlsx", ("汇总", [HEAD, ["盐碱地改良", *ROW[1:]]]))
    user.answers = [look]
    import_workbooks(desk, page, [other])
    until(lambda: len(user.told) == 2 and not jobs.busy())
    assert titles(desk) == ["高原肉牛繁育技术", "盐碱地改良"]
    line = (
        "按“武侯区科技局”的列对应读取：成果标题→成果名称、成果类型→成果类别、完成单位全称→完成单位、主要完成人员→完成人"
    )
    assert seen == [[line], [line]]


def test_from_the_preview_the_columns_are_changed_and_thinking_better_of_it_goes_back(qtbot, desk, page, user, book):
    with desk.db.write() as session:
        remember(session, SenderColumns("武侯区科技局", "成果登记", MEANT))
    seen = []

    def change(dialog):
        dialog.columns.click()
        return False

    def say(dialog):
        seen.append(dialog.headings())
        choose(dialog, "内部编号", "contact")
        return True

    def enough(dialog):
        seen.append(type(dialog))
        return False

    user.answers = [change, False, change, say, enough]
    import_workbooks(desk, page, [book])
    until(lambda: len(seen) == 2 and not jobs.busy())
    assert seen == [MEANT, ImportDialog]
    with desk.db.read() as session:
        assert remembered(session)[0].headings == MEANT | {"内部编号": "contact"}
    assert titles(desk) == []


def test_what_is_remembered_is_removed_and_brought_back(qtbot, desk, page, user):
    for sender in ("武侯区科技局", "青峪市科技局"):
        with desk.db.write() as session:
            remember(session, SenderColumns(sender, "成果登记", MEANT))
    dialog = SendersDialog(desk, page)
    qtbot.addWidget(dialog)
    dialog.table.selectRow(1)
    user.answers = [True]
    dialog.gone.click()
    assert user.told == [("ask", "不再记住“青峪市科技局”的列对应？已导入的内容不受影响。")]
    assert [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())] == ["武侯区科技局"]
    with desk.db.write() as session:
        undo(session)
    with desk.db.read() as session:
        assert [each.sender for each in remembered(session)] == ["武侯区科技局", "青峪市科技局"]


def test_nothing_remembered_says_how_it_comes_about(qtbot, desk, page):
    dialog = SendersDialog(desk, page)
    qtbot.addWidget(dialog)
    assert dialog.hint.text() == "还没有记住哪个单位的列对应。导入认不出的表时，用“对应列…”说明。"
    assert not dialog.gone.isEnabled()

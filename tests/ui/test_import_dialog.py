import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget

from awardsdesk.ui.import_dialog import Change, Finding, ImportDialog
from awardsdesk.ui.panels import Banner

ERROR = Finding("成果登记.xlsx", "成果", "C12", "error", "信用代码校验位不符")
WARNING = Finding("成果登记.xlsx", "成果", "D3", "warning", "=单位名称有括号")
CHANGES = [Change("成果", added=298, changed=1, same=1), Change("单位", added=120)]


def test_errors_keep_the_import_away(qtbot):
    dialog = ImportDialog(None, CHANGES, [ERROR, WARNING])
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.grab().width() == dialog.width()
    assert not dialog.go.isEnabled()
    table = dialog.findChild(QTableWidget, "findings")
    assert [table.item(0, column).text() for column in range(5)] == [
        "强制",
        "成果登记.xlsx",
        "成果",
        "C12",
        "信用代码校验位不符",
    ]


def test_rows_with_errors_may_be_left_out(qtbot):
    dialog = ImportDialog(None, CHANGES, [ERROR], skippable=True)
    qtbot.addWidget(dialog)
    dialog.skip.setChecked(True)
    assert dialog.go.isEnabled()
    assert dialog.skips()


def test_says_how_much_would_change(qtbot):
    dialog = ImportDialog(None, CHANGES, [WARNING])
    qtbot.addWidget(dialog)
    assert dialog.go.isEnabled()
    assert dialog.go.text() == "导入 419 项"


def test_nothing_new_is_nothing_to_import(qtbot):
    dialog = ImportDialog(None, [Change("成果", same=300)], [])
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("book", "工作簿里没有可以导入的行，没有改动。"),
        ("pasted", "粘贴的内容里没有可以导入的行，没有改动。"),
        ("package", "报送包里没有可以导入的成果，没有改动。"),
    ],
)
def test_headings_alone_are_told(qtbot, origin, sentence):
    dialog = ImportDialog(None, [], [], origin=origin)
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
    assert [banner._text.text() for banner in dialog.findChildren(Banner)] == [sentence]


def test_the_list_of_problems_opens_in_excel_and_starts_no_formula(qtbot, tmp_path, user):
    dialog = ImportDialog(None, CHANGES, [ERROR, WARNING])
    qtbot.addWidget(dialog)
    user.answers = [tmp_path / "问题.csv"]
    dialog.save_findings()
    data = (tmp_path / "问题.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[2] == ["核实", "成果登记.xlsx", "成果", "D3", "'=单位名称有括号"]


def test_a_list_that_cannot_be_written_is_told(qtbot, tmp_path, user):
    dialog = ImportDialog(None, CHANGES, [ERROR])
    qtbot.addWidget(dialog)
    user.answers = [tmp_path / "没有" / "问题.csv"]
    dialog.save_findings()
    assert user.told[-1][0] == "warn"


@pytest.mark.parametrize(
    ("findings", "changes", "of_book", "of_paste"),
    [
        (
            [ERROR],
            CHANGES,
            "有 1 处必须改正。请在工作簿里改好再导入；现在什么也没有改动。",
            "有 1 处必须改正。请在原来的表格里改好，重新复制粘贴；现在什么也没有改动。",
        ),
        (
            [],
            [Change("成果", same=3)],
            "工作簿里的内容与现有数据一致，没有要导入的。",
            "粘贴的内容与现有数据一致，没有要导入的。",
        ),
        ([], CHANGES, "没有发现问题，可以导入。", "没有发现问题，可以导入。"),
    ],
)
def test_what_was_pasted_is_not_called_a_workbook(qtbot, findings, changes, of_book, of_paste):
    for origin, sentence in (("book", of_book), ("pasted", of_paste)):
        dialog = ImportDialog(None, changes, findings, origin=origin)
        qtbot.addWidget(dialog)
        assert dialog.findChild(Banner)._text.text() == sentence


@pytest.mark.parametrize(("findings", "accepted"), [([WARNING], True), ([ERROR], False)])
def test_enter_imports_where_that_is_allowed_else_it_goes_back(qtbot, findings, accepted):
    dialog = ImportDialog(None, CHANGES, findings, notes=["按“甲局”的列对应读取"], sheets=["表"], skippable=True)
    qtbot.addWidget(dialog)
    dialog.show()
    button = dialog.go if accepted else dialog.cancel
    assert (button.isDefault(), dialog.focusWidget()) == (True, button)
    with qtbot.waitSignal(dialog.accepted if accepted else dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.asked == -1


def test_a_tick_that_allows_the_import_makes_it_what_enter_does(qtbot):
    dialog = ImportDialog(None, CHANGES, [ERROR], notes=["按“甲局”的列对应读取"], skippable=True)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.skip.setFocus()
    qtbot.keyClick(dialog.skip, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.skip, Qt.Key.Key_Return)

"""The lines of the preview: changed fields first, and all kinds by choice."""

from PySide6.QtWidgets import QTableWidget

from awardsdesk.exchange.differences import RowChange
from awardsdesk.lists.differences import FieldChange
from awardsdesk.operations.taking import Change
from awardsdesk.ui import import_changes
from awardsdesk.ui.cells import PAD
from awardsdesk.ui.import_changes import ChangesView
from awardsdesk.ui.import_dialog import Change as Count
from awardsdesk.ui.import_dialog import ImportDialog
from awardsdesk.ui.table_model import Role

ROWS = [
    RowChange(Change.ADDED, "成果登记", "甲", ("a.xlsx", "成果", 2)),
    RowChange(
        Change.CHANGED,
        "成果登记",
        "乙",
        ("a.xlsx", "成果", 3),
        (FieldChange("成果水平", "", "国内领先"), FieldChange("完成人", "张三、李四", "李四、张三")),
    ),
    RowChange(Change.SAME, "成果登记", "丙", ("a.xlsx", "成果", 4)),
]


def test_changed_fields_are_seen_first_each_on_its_line(qtbot):
    view = ChangesView(ROWS)
    qtbot.addWidget(view)
    assert view.choice.currentText() == "修改（1）"
    assert view.model.lines == [
        ("修改", "成果登记", "乙", "成果水平", "—", "国内领先", "第 3 行　成果"),
        ("修改", "成果登记", "乙", "完成人", "张三、李四", "李四、张三", "第 3 行　成果"),
    ]
    assert view.model.index(0, 0).data(Role.TONE) == "info"


def test_the_word_of_a_change_is_never_cut(qtbot, monkeypatch):
    monkeypatch.setattr(import_changes, "WORDS", dict.fromkeys(Change, "left as it was"))
    view = ChangesView(ROWS)
    qtbot.addWidget(view)
    assert view.table.columnWidth(0) == view.table.sizeHintForColumn(0)


def test_all_and_each_kind_by_choice(qtbot):
    view = ChangesView(ROWS)
    qtbot.addWidget(view)
    seen = []
    for number in range(view.choice.count()):
        view.choice.setCurrentIndex(number)
        seen.append([line[2] for line in view.model.lines])
    assert seen == [["甲", "乙", "乙", "丙"], ["乙", "乙"], ["甲"], ["丙"]]


def test_the_preview_has_both_tabs_or_the_one_there_is(qtbot):
    dialog = ImportDialog(None, [Count("成果登记", 1, 1, 1)], [], ROWS)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.grab().width() == dialog.width()
    assert [dialog.tabs.tabText(tab) for tab in range(dialog.tabs.count())] == ["逐行变化（3 行）"]


def test_the_row_is_read_whole_and_a_change_is_called_the_same_above_and_below(qtbot):
    row = RowChange(Change.CHANGED, "成果登记", "乙", ("a.xlsx", "成果登记", 12_345), ROWS[1].fields)
    dialog = ImportDialog(None, [Count("成果登记", 1, 1, 1)], [], [row])
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.changes.table
    said = dialog.changes.model.lines[0][-1]
    assert said == "第 12345 行　成果登记"
    assert table.fontMetrics().horizontalAdvance(said) <= table.columnWidth(6) - 2 * PAD
    assert not table.horizontalScrollBar().isVisible()
    (above,) = [each for each in dialog.findChildren(QTableWidget) if each.columnCount() == 4]
    assert above.horizontalHeaderItem(2).text() == dialog.changes.model.lines[0][0] == "修改"

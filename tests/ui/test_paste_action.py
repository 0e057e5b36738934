"""A rectangle from Excel pasted into the register: previewed, checked and taken back like any import."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from awardsdesk.exchange.pasted import pasted
from awardsdesk.lists.imports import imports
from awardsdesk.models import Achievement
from awardsdesk.operations.sender_columns import remembered
from awardsdesk.operations.taking_back import take_back
from awardsdesk.store.attachments import scan_path
from awardsdesk.store.database import Database
from awardsdesk.ui import jobs
from awardsdesk.ui.columns_dialog import ColumnsDialog
from awardsdesk.ui.import_action import _reading
from awardsdesk.ui.import_dialog import ImportDialog
from tests.patience import until
from tests.ui.pages.conftest import open_window  # noqa: F401 - a fixture

HEAD = "成果名称\t成果类别\t完成单位\t完成人\t登记日期\t联系电话\r\n"
ROW = '"高原肉牛\n繁育技术"\t应用技术\t甲大学、乙公司\t张三\t2024-05-09\t0085550001\r\n'
BARE = "盐碱地改良\t应用技术\t甲大学\t李四\r\n沙棘育种\t应用技术\t乙公司\t王五\r\n"


@pytest.fixture
def window(open_window, sample):  # noqa: F811
    return open_window(sample, "achievements")


def put(text):
    QGuiApplication.clipboard().setText(text)


def press(qtbot, widget):
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def newest(database, title):
    """Return class, phone, day and units of the achievement of a title."""
    with database.read() as session:
        row = session.scalars(select(Achievement).where(Achievement.title == title)).one()
        units = [unit.name for unit in row.units]
        return row.klass, row.phone, str(row.registered_on or ""), units


def count(database):
    with database.read() as session:
        return len(session.scalars(select(Achievement.id)).all())


def test_rows_with_headings_are_previewed_imported_and_taken_back(window, qtbot, user, sample):
    before, seen = count(sample), []

    def look(dialog):
        seen.append((type(dialog), dialog.go.text(), count(sample), hasattr(dialog, "mark")))
        return True

    put(HEAD + ROW)
    user.answers = [look]
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.told) and not jobs.busy())
    assert seen == [(ImportDialog, "导入 1 项", before, False)]
    assert user.told == [("info", "已导入：成果登记：新增 1。")]
    assert newest(sample, "高原肉牛繁育技术") == ("应用技术", "0085550001", "2024-05-09", ["甲大学", "乙公司"])
    with sample.read() as session:
        line = imports(session)[0]
    (kept,) = line.originals
    assert (line.source, kept.name) == ("剪贴板", "剪贴板.txt")
    assert scan_path(sample.path, kept.digest).read_bytes().decode() == HEAD + ROW
    with sample.write() as session:
        take_back(session, line.id)
    assert count(sample) == before


def test_reading_is_called_by_what_is_read(tmp_path):
    assert _reading([pasted(HEAD + ROW)]) == "读取剪贴板"
    assert _reading([tmp_path / "成果.xlsx"]) == "读取工作簿"


def test_who_thinks_better_of_it_has_changed_nothing(window, qtbot, user, sample):
    before = count(sample)
    put(HEAD + ROW)
    user.answers = [False]
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.shown) and not jobs.busy())
    assert count(sample) == before


def test_rows_without_headings_are_matched_by_their_places_first(window, qtbot, user, sample):
    seen = []

    def match(dialog):
        seen.append((type(dialog), dict(dialog.headings()), dialog.who.isVisibleTo(dialog), dialog.go.isEnabled()))
        return True

    put(BARE)
    user.answers = [match, True]
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.told) and not jobs.busy())
    meant = {"第A列": "title", "第B列": "klass", "第C列": "units", "第D列": "completers"}
    assert seen == [(ColumnsDialog, meant, False, True)]
    assert user.told == [("info", "已导入：成果登记：新增 2。")]
    assert newest(sample, "沙棘育种") == ("应用技术", "", "", ["乙公司"])
    with sample.read() as session:
        assert remembered(session) == []


def test_columns_as_the_list_shows_them_are_guessed_but_no_number_and_no_single_unit(window, user):
    page = window.page()
    shown = page.panel.table.shown_columns()
    assert shown == ["registration_no", "title", "state", "klass", "unit"]
    seen, hints = [], []

    def look(dialog):
        seen.append(list(dialog.headings().values()))
        hints.append(dialog.hint.text()[:8])

    user.answers = [look]
    put("9412008Y0001\t盐碱地改良\t草稿\t应用技术\t甲大学\r\n")
    page.paste(())
    until(lambda: bool(seen) and not jobs.busy())
    assert (seen, hints) == ([["", "title", "", "klass", ""]], ["剪贴板：左边是表"])


def test_further_columns_of_the_list_are_guessed_by_their_places(window, user):
    page, seen = window.page(), []
    table = page.panel.table
    keys = [column.key for column in page.panel.listing.columns]
    for key in ("discipline_code", "region", "details.recommender", "details.secrecy", "units"):
        table.show_column(keys.index(key), shown=True)
    user.answers = [lambda dialog: seen.append(list(dialog.headings().values()))]
    put("9412008Y0001\t盐碱地改良\t草稿\t应用技术\t甲大学\t甲大学、乙所\t省农业厅\t公开\t520102 南明区\t110 数学")
    page.paste(())
    until(lambda: bool(seen) and not jobs.busy())
    assert seen == [["", "title", "", "klass", "", "units", "details.recommender", "secrecy", "", "discipline_code"]]


def test_unknown_headings_are_explained_like_those_of_a_workbook(window, qtbot, user, sample):
    def explain(frame):
        frame.answer = "columns"
        return True

    def match(dialog):
        dialog.who.setCurrentText("武侯区科技局")
        return True

    put("成果标题\t成果类型\t完成单位\t完成人员\r\n" + BARE)
    user.answers = [explain, match, True]
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("info", "已导入：成果登记：新增 2。")]
    with sample.read() as session:
        assert [each.sender for each in remembered(session)] == ["武侯区科技局"]


def test_a_paste_with_faults_cannot_be_marked_but_says_where(window, qtbot, user):
    seen = []
    put(HEAD + ROW.replace("应用技术", "无此类别"))
    user.answers = [lambda dialog: seen.append([(each.file, each.cell, each.severity) for each in dialog.findings])]
    press(qtbot, window.page().panel.table)
    until(lambda: bool(seen) and not jobs.busy())
    assert ("剪贴板", "B2", "error") in seen[0]


def picture():
    data = QMimeData()
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    return data


def files():
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.xlsx")])
    return data


def words(text):
    data = QMimeData()
    data.setText(text)
    return data


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (picture, "剪贴板里是图片，不是表格，没有可以粘贴的。扫描件请在“附件”里粘贴。"),
        (files, "剪贴板里是文件，不是表格。要导入工作簿，请用“导入”。"),
        (QMimeData, "剪贴板里没有文字，没有可以粘贴的。请在 Excel 或 WPS 里选中区域，复制后再粘贴。"),
        (
            lambda: words("成果"),
            "剪贴板里只有一列（“成果”），不是表格区域，没有读入任何内容。请选中各列一起复制。",
        ),
        (
            lambda: words("a\tb\n" * 200_000),
            "剪贴板里有 200,000 行，一次至多粘贴 20,000 行，没有读入任何内容。请存成工作簿，再用“导入”。",
        ),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(window, qtbot, user, make, sentence):
    QGuiApplication.clipboard().setMimeData(make())
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("warn", sentence)]


def test_text_goes_into_the_search_box_and_the_form_as_ever(window, qtbot, user):
    page = window.page()
    put("污水治理")
    press(qtbot, page.panel.bar.box)
    assert page.panel.bar.box.text() == "污水治理"
    page.panel.clear_query()
    page.panel.table.selectRow(0)
    line = next(each for each in page.detail.findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly())
    before = line.text()
    line.selectAll()
    press(qtbot, line)
    assert line.text() == "污水治理"
    line.setText(before)  # nothing unsaved is asked about when the window closes
    assert (user.told, user.shown) == ([], [])


def test_into_an_empty_register_too(open_window, tmp_path, qtbot, user):  # noqa: F811
    database = Database.create(tmp_path / "new.awards", actor="李晓敏")
    window = open_window(database, "achievements")
    put(BARE)
    user.answers = [True, True]
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("info", "已导入：成果登记：新增 2。")]


def test_a_first_row_that_is_headings_after_all_is_taken_for_them(window, qtbot, user, sample):
    seen = []

    def match(dialog):
        seen.append((dialog.first.isVisibleTo(dialog), dialog.first.isChecked(), list(dialog.boxes)))
        dialog.first.setChecked(True)
        seen.append((dialog.who.isVisibleTo(dialog), list(dialog.boxes)))
        dialog.first.setChecked(False)
        dialog.first.setChecked(True)
        for heading, name in zip(("甲", "乙", "丙", "丁"), ("title", "klass", "units", "completers"), strict=True):
            dialog.boxes[heading].setCurrentIndex(dialog.boxes[heading].findData(name))
        return True

    put("甲\t乙\t丙\t丁\r\n" + BARE)
    user.answers = [match, True]
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.told) and not jobs.busy())
    assert seen == [(True, False, ["第A列", "第B列", "第C列", "第D列"]), (True, ["甲", "乙", "丙", "丁"])]
    assert user.told == [("info", "已导入：成果登记：新增 2。")]


def test_an_empty_clipboard_is_told_in_a_sentence(window, qtbot, user):
    QGuiApplication.clipboard().clear()
    press(qtbot, window.page().panel.table)
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("warn", "剪贴板里没有文字，没有可以粘贴的。请在 Excel 或 WPS 里选中区域，复制后再粘贴。")]

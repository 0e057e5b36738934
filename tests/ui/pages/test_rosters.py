import docx
import openpyxl
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from awardsdesk.documents.papers import LISTS
from awardsdesk.models import Entry
from awardsdesk.operations.audit import operation
from tests.patience import until_written
from tests.ui.pages.conftest import pdf_texts, words

CTRL = Qt.KeyboardModifier.ControlModifier


def ready(qtbot, view, title):
    qtbot.waitUntil(
        lambda: view.prepared is not None and view.prepared.paper.title == title and view.preview.view.count() > 0,
        timeout=15_000,
    )


def export(qtbot, page, user, target):
    user.answers = [target]
    next(deed for deed in page.deeds if deed.text().endswith(NAMES[target.suffix])).trigger()
    until_written(target)
    return target


NAMES = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}


def test_a_fresh_file_says_that_there_is_no_round(open_window, database):
    page = open_window(database, "rosters").page()
    assert "还没有评选。新建" in words(page)
    assert not any(deed.isEnabled() for deed in page.deeds)


def test_the_choice_names_the_papers_there_are(open_window, database):
    page = open_window(database, "rosters").page()
    assert [line.title for line in page.choice.lines()] == [paper.title for paper in LISTS]


@pytest.mark.parametrize("place", range(4))
def test_every_document_leaves_in_every_format_it_comes_in(open_window, approved, user, qtbot, tmp_path, place):
    page = open_window(approved, "rosters", "2008-QP").page()
    page.choice.setFocus()
    for _step in range(place):
        qtbot.keyClick(page.choice, Qt.Key.Key_Down)
    ready(qtbot, page.view, LISTS[place].title)
    enabled = {deed.text() for deed in page.deeds if deed.isEnabled()}
    assert ("导出 Word" in enabled) is ("docx" in LISTS[place].kinds)
    said = {}
    for kind in LISTS[place].kinds:
        target = export(qtbot, page, user, tmp_path / f"清单.{kind}")
        match kind:
            case "pdf":
                said[kind] = "".join(pdf_texts(target))
            case "xlsx":
                cells = openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True)
                said[kind] = "".join(str(cell) for row in cells for cell in row if cell is not None)
            case _:
                said[kind] = "".join(cell.text for row in docx.Document(target).tables[0].rows for cell in row.cells)
        assert "未批准" not in said[kind]
    assert all("澄东澜工蓄电池有限公司" in text.replace("\r\n", "") for text in said.values())
    assert user.told[0] == ("save", f"2008-QP {LISTS[place].title}.{LISTS[place].kinds[0]}")


def test_the_public_roster_holds_no_score(open_window, approved, user, qtbot, tmp_path):
    page = open_window(approved, "rosters", "2008-QP").page()
    ready(qtbot, page.view, "获奖名单（公开）")
    target = export(qtbot, page, user, tmp_path / "公开.xlsx")
    cells = [cell for row in openpyxl.load_workbook(target).active.iter_rows(values_only=True) for cell in row]
    assert "得分" not in cells
    assert "统一社会信用代码" not in cells


def test_before_approval_the_paper_is_marked(open_window, sample, user, qtbot, tmp_path):
    page = open_window(sample, "rosters", "2008-J").page()
    ready(qtbot, page.view, "获奖名单（公开）")
    assert "尚未批准" in words(page)
    export(qtbot, page, user, tmp_path / "草稿.xlsx")
    assert user.told == [("save", "2008-J 获奖名单（公开）（未批准）.xlsx")]


def test_what_the_round_has_none_of_cannot_be_exported(open_window, approved, qtbot):
    page = open_window(approved, "rosters", "2008-J").page()
    page.choice.setCurrentRow(3)
    qtbot.waitUntil(lambda: "没有可以打印的牌匾清单" in words(page), timeout=15_000)
    assert not any(deed.isEnabled() for deed in page.deeds)


def test_a_payment_without_account_wants_a_tick(open_window, sample, user, qtbot, tmp_path):
    with sample.write() as session, operation(session, "amend", "test"):
        for entry in session.scalars(select(Entry)):
            entry.account = ""
    page = open_window(sample, "rosters", "2008-QP").page()
    page.choice.setCurrentRow(2)
    ready(qtbot, page.view, "奖金发放表")
    page.choice.setFocus()
    qtbot.keyClick(page.choice, Qt.Key.Key_E, CTRL)
    assert "请逐条核对" in user.told[0][1]
    assert page.view.checkup.tick.hasFocus()
    qtbot.keyClick(page.view.checkup.tick, Qt.Key.Key_Space)
    export(qtbot, page, user, tmp_path / "发放.pdf")

"""Workbooks with their faults marked: the sender's own, made safe, and still to be read."""

import io
from pathlib import Path

import openpyxl
import pytest

from awardsdesk.errors import UserError
from awardsdesk.exchange import marking
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import ImportProblem, load
from awardsdesk.exchange.marking import mark, mark_all
from awardsdesk.exchange.reading import read
from awardsdesk.operations.samples import sample_books
from awardsdesk.terms import ProgrammeKind
from tests.exchange.sheets import FIRM, OTHER, VETO, write

MESSY = Path(__file__).parent / "messy"
BOOKS = {
    ProgrammeKind.AWARD: sample_books()["2008-J"],
    ProgrammeKind.EVALUATION: sample_books()["2008-QP"],
}
RED, YELLOW = "00FFC7CE", "00FFEB9C"


def faults_of(path):
    return [
        ImportProblem(path.name, found.sheet, found.cell, found.severity, found.sentence)
        for found in read(path, BOOKS).problems
    ]


def said(path):
    return {(found.sheet, found.cell, found.sentence) for found in read(path, BOOKS).problems}


@pytest.mark.parametrize("name", ["企业申报.xlsx", "奖励提名.xlsx"])
def test_every_fault_of_a_messy_workbook_is_marked_in_its_cell_and_row(name, tmp_path):
    out = tmp_path / "标注.xlsx"
    faults = faults_of(MESSY / name)
    mark(MESSY / name, faults, out)
    book = openpyxl.load_workbook(out)
    for fault in faults:
        sheet = book[fault.sheet]
        assert fault.sentence in sheet[fault.cell].comment.text
        assert sheet[fault.cell].fill.fgColor.rgb in {RED, YELLOW}
        if fault.severity is Severity.REFUSE:
            assert fault.sentence in sheet.cell(sheet[fault.cell].row, sheet.max_column).value
    listed = list(book["问题清单"].iter_rows(min_row=2, values_only=True))
    words = {Severity.REFUSE: "强制", Severity.WARN: "核实"}
    assert listed == [(words[fault.severity], f"“{fault.sheet}”{fault.cell}", fault.sentence) for fault in faults]


def test_the_marked_copy_says_the_same_when_it_comes_back(tmp_path):
    source, out = MESSY / "奖励提名.xlsx", tmp_path / "标注.xlsx"
    mark(source, faults_of(source), out)
    assert said(out) == said(source)


def test_formulas_are_gone_and_text_is_no_formula(tmp_path):
    source = write(tmp_path / "a.xlsx", ("名单", [VETO, ("=cmd|'/C calc'!A0", *FIRM[1:]), ("=1+1", *OTHER[1:])]))
    book = openpyxl.load_workbook(source)
    book["名单"]["A2"].data_type = "s"
    book.save(source)
    out = tmp_path / "标注.xlsx"
    mark(source, [*faults_of(source), ImportProblem("a.xlsx", "名单", "A2", Severity.WARN, "=1+1")], out)
    sheet = openpyxl.load_workbook(out)["名单"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=cmd|'/C calc'!A0", "s")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["F2"].value.endswith("=1+1")


def test_merged_cells_and_notes_that_are_there_already(tmp_path):
    source = write(tmp_path / "a.xlsx", ("名单", [("否决",), VETO, FIRM]))
    book = openpyxl.load_workbook(source)
    book["名单"].merge_cells("A1:E1")
    book["名单"]["A3"].comment = openpyxl.comments.Comment("请核对", "县局")
    book.save(source)
    wrong = [ImportProblem("a.xlsx", "名单", cell, Severity.REFUSE, "不对。") for cell in ("C1", "A3")]
    out = tmp_path / "标注.xlsx"
    mark(source, wrong, out)
    sheet = openpyxl.load_workbook(out)["名单"]
    assert [sheet[cell].comment.text for cell in ("A1", "A3")] == ["不对。", "不对。\n请核对"]
    assert [sheet[cell].value for cell in ("F2", "F3")] == ["问题", "不对。"]


def test_pictures_in_a_workbook_keep_nobody_from_marking_it(tmp_path):
    image = pytest.importorskip("PIL.Image")
    source = write(tmp_path / "a.xlsx", ("名单", [VETO, FIRM]))
    seal = io.BytesIO()
    image.new("RGB", (8, 8)).save(seal, "PNG")
    book = openpyxl.load_workbook(source)
    book["名单"].add_image(openpyxl.drawing.image.Image(seal), "H2")
    book.save(source)
    mark(source, [ImportProblem("a.xlsx", "名单", "A2", Severity.WARN, "请核对。")], tmp_path / "标注.xlsx")
    assert openpyxl.load_workbook(tmp_path / "标注.xlsx")["名单"]["F2"].value == "请核对。"


@pytest.mark.parametrize("large", [False, True])
def test_an_xls_and_a_very_large_workbook_become_plain_copies(large, tmp_path, monkeypatch):
    source = Path(__file__).parent / "否决名单.xls"
    if large:
        source = write(tmp_path / "a.xlsx", ("名单", [VETO, FIRM]))
        monkeypatch.setattr(marking, "LARGEST", 10)
    rows = read(source).rows
    sheet, number = rows[0].sheet, rows[0].number
    out = tmp_path / "标注.xlsx"
    mark(source, [ImportProblem(source.name, sheet, f"B{number}", Severity.REFUSE, "不对。")], out)
    copied = openpyxl.load_workbook(out)[sheet]
    assert copied[f"B{number}"].comment.text == "不对。"
    assert copied.cell(number, copied.max_column).value == "不对。"
    assert [row.draft for row in read(out).rows] == [row.draft for row in rows]


def test_several_workbooks_have_copies_of_their_own(tmp_path):
    paths = [write(tmp_path / f"{name}.xlsx", ("名单", [VETO, FIRM])) for name in ("甲县", "乙县")]
    made = mark_all(
        paths, [ImportProblem("甲县.xlsx", "名单", "A2", Severity.WARN, "请核对。")], tmp_path / "标注.xlsx"
    )
    assert [path.name for path in made] == ["标注-甲县.xlsx", "标注-乙县.xlsx"]
    marks = [openpyxl.load_workbook(path)["名单"]["F2"].value for path in made]
    assert marks == ["请核对。", None]


def test_workbooks_of_one_name_are_told_apart_by_their_folders(database, tmp_path):
    for county in ("甲县", "乙县"):
        (tmp_path / county).mkdir()
    one, two = (tmp_path / county / "成果登记.xlsx" for county in ("甲县", "乙县"))
    head = ["成果名称", "成果类别", "完成单位", "完成人", "登记号"]
    write(one, ("成果登记", [head, ["研究一", "软科学", "甲研究所", "张三", "A1"]]))
    write(two, ("成果登记", [head, ["研究二", "无此类", "乙研究所", "李四", "A2"]]))
    with database.read() as session:
        loaded = load(session, [one, two])
    assert loaded.source == "甲县/成果登记.xlsx、乙县/成果登记.xlsx"
    assert {found.file for found in loaded.problems if found.severity is Severity.REFUSE} == {"乙县/成果登记.xlsx"}
    made = mark_all([one, two], loaded.problems, tmp_path / "标注.xlsx")
    assert [path.name for path in made] == ["标注-甲县-成果登记.xlsx", "标注-乙县-成果登记.xlsx"]
    assert [openpyxl.load_workbook(path)["成果登记"]["B2"].comment is None for path in made] == [True, False]


def test_a_workbook_is_never_its_own_marked_copy(tmp_path):
    source = write(tmp_path / "a.xlsx", ("名单", [VETO, FIRM]))
    before = source.read_bytes()
    with pytest.raises(UserError) as told:
        mark_all([source], [], tmp_path / "." / "a.xlsx")
    assert str(told.value) == "“a.xlsx”就是要标注的工作簿，没有写出，也没有改动它；请换一个名称。"
    assert source.read_bytes() == before

"""Full code lists from workbooks: as they are published, and as Excel ruins them."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.exchange.code_lists import ReadCodes, read_codes, write_codes
from awardsdesk.models import CodeItem, CodeList, Event
from awardsdesk.operations.codes import code_table, shipped, take_codes
from awardsdesk.operations.undo import undo
from awardsdesk.rules.codes import ListedCode, Standing
from awardsdesk.store.database import Database
from tests.exchange.sheets import write

HEAD = ("代码", "名称")


def read(tmp_path: Path, key: str, *rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> ReadCodes:
    return read_codes(write(tmp_path / "a.xlsx", ("Sheet1", [head, *rows])), key)


def said(found: ReadCodes) -> list[tuple[str, str]]:
    return [(problem.cell, problem.sentence) for problem in found.problems]


def test_reads_disciplines_with_and_without_dots_below_a_title(tmp_path: Path) -> None:
    rows = [("GB/T 13745—2009 学科分类与代码",), ("学科代码", "学科名称"), ("520", "计算机科学技术")]
    rows += [("520.40", "　计算机软件"), ("520.4010", "软件理论"), ("注：以上为节选",)]
    found = read_codes(write(tmp_path / "学科.xlsx", ("表", rows)), "discipline")
    assert [str(item) for item in found.items] == ["520 计算机科学技术", "52040 计算机软件", "5204010 软件理论"]
    assert (said(found), found.edition) == ([], "GB/T 13745-2009")


def test_reads_industries_with_a_column_a_level_under_one_heading(tmp_path: Path) -> None:
    rows = [
        ("代码", None, None, None, "类别名称", "说明"),
        ("门类", "大类", "中类", "小类", None, None),
        ("A", None, None, None, "农、林、牧、渔业", "本门类包括01～05大类"),
        (None, "01", None, None, "农业", None),
        (None, None, "011", None, "谷物种植", None),
        (None, None, None, "0111", "稻谷种植", None),
    ]
    found = read_codes(write(tmp_path / "GBT4754-2017.xlsx", ("表", rows)), "industry")
    assert [item.code for item in found.items] == ["A", "A01", "A011", "A0111"]
    assert (said(found), found.edition) == ([], "GB/T 4754-2017")


@pytest.mark.parametrize(
    ("key", "cell", "sentence"),
    [
        ("industry", 11, "代码存成了数字 11，开头的零可能已经丢失；请把代码列设为文本重填。"),
        ("industry", "1.1E+05", "“1.1E+05”是科学记数法，代码的数字已经丢失；请把代码列设为文本重填。"),
        ("region", "4.1E+05", "“4.1E+05”是科学记数法，代码的数字已经丢失；请把代码列设为文本重填。"),
        ("discipline", 520.1, "代码存成了数字 520.1，末尾的零已经丢失；请把代码列设为文本重填。"),
        ("discipline", "5204", "“5204”不像学科代码：应是3、5 或 7 位数字。"),
        ("region", "4101", "“4101”不像行政区划代码：应是6 位数字。"),
        ("discipline", None, "有名称没有代码。"),
    ],
)
def test_codes_that_excel_ruined_keep_the_list_out(tmp_path: Path, key: str, cell: object, sentence: str) -> None:
    found = read(tmp_path, key, (cell, "名称", "说明"), head=("代码", "名称", "说明"))
    assert said(found) == [("A2", sentence)]
    assert found.refused


def test_says_duplicates_missing_names_and_missing_levels(tmp_path: Path) -> None:
    rows = [("110", "数学"), ("110", "数学"), ("110", "算学"), ("120", None), ("13010", "力学史")]
    assert said(read(tmp_path, "discipline", *rows)) == [
        ("A4", "代码 110 与第 2 行重复，名称却不同：“数学”。"),
        ("B5", "代码 120 没有名称。"),
        ("A6", "13010 的上一级 130 不在表中，请核对是否漏了行。"),
    ]


def test_a_name_alone_is_told_and_keeps_nothing_out(tmp_path: Path) -> None:
    found = read(tmp_path, "discipline", ("110", "数学"), (None, "信息科学"), (None, None), ("注：以上为节选",))
    sentence = "只有“信息科学”，没有代码，这一行没有读入；是代码表里的，请补上代码。"
    assert (said(found), found.refused, len(found.items)) == ([("A3", sentence)], [], 1)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("姓名", "电话"), ("甲", "1")], "“a.xlsx”里没有代码表：找不到“代码”和“名称”两列的表头，没有读入任何内容。可先下载模板对照。"),
        ([HEAD], "“a.xlsx”的表头下面没有代码，没有读入任何内容。"),
    ],
)  # fmt: skip
def test_a_workbook_without_codes_is_told(tmp_path: Path, rows: list[tuple[str, ...]], sentence: str) -> None:
    with pytest.raises(UserError, match="^") as caught:
        read_codes(write(tmp_path / "a.xlsx", ("Sheet1", rows)), "discipline")
    assert str(caught.value) == sentence


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    items = shipped("region").items
    write_codes(items, "行政区划", tmp_path / "a.xlsx")
    assert tuple(read_codes(tmp_path / "a.xlsx", "region").items) == items


def counts(database: Database) -> tuple[int, ...]:
    with database.read() as session:
        return tuple(session.scalar(select(func.count(model.id))) or 0 for model in (CodeList, CodeItem, Event))


def bring(database: Database, edition: str, *codes: str) -> tuple[int, int, int, int]:
    items = [ListedCode(code[:3] if " " in code else code, code.partition(" ")[2] or f"名{code}") for code in codes]
    with database.write() as session:
        done = take_codes(session, "discipline", edition, items, "a.xlsx")
    return len(done.added), len(done.renamed), len(done.gone), done.changes


def test_a_list_is_put_in_force_corrected_superseded_and_taken_back(database: Database) -> None:
    events = counts(database)[2]
    assert bring(database, "甲版", "110 数学", "111", "112")[:3] == (2, 0, 61)
    assert counts(database) == (1, 3, events + 1)
    assert bring(database, "甲版", "110 数学", "111", "112") == (0, 0, 0, 0)
    assert bring(database, "甲版", "110 数学", "111 新名", "113") == (1, 1, 1, 3)
    assert counts(database) == (1, 3, events + 2)
    assert bring(database, "乙版", "110 数学", "113") == (0, 0, 1, 2)
    with database.read() as session:
        table = code_table(session, "discipline")
        assert (table.edition, table.complete, [str(item) for item in table.items]) == (
            "乙版",
            True,
            ["110 数学", "113 名113"],
        )
        assert table.standing("111") is Standing.FORMER
        assert table.doubt("111") == "学科代码 111 是旧版的（新名），乙版 中没有"
        assert table.doubt("999") == "学科代码 999 不在 乙版 中"
    for edition, codes in (("甲版", 3), ("甲版", 3), ("GB/T 13745-2009", 62)):
        with database.write() as session:
            undo(session)
        with database.read() as session:
            table = code_table(session, "discipline")
        assert (table.edition, len(table.items)) == (edition, codes)
    assert counts(database)[:2] == (0, 0)


def test_an_edition_without_a_name_is_refused(database: Database) -> None:
    with pytest.raises(UserError) as caught:
        bring(database, " ", "110 数学")
    assert str(caught.value) == "请写明代码表的版本，如“GB/T 4754-2017”。"

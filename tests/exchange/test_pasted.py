"""What Excel and WPS put on the clipboard: every cell as it is, or a sentence that says why not."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.errors import UserError
from awardsdesk.exchange.importing import ImportRefused, apply, load
from awardsdesk.exchange.pasted import cells, pasted, unheaded
from awardsdesk.exchange.workbook import Damage, Damaged
from awardsdesk.operations.sender_columns import SenderColumns

HEAD = "成果名称\t成果类别\t完成单位\t完成人\t登记号\t登记日期\r\n"
ROW = "高原肉牛\t应用技术\t甲大学、乙公司\t张三\t00952008Y0001\t2024-05-09\r\n"

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


@given(st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1)))
def test_what_our_own_list_copies_comes_back(rows):
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows([*rows, ["末", *rows[0][1:]]])
    assert cells(out.getvalue())[: len(rows)] == rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"一行\n二行"\t"说""好"""\r\n', [["一行\n二行", '说"好"']]),
        ('"十一五"规划\t“好”\r\n', [['"十一五"规划', "“好”"]]),
        ('"整格引号"\t后\r\n', [['"整格引号"', "后"]]),
        ('"没有收尾\tb\r\nc\td\r\n', [['"没有收尾', "b"], ["c", "d"]]),
        ("a\t\r\n\t\r\n", [["a", ""]]),
        ("a\t", [["a", ""]]),
        ("\r\n\r\n", []),
    ],
)
def test_cells_as_excel_writes_them(text, expected):
    assert cells(text) == expected


def test_zeros_long_numbers_and_days_stay_what_they_are():
    (_head, row) = pasted(HEAD + "  007\t510107199001011234\t2024-05-09\t1e5\t\t 0.50 \r\n").table.rows
    assert row.values == ("  007", "510107199001011234", "2024-05-09", "1e5", None, " 0.50 ")


def test_what_a_narrow_cell_hid_is_known_to_be_lost():
    (_head, row) = pasted(HEAD + "5.10107E+17\t#####\t#N/A\t#REF!\t#3\ta\r\n").table.rows
    assert row.values == (
        Damaged(Damage.LOST_DIGITS, "5.10107E+17"),
        Damaged(Damage.ERROR, "#####"),
        Damaged(Damage.ERROR, "#N/A"),
        Damaged(Damage.ERROR, "#REF!"),
        "#3",
        "a",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "剪贴板里没有文字"),
        (" \r\n\t\r\n", "剪贴板里没有文字"),
        ("成果", "剪贴板里只有一列（“成果”），不是表格区域"),
        ("a\tb\r\nc\r\n", "第 1 行有 2 列，第 2 行有 1 列，不是完整的表格区域"),
        ("a\tb\r\nc\td\0\r\n", "剪贴板里的 B2 有不是文字的内容"),
        ("a\tb\r\n" * 20_001, "剪贴板里有 20,001 行，一次至多粘贴 20,000 行"),
        ("\t".join("a" * 201), "剪贴板里有 201 列，超出了可读的范围"),
        ("a\tb\r\n" * 4_000_001, "剪贴板里的内容太多"),
    ],
)
def test_what_is_no_rectangle_is_told_in_a_sentence(text, sentence):
    with pytest.raises(UserError, match=sentence):
        pasted(text)


def test_a_paste_is_read_checked_and_taken_in_like_a_workbook(database):
    source = pasted(HEAD + ROW + ROW.replace("应用技术", "无此类别").replace("0001", "0002"))
    with database.read() as session:
        loaded = load(session, [source])
    assert loaded.source == "剪贴板"
    assert [(each.file, each.sheet, each.cell) for each in loaded.problems if each.severity == "refuse"] == [
        ("剪贴板", "剪贴板", "B3")
    ]
    with pytest.raises(ImportRefused) as told, database.write() as session:
        apply(session, loaded)
    assert str(told.value).split("：")[1] == "剪贴板B3"
    (item,) = loaded.batch
    assert item.draft.registration_no == "00952008Y0001"
    assert [unit.name for unit in item.draft.units] == ["甲大学", "乙公司"]
    with database.write() as session:
        assert apply(session, loaded, skip_refused=True).outcome.changes == 1


def test_without_headings_the_columns_are_said_by_their_places(database):
    source = unheaded(pasted(ROW + ROW.replace("高原肉牛", "盐碱地").replace("0001", "0002")))
    assert (source.headed, source.table.rows[0].values[:2]) == (False, ("第A列", "第B列"))
    meant = dict(zip(source.table.rows[0].values, ("title", "klass", "units", "completers", "", ""), strict=True))
    with database.read() as session:
        loaded = load(session, [source], chosen={(source, "剪贴板"): SenderColumns("", "成果登记", meant)})
    assert [item.draft.title for item in loaded.batch] == ["高原肉牛", "盐碱地"]
    assert [number for _file, _sheet, number in loaded.origins] == [1, 2]

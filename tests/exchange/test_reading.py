"""Sheets as a whole: headers in every shape, what is no data, and what only shows when rows are compared."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from awardsdesk.errors import UserError
from awardsdesk.exchange.findings import Known, Severity
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.reading import read, recognise
from awardsdesk.operations.drafts import MeetingDraft, VetoDraft
from awardsdesk.rules.rulebook import decode
from awardsdesk.terms import ProgrammeKind
from tests.exchange.sheets import FIRM, OTHER, SAMPLE, VETO, sample_rows, write

BOOKS = {
    ProgrammeKind.EVALUATION: decode((SAMPLE / "rounds" / "2008-QP.json").read_bytes()),
    ProgrammeKind.AWARD: decode((SAMPLE / "rounds" / "2008-J.json").read_bytes()),
}
MEETING = [("届次", "日期", "地点", "应到", "实到"), ("评审会", dt.date(2008, 7, 18), "会议室", 21, 19)]
FIRST = VetoDraft(
    uscc="91419903EHDX69CH0E",
    name="澄川钧鼎轮胎有限公司",
    reason="偷税被查处",
    department="市国家税务局",
    decided_on=dt.date(2008, 5, 14),
)


def told(path: Path, books=None) -> str:
    with pytest.raises(UserError) as error:
        read(path, books)
    return str(error.value)


def said(reading) -> list[tuple[str, str, str]]:
    return [(found.cell, found.severity.value, found.sentence) for found in reading.problems]


def test_titles_another_order_and_strange_headings_do_no_harm(tmp_path):
    order = [3, 1, 2, 0, 4]
    rows = [
        ("一票否决名单",),
        (),
        ["序号", *(VETO[place] for place in order), "经办"],
        [1, *(FIRM[place] for place in order), "甲"],
    ]
    rows[2][2], rows[2][3] = " 统一社会\n信用代码 *", "事　由："
    reading = read(write(tmp_path / "a.xlsx", ("名单", rows)))
    assert [row.draft for row in reading.rows] == [
        VetoDraft(uscc=FIRM[1], name=FIRM[0], reason=FIRM[2], department=FIRM[3], decided_on=FIRST.decided_on)
    ]
    assert [found.cell for found in reading.findings if found.severity is Severity.SKIP] == ["A1", "A2", "A3", "G3"]


def test_what_is_no_data_is_skipped(tmp_path):
    rows = [VETO, FIRM, (), ("小 计", "1"), VETO, OTHER, ("审核人：", "", "负责人："), ("备注：以上属实",)]
    reading = read(write(tmp_path / "a.xlsx", ("名单", rows)))
    assert [row.number for row in reading.rows] == [2, 6]
    assert [(found.cell, found.sentence) for found in reading.findings if found.severity is Severity.SKIP] == [
        ("A3", "空行。"),
        ("A4", "合计行，不是数据。"),
        ("A5", "重复的表头，不是数据。"),
        ("A7", "签名或说明行，不是数据。"),
        ("A8", "签名或说明行，不是数据。"),
    ]
    assert reading.problems == ()


def test_a_missing_column_is_named(tmp_path):
    rows = [row[:2] + row[3:] for row in sample_rows("企业申报", "申报企业")]
    path = write(tmp_path / "a.xlsx", ("申报企业", rows))
    assert told(path, BOOKS) == (
        "表“申报企业”是“企业申报”，但缺少这些列：统一社会信用代码；没有读入任何内容。请补上后再导入。"
    )
    rows = [row[:20] + row[22:] for row in sample_rows("企业申报", "申报企业")]
    path = write(tmp_path / "b.xlsx", ("申报企业", rows))
    assert told(path, BOOKS) == (
        "表“申报企业”是“企业申报”，但缺少这些列：利润总额、上缴税金；没有读入任何内容。请补上后再导入。"
    )


def test_a_score_sheet_without_criteria_is_told(tmp_path):
    rows = [("统一社会信用代码", "专家", "回避"), (FIRM[1], "王芳", "")]
    path = write(tmp_path / "a.xlsx", ("评分", rows))
    assert told(path) == "表“评分”是“企业专家评分”，但缺少这些列：各评分项；没有读入任何内容。请补上后再导入。"


def test_another_rounds_score_sheet_is_told(tmp_path):
    rows = sample_rows("企业专家评分", "专家评分")
    rows[0][3] = "创新机制(30)"
    path = write(tmp_path / "a.xlsx", ("评分", rows))
    assert told(path, BOOKS) == (
        "“创新机制”的满分写作 30，本轮规则是 25；没有读入任何内容。请核对用的是不是这一轮的评分表。"
    )


def test_a_repeated_heading_is_told(tmp_path):
    path = write(tmp_path / "a.xlsx", ("名单", [(*VETO, "事由"), (*FIRM, "x")]))
    assert told(path) == "表“名单”有两列都叫“事由”（C、F），没有读入任何内容。请删去一列。"


def test_figures_need_the_rounds_rules():
    assert told(SAMPLE / "企业申报.xlsx") == (
        "表“申报企业”要按某一轮的规则来读，没有读入任何内容。请先建立或选定轮次。"
    )


def test_two_sheets_of_one_kind_are_both_read_and_compared(tmp_path):
    reading = read(write(tmp_path / "a.xlsx", ("甲县", [VETO, FIRM]), ("乙县", [VETO, OTHER, FIRM])))
    assert [(row.sheet, row.number) for row in reading.rows] == [("甲县", 2), ("乙县", 2)]
    assert said(reading) == [
        ("A1", "warn", "工作簿里不止一张“一票否决”，都读入了。"),
        ("A3", "refuse", "与“甲县”第 2 行重复（91419903EHDX69CH0E），只留前一行。"),
    ]


def test_a_hidden_sheet_is_read_and_told(tmp_path):
    reading = read(write(tmp_path / "a.xlsx", ("名单", [VETO, FIRM]), ("会", MEETING), hidden=("名单",)))
    assert [row.draft for row in reading.rows] == [
        FIRST,
        MeetingDraft(title="评审会", held_on=dt.date(2008, 7, 18), place="会议室", expected=21, present=19),
    ]
    assert said(reading) == [("A1", "warn", "这张表是隐藏的，也读入了。")]


def test_days_of_a_1904_workbook_are_the_same_days(tmp_path):
    path = tmp_path / "mac.xlsx"
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (VETO, (*FIRM[:4], dt.date(2008, 5, 14)), (*OTHER[:4], 38120)):
        book.active.append(row)
    book.save(path)
    reading = read(path)
    assert [row.draft.decided_on for row in reading.rows] == [dt.date(2008, 5, 14), dt.date(2008, 5, 14)]


def test_an_old_xls_is_read_with_a_warning():
    path = Path(__file__).parent / "否决名单.xls"
    assert [(sheet.sheet, sheet.kind) for sheet in recognise(path)] == [("否决名单", Kind.VETOES)]
    reading = read(path)
    assert [row.draft.decided_on for row in reading.rows] == [dt.date(2008, 5, 14), dt.date(2008, 5, 13)]
    assert said(reading) == [("A1", "warn", "旧格式 .xls 看不出隐藏的行和出错的公式；请核对，最好另存为 .xlsx。")]


def test_a_heading_in_yuan_is_converted(tmp_path):
    rows = sample_rows("企业申报", "申报企业")[:3]
    rows[0][9] = "研发费用（元）"
    rows[1][9] = 16202400
    reading = read(write(tmp_path / "a.xlsx", ("申报企业", rows)), BOOKS)
    assert reading.rows[0].draft.reported["研发费用"] == Decimal("1620.24")
    assert said(reading) == [("J1", "warn", "这一列以元计，已折算成万元。")]


def test_an_unknown_unit_is_told(tmp_path):
    rows = sample_rows("企业申报", "申报企业")[:2]
    rows[0][9] = "研发费用（万美元）"
    assert told(write(tmp_path / "a.xlsx", ("申报企业", rows)), BOOKS) == (
        "“研发费用”一列的单位“万美元”不认识，没有读入任何内容。请改成“万元”。"
    )


def test_counties_are_completed_from_the_offices_file(tmp_path):
    rows = sample_rows("企业申报", "申报企业")[:3]
    rows[1][3], rows[2][3] = "平泽", "远山"
    path = write(tmp_path / "a.xlsx", ("申报企业", rows))
    reading = read(path, BOOKS, Known(counties=frozenset({"平泽县", "柳庄县"})))
    assert [row.draft.county for row in reading.rows] == ["平泽县", "远山"]
    assert said(reading) == [
        ("D2", "warn", "县区简称“平泽”按“平泽县”读入。"),
        ("D3", "warn", "“远山”不在县区名单中，按原样收下。"),
    ]


@pytest.mark.parametrize(("book", "sheet", "place"), [("奖励提名", "提名项目", 6), ("成果登记", "成果登记", 17)])
def test_one_person_written_with_and_without_the_first_unit_is_one(tmp_path, book, sheet, place):
    rows = sample_rows(book, sheet)[:2]
    rows[1][place : place + 2] = "甲公司、乙公司", "张三、李四（乙公司）、张三（甲公司）、张三（乙公司）"
    reading = read(write(tmp_path / "a.xlsx", (sheet, rows)), BOOKS)
    assert [(person.name, person.unit) for person in reading.rows[0].draft.completers] == [
        ("张三", None),
        ("李四", "乙公司"),
        ("张三", "乙公司"),
    ]
    cell = f"{get_column_letter(place + 2)}2"
    assert said(reading) == [(cell, "warn", "张三（第一完成单位）出现了两次，只留第一处。")]


@pytest.mark.parametrize("left", [None, "安全事故"])
def test_rows_below_a_merged_cell_hold_what_it_shows(tmp_path, left):
    path = write(tmp_path / "a.xlsx", ("名单", [VETO, FIRM, (*OTHER[:2], left, *OTHER[3:]), FIRM[:1]]))
    book = openpyxl.load_workbook(path)
    book["名单"].merged_cells.add("C2:C3")  # what is left below is only hidden, as other programs do
    book.save(path)
    assert [row.draft.reason for row in read(path).rows] == ["偷税被查处"] * 2


def test_marks_outside_the_rules_keep_the_row_out(tmp_path):
    rows = sample_rows("奖励专家评分", "专家评分")[:4]
    rows[1][3], rows[2][4] = 30.5, 17.25
    reading = read(write(tmp_path / "a.xlsx", ("评分", rows)), BOOKS)
    assert [row.number for row in reading.rows] == [4]
    assert said(reading) == [
        ("D2", "refuse", "分数 30.5 不合规定：应在 0 到 30 之间，至多一位小数。"),
        ("E3", "refuse", "分数 17.25 不合规定：应在 0 到 25 之间，至多一位小数。"),
    ]


def test_marks_of_a_recused_expert_are_kept(tmp_path):
    rows = sample_rows("企业专家评分", "专家评分")[:2]
    rows[1][7] = "是"
    reading = read(write(tmp_path / "a.xlsx", ("评分", rows)), BOOKS)
    assert (reading.rows[0].draft.recused, len(reading.rows[0].draft.marks)) == (True, 4)
    assert reading.problems == ()


def test_a_sheet_with_a_header_only_gives_no_rows(tmp_path):
    reading = read(write(tmp_path / "a.xlsx", ("名单", [VETO])))
    assert (len(reading.sheets), reading.rows, reading.problems) == (1, (), ())


def test_an_unknown_table_beside_a_known_one_is_told(tmp_path):
    path = write(tmp_path / "a.xlsx", ("名单", [VETO, FIRM]), ("别的", [("甲", "乙", "丙", "丁"), (1, 2, 3, 4)]))
    assert said(read(path)) == [("A1", "warn", "认不出这张表的表头，没有读。")]


def test_a_key_that_cannot_be_read_keeps_the_row_out(tmp_path):
    rows = [VETO, ("—", "=B9", "事由", "", ""), (FIRM[0], FIRM[1], "—", "", "")]
    reading = read(write(tmp_path / "a.xlsx", ("名单", rows)))
    assert reading.rows == ()
    assert said(reading) == [
        ("A2", "warn", "短横线按空白读入。"),
        ("B2", "warn", "公式 =B9 没有存下结果，按空白读入；请在 Excel 里重新计算后保存。"),
        ("B2", "refuse", "缺少统一社会信用代码。"),
        ("C3", "warn", "短横线按空白读入。"),
        ("C3", "refuse", "缺少事由。"),
    ]


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(min_value=dt.date(1900, 3, 1)),
    st.booleans(),
)
HEADINGS = st.sampled_from(
    [(kind, sheet) for kind, sheet in [("企业申报", "申报企业"), ("奖励提名", "提名项目"), ("表决", "表决")]]
)


@settings(max_examples=40)
@given(st.data(), HEADINGS)
def test_no_cell_can_break_the_reading(tmp_path_factory, data, heading):
    header, *_rest = sample_rows(*heading)
    row = data.draw(st.lists(CELLS, min_size=len(header), max_size=len(header)))
    path = write(tmp_path_factory.mktemp("any") / "a.xlsx", ("S", [header, row]))
    reading = read(path, BOOKS)
    accounted = [row.number for row in reading.rows] + [
        int(found.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for found in reading.findings
    ]
    assert 2 in accounted or not any(cell not in (None, "") for cell in row)


def test_a_column_of_achievements_that_no_field_takes_is_told_when_something_stands_in_it(tmp_path):
    heads, row = (list(line) for line in sample_rows("成果登记", "成果登记")[:2])
    rows = [["序号", *heads, "主题词", "空列", "状态"], [1, *row, "房水", None, "已登记"]]
    said_of = "认不出表头“主题词”，这一列没有读；要读的，请改表头，或在导入预览里用“对应列”指定。"
    place = get_column_letter(len(heads) + 2)
    assert said(read(write(tmp_path / "a.xlsx", ("成果登记", rows)))) == [(f"{place}1", "warn", said_of)]

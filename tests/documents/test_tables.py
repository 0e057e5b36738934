"""Rosters, plaque lists and payment sheets: the same table as PDF, workbook and Word file, read back."""

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import docx
import pypdf
import pypdfium2
import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from awardsdesk.documents import payments, plaques, roster
from awardsdesk.documents.payments import Payment, PaymentSheet
from awardsdesk.documents.plaques import Plaque, PlaqueList
from awardsdesk.documents.roster import Roster, RosterGroup
from awardsdesk.documents.table import TableColumn, TableData, TableRow, check_table, column_widths, public_only, shown
from awardsdesk.documents.table_pdf import draw_table
from awardsdesk.documents.text import width
from awardsdesk.documents.word import write_word
from awardsdesk.documents.workbook import write_workbook
from awardsdesk.errors import UserError
from awardsdesk.terms import Profile

COLUMNS = (
    TableColumn("序号", 12, "count", public=True),
    TableColumn("信用代码", 45, "code", public=True),
    TableColumn("名称", 60, public=True),
    TableColumn("得分", 20, "number"),
    TableColumn("奖金（元）", 30, "money"),
    TableColumn("日期", 26, "date"),
)
ROWS = (
    TableRow(("一等奖（1 项）", None, None, None, None, None), "group"),
    TableRow((1, "000000000000000012", "=1+1 澄川𬭎昌㛃䶮公司", Decimal("92.30"), 5000000, dt.date(2008, 7, 31))),
    TableRow((2, "91410800MA0000012X", '+HYPERLINK("x")', Decimal(91), 12345, None)),
    TableRow(("合计", None, None, None, 5012345, None), "total"),
)
TABLE = TableData(title="2008年度名单", columns=COLUMNS, rows=ROWS, notes=("说明：按得分排列。",), signatures=("制表人：", "审核人："),
                  left="市科技局", right="单位：元", profile="内部资料 & 保密", subtitle="（一）", attachment="附件1")  # fmt: skip


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_pages(table: TableData) -> list[str]:
    buffer = io.BytesIO()
    draw_table(table, buffer)
    return [squeezed(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(buffer.getvalue())]


def workbook(table: TableData):
    buffer = io.BytesIO()
    write_workbook([table], buffer)
    return load_workbook(buffer).worksheets[0]


def word(table: TableData):
    buffer = io.BytesIO()
    write_word(table, buffer)
    return docx.Document(buffer)


def narrow(number: str, left: float = 12) -> TableData:
    columns = (TableColumn("编号", left, "code"), TableColumn("名称", 60), TableColumn("单位", 60))
    return replace(TABLE, columns=columns, rows=(TableRow((number, "甲", "乙")), TableRow(("1", "丙", "丁"))))


# -- PDF


def lines_of(table: TableData) -> list[str]:
    buffer = io.BytesIO()
    draw_table(table, buffer)
    return pypdfium2.PdfDocument(buffer.getvalue())[0].get_textpage().get_text_bounded().split()


def test_a_number_is_not_broken_and_the_texts_share_the_rest():
    assert "2008-KJJ-W-001" in lines_of(narrow("2008-KJJ-W-001"))
    wide = column_widths(narrow("2008-KJJ-W-001"), 480, 10.5, 3)
    assert wide[0] == pytest.approx(width("2008-KJJ-W-001", "song", 10.5) + 6)
    assert wide[1] == wide[2]
    assert sum(wide) == pytest.approx(480)


@pytest.mark.parametrize(("number", "left"), [("2008-J-1-001", 40), ("2" * 80, 12)])
def test_columns_keep_their_proportion_where_numbers_fit_or_could_never(number, left):
    wide = column_widths(narrow(number, left), 480, 10.5, 3)
    assert wide == pytest.approx([each * 480 / (120 + left) for each in (left, 60, 60)])


def test_a_printed_table_says_everything():
    (page,) = pdf_pages(TABLE)
    around = (TABLE.title, TABLE.subtitle, TABLE.attachment, TABLE.left, TABLE.right, TABLE.profile)
    for text in (*around, *TABLE.notes, *TABLE.signatures):
        assert squeezed(text) in page
    for row in ROWS:
        for cell, column in zip(row.cells, COLUMNS, strict=True):
            assert squeezed(shown(cell, column.kind)) in page
    assert "第1页共1页" in page
    assert "未批准" not in page


def test_header_and_page_numbers_are_on_each_page_and_no_row_is_lost_or_split():
    rows = tuple(TableRow((n, f"code{n:04}", "很长的单位名称" * 6, None, n, None)) for n in range(200))
    pages = pdf_pages(replace(TABLE, rows=rows))
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert "信用代码" in page
        assert f"第{number}页共{len(pages)}页" in page
        assert page.count("很长的单位名称" * 6) == len(re.findall(r"code\d{4}", page))
    assert re.findall(r"code(\d{4})", "".join(pages)) == [f"{n:04}" for n in range(200)]
    assert "制表人" in pages[-1]
    assert "制表人" not in pages[-2]


@pytest.mark.parametrize("count", range(20, 60))
def test_what_stands_below_never_leaves_the_page(count):
    rows = tuple(TableRow((n, "", "名", None, None, None)) for n in range(count))
    buffer = io.BytesIO()
    draw_table(replace(TABLE, rows=rows, landscape=count % 2 == 0), buffer)
    for page in pypdfium2.PdfDocument(buffer.getvalue()):
        text = page.get_textpage()
        signed = [text.get_charbox(n)[1] for n in range(text.count_chars()) if text.get_text_range(n, 1) == "审"]
        assert all(height > 22 * 72 / 25.4 - 15 for height in signed)


def test_a_group_heading_is_not_left_alone_at_the_foot():
    heading = TableRow(("二等奖", None, None, None, None, None), "group")
    for count in range(20, 50):
        rows = (*(TableRow((n, "", "名", None, None, None)) for n in range(count)), heading, ROWS[1])
        for page in pdf_pages(replace(TABLE, rows=rows)):
            assert ("二等奖" in page) == ("000000000000000012" in page)


PEOPLE = tuple(f"{'赵钱孙李周吴郑王'[n % 8]}{chr(0x4E00 + n)}{chr(0x5200 + n)}" for n in range(400))


def long_rows(before: int, after: int) -> TableData:
    """Return a table with one row taller than a page among short ones."""
    columns = (COLUMNS[0], COLUMNS[1], TableColumn("名称", 40), TableColumn("完成者", 40, "names"))
    short = [TableRow((n, f"code{n:04}", "短的", "张三、李四")) for n in range(before + after)]
    tall = TableRow((777, "code0777", "长长的名称" * 40, "、".join(PEOPLE)))
    rows = (*short[:before], tall, *short[before:], TableRow(("合计", None, None, None), "total"))
    return replace(TABLE, columns=columns, rows=rows, landscape=True)


@pytest.mark.parametrize(("before", "after"), [(0, 0), (0, 3), (9, 1), (17, 0), (20, 2), (23, 30)])
def test_a_row_taller_than_a_page_goes_on_and_loses_nothing(before, after):
    pages = pdf_pages(long_rows(before, after))
    found = [[name for name in PEOPLE if name in page] for page in pages]
    assert [name for page in found for name in page] == list(PEOPLE)
    bearing = [page for page, names in zip(pages, found, strict=True) if names]
    assert [page.count("code0777") for page in bearing] == [1] * len(bearing)
    assert ["777续" in page for page in bearing] == [False, *[True] * (len(bearing) - 1)]
    assert re.sub("[^长的名称]", "", "".join(bearing)).count("长长的名称") >= 38  # the header says 名称, too
    assert all(f"code{n:04}" in "".join(pages) for n in range(before + after))
    assert "审核人" in pages[-1]


@pytest.mark.parametrize("count", range(300, 400, 3))
def test_what_stands_below_a_tall_row_never_leaves_the_page(count):
    table = long_rows(0, 0)
    tall = TableRow((777, "code0777", "名", "、".join(PEOPLE[:count])))
    buffer = io.BytesIO()
    draw_table(replace(table, rows=(tall,)), buffer)
    for page in pypdfium2.PdfDocument(buffer.getvalue()):
        text = page.get_textpage()
        lowest = min(text.get_charbox(n)[1] for n in range(text.count_chars()) if text.get_text_range(n, 1).strip())
        foot = [text.get_charbox(n)[1] for n in range(text.count_chars()) if text.get_text_range(n, 1) == "审"]
        assert lowest > 20 * 72 / 25.4 - 30
        assert all(height > 20 * 72 / 25.4 - 15 for height in foot)


def test_an_unapproved_table_says_so_on_each_page():
    rows = tuple(TableRow((n, "", "名", None, None, None)) for n in range(80))
    assert all("未批准" in page for page in pdf_pages(replace(TABLE, rows=rows, approved=False)))


def test_all_fonts_of_a_table_are_embedded():
    buffer = io.BytesIO()
    draw_table(replace(TABLE, approved=False), buffer)
    (page,) = pypdf.PdfReader(buffer).pages
    for font in page["/Resources"]["/Font"].values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]
        assert "Helvetica" not in font.get_object()["/BaseFont"]


def test_check_names_row_and_column():
    bad = TableRow((1, "", "王𱍐", None, None, None))
    (finding,) = check_table(replace(TABLE, rows=(bad,), labels=("王某",)))
    assert (finding.record, finding.field) == ("王某", "名称")
    (finding,) = check_table(replace(TABLE, rows=(TableRow((1,)),)))
    assert (finding.record, finding.severity) == ("第 1 行", "error")


# -- workbook


def cells(sheet, first: str) -> list[tuple]:
    """Return the values of the rows from the one that begins with `first`."""
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    return rows[next(place for place, row in enumerate(rows) if row[0] == first) :]


def test_a_workbook_reads_back_equal():
    header, group, one, two, total, *rest = cells(workbook(TABLE), "序号")
    assert header == tuple(column.title for column in COLUMNS)
    assert group == ROWS[0].cells
    assert one == (1, "000000000000000012", "=1+1 澄川𬭎昌㛃䶮公司", 92.3, 50000, dt.datetime(2008, 7, 31))
    assert two == (2, "91410800MA0000012X", '+HYPERLINK("x")', 91, 123.45, None)
    assert total == ("合计", None, None, None, 50123.45, None)
    assert [row[0] for row in rest] == ["说明：按得分排列。", "制表人：　　　　　　审核人："]


def test_user_text_never_becomes_a_formula_and_codes_stay_text():
    sheet = workbook(TABLE)
    kinds = {
        cell.value: (cell.data_type, cell.number_format) for row in sheet.iter_rows() for cell in row if cell.value
    }
    assert kinds["=1+1 澄川𬭎昌㛃䶮公司"][0] == "s"
    assert kinds['+HYPERLINK("x")'][0] == "s"
    assert kinds["000000000000000012"] == ("s", "@")
    assert kinds[92.3] == ("n", "0.00")
    assert kinds[50000] == ("n", "#,##0.00")
    assert "f" not in {kind for kind, _form in kinds.values()}


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "<r>甲</r>",
        "<r>甲",
        "_x0041_",
        "_x甲_",
        " 甲 ",
        "　甲",
        "甲\n乙",
        "甲&<乙>\"丙'",
        "<r><t>甲 &amp;</t></r>",
        "𬭎" * 9,
    ],
)
def test_a_workbook_holds_a_text_as_it_is(text, long):
    buffer = io.BytesIO()
    table = TableData(title=text, columns=(TableColumn("甲"), TableColumn("乙")), rows=[TableRow((text, 1))])
    write_workbook([table], buffer, long=long)
    sheet = load_workbook(buffer).worksheets[0]
    read = unescape if long else str  # openpyxl leaves the signs for signs in a cell's own text, Excel does not
    assert (read(sheet["A1"].value), read(sheet["A3"].value)) == (text, text)


@pytest.mark.parametrize("long", [False, True])
def test_what_no_workbook_can_hold_is_left_out(long):
    buffer = io.BytesIO()
    row = TableRow(("甲\x00\uffff乙\ufffe", 1))
    table = TableData(title="甲\uffff", columns=(TableColumn("乙\ufffe"), TableColumn("丙")), rows=[row])
    write_workbook([table], buffer, long=long)
    assert [cell.value for cell in load_workbook(buffer).worksheets[0]["A"]] == ["甲", "乙", "甲乙"]


def test_a_long_workbook_holds_what_a_short_one_does():
    long, short = io.BytesIO(), io.BytesIO()
    write_workbook([TABLE], long, long=True)
    write_workbook([TABLE], short)

    def looks(file):
        rows = load_workbook(file).worksheets[0].iter_rows()
        return [(cell.value, cell.number_format, cell.font.b, cell.border.left.style) for row in rows for cell in row]

    assert looks(long) == looks(short)


def test_a_workbook_prints_well():
    sheet = workbook(TABLE)
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号")
    assert sheet.freeze_panes == f"A{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"
    assert sheet.print_area == f"'2008年度名单'!$A$1:$F${sheet.max_row}"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.page_setup.paperSize == 9
    assert "A2:F2" in {str(area) for area in sheet.merged_cells.ranges}
    assert "内部资料 && 保密" in sheet.oddFooter.left.text  # how a footer writes one &


def test_a_workbook_is_neutral_and_alike_each_time():
    first, second = io.BytesIO(), io.BytesIO()
    write_workbook([TABLE, TABLE], first)
    write_workbook([TABLE, TABLE], second)
    assert first.getvalue() == second.getvalue()
    book = load_workbook(first)
    assert book.sheetnames == ["2008年度名单", "2008年度名单 2"]
    assert not book.properties.creator
    assert book.properties.created == dt.datetime(2000, 1, 1)


def test_a_sheet_name_takes_any_title():
    assert workbook(replace(TABLE, title="名单：[一]/二*?" * 9)).title.startswith("名单：")


def test_an_unapproved_workbook_says_so():
    values = [row[0] for row in cells(workbook(replace(TABLE, approved=False)), "附件1")]
    assert "未批准" in values
    assert "未批准" not in [row[0] for row in cells(workbook(TABLE), "附件1")]


# -- Word


def test_a_word_file_reads_back_equal():
    document = word(TABLE)
    (grid,) = document.tables
    read = [[cell.text for cell in row.cells] for row in grid.rows]
    assert read[0] == [column.title for column in COLUMNS]
    assert read[1] == ["一等奖（1 项）"] * 6
    assert read[2] == ["1", "000000000000000012", "=1+1 澄川𬭎昌㛃䶮公司", "92.30", "50,000.00", "2008-07-31"]
    assert read[4] == ["合计", "合计", "合计", "合计", "50,123.45", ""]
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert [line for line in lines if line] == [
        "附件1", "2008年度名单", "（一）", "市科技局　　单位：元", "说明：按得分排列。", "制表人：　　　　审核人：",
    ]  # fmt: skip
    assert "内部资料 & 保密" in document.sections[0].footer.paragraphs[0].text


def test_a_word_file_looks_official():
    document = word(TABLE)
    section = document.sections[0]
    margins = [section.top_margin.mm, section.bottom_margin.mm, section.left_margin.mm, section.right_margin.mm]
    assert [round(margin) for margin in margins] == [37, 35, 28, 26]
    title = next(paragraph for paragraph in document.paragraphs if paragraph.text == TABLE.title)
    assert 'w:eastAsia="方正小标宋简体"' in title._p.xml
    assert title.runs[0].font.size.pt == 22
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in document.tables[0].rows)
    assert not document.core_properties.author


def test_a_word_file_breaks_no_number():
    columns = word(narrow("2008-KJJ-W-001")).tables[0].columns
    assert columns[0].width.pt == pytest.approx(width("2008-KJJ-W-001", "song", 10.5) + 10.8, abs=0.1)


def test_a_word_file_is_alike_each_time():
    first, second = io.BytesIO(), io.BytesIO()
    write_word(TABLE, first)
    write_word(TABLE, second)
    assert first.getvalue() == second.getvalue()


def test_an_unapproved_word_file_says_so():
    assert "未批准" in [paragraph.text for paragraph in word(replace(TABLE, approved=False)).paragraphs]


# -- the three documents


def test_public_tables_lose_the_other_columns():
    public = public_only(TABLE)
    assert [column.title for column in public.columns] == ["序号", "信用代码", "名称"]
    assert public.rows[1].cells == (1, "000000000000000012", "=1+1 澄川𬭎昌㛃䶮公司")
    hidden = replace(TABLE, columns=(replace(COLUMNS[0], public=False), *COLUMNS[1:]))
    assert [row.cells[0] for row in public_only(hidden).rows] == [
        "一等奖（1 项）",
        ROWS[1].cells[1],
        ROWS[2].cells[1],
        "合计",
    ]


ROSTER = Roster(
    title="获奖名单",
    columns=COLUMNS,
    groups=(RosterGroup("一等奖", (ROWS[1].cells,)), RosterGroup("二等奖", (ROWS[2].cells,))),
    profile=Profile.INTERNAL,
    approved=True,
)


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_a_public_roster_holds_no_score_money_or_date(kind, tmp_path):
    roster.draw(ROSTER, tmp_path / f"internal.{kind}", kind)
    roster.draw(replace(ROSTER, profile=Profile.PUBLIC), tmp_path / f"public.{kind}", kind)
    secret = {"得分", "奖金（元）"}
    assert secret <= words(tmp_path / f"internal.{kind}", secret)
    assert not words(tmp_path / f"public.{kind}", secret | {"92.3", "92.30", "50,000.00"})


def words(path, wanted: set[str]) -> set[str]:
    """Return which of the wanted words a file shows."""
    match path.suffix:
        case ".pdf":
            text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))
        case ".xlsx":
            text = "\n".join(str(cell.value) for row in load_workbook(path).active.iter_rows() for cell in row)
        case _:
            rows = docx.Document(str(path)).tables[0].rows
            text = "\n".join(cell.text for row in rows for cell in row.cells)
    return {word for word in wanted if word in text}


def test_a_roster_counts_its_groups_and_says_who_may_read_it():
    table = roster.table(ROSTER)
    assert [row.cells[0] for row in table.rows] == ["一等奖（1 项）", 1, "二等奖（1 项）", 2]
    assert table.profile == "内部资料　不得公开"
    assert roster.table(replace(ROSTER, profile=Profile.PUBLIC)).profile == "公开"


def test_a_public_roster_needs_a_public_column():
    private = replace(ROSTER, profile=Profile.PUBLIC, columns=(TableColumn("得分"),) * 6)
    assert [finding.severity for finding in roster.check(private)] == ["error"]


def plaque(honour: str, name: str = "甲公司", **changes) -> Plaque:
    values = {"lines": (honour, "澄川市人民政府"), "name": name, "honour": honour, "size": "600×400 mm"}
    return Plaque(**{**values, **changes})


ORDER = PlaqueList(
    title="2008年度",
    plaques=(plaque("五十强"), plaque("十强"), plaque("五十强", "乙𬭎公司", quantity=2)),
    approved=True,
)


def test_plates_of_equal_text_are_counted_together():
    full, summary = plaques.tables(ORDER)
    assert [row.cells[1:4] for row in full.rows[:2]] == [
        ("五十强\n澄川市人民政府", 2, "甲公司"),
        ("十强\n澄川市人民政府", 2, "甲公司"),
    ]
    assert [(row.cells[1], row.cells[-1]) for row in summary.rows] == [
        ("五十强\n澄川市人民政府", 3),
        ("十强\n澄川市人民政府", 1),
        (None, 4),
    ]


def test_plaques_are_written_twice_over(tmp_path):
    plaques.draw(ORDER, tmp_path / "牌匾.pdf", "pdf")
    plaques.draw(ORDER, tmp_path / "牌匾.xlsx", "xlsx")
    assert words(tmp_path / "牌匾.pdf", {"乙𬭎公司", "牌匾制作清单", "牌匾汇总"}) == {
        "乙𬭎公司",
        "牌匾制作清单",
        "牌匾汇总",
    }
    book = load_workbook(tmp_path / "牌匾.xlsx")
    assert book.sheetnames == ["牌匾制作清单", "牌匾汇总（按文字）"]
    assert cells(book.worksheets[1], "序号")[1][1] == "五十强\n澄川市人民政府"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": ("",)}, "牌匾全文"),
        ({"lines": ("好", "𱍐")}, "牌匾第 2 行"),
        ({"quantity": 0}, "数量"),
        ({"size": " "}, "规格"),
        ({"name": ""}, "企业名称"),
    ],
)
def test_a_faulty_plaque_is_named(changes, field):
    findings = plaques.check(replace(ORDER, plaques=(plaque("十强", **changes),)))
    assert [(finding.field, finding.severity) for finding in findings] == [(field, "error")]


def payment(payee: str, fen: int, **changes) -> Payment:
    values = {
        "payee": payee,
        "bank": "工行",
        "account": f"0{len(payee)}",
        "subject": "项目",
        "tier": "一等奖",
        "fen": fen,
    }
    return Payment(**{**values, **changes})


SHEET = PaymentSheet(
    title="奖金发放表", payments=(payment("甲", 5000000), payment("乙丙", 1000000), payment("甲", 50)), approved=True
)


def test_payments_are_summed_by_payee_and_in_words():
    table = payments.table(SHEET)
    assert [(row.cells[0], row.cells[6]) for row in table.rows] == [
        (1, 5000000), (2, 50), ("小计（甲，2 项）", 5000050), (3, 1000000), ("合计（3 项）", 6000050),
    ]  # fmt: skip
    assert table.notes == ("合计金额（大写）：人民币陆万元零伍角整",)


def test_a_payment_sheet_reads_back(tmp_path):
    payments.draw(SHEET, tmp_path / "奖金.xlsx", "xlsx")
    payments.draw(SHEET, tmp_path / "奖金.pdf", "pdf")
    rows = cells(load_workbook(tmp_path / "奖金.xlsx").active, "序号")
    assert [row[6] for row in rows[1:6]] == [50000, 0.5, 50000.5, 10000, 60000.5]
    assert rows[1][3] == "01"
    assert words(tmp_path / "奖金.pdf", {"60,000.50", "人民币陆万元零伍角整"}) == {"60,000.50", "人民币陆万元零伍角整"}


def test_payments_are_checked():
    assert [finding.field for finding in payments.check(replace(SHEET, expected_fen=1))] == ["合计"]
    assert payments.check(replace(SHEET, expected_fen=6000050)) == []
    bad = replace(SHEET, payments=(payment("", 1), payment("甲", 0), payment("乙", 1, account="")))
    assert [(finding.field, finding.severity) for finding in payments.check(bad)] == [
        ("收款单位", "error"), ("金额", "error"), ("账号", "warning"),
    ]  # fmt: skip


def test_an_unknown_kind_is_refused():
    for draw, what in ((plaques.draw, ORDER), (roster.draw, ROSTER), (payments.draw, SHEET)):
        with pytest.raises(UserError, match="只能导出为"):
            draw(what, io.BytesIO(), "odt")

"""The register book and the monthly list, read back."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pypdfium2
import pytest

from awardsdesk.documents.register_book import RegisterBook, Registered, check, draw
from awardsdesk.errors import UserError

ROWS = tuple(
    Registered(
        number=f"9412008Y{serial:04}",
        title=f"=成果{serial}",
        klass="应用技术",
        units="甲公司、乙大学",
        completers="张三、李四",
        registered_on=dt.date(2008, 7, serial),
        remark="已注销（澄科〔2008〕9号）" if serial == 2 else "",
    )
    for serial in (1, 2, 3)
)
BOOK = RegisterBook(title="科技成果登记簿", rows=ROWS, organ="澄川市科学技术局", subtitle="2008年")


def drawn(book: RegisterBook, kind: str) -> bytes:
    buffer = io.BytesIO()
    draw(book, buffer, kind)
    return buffer.getvalue()


def test_the_book_reads_back_from_the_workbook():
    sheet = openpyxl.load_workbook(io.BytesIO(drawn(BOOK, "xlsx"))).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows = [line for line in lines if str(line[1]).startswith("9412008Y")]
    assert [row[1] for row in rows] == [row.number for row in ROWS]
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("="))
    assert rows[1][-1] == "已注销（澄科〔2008〕9号）"


def test_no_unit_or_person_that_fits_a_line_is_torn():
    whole = ("东原大学", "澄川市环境监测站", "澄川市永磁电机有限公司", "临江县第一人民医院", "明州农业科学研究院")
    persons = ("尼格买提·热合曼", "王建国", "李明", "欧阳志强", "赵英")
    turned = tuple(
        replace(
            ROWS[0], number=f"9412008Y{n:04}", units="、".join(whole[n:] + whole[:n]), completers="、".join(persons[n:])
        )
        for n in range(5)
    )
    document = pypdfium2.PdfDocument(drawn(replace(BOOK, rows=turned), "pdf"))
    lines = [line for page in document for line in page.get_textpage().get_text_bounded().splitlines()]
    document.close()
    assert [sum(name in line for line in lines) for name in whole] == [5] * 5
    assert [sum(name in line for line in lines) for name in persons] == [1, 2, 3, 4, 5]


def test_a_name_longer_than_a_line_is_broken_at_its_dots_and_no_day_is_torn():
    row = replace(
        ROWS[0],
        completers="李明、阿卜杜热合曼·买买提依明·托合提、王建国",
        remark="2010-02-04 更正（澄科〔2010〕10号），登记日期原为 2007-07-28",
    )
    document = pypdfium2.PdfDocument(drawn(replace(BOOK, rows=(row,)), "pdf"))
    text = document[0].get_textpage()
    lines = {text.get_text_bounded(*text.get_rect(n)).strip() for n in range(text.count_rects())}
    document.close()
    assert {"李明、", "阿卜杜热合曼·", "买买提依明·托合提、", "王建国"} <= lines
    assert any(line.endswith("2007-07-28") for line in lines)


def test_the_month_counts_its_classes_on_paper():
    month = RegisterBook(
        title="科技成果登记月报表", rows=ROWS, organ="澄川市科学技术局", subtitle="2008年7月", sums=True
    )
    assert check(month) == []
    document = pypdfium2.PdfDocument(drawn(month, "pdf"))
    text = "".join(document[0].get_textpage().get_text_bounded().split())
    document.close()
    assert "合计3项：应用技术3项" in text
    assert "9412008Y0003" in text


def test_other_formats_are_refused():
    with pytest.raises(UserError, match="登记簿只能导出"):
        drawn(BOOK, "docx")

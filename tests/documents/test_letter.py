"""Letters: every word copies out, long ones go over pages with the seal's lines in company, findings by field."""

import io
from dataclasses import replace

import pypdfium2
import pytest

from awardsdesk.documents.letter import ROWS, Letter, check, draw
from awardsdesk.errors import UserError

LETTER = Letter(
    record="《永磁电机》",
    title="科技成果登记补正通知书",
    number="澄科补〔2008〕3号",
    to="澄川市永磁电机有限公司",
    paragraphs=(
        "你单位报送的材料收悉。",
        "一、研制报告；",
        "二、检测报告（原件，𬭎字请核对）。",
        "请于二〇〇八年七月三十一日前补正。",
    ),
    organ="澄川市科学技术局",
    date_text="二〇〇八年七月十七日",
)


def pages(letters: list[Letter]) -> list[str]:
    buffer = io.BytesIO()
    draw(letters, buffer)
    document = pypdfium2.PdfDocument(buffer.getvalue())
    found = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return found


def test_every_word_copies_out():
    (page,) = pages([LETTER])
    for text in (LETTER.title, LETTER.number, f"{LETTER.to}：", *LETTER.paragraphs, LETTER.organ, LETTER.date_text):
        assert text in page


@pytest.mark.parametrize("count", range(ROWS - 9, ROWS + 3))
def test_the_seal_never_stands_alone(count):
    letter = replace(LETTER, paragraphs=tuple(f"第{place}项。" for place in range(count)))
    found = pages([letter])
    assert len(found) <= 2
    assert f"第{count - 1}项。{LETTER.organ}{LETTER.date_text}" in found[-1]
    assert "".join(found).count("项。") == count


def test_each_letter_has_its_own_page():
    assert len(pages([LETTER, LETTER])) == 2


def test_what_cannot_be_printed_is_named_and_stops():
    bad = replace(LETTER, organ=" ", to="\ue123公司")
    assert [(finding.record, finding.field) for finding in check([bad])] == [
        ("《永磁电机》", "收件单位"),
        ("《永磁电机》", "发文机关"),
    ]
    with pytest.raises(UserError, match="2 处错误"):
        draw([bad], io.BytesIO())


@pytest.mark.parametrize("length", [1, 8, 16, 17, 26, 28, 29, 40, 56, 57])
def test_no_organ_leaves_the_margins(length):
    buffer = io.BytesIO()
    draw([replace(LETTER, organ="局" * length)], buffer)
    with pypdfium2.PdfDocument(buffer.getvalue()) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1) == "局"]
    assert len(boxes) == length
    assert all(left >= 28 * 72 / 25.4 and right <= (210 - 26) * 72 / 25.4 for left, _bottom, right, _top in boxes)

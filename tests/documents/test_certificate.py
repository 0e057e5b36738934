import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pypdf
import pypdfium2
import pytest

from awardsdesk.documents.certificate import check, draw
from awardsdesk.documents.layouts import layout
from awardsdesk.documents.ornament import ornament
from awardsdesk.documents.pdf import MM, paper
from awardsdesk.errors import UserError
from awardsdesk.progress import Cancelled, Progress
from tests.documents.samples import AWKWARD, LONG_TITLE, award


def drawn(certificates) -> bytes:
    buffer = io.BytesIO()
    draw(certificates, buffer)
    return buffer.getvalue()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def texts(data: bytes) -> list[str]:
    """Return each page's text as pdfium reads it."""
    return [squeezed(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(data)]


def fonts(data: bytes) -> list[dict]:
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        for font in page["/Resources"]["/Font"].values():
            found[font.get_object()["/BaseFont"]] = font.get_object()
    return list(found.values())


@pytest.mark.parametrize("certificate", AWKWARD, ids=lambda certificate: certificate.holder)
def test_every_printed_word_copies_out(certificate):
    (page,) = texts(drawn([certificate]))
    (other,) = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(drawn([certificate]))).pages]
    words = [*certificate.heading, *certificate.body.split("\n"), *certificate.organ.split("\n")]
    words += [certificate.date_text, certificate.number, *(value for field in certificate.fields for value in field)]
    for word in words:
        assert squeezed(word) in page
        assert squeezed(word) in other


def test_a_batch_has_one_page_each():
    assert len(texts(drawn(AWKWARD))) == len(AWKWARD)


def test_awkward_certificates_have_no_errors():
    assert [finding for finding in check(AWKWARD) if finding.severity == "error"] == []


def test_all_fonts_are_embedded_and_readable():
    found = fonts(drawn(AWKWARD))
    assert found
    for font in found:
        assert "Helvetica" not in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_no_image_is_in_the_file():
    data = drawn(AWKWARD)
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        kinds = [form.get_object()["/Subtype"] for form in page["/Resources"]["/XObject"].values()]
        assert kinds == ["/Form"] * len(kinds)


@pytest.mark.parametrize("certificate", AWKWARD, ids=lambda certificate: certificate.holder)
def test_nothing_but_organ_and_date_is_in_the_stamp_zone(certificate):
    design = layout(certificate.layout)
    zone, mm = design.stamp, 72 / 25.4
    left, right = zone.x * mm, (zone.x + zone.w) * mm
    top, bottom = (design.page[1] - zone.y) * mm, (design.page[1] - zone.y - zone.h) * mm
    page = pypdfium2.PdfDocument(drawn([certificate]))[0].get_textpage()
    inside = ""
    for place in range(page.count_chars()):
        x0, y0, x1, y1 = page.get_charbox(place)
        if x0 < right and x1 > left and y0 < top and y1 > bottom:
            inside += page.get_text_range(place, 1)
    allowed = set(certificate.organ + certificate.date_text)
    assert set(squeezed(inside)) <= allowed
    assert set(certificate.organ.split("\n")[-1][1:-1]) <= set(inside)


@pytest.mark.parametrize(
    "name",
    ["award-landscape@1", "honour-landscape@1", *(f"registration-landscape@{number}" for number in (1, 2, 3))],
)
def test_the_number_stands_in_line_with_the_fields(name):
    design = layout(name)
    assert design.number.x == design.fields.x
    assert design.number.x + design.number.w < design.date.x


@pytest.mark.parametrize("name", ["award-landscape@1", "honour-landscape@1"])
def test_no_ornament_is_in_the_stamp_zone(name):
    design = layout(name)
    zone, dots = design.stamp, 4
    buffer = io.BytesIO()
    with paper(buffer, "t", (design.page[0] * MM, design.page[1] * MM)) as sheet:
        sheet.ink(ornament(design))
        sheet.end_page()
    image = pypdfium2.PdfDocument(buffer.getvalue())[0].render(scale=dots * 25.4 / 72).to_pil().convert("L")
    box = [round(side * dots) for side in (zone.x, zone.y, zone.x + zone.w, zone.y + zone.h)]
    assert image.crop(tuple(box)).getextrema() == (255, 255)


def test_two_processes_draw_the_same_bytes():
    program = (
        "import hashlib, io; from awardsdesk.documents.certificate import draw; from tests.documents.samples import AWKWARD;"
        "b = io.BytesIO(); draw(AWKWARD, b); print(hashlib.sha256(b.getvalue()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(drawn(AWKWARD)).hexdigest()


def test_an_unapproved_one_says_so_and_has_no_number():
    (page,) = texts(drawn([replace(award(), approved=False)]))
    assert "未批准" in page
    assert "2008-J-1-001" not in page
    (approved,) = texts(drawn([award()]))
    assert "未批准" not in approved


def test_a_number_among_the_fields_is_printed_once():
    fields = (*award().fields, ("编号", award().number))
    certificate = award(fields=fields)
    (page,) = texts(drawn([certificate]))
    assert page.count(award().number) == 1
    assert "编号：2008-J-1-001-R01" in page


def test_before_approval_number_and_date_may_be_empty():
    fields = (*award().fields, ("证书号", ""))
    assert check([award(fields=fields, number="", date_text="", approved=False)]) == []


def test_a_character_of_no_font_is_named():
    certificate = award(holder="王𱍐", fields=(("获奖者", "王𱍐\ue000"),))
    (finding,) = check([certificate])
    assert (finding.record, finding.field, finding.severity) == ("2008-J-1-001-R01 王𱍐", "获奖者", "error")
    assert "“𱍐”（U+31350）" in finding.sentence
    assert "U+E000，自造字" in finding.sentence


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": " "}, "正文"),
        ({"body": "授予{name}"}, "正文"),
        ({"body": "很长的话，" * 400}, "正文"),
        ({"organ": ""}, "颁发机关"),
        ({"organ": "澄川市人民政府" * 20}, "颁发机关"),
        ({"date_text": ""}, "日期"),
        ({"number": ""}, "证书号"),
        ({"fields": (("项目名称", ""),)}, "项目名称"),
        ({"fields": (("项目名称", "长" * 900),)}, "项目名称"),
        ({"heading": ("一", "二", "三")}, "标题"),
        ({"heading": ("", "证书")}, "标题"),
    ],
)
def test_check_names_the_field(changes, field):
    findings = check([award(**changes)])
    assert [(finding.field, finding.severity) for finding in findings] == [(field, "error")]


def test_check_finds_a_number_twice():
    assert [finding.field for finding in check([award(), award(holder="李四", number=award().number)])] == ["证书号"]


def test_a_very_long_title_is_a_warning():
    title = LONG_TITLE * 3
    assert [(finding.field, finding.severity) for finding in check([award(title=title)])] == [("项目名称", "warning")]


def test_an_error_leaves_the_old_file(tmp_path):
    target = tmp_path / "证书.pdf"
    target.write_bytes(b"old")
    with pytest.raises(UserError, match=r"第一处：.*没有内容"):
        draw([award(), award(organ="")], target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_cancelling_leaves_nothing(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        draw([award()], tmp_path / "证书.pdf", progress)
    assert list(tmp_path.iterdir()) == []


def test_drawing_counts_and_names_the_file(tmp_path):
    progress = Progress()
    draw(AWKWARD, tmp_path / "证书.pdf", progress, title="2008年度获奖证书")
    assert (progress.done, progress.total) == (len(AWKWARD), len(AWKWARD))
    assert pypdf.PdfReader(tmp_path / "证书.pdf").metadata.title == "2008年度获奖证书"


def test_text_is_composed_before_it_is_printed():
    (page,) = texts(drawn([award(holder=unicodedata.normalize("NFD", "Café 王") + "\u200b\ufe00")]))
    assert "Café王" in page


def test_an_unknown_layout_is_refused():
    with pytest.raises(UserError, match="没有名为“nothing”的证书版式"):
        check([award(layout="nothing")])
    with pytest.raises(UserError):
        layout("../fonts@1")

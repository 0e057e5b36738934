"""Certificates that hold not all they say, read back: the first ones on the certificate, all in order on its sheets."""

import hashlib
import io
import re
from dataclasses import replace
from itertools import accumulate

import pypdf
import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awardsdesk.documents.certificate import Certificate, check, draw
from awardsdesk.documents.continuation import Names
from awardsdesk.documents.layouts import layout
from tests.documents.samples import LONG_TITLE

LAYOUT = "registration-landscape@1"
UNITS = tuple(f"澄川市第{place}机械制造股份有限公司" for place in range(1, 41))
PERSONS = tuple(
    {6: "尼格买提·热合曼", 61: "阿卜杜热合曼·买买提依明·托合提", 150: "欧阳𬱖𫖯"}.get(
        place, "赵钱孙李"[place % 4] + "建国志强秀英"[place % 5 : place % 5 + 1 + place % 2]
    )
    for place in range(1, 151)
)
NUMBER, ORGAN, DAY = "9412008Y0012", "澄川市科学技术局", "二〇〇八年八月一日"


def registered(title="稀土永磁同步电动机", units=UNITS[:2], persons=PERSONS[:3], **changes) -> Certificate:
    certificate = Certificate(
        layout=LAYOUT,
        heading=("科技成果登记证书",),
        body="上述成果经形式审查，符合科技成果登记条件，予以登记，特发此证。",
        fields=(
            ("登记号", NUMBER),
            ("成果名称", title),
            ("成果类别", "应用技术"),
            ("完成单位", "、".join(units)),
            ("完成者", "、".join(persons)),
        ),
        organ=ORGAN,
        date_text=DAY,
        number=NUMBER,
        holder=title,
        approved=True,
        continued=True,
        names=(Names("完成单位", units, "个单位"), Names("完成者", persons, "人")),
    )
    return replace(certificate, **changes)


def drawn(*certificates) -> bytes:
    buffer = io.BytesIO()
    draw(certificates, buffer)
    return buffer.getvalue()


def texts(data: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(data)]


def contents(data: bytes) -> list[bytes]:
    return [page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def told(certificate) -> list[tuple[str, str]]:
    return [(finding.field, finding.severity) for finding in check([certificate])]


def lists(certificate) -> list[str]:
    """Return what the sheets of a certificate list: their text without what stands on each of them."""
    pages = texts(drawn(certificate))[1:]
    title = f"成果名称：{certificate.holder}"
    for number, page in enumerate(pages, 1):
        around = "科技成果登记证书附页", title, f"登记号：{NUMBER}", ORGAN, DAY, f"附页第{number}页共{len(pages)}页"
        assert [page.count(each) for each in around] == [1] * len(around)
        pages[number - 1] = re.sub("|".join(map(re.escape, around)), "", page)
    return pages


def numbered(names) -> list[str]:
    return [f"{place}.{name}" for place, name in enumerate(names, 1)]


def test_what_fits_has_no_sheet_and_the_bytes_of_before():
    certificate = registered()
    assert check([certificate]) == []
    assert len(texts(drawn(certificate))) == 1
    assert drawn(certificate) == drawn(replace(certificate, continued=False, names=()))


WORDS = st.text("研究与应用（二）《稀土》ABC-12、，·徐堃䶮𬭎", min_size=1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS.map(lambda text: text * 3), st.integers(1, 8), st.integers(1, 60), st.lists(WORDS, min_size=1, max_size=9))
def test_what_printed_before_there_were_sheets_prints_alike(title, units, persons, names):
    certificate = registered(title, UNITS[:units], (*PERSONS[:persons], *names))
    plain = replace(certificate, continued=False, names=())
    if all(finding.severity != "error" for finding in check([plain])):
        assert drawn(certificate) == drawn(plain)
    else:
        assert "error" not in {finding.severity for finding in check([certificate])}
        assert len(texts(drawn(certificate))) > 1


def test_forty_units_and_a_hundred_and_fifty_persons_are_all_there_in_order_once():
    certificate = registered(LONG_TITLE, UNITS, PERSONS)
    assert told(certificate) == [("完成单位", "warning"), ("完成者", "warning")]
    first, *_sheets = texts(drawn(certificate))
    assert f"成果名称：{LONG_TITLE}成果类别" in first
    assert f"完成单位：{'、'.join(UNITS[:3])}等40个单位（名单见附页）" in first
    assert re.search(f"完成者：{'、'.join(PERSONS[:12])}、.*等150人（名单见附页）", first)
    sheets = "".join(lists(certificate))
    headings = "完成单位（共40个单位）", "完成单位（续）", "完成者（共150人）", "完成者（续）"
    assert re.findall("完成..?（[^）]*）", sheets) == [*headings, headings[3]]
    assert re.sub("完成..?（[^）]*）", "", sheets) == "".join((*numbered(UNITS), *numbered(PERSONS)))


def test_no_name_is_split_over_two_sheets():
    ends = set(accumulate(len(each) for each in numbered(PERSONS)))
    listed = 0
    for page in lists(registered(persons=PERSONS)):
        listed += len(re.sub(r"^完成者（(续|共150人)）", "", page))
        assert listed in ends


def test_a_title_is_set_smaller_before_it_is_cut_and_then_the_sheets_bear_it_whole():
    smaller, cut = registered((LONG_TITLE * 9)[:450], UNITS, PERSONS), registered((LONG_TITLE * 20)[:900])
    assert ("成果名称", "warning") not in told(smaller)
    assert f"成果名称：{smaller.holder}成果类别" in texts(drawn(smaller))[0]
    assert told(cut) == [("成果名称", "warning")]
    first, *sheets = texts(drawn(cut))
    shown = re.search("成果名称：(.*)……（全文见附页）成果类别：应用技术完成单位：", first)[1]
    assert cut.holder.startswith(shown)
    assert len(shown) > 100
    head = re.search("成果名称：(.*)……成果名称面向", sheets[0])[1]
    whole = "".join(
        sheet.split("成果名称（续）" if place else f"{head}……成果名称")[1] for place, sheet in enumerate(sheets)
    )
    assert re.sub("附页第.页共.页", "", whole) == cut.holder


def test_a_text_of_the_office_that_names_all_is_shortened_alike():
    body = "兹有{}完成的《稀土永磁同步电动机》，准予登记。".format
    units = "、".join(UNITS)
    certificate = registered(
        body=body(units), fields=(("登记号", NUMBER), ("成果名称", "稀土永磁同步电动机")), units=UNITS
    )
    certificate = replace(certificate, names=(Names("完成单位", UNITS, "个单位"),))
    first = texts(drawn(certificate))[0]
    count = first.count("第")
    assert body(f"{'、'.join(UNITS[:count])}等40个单位（名单见附页）") in first
    assert count > 3
    assert "".join(lists(certificate)).replace("完成单位（续）", "") == "".join(
        ("完成单位（共40个单位）", *numbered(UNITS))
    )


def test_nothing_on_a_sheet_is_smaller_than_the_house_prints():
    for page in contents(drawn(registered((LONG_TITLE * 30)[:1500], UNITS, PERSONS))):
        assert min(float(size) for size in re.findall(rb"([\d.]+) Tf", page)) >= 9


def test_the_place_of_the_seal_stays_clear_on_sheets():
    design = layout(LAYOUT)
    zone, mm = design.stamp, 72 / 25.4
    left, right = zone.x * mm, (zone.x + zone.w) * mm
    top, bottom = (design.page[1] - zone.y) * mm, (design.page[1] - zone.y - zone.h) * mm
    for sheet in pypdfium2.PdfDocument(drawn(registered(LONG_TITLE, UNITS, PERSONS))):
        page, inside = sheet.get_textpage(), ""
        for place in range(page.count_chars()):
            x0, y0, x1, y1 = page.get_charbox(place)
            if x0 < right and x1 > left and y0 < top and y1 > bottom:
                inside += page.get_text_range(place, 1)
        assert "".join(inside.split()) in {ORGAN + DAY, DAY + ORGAN}


def test_a_draft_says_so_on_each_sheet_and_bears_no_number():
    certificate = registered(LONG_TITLE, UNITS, approved=False, number="", date_text="")
    pages = texts(drawn(replace(certificate, fields=(("登记号", ""), *certificate.fields[1:]))))
    assert len(pages) == 3
    assert [("未批准" in page, NUMBER in page) for page in pages] == [(True, False)] * 3


def test_sheets_follow_their_certificate_in_a_batch_and_keep_their_frame_once():
    long, short = registered(LONG_TITLE, UNITS), registered()
    assert texts(drawn(long, short, long)) == [*texts(drawn(long)), *texts(drawn(short)), *texts(drawn(long))]
    pages = pypdf.PdfReader(io.BytesIO(drawn(long, long))).pages
    assert len(pages[0]["/Resources"]["/XObject"]) == 2


def test_sheets_that_were_issued_are_drawn_alike_for_ever():
    """A change of these bytes changes papers that are in archives: make a layout of a new version instead."""
    pages = contents(drawn(registered((LONG_TITLE * 30)[:1500], UNITS, PERSONS)))
    assert (
        hashlib.sha256(b"".join(pages)).hexdigest()
        == "5f5c1ddcd02d624b7ca59250c3807722d537196cd205dfdcfc2ab27930025fc4"
    )


def test_a_title_with_braces_is_no_place_to_fill():
    title = "{100}晶面择优生长的薄膜"
    assert told(registered(title)) == []
    assert told(registered(title, body="授予{name}")) == [("正文", "error")]


def test_without_the_names_apart_a_long_field_is_cut_and_borne_whole():
    """So it is with what a correction of old replaced."""
    certificate = registered(units=UNITS, names=())
    first, *_sheets = texts(drawn(certificate))
    assert re.search("完成单位：(.*)……（全文见附页）完成者", first)
    assert "".join(lists(certificate)).replace("完成单位（续）", "") == f"完成单位{'、'.join(UNITS)}"


@given(st.integers(2, 150), st.integers(2, 60))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_no_person_is_torn_on_a_certificate_from_the_second_layout_on(count, units):
    whole = registered(units=UNITS[: units // 2], persons=PERSONS[:count], layout="registration-landscape@2")
    page = pypdfium2.PdfDocument(drawn(whole))[0].get_textpage().get_text_bounded()
    lines = [line for line in page.splitlines() if any(name in line for name in PERSONS)]
    listed = "".join(lines).rpartition("：")[2].partition("等")[0].split("、")
    assert listed == list(PERSONS[: len(listed)])
    assert all(line.rpartition("：")[2].partition("等")[0].strip("、").split("、")[0] in PERSONS for line in lines)


@given(st.integers(2, 30), st.integers(2, 18), st.permutations((*UNITS, "东原大学", "澄川市环境监测站", "明州中学")))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_no_unit_is_torn_on_a_certificate_from_the_third_layout_on(count, persons, units):
    whole = registered(units=tuple(units[:count]), persons=PERSONS[:persons], layout="registration-landscape@3")
    page = pypdfium2.PdfDocument(drawn(whole))[0].get_textpage().get_text_bounded()
    lines = page.partition("完成单位：")[2].partition("完成者")[0].splitlines()
    listed = [[name for name in line.partition("等")[0].split("、") if name] for line in lines]
    shown = [name for line in listed for name in line]
    assert shown == list(units[: len(shown)])

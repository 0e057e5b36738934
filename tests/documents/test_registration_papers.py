"""The papers of the register, from real files: certificates that never change, the book, the month, the notices."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pypdfium2
import pytest

from awardsdesk.documents import registration_papers as made
from awardsdesk.errors import UserError
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.materials import MaterialLine, keep_materials
from awardsdesk.operations.registration import take_step
from awardsdesk.rules.registration import Statement, Verb

DAY, AFTER = dt.date(2008, 7, 1), dt.date(2008, 8, 1)
SAID = Statement(day=DAY)
DRAFT = AchievementDraft(
    title="稀土永磁同步电动机",
    klass="应用技术",
    units=(UnitDraft("甲公司"), UnitDraft("乙大学")),
    completers=(CompleterDraft("张三"), CompleterDraft("尼格买提·热合曼")),
)
WAY = (
    (Verb.SUBMIT, SAID),
    (Verb.ACCEPT, replace(SAID, unticked=True)),
    (Verb.OPEN_NOTICE, Statement(day=DAY, until=dt.date(2008, 7, 31))),
    (Verb.REGISTER, Statement(day=AFTER)),
)


def lead(database, drafts, steps):
    with database.write() as session:
        ids = [save(session, draft) for draft in drafts]
    for verb, said in steps:
        with database.write() as session:
            take_step(session, verb, ids, said)
    return ids


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return found


def test_the_certificate_says_what_was_registered_and_stays_so(database):
    (id_,) = lead(database, [DRAFT], WAY)
    with database.read() as session:
        prepared = made.prepare_certificates(session, [id_])
    assert (prepared.findings, prepared.approved, prepared.code) == ((), True, "9412008Y0001")
    first = prepared.pdf()
    (page,) = text_of(first)
    for word in (
        "科技成果登记证书", "登记号：9412008Y0001", DRAFT.title, "甲公司、乙大学", "张三、尼格买提·热合曼", "二〇〇八年八月一日",
        "澄川市科学技术局", "不作为确认成果权属的依据",
    ):  # fmt: skip
        assert word in page
    renamed = replace(
        DRAFT, title="改名", units=(UnitDraft("丙公司"),), registration_no="9412008Y0001", registered_on=AFTER
    )
    with database.write() as session:
        save(session, renamed, id_)
    with database.read() as session:
        assert made.prepare_certificates(session, [id_]).pdf() == first
        assert made.find_number(session, "9412008Y0001") == id_
        with pytest.raises(UserError, match="没有登记号“9412008Y0002”"):
            made.find_number(session, "9412008Y0002")


def test_a_correction_changes_the_certificate_and_keeps_the_one_before(database):
    (id_,) = lead(database, [DRAFT], WAY)
    with database.read() as session:
        first = made.prepare_certificates(session, [id_]).pdf()
        with pytest.raises(UserError, match="所选成果的证书没有更正过"):
            made.prepare_replaced(session, [id_])
    for title, number in (("永磁电机二", "澄科〔2009〕1号"), ("永磁电机三", "")):
        with database.write() as session:
            save(session, replace(DRAFT, title=title), id_)
            said = Statement(day=dt.date(2009, 1, 5), reason="笔误", document_no=number)
            take_step(session, Verb.CORRECT, [id_], said)
    with database.read() as session:
        now, before = made.prepare_certificates(session, [id_]), made.prepare_replaced(session, [id_])
        book = made.prepare_book(session)
    (page,) = text_of(now.pdf())
    for word in ("登记号：9412008Y0001", "永磁电机三", "二〇〇八年八月一日"):
        assert word in page
    assert (now.approved, before.approved, before.code, before.count) == (True, True, "9412008Y0001", 2)
    assert replace(before, content=before.content[:1], count=1).pdf() == first
    assert [each.holder for each in before.content] == [DRAFT.title, "永磁电机二"]
    (row,) = book.content.rows
    assert (row.title, row.remark) == ("永磁电机三", "2009-01-05 更正（澄科〔2009〕1号）；2009-01-05 更正")
    with database.write() as session:
        take_step(session, Verb.CANCEL, [id_], Statement(day=dt.date(2009, 2, 1), reason="造假", document_no="2号"))
    with database.read() as session, pytest.raises(UserError, match="9412008Y0001 已注销，不再打印证书"):
        made.prepare_replaced(session, [id_])


def test_before_registration_it_is_a_draft(database):
    (id_,) = lead(database, [DRAFT], WAY[:3])
    with database.read() as session:
        prepared = made.prepare_certificates(session, [id_])
    assert not prepared.approved
    (page,) = text_of(prepared.pdf())
    assert "登记号" not in page
    assert "日" not in page.replace("未批准", "")


def test_lists_too_long_are_a_finding_not_a_small_print(database):
    units = tuple(UnitDraft(f"澄川市第{place}机械制造股份有限公司") for place in range(60))
    (id_,) = lead(database, [replace(DRAFT, units=units)], WAY)
    with database.read() as session:
        (fault,) = made.prepare_certificates(session, [id_]).faults("error")
    assert (fault.field, "放不下" in fault.sentence) == ("完成单位", True)


def test_the_book_has_every_number_in_order_cancelled_ones_too(database):
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY)
    with database.write() as session:
        cancel = Statement(day=dt.date(2009, 1, 5), reason="造假", document_no="澄科〔2009〕1号")
        take_step(session, Verb.CANCEL, ids[1:2], cancel)
    with database.read() as session:
        book, year = made.prepare_book(session), made.prepare_book(session, 2007)
        month = made.prepare_month(session, 2008, 8)
        with pytest.raises(UserError, match="9412008Y0002 已注销，不再打印证书"):
            made.prepare_certificates(session, ids)
    assert (book.count, year.count, month.count) == (3, 0, 3)
    drawn = io.BytesIO()
    book.draw(drawn, "xlsx")
    lines = [[cell.value for cell in row] for row in openpyxl.load_workbook(drawn).active.iter_rows()]
    rows = [line for line in lines if str(line[1]).startswith("941")]
    assert [row[1] for row in rows] == ["9412008Y0001", "9412008Y0002", "9412008Y0003"]
    assert rows[1][-1] == "2009-01-05 注销（澄科〔2009〕1号）"
    assert "合计3项：应用技术3项" in text_of(month.pdf())[0]


def test_the_month_tells_what_of_before_was_corrected_or_cancelled_in_it(database):
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY)
    with database.write() as session:
        save(session, replace(DRAFT, title="成果零"), ids[0])
        take_step(session, Verb.CORRECT, ids[:1], Statement(day=dt.date(2009, 1, 5), reason="笔误", document_no="1号"))
        cancel = Statement(day=dt.date(2009, 1, 31), reason="造假", document_no="2号")
        take_step(session, Verb.CANCEL, ids[1:2], cancel)
    with database.read() as session:
        first, january, february = (made.prepare_month(session, *month) for month in ((2008, 8), (2009, 1), (2009, 2)))
        year = made.prepare_book(session, 2009)
    assert (first.count, january.count, february.count, year.count) == (3, 2, 0, 0)
    assert first.content.amended == ()
    drawn = io.BytesIO()
    january.draw(drawn, "xlsx")
    lines = [[cell.value for cell in row] for row in openpyxl.load_workbook(drawn).active.iter_rows()]
    start = next(place for place, line in enumerate(lines) if line[0] == "合计 0 项")
    told = [(line[0], line[1], line[2], line[-1]) for line in lines[start + 1 : start + 4]]
    assert told == [
        ("以前登记、本月更正或注销的 2 项", None, None, None),
        (1, "9412008Y0001", "成果零", "2009-01-05 更正（1号）"),
        (2, "9412008Y0002", "成果1", "2009-01-31 注销（2号）"),
    ]
    (page,) = text_of(january.pdf())
    assert "以前登记、本月更正或注销的2项" in page
    assert "9412008Y0002" in page


def test_what_was_registered_elsewhere_is_in_the_book_but_in_no_report_and_on_no_certificate(database):
    foreign = replace(DRAFT, title="外地的", registration_no="ABC", registered_on=AFTER)
    (own,) = lead(database, [DRAFT], WAY)
    with database.write() as session:
        take(session, [Batched(foreign)], "x")
    with database.read() as session:
        book, month = made.prepare_book(session), made.prepare_month(session, 2008, 8)
        assert [(row.number, row.remark) for row in book.content.rows] == [("9412008Y0001", ""), ("ABC", "外单位登记")]
        assert [row.number for row in month.content.rows] == ["9412008Y0001"]
        with pytest.raises(UserError) as told:
            made.prepare_certificates(session, [own, made.find_number(session, "ABC")])
    assert str(told.value) == "ABC 不是本单位登记的，证书由发号的单位出具。"


def test_a_notice_names_reasons_and_missing_materials(database):
    said = Statement(
        day=DAY, codes=("02",), reason="第二页无印章", until=dt.date(2008, 7, 15), document_no="澄科补〔2008〕3号"
    )
    (id_,) = lead(database, [DRAFT], (*WAY[:1], (Verb.RETURN, said)))
    with database.read() as session:
        prepared = made.prepare_notices(session, [id_])
    (page, *_more) = text_of(prepared.pdf())
    for word in (
        "科技成果登记补正通知书",
        "甲公司：",
        "（1）单位印章缺失",
        "（2）第二页无印章。请于二〇〇八年七月十五日前（含当日）补正后重新提交。",
    ):
        assert word in page
    assert "未收到" not in page  # nobody has looked at the checklist yet
    with database.write() as session:
        keep_materials(session, id_, [MaterialLine(item="研制报告", received=True)])
    with database.read() as session:
        page = text_of(made.prepare_notices(session, [id_]).pdf())[0]
    assert "（3）未收到：科技成果登记表（应用技术类）；（4）未收到：成果评价证明" in page
    assert "用户应用证明。请于" in page
    with database.write() as session:
        take_step(session, Verb.REJECT, [id_], Statement(day=DAY, codes=("08",)))
    with database.read() as session:
        assert "重复登记" in text_of(made.prepare_notices(session, [id_]).pdf())[0]
    with database.write() as session:
        take_step(session, Verb.SUBMIT, [id_], SAID)
    with database.read() as session, pytest.raises(UserError, match="只有补正和不予登记的成果有通知书"):
        made.prepare_notices(session, [id_])


def test_the_public_notice_says_who_did_what_until_when_and_how_to_object(database):
    one = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(2)], WAY[:2])
    other = lead(database, [replace(DRAFT, title="课题", klass="软科学")], WAY[:2])
    last = dt.date(2008, 8, 29)
    with database.write() as session:
        take_step(
            session,
            Verb.OPEN_NOTICE,
            one,
            Statement(day=DAY, until=dt.date(2008, 7, 31), document_no="澄科公〔2008〕1号"),
        )
    with database.write() as session:
        take_step(session, Verb.OPEN_NOTICE, other, Statement(day=DAY, until=last))
    with database.read() as session:
        prepared = made.prepare_public_notices(session, [*one, *other])
    assert (prepared.count, prepared.findings) == (2, ())
    first, second = text_of(prepared.pdf())
    by = "完成单位：甲公司、乙大学，完成人：张三、尼格买提·热合曼"
    assert first == (
        "科技成果登记公示澄科公〔2008〕1号各有关单位和个人："
        "下列2项科技成果经形式审查，拟予登记，现予公示。公示期自二〇〇八年七月一日起至二〇〇八年七月三十一日（含当日）。"
        f"（1）《成果0》（应用技术），{by}；（2）《成果1》（应用技术），{by}。"
        "对公示内容有异议的，请在公示期内向我单位书面提出：写明事实和理由，个人签署真实姓名，单位加盖公章，"
        "并附联系方式。匿名异议不予受理。澄川市科学技术局二〇〇八年七月一日"
    )
    assert "二〇〇八年八月二十九日（含当日）" in second
    assert "《课题》（软科学）" in second
    with database.write() as session:
        take_step(session, Verb.REGISTER, one, Statement(day=AFTER))
    with database.read() as session, pytest.raises(UserError) as told:
        made.prepare_public_notices(session, one)
    assert str(told.value) == "《成果0》现在是“已登记”，只有公示中的成果有公示。"


def test_the_sample_register_is_sound_on_paper(sample):
    with sample.read() as session:
        book = made.prepare_book(session)
        number = book.content.rows[0].number
        prepared = made.prepare_certificates(session, [made.find_number(session, number)])
    assert book.findings == ()
    assert book.count > 50
    assert prepared.faults("error") == []
    assert number in text_of(prepared.pdf())[0]

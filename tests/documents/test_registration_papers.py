"""The papers of the register, from real files: certificates that never change, the book, the month, the notices."""

import datetime as dt
import io
import re
from contextlib import nullcontext
from dataclasses import replace

import openpyxl
import pypdfium2
import pytest
from msgspec import structs

from awardsdesk.documents import register_book as book_of
from awardsdesk.documents import registration_papers as made
from awardsdesk.errors import UserError
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, OrganizationDraft, PersonDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.materials import MaterialLine, keep_materials
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.organizations import amend_organization
from awardsdesk.operations.persons import amend_person
from awardsdesk.operations.registration import take_step
from awardsdesk.operations.registration_rules import set_rules
from awardsdesk.operations.steps import last_step
from awardsdesk.operations.undo import undo
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.rules.registrar import Completion
from awardsdesk.rules.registrar import Letter as Words
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
        book = book_of.prepare_book(session)
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


@pytest.mark.parametrize("organ", ["", "澄川市科技局成果处"])
def test_a_corrected_certificate_is_issued_in_the_name_of_its_day(database, organ):
    """It bears the day of registration, and the office had no other name then."""

    def call(name, under):
        with database.write() as session:
            rules = rules_of(session)
            own = structs.replace(rules.registrars[0], name=name)
            words = structs.replace(rules.certificate, organ=under, body="{organ}准予登记。")
            set_rules(session, structs.replace(rules, registrars=(own,), certificate=words))

    call("澄川市科学技术局", organ)
    (id_,) = lead(database, [DRAFT], WAY)
    call("澄川市科技和工业信息化局", f"{organ}（新）" if organ else "")
    (later,) = lead(database, [replace(DRAFT, title="以后的")], WAY)
    for title in ("改名", "再改名"):
        with database.write() as session:
            save(session, replace(DRAFT, title=title), id_)
            take_step(session, Verb.CORRECT, [id_], Statement(day=dt.date(2009, 1, 5), reason="笔误"))
    with database.read() as session:
        corrected, other = (made.prepare_certificates(session, [each]).content[0] for each in (id_, later))
        month = book_of.prepare_month(session, 2009, 1).content
    then = organ or "澄川市科学技术局"
    assert (corrected.organ, corrected.body) == (then, f"{then}准予登记。")
    assert (corrected.holder, month.organ) == ("再改名", "澄川市科技和工业信息化局")
    assert other.organ == (f"{organ}（新）" if organ else "澄川市科技和工业信息化局")


def test_before_registration_it_is_a_draft(database):
    (id_,) = lead(database, [DRAFT], WAY[:3])
    with database.read() as session:
        prepared = made.prepare_certificates(session, [id_])
    assert not prepared.approved
    (page,) = text_of(prepared.pdf())
    assert "登记号" not in page
    assert "日" not in page.replace("未批准", "")


def test_lists_too_long_go_on_to_sheets_and_so_they_did_before_a_correction(database):
    units = tuple(UnitDraft(f"澄川市第{place}机械制造股份有限公司") for place in range(1, 61))
    (id_,) = lead(database, [replace(DRAFT, units=units)], WAY)
    with database.read() as session:
        prepared = made.prepare_certificates(session, [id_])
    first = prepared.pdf()
    assert [(finding.field, finding.severity) for finding in prepared.findings] == [("完成单位", "warning")]
    assert [page.count("9412008Y0001") for page in text_of(first)] == [1] * 4
    listed = "".join(re.findall(r"\d+\.[^\d]+\d+[^\d]+司", "".join(text_of(first)[1:])))
    assert listed == "".join(f"{place}.{unit.name}" for place, unit in enumerate(units, 1))
    with database.write() as session:
        save(session, replace(DRAFT, units=units[::-1]), id_)
        take_step(session, Verb.CORRECT, [id_], Statement(day=AFTER, reason="笔误"))
    with database.read() as session:
        assert made.prepare_replaced(session, [id_]).pdf() == first
        assert made.prepare_certificates(session, [id_]).pdf() != first


def test_the_book_has_every_number_in_order_cancelled_ones_too(database):
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY)
    with database.write() as session:
        cancel = Statement(day=dt.date(2009, 1, 5), reason="造假", document_no="澄科〔2009〕1号")
        take_step(session, Verb.CANCEL, ids[1:2], cancel)
    with database.read() as session:
        book, year = book_of.prepare_book(session), book_of.prepare_book(session, 2007)
        month = book_of.prepare_month(session, 2008, 8)
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
        first, january, february = (
            book_of.prepare_month(session, *month) for month in ((2008, 8), (2009, 1), (2009, 2))
        )
        year = book_of.prepare_book(session, 2009)
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


def test_the_list_of_a_month_is_drawn_again_as_it_was_at_its_end(database):
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY)

    def month(*which):
        with database.read() as session:
            return book_of.prepare_month(session, *which)

    def correct(title, day):
        with database.write() as session:
            save(session, replace(DRAFT, title=title), ids[0])
            take_step(session, Verb.CORRECT, ids[:1], Statement(day=day, reason="笔误"))

    correct("八月改", dt.date(2008, 8, 31))
    august = month(2008, 8)
    assert [(row.title, row.remark) for row in august.content.rows] == [
        ("八月改", "2008-08-31 更正"),
        ("成果1", ""),
        ("成果2", ""),
    ]
    correct("九月改", dt.date(2008, 9, 1))
    september = month(2008, 9)
    change_all_a_notice_says(database)
    correct("十月改", dt.date(2008, 10, 1))
    with database.write() as session:
        cancel = Statement(day=dt.date(2009, 1, 2), reason="造假", document_no="2号")
        take_step(session, Verb.CANCEL, ids[1:2], cancel)
    assert month(2008, 8).pdf() == august.pdf()
    assert month(2008, 9).pdf() == september.pdf()
    today = [
        ("十月改", "2008-08-31 更正；2008-09-01 更正；2008-10-01 更正"),
        ("成果1", "2009-01-02 注销（2号）"),
        ("成果2", ""),
    ]
    assert [(row.title, row.remark) for row in month(2008, 10).content.amended] == today[:1]
    assert [(row.title, row.remark) for row in month(2009, 1).content.amended] == today[1:2]
    with database.read() as session:
        assert [(row.title, row.remark) for row in book_of.prepare_book(session, 2008).content.rows] == today


@pytest.mark.parametrize("issued", [False, True])
@pytest.mark.parametrize("right", [dt.date(2008, 7, 9), dt.date(2008, 9, 1)])
def test_a_day_put_right_moves_no_number_to_another_month_and_is_told_in_its_own(database, issued, right):
    """So that each month's list, which went up, stays, and each number is reported once."""
    there = replace(DRAFT, registration_no="9412008Y0007", registered_on=AFTER)
    with database.write() as session:
        take(session, [Batched(there)], "x")
        if issued:
            take_step(session, Verb.ISSUE, [1], Statement(day=dt.date(2008, 9, 1)))

    def month(number):
        with database.read() as session:
            return book_of.prepare_month(session, 2008, number)

    august = month(8)
    assert [(row.number, row.registered_on, row.remark) for row in august.content.rows] == [("9412008Y0007", AFTER, "")]
    with database.write() as session:
        said = Statement(day=dt.date(2008, 9, 2), reason="笔误", document_no="1号", registered_on=right)
        take_step(session, Verb.CORRECT, [1], said)
    september = month(9)
    if issued:
        with database.write() as session:
            save(session, replace(there, title="改名", registered_on=right), 1)
            take_step(session, Verb.CORRECT, [1], Statement(day=dt.date(2008, 10, 3), reason="笔误"))
    assert month(8).pdf() == august.pdf()
    assert month(9).pdf() == september.pdf()
    assert (month(7).count, september.content.rows) == (0, ())
    (told,) = september.content.amended
    assert (told.registered_on, told.remark) == (right, "2008-09-02 更正（1号），登记日期原为 2008-08-01")
    with database.read() as session:
        (row,) = book_of.prepare_book(session, 2008).content.rows
    assert row == (replace(told, title="改名", remark=f"{told.remark}；2008-10-03 更正") if issued else told)


def test_a_day_put_right_twice_or_in_the_month_of_the_number_is_reported_under_the_first(database):
    there = replace(DRAFT, registration_no="9412008Y0007", registered_on=AFTER)
    with database.write() as session:
        take(session, [Batched(there)], "x")
        for day, right in ((dt.date(2008, 8, 20), dt.date(2008, 7, 9)), (dt.date(2008, 9, 2), dt.date(2008, 6, 9))):
            take_step(session, Verb.CORRECT, [1], Statement(day=day, reason="笔误", registered_on=right))
    with database.read() as session:
        months = [book_of.prepare_month(session, 2008, number).content for number in (6, 7, 8, 9)]
    first, second = "2008-08-20 更正，登记日期原为 2008-08-01", "2008-09-02 更正，登记日期原为 2008-07-09"
    lines = [[(row.registered_on, row.remark) for row in (*each.rows, *each.amended)] for each in months]
    assert lines == [[], [], [(dt.date(2008, 7, 9), first)], [(dt.date(2008, 6, 9), f"{first}；{second}")]]
    assert [len(each.amended) for each in months] == [0, 0, 0, 1]


def test_a_month_that_only_cancels_bears_the_offices_name_of_then(database):
    def call(name):
        with database.write() as session:
            rules = rules_of(session)
            set_rules(session, structs.replace(rules, registrars=(structs.replace(rules.registrars[0], name=name),)))

    def heading():
        with database.read() as session:
            return book_of.prepare_month(session, 2009, 1).content.organ

    first, second = lead(database, [DRAFT, replace(DRAFT, title="二")], WAY)
    call("澄川市科技和工业信息化局")
    with database.write() as session:
        cancel = Statement(day=dt.date(2009, 1, 31), reason="造假", document_no="2号")
        take_step(session, Verb.CANCEL, [first], cancel)
    assert heading() == "澄川市科技和工业信息化局"
    later = Statement(day=dt.date(2009, 3, 2))
    lead(database, [replace(DRAFT, title="三")], [*WAY[:-1], (Verb.REGISTER, later)])
    call("澄川市科学技术和数据局")
    assert heading() == "澄川市科技和工业信息化局"
    with database.write() as session:
        save(session, replace(DRAFT, title="二（改）"), second)
        take_step(session, Verb.CORRECT, [second], Statement(day=dt.date(2009, 1, 5), reason="笔误"))
    assert heading() == "澄川市科学技术和数据局"


def test_the_month_counts_apart_what_was_cancelled_in_it(database):
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY)
    for id_, day in zip(ids, (dt.date(2008, 8, 31), dt.date(2008, 9, 1)), strict=False):
        with database.write() as session:
            take_step(session, Verb.CANCEL, [id_], Statement(day=day, reason="造假", document_no="2号"))
    with database.read() as session:
        month = book_of.prepare_month(session, 2008, 8)
    assert "合计3项：应用技术3项；其中已注销1项，有效2项" in text_of(month.pdf())[0]


def test_what_was_registered_elsewhere_is_in_the_book_but_in_no_report_and_on_no_certificate(database):
    foreign = replace(DRAFT, title="外地的", registration_no="ABC", registered_on=AFTER)
    (own,) = lead(database, [DRAFT], WAY)
    with database.write() as session:
        take(session, [Batched(foreign)], "x")
    with database.read() as session:
        book, month = book_of.prepare_book(session), book_of.prepare_month(session, 2008, 8)
        assert [(row.number, row.remark) for row in book.content.rows] == [("9412008Y0001", ""), ("ABC", "外单位登记")]
        assert [row.number for row in month.content.rows] == ["9412008Y0001"]
        with pytest.raises(UserError) as told:
            made.prepare_certificates(session, [own, made.find_number(session, "ABC")])
    assert str(told.value) == "ABC 不是本单位登记的，证书由发号的单位出具。"


def test_a_number_of_a_workbook_has_a_certificate_once_it_is_issued_and_then_it_stays(database):
    there = replace(DRAFT, registration_no="9412008Y0007", registered_on=AFTER)
    with database.write() as session:
        take(session, [Batched(there)], "x")
    with database.read() as session:
        with pytest.raises(UserError) as told:
            made.prepare_certificates(session, [1])
        preview = made.prepare_certificates(session, [1], preview=True)
    assert str(told.value) == (
        "登记号 9412008Y0007 是导入的，还没有发证；请先办理“发证”，证书的内容由此固定，以后照原样打印。"
    )
    assert not preview.approved
    assert "9412008Y0007" not in text_of(preview.pdf())[0]
    with database.write() as session:
        take_step(session, Verb.ISSUE, [1], Statement(day=AFTER))
    with database.read() as session:
        issued = made.prepare_certificates(session, [1])
    assert issued.approved
    with database.write() as session:
        save(session, replace(there, title="改名"), 1)
    with database.read() as session:
        assert made.prepare_certificates(session, [1]).pdf() == issued.pdf()


class Clerk(Progress):
    """Writes down how far it is, and gives up after the first step of a stretch."""

    def __init__(self, gives_up: str = "") -> None:
        super().__init__()
        self.gives_up = gives_up
        self.seen: list[tuple[str, int, int]] = []

    def step(self, count: int = 1) -> None:
        super().step(count)
        self.seen.append((self.label, self.done, self.total))
        if self.label == self.gives_up:
            self.cancel()


@pytest.mark.parametrize("prepare", [made.prepare_certificates, made.prepare_replaced])
def test_gathering_certificates_tells_how_far_it_is_and_may_be_given_up(database, prepare):
    drafts = [replace(DRAFT, title=each) for each in "甲乙丙"]
    ids = lead(database, drafts, WAY)
    with database.write() as session:
        for id_, draft in zip(ids, drafts, strict=True):
            save(session, replace(draft, title=f"{draft.title}二"), id_)
        take_step(session, Verb.CORRECT, ids, Statement(day=AFTER, reason="笔误"))
    for gives_up, steps in (("", 6), ("正在读取", 1), ("检查证书", 4)):
        clerk = Clerk(gives_up)
        with pytest.raises(Cancelled) if gives_up else nullcontext(), database.read() as session:
            assert prepare(session, ids, clerk).count == 3
        assert clerk.seen == [(label, done, 3) for label in ("正在读取", "检查证书") for done in (1, 2, 3)][:steps]


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_gathering_the_book_tells_how_far_it_is_and_may_be_given_up(database, kind):
    lead(database, [replace(DRAFT, title=each) for each in "甲乙丙"], WAY)
    last = [("正在写出", 3)] if kind == "xlsx" else [("排版", 3), ("生成表格", 1)]
    stages = [("正在读取", 3), ("检查表格", 3), ("检查表格", 3), *last]
    for prepare in (book_of.prepare_book, lambda session, **how: book_of.prepare_month(session, 2008, 8, **how)):
        more = 0 if prepare is book_of.prepare_book else 1  # the sum
        whole = [(label, count + (more if label in {"检查表格", "排版", "正在写出"} else 0)) for label, count in stages]
        for gives_up, steps in [("", None), *((label, label) for label, _count in stages)]:
            clerk, target = Clerk(gives_up), io.BytesIO()
            with pytest.raises(Cancelled) if gives_up else nullcontext(), database.read() as session:
                prepare(session, progress=clerk).draw(target, kind, clerk)
                clerk.check()  # asked at the very last step
            ran = [(label, done, total) for label, total in whole for done in range(1, total + 1)]
            end = next(place for place, each in enumerate(ran, 1) if each[0] == steps) if steps else len(ran)
            assert clerk.seen == ran[:end]


def test_gathering_notices_tells_how_far_it_is(database):
    ids, clerk = lead(database, [DRAFT, replace(DRAFT, title="永磁电机")], WAY), Clerk()
    with database.read() as session:
        assert made.prepare_public_notices(session, ids, clerk).count == 1
    assert clerk.seen == [("正在读取", 1, 2), ("正在读取", 2, 2)]


def test_of_many_numbers_without_a_certificate_the_first_are_named(database):
    numbers = [f"9412008Y000{place}" for place in range(1, 8)]
    there = [replace(DRAFT, title=each, registration_no=each, registered_on=AFTER) for each in numbers]
    with database.write() as session:
        take(session, [Batched(each) for each in there], "x")
    with database.read() as session, pytest.raises(UserError) as told:
        made.prepare_certificates(session, range(1, 8))
    assert str(told.value).startswith(f"登记号 {'、'.join(numbers[:5])} 等 7 项 是导入的，")


def refusal(code):
    return Statement(day=DAY, codes=(code,))


def completion(**said):
    return Statement(day=DAY, until=dt.date(2008, 7, 15), **said)


def notices(database, ids, prepare=made.prepare_notices, **how):
    with database.read() as session:
        return prepare(session, ids, **how)


def apart(prepared):
    """Return each letter as a file of its own."""
    return [replace(prepared, content=[each], count=1).pdf() for each in prepared.content]


def change_all_a_notice_says(database):
    """Rename the registrar, reword the reasons, rename units and persons."""
    with database.write() as session:
        rules = rules_of(session)
        own = structs.replace(rules.registrars[0], name="澄川市科技和工业信息化局")
        reasons = tuple(structs.replace(each, text=f"{each.text}（新）") for each in rules.reasons)
        set_rules(session, structs.replace(rules, registrars=(own, *rules.registrars[1:]), reasons=reasons))
        amend_organization(session, 1, OrganizationDraft(name="甲集团"))
        amend_person(session, 1, PersonDraft(name="张叁", unit="甲集团"))


def test_a_notice_names_reasons_and_missing_materials(database):
    said = completion(codes=("02",), reason="第二页无印章", document_no="澄科补〔2008〕3号")
    unseen, seen = lead(database, [DRAFT, replace(DRAFT, title="永磁电机")], WAY[:1])
    with database.write() as session:
        keep_materials(session, seen, [MaterialLine(item="研制报告", received=True)])
        take_step(session, Verb.RETURN, [unseen, seen], said)
    prepared = notices(database, [unseen, seen])
    first, second, *_more = text_of(prepared.pdf())
    assert first == (
        "科技成果登记补正通知书澄科补〔2008〕3号甲公司："
        "你单位提交的成果《稀土永磁同步电动机》登记材料已收悉。经形式审查，需要补正以下内容："
        "（1）单位印章缺失，或单位名称与印章不符；（2）第二页无印章。请于二〇〇八年七月十五日前（含当日）补正后重新提交。"
        "澄川市科学技术局二〇〇八年七月一日"
    )  # nobody has looked at the checklist yet
    assert "（3）未收到：科技成果登记表（应用技术类）；（4）未收到：成果评价证明" in second
    assert "用户应用证明。请于" in second


def test_what_is_written_for_another_reason_stands_in_its_place(database):
    said = [completion(codes=("02", "99"), reason="第二页无印章"), completion(codes=("99",)), completion(codes=("99",))]
    said[2] = replace(said[2], reason="经费不符")
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY[:1])
    with database.write() as session:
        for id_, each in zip(ids, said, strict=True):
            take_step(session, Verb.RETURN, [id_], each)
    points = [
        text_of(pdf)[0].partition("以下内容：")[2].partition("。请于")[0] for pdf in apart(notices(database, ids))
    ]
    assert points == ["（1）单位印章缺失，或单位名称与印章不符；（2）第二页无印章", "（1）其他", "（1）经费不符"]


def test_an_office_chooses_the_words_of_its_letters_and_what_was_sent_keeps_its_own(database):
    def send(name):
        back, out, shown = ids = lead(database, [replace(DRAFT, title=f"{name}{place}") for place in range(3)], WAY[:1])
        with database.write() as session:
            keep_materials(session, back, [MaterialLine(item="学术论文", received=True)])
            take_step(session, Verb.RETURN, [back], completion(codes=("02",)))
            take_step(session, Verb.REJECT, [out], refusal("08"))
            take_step(session, Verb.ACCEPT, [shown], WAY[1][1])
            take_step(session, Verb.OPEN_NOTICE, [shown], WAY[2][1])
        return ids

    def letters(ids):
        return apart(notices(database, ids[:2])) + apart(notices(database, ids[2:], made.prepare_public_notices))

    before = send("甲")
    sent = letters(before)
    with database.write() as session:
        rules = rules_of(session)
        words = structs.replace(
            rules.letters,
            completion=Completion(
                title="补正告知书",
                opening="{unit}《{title}》补 {count} 处：",
                missing="缺{item}",
                closing="{day}至{until}。",
            ),
            refusal=Words(title="不予登记告知书", opening="{unit}《{title}》：", closing="{day}。"),
            public=structs.replace(
                rules.letters.public,
                to="社会各界",
                opening="{count} 项，{until}止：",
                entry="{title}，{klass}，{units}，{completers}",
            ),
        )
        short = (structs.replace(rules.checklists[0], items=rules.checklists[0].items[:1]), *rules.checklists[1:])
        set_rules(session, structs.replace(rules, letters=words, checklists=short))
    assert [text_of(pdf)[0] for pdf in letters(send("乙"))] == [
        (
            "补正告知书甲公司：甲公司《乙0》补2处：（1）单位印章缺失，或单位名称与印章不符；（2）缺科技成果登记表（应用技术类）。"
            "二〇〇八年七月一日至二〇〇八年七月十五日。澄川市科学技术局二〇〇八年七月一日"
        ),
        "不予登记告知书甲公司：甲公司《乙1》：（1）重复登记。二〇〇八年七月一日。澄川市科学技术局二〇〇八年七月一日",
        "科技成果登记公示社会各界：1项，二〇〇八年七月三十一日止：（1）乙2，应用技术，甲公司、乙大学，张三、尼格买提·热合曼。"
        + "".join(rules.letters.public.closing.split())
        + "澄川市科学技术局二〇〇八年七月一日",
    ]
    assert letters(before) == sent


def test_every_notice_is_drawn_again_as_it_was_sent(database):
    (id_,) = lead(database, [DRAFT], (*WAY[:1], (Verb.RETURN, completion(codes=("02",), document_no="1号"))))
    (returned,) = apart(notices(database, [id_]))
    change_all_a_notice_says(database)
    with database.write() as session:
        keep_materials(session, id_, [MaterialLine(item="研制报告", received=True)])
        save(session, replace(DRAFT, title="改名", units=(UnitDraft("丙公司"),)), id_)
    assert apart(notices(database, [id_])) == [returned]
    for verb, said in (*WAY[:1], (Verb.REJECT, refusal("08"))):
        with database.write() as session:
            take_step(session, verb, [id_], said)
    (rejected,) = apart(notices(database, [id_]))
    assert "《改名》登记材料已收悉。经形式审查，决定不予登记，理由如下：（1）重复登记（新）。" in text_of(rejected)[0]
    with database.write() as session:
        take_step(session, Verb.SUBMIT, [id_], SAID)
    assert apart(notices(database, [id_])) == [rejected]
    assert apart(notices(database, [id_], every=True)) == [rejected, returned]
    for _step in (Verb.SUBMIT, Verb.REJECT):
        with database.write() as session:
            undo(session)
    assert apart(notices(database, [id_], every=True)) == [returned]


def test_a_notice_is_of_an_achievement_that_was_returned_or_refused(database):
    back, other = lead(database, [DRAFT, replace(DRAFT, title="永磁电机")], WAY[:1])
    with database.write() as session:
        take_step(session, Verb.RETURN, [back], completion(codes=("02",)))
    with pytest.raises(UserError) as told:
        notices(database, [back, other])
    assert str(told.value) == "《永磁电机》没有办理过退回补正、不予登记，没有可打印的文书。"


def test_of_a_whole_register_it_is_told_who_has_no_notice(database):
    """More are chosen than SQLite takes as variables."""
    lead(database, [DRAFT], WAY[:1])
    for prepare in (made.prepare_notices, made.prepare_public_notices, made.prepare_every_notice):
        with pytest.raises(UserError, match="《稀土永磁同步电动机》没有办理过.*，没有可打印的文书。"):
            notices(database, range(1, 300_000), prepare)
    with database.read() as session:
        assert made.prepare_certificates(session, range(1, 300_000)).count == 1


def test_a_step_that_kept_no_letter_has_one_as_long_as_it_is_the_state(database):
    """So it is with steps of files from before letters were kept, and with those of nobody's achievements."""
    kept, old, nobody = lead(
        database,
        [DRAFT, replace(DRAFT, title="旧的"), replace(DRAFT, title="无主的", units=(), completers=())],
        WAY[:1],
    )
    with database.write() as session:
        take_step(session, Verb.RETURN, [kept, old, nobody], completion(codes=("02",)))
    same = notices(database, [kept, old])
    with database.write() as session, operation(session, "forget", "x"):
        last_step(session, old, Verb.RETURN).letter = None
    again = notices(database, [kept, old])
    assert text_of(again.pdf()) == text_of(same.pdf())
    assert [letter.layout for letter in again.content] == [2, 1]  # as it was printed then
    with pytest.raises(UserError) as told:
        notices(database, [nobody])
    assert str(told.value) == "《无主的》没有完成单位，通知书没有收件人；请先在登记表中补上。"
    with database.write() as session:
        save(session, replace(DRAFT, title="无主的"), nobody)
    assert "甲公司：你单位提交的成果《无主的》" in text_of(notices(database, [nobody]).pdf())[0]
    with database.write() as session:
        take_step(session, Verb.SUBMIT, [kept, old], SAID)
    assert apart(notices(database, [kept])) == apart(same)[:1]
    with pytest.raises(UserError) as told:
        notices(database, [kept, old])
    assert str(told.value) == (
        "《旧的》2008-07-01 办理退回补正时没有存下文书，现在已不能照原样打印；请用当时的纸质件。"
    )
    with pytest.raises(UserError) as every:
        notices(database, [old], every=True)
    assert str(every.value) == str(told.value)
    with database.write() as session:
        take_step(session, Verb.RETURN, [old], completion(codes=("03",)))
    last, whole = notices(database, [old]), notices(database, [old], every=True)
    assert (whole.pdf(), [each.sentence for each in whole.findings]) == (last.pdf(), [str(told.value)])


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
    assert apart(notices(database, one, made.prepare_public_notices)) == apart(prepared)[:1]


def test_a_public_notice_is_drawn_again_whole_whatever_became_of_what_it_lists(database):
    public = made.prepare_public_notices
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(4)], WAY[:2])
    kept, away, gone, waits = ids
    with database.write() as session:
        take_step(session, Verb.OPEN_NOTICE, [away, kept, gone], WAY[2][1])
    whole = notices(database, [kept], public).pdf()
    assert "下列3项科技成果" in text_of(whole)[0]
    assert "（1）《成果1》" in text_of(whole)[0]
    change_all_a_notice_says(database)
    with database.write() as session:
        take_step(session, Verb.LODGE_OBJECTION, [away], Statement(day=DAY, reason="排序", objector="李四"))
        take_step(session, Verb.RETURN, [away], completion(codes=("07",)))
        take_step(session, Verb.REGISTER, [kept, gone], Statement(day=AFTER))
        take_step(session, Verb.CANCEL, [gone], Statement(day=AFTER, reason="造假", document_no="2号"))
        save(session, replace(DRAFT, title="改名"), away)
    for each in (kept, away, gone):
        assert notices(database, [each], public).pdf() == whole
    assert notices(database, [gone, kept], public).pdf() == whole
    with pytest.raises(UserError) as told:
        notices(database, [waits], public)
    assert str(told.value) == "《成果3》没有办理过公示，没有可打印的文书。"


def test_what_is_made_public_together_is_one_paper_and_what_follows_another(database):
    """The first may hang on the wall by then, under the same days and number."""
    public, said = made.prepare_public_notices, replace(WAY[2][1], document_no="1号")
    one, two, three = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(3)], WAY[:2])

    def publish(*ids):
        with database.write() as session:
            take_step(session, Verb.OPEN_NOTICE, ids, said)

    def told(*ids, **how):
        found = notices(database, ids, public, **how).content
        return [[letter.number, *(each.split("》")[0] for each in letter.paragraphs[1:-1])] for letter in found]

    publish(two, three)
    first = notices(database, [two], public).pdf()
    publish(one)
    assert notices(database, [three], public).pdf() == first
    assert told(one) == [["1号", "（1）《成果0"]]
    assert told(one, three, two) == [["1号", "（1）《成果1", "（2）《成果2"], ["1号", "（1）《成果0"]]
    with database.write() as session:
        take_step(session, Verb.RETURN, [two], completion(codes=("07",)))
        save(session, replace(DRAFT, title="改名"), two)
        for verb, again in WAY[:2]:
            take_step(session, verb, [two], again)
    publish(two)
    assert told(two) == [["1号", "（1）《改名"]]
    assert told(two, every=True) == [["1号", "（1）《改名"], ["1号", "（1）《成果1", "（2）《成果2"]]
    assert notices(database, [three], public).pdf() == first


def test_a_paper_that_an_older_program_added_to_is_drawn_again_as_it_was(database):
    public = made.prepare_public_notices
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(2)], WAY[:2])
    for id_ in ids:
        with database.write() as session:
            take_step(session, Verb.OPEN_NOTICE, [id_], WAY[2][1])
    with database.write() as session, operation(session, "as it was", "x"):
        for id_ in ids:
            last_step(session, id_).paper = "2008-07-01 2008-07-01 2008-07-31  #1"
    (letter,) = notices(database, ids[:1], public).content
    assert letter.paragraphs[0].startswith("下列 2 项科技成果")


def test_all_that_was_told_of_an_achievement_is_drawn_the_latest_first(database):
    public, unit = made.prepare_public_notices, made.prepare_notices
    ids = lead(database, [replace(DRAFT, title=f"成果{place}") for place in range(2)], WAY[:3])
    with database.write() as session:
        take_step(session, Verb.RETURN, ids[:1], completion(codes=("07",)))
    every = notices(database, ids, made.prepare_every_notice)
    assert apart(every) == [*apart(notices(database, ids[:1], unit)), *apart(notices(database, ids, public))]


def test_the_sample_register_is_sound_on_paper(sample):
    with sample.read() as session:
        book = book_of.prepare_book(session)
        number = book.content.rows[0].number
        prepared = made.prepare_certificates(session, [made.find_number(session, number)], preview=True)
    assert book.findings == ()
    assert book.count > 50
    assert prepared.faults("error") == []
    assert "".join(book.content.rows[0].title.split()) in text_of(prepared.pdf())[0]

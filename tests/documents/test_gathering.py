"""From a round to its papers: drafts before approval, snapshots after it, and nothing personal on public lists."""

import io
import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from awardsdesk.documents import certificate, gathering, payments, plaques, roster
from awardsdesk.models import Award, Certificate, Entry, Organization
from awardsdesk.operations.audit import operation
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.database import Database
from awardsdesk.terms import CertificateStatus, Profile


def text_of(pdf: io.BytesIO | Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize(("code", "sheets"), [("2008-QP", 63), ("2008-J", 522)])
def test_drafts_have_neither_number_nor_date(sample: Database, code: str, sheets: int) -> None:
    with sample.read() as session:
        batch = gathering.certificates(session, by_code(session, code))
    assert len(batch) == sheets
    assert {(item.number, item.date_text, item.approved) for item in batch} == {("", "", False)}
    assert certificate.check(batch) == []


@pytest.mark.parametrize("code", ["2008-QP", "2008-J"])
def test_drafts_and_issued_sheets_say_the_same_otherwise(sample: Database, approved: Database, code: str) -> None:
    def said(database: Database) -> list[tuple[object, ...]]:
        with database.read() as session:
            batch = gathering.certificates(session, by_code(session, code))
        return [(item.holder, item.body, item.heading, item.organ, item.fields[:3]) for item in batch]

    assert said(sample) == said(approved)


def test_an_issued_certificate_reprints_alike_after_everything_around_it_changed(approved: Database) -> None:
    def drawn() -> bytes:
        target = io.BytesIO()
        with approved.read() as session:
            certificate.draw(gathering.certificates(session, by_code(session, "2008-QP")), target, title="证书")
        return target.getvalue()

    before = drawn()
    with approved.write() as session, operation(session, "rename", "x"):
        for organization in session.scalars(select(Organization)):
            organization.name += "（新）"
        for entry in session.scalars(select(Entry)):
            entry.name += "（新）"
        by_code(session, "2008-QP").title = "改名"
    assert drawn() == before


def test_a_voided_certificate_is_not_printed(approved: Database) -> None:
    with approved.write() as session, operation(session, "void", "x"):
        first = session.scalars(select(Certificate).where(Certificate.holder_kind == "企业")).first()
        assert first is not None
        first.status = CertificateStatus.VOID
        number = first.number
    with approved.read() as session:
        numbers = [item.number for item in gathering.certificates(session, by_code(session, "2008-QP"))]
    assert (len(numbers), number in numbers) == (62, False)


def test_selected_certificates_only(approved: Database) -> None:
    with approved.read() as session:
        ids = session.scalars(select(Certificate.id).order_by(Certificate.id).limit(3)).all()
        award = session.scalars(select(Award).join(Certificate).where(Certificate.id == ids[0])).one()
        batch = gathering.certificates(session, award.entry.round, ids)
    assert len(batch) == 3


def test_plaques_are_cumulative_and_grouped_by_text(approved: Database) -> None:
    with approved.read() as session:
        order = gathering.plaques(session, by_code(session, "2008-QP"))
    texts = Counter(plaque.lines for plaque in order.plaques)
    assert texts == {
        ("技术创新示范企业", "（2008年度）", "澄川市人民政府", "二〇〇八年八月"): 3,
        ("技术创新十强企业", "（2008年度）", "澄川市人民政府", "二〇〇八年八月"): 10,
        ("技术创新能力五十强企业", "（2008年度）", "澄川市人民政府", "二〇〇八年八月"): 50,
    }
    assert plaques.check(order) == []


@pytest.mark.parametrize(("code", "fen", "count"), [("2008-QP", 105_000_000, 50), ("2008-J", 63_000_000, 79)])
def test_payments_sum_to_what_was_granted(approved: Database, code: str, fen: int, count: int) -> None:
    with approved.read() as session:
        sheet = gathering.payments(session, by_code(session, code))
    assert (sheet.total, sheet.expected_fen, len(sheet.payments)) == (fen, fen, count)
    assert payments.check(sheet) == []


def test_payees_are_the_first_units(approved: Database) -> None:
    with approved.read() as session:
        sheet = gathering.payments(session, by_code(session, "2008-J"))
        firsts = {
            entry.name: (entry.units[0].name, entry.account)
            for entry in session.scalars(select(Entry).where(Entry.nominator != ""))
        }
    assert {(payment.payee, payment.account) for payment in sheet.payments} == {
        firsts[payment.subject] for payment in sheet.payments
    }
    assert len({payment.payee for payment in sheet.payments}) == 47


@pytest.mark.parametrize("code", ["2008-QP", "2008-J"])
def test_a_public_roster_holds_no_code_account_phone_or_score(approved: Database, code: str) -> None:
    with approved.read() as session:
        round_ = by_code(session, code)
        public = gathering.roster(session, round_, Profile.PUBLIC)
        private = {
            text
            for entry in session.scalars(select(Entry).where(Entry.round_id == round_.id))
            for text in (entry.payee_uscc, entry.account, entry.phone, entry.bank)
            if text
        }
        private |= set(session.scalars(select(Award.score).where(Award.round_id == round_.id)))
    target = io.BytesIO()
    roster.draw(public, target, "pdf")
    printed = re.sub(r"\s", "", text_of(target))
    assert [text for text in private if text in printed] == []


def test_a_roster_counts_its_rows_by_tier(approved: Database) -> None:
    with approved.read() as session:
        made = gathering.roster(session, by_code(session, "2008-J"), Profile.PUBLIC)
    assert [(group.title, len(group.rows)) for group in made.groups] == [("一等奖", 2), ("二等奖", 29), ("三等奖", 48)]

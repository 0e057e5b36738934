"""Approval: numbers and snapshots from then on, and nothing changes any more."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.models import Award, BonusShare, Certificate, Entry, Objection, Organization, Plaque
from awardsdesk.operations.approval import approve
from awardsdesk.operations.audit import operation, verify_chain
from awardsdesk.operations.drafts import BallotDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.results import compute
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.database import Database

DAY = dt.date(2008, 8, 15)


def test_no_award_and_no_number_exists_before_approval(sample: Database) -> None:
    with sample.write() as session:
        compute(session, by_code(session, "2008-J"))
    with sample.read() as session:
        assert [session.scalar(select(func.count(model.id))) for model in (Award, Certificate, Plaque)] == [0, 0, 0]


def test_approval_grants_what_was_computed(approved: Database) -> None:
    with approved.read() as session:
        titles = Counter(session.scalars(select(Award.title)))
        kinds = Counter(session.scalars(select(Certificate.holder_kind)))
        numbers = session.scalars(select(Certificate.number)).all()
        bonus = session.scalar(select(func.sum(Award.bonus_fen)))
        shares = session.scalar(select(func.sum(BonusShare.fen)))
        first = session.scalars(select(Award).where(Award.number == "2008-J-1-001")).one()
        plaques = session.scalar(select(func.count(Plaque.id)))
        assert first.entry.key == "2008-工-008"
        assert [certificate.number for certificate in first.certificates] == [
            *(f"2008-J-1-001-R{position:02}" for position in range(1, 10)),
            *(f"2008-J-1-001-D{position:02}" for position in range(1, 8)),
        ]
        assert verify_chain(session) == []
    assert titles == {
        "技术创新示范企业": 3, "技术创新十强企业": 10, "技术创新能力五十强企业": 50, "一等": 2, "二等": 29, "三等": 48,
    }  # fmt: skip
    assert kinds == {"个人": 366, "单位": 156, "企业": 63}
    assert len(set(numbers)) == len(numbers) == 585
    assert (bonus, shares, plaques) == (168_000_000, 63_000_000, 63)


def test_order_of_units_and_persons_is_that_of_the_nomination(approved: Database) -> None:
    with approved.read() as session:
        for award in session.scalars(select(Award).where(Award.number.startswith("2008-J-"))):
            entry = award.entry
            assert award.snapshot["units"] == [unit.name for unit in entry.units]
            assert award.snapshot["completers"] == [[row.name, row.unit] for row in entry.completers]
            persons = [row.holder for row in award.certificates if row.holder_kind == "个人"]
            assert persons == [row.name for row in entry.completers][: len(persons)]


def test_a_snapshot_keeps_the_name_of_its_day(approved: Database) -> None:
    with approved.write() as session, operation(session, "rename", "x"):
        certificate = session.scalars(select(Certificate).where(Certificate.holder_kind == "企业")).first()
        assert certificate is not None
        before = dict(certificate.snapshot)
        organization = session.get_one(Organization, certificate.award.entry.organization_id)
        organization.name = "改名后的公司"
    with approved.read() as session:
        assert session.get_one(Certificate, certificate.id).snapshot == before


def test_an_approved_round_takes_nothing_in(approved: Database) -> None:
    draft = BallotDraft(
        number="2008-工-008", tier="一等", expected=21, present=19, recused=1, yes=18, no=0, abstained=0
    )
    with approved.write() as session:
        outcome = take(session, [Batched(draft)], "x", "2008-J")
    assert [refusal.sentence for refusal in outcome.refusals] == [
        "“2008年度市科学技术进步奖”已于 2008-08-15 批准（澄政〔2008〕28号），数据已封存，没有改动。"
    ]
    with pytest.raises(UserError), approved.write() as session:
        compute(session, by_code(session, "2008-J"))


def test_approving_twice_and_without_a_number(sample: Database) -> None:
    with pytest.raises(UserError) as told, sample.write() as session:
        approve(session, by_code(session, "2008-J"), "  ", DAY)
    assert str(told.value) == "请填写批准文号：没有文号不能批准。"
    with sample.write() as session:
        approve(session, by_code(session, "2008-J"), "文", DAY)
    with pytest.raises(UserError), sample.write() as session:
        approve(session, by_code(session, "2008-J"), "文", DAY)


def test_an_open_objection_stops_approval(sample: Database) -> None:
    with sample.write() as session, operation(session, "object", "x"):
        round_ = by_code(session, "2008-J")
        entry = session.scalars(select(Entry.id).where(Entry.round_id == round_.id)).first()
        assert entry is not None
        session.add(
            Objection(
                round_id=round_.id, entry_id=entry, objector="某人", grounds="署名", received_on=dt.date(2008, 7, 30)
            )
        )
    with pytest.raises(UserError) as told, sample.write() as session:
        approve(session, by_code(session, "2008-J"), "文", DAY)
    assert str(told.value) == "“2008年度市科学技术进步奖”还不能批准：有 1 件异议尚未处理完毕。"

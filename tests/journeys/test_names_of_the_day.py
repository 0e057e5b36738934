"""A paper shows the names of its day: it is drawn again byte for byte after renaming, moving and merging."""

import datetime as dt

import pytest
from sqlalchemy import select

from awardsdesk.documents import papers, register_book
from awardsdesk.documents import registration_papers as made
from awardsdesk.models import Organization, Person
from awardsdesk.operations.audit import operation
from awardsdesk.operations.correcting import corrections
from awardsdesk.operations.drafts import FormerName, OrganizationDraft, PersonDraft
from awardsdesk.operations.merging import merge_organizations, merge_persons
from awardsdesk.operations.organizations import amend_organization
from awardsdesk.operations.persons import amend_person
from awardsdesk.operations.registration import take_step
from awardsdesk.rules.registration import Statement, Verb
from tests.documents.test_registration_papers import DRAFT, WAY, lead, text_of

RENAMED = dt.date(2008, 8, 1)


def rename_move_and_merge(database, units, persons):
    """Give units and persons other names, move the persons, and make them one with newcomers."""
    with database.write() as session, operation(session, "add", "x"):
        other = Organization(name="新来的所", uscc=None)
        session.add(other)
        session.flush()
        newcomers = [Person(name=f"新人{number}", organization=other) for number, _one in enumerate(persons)]
        session.add_all(newcomers)
        session.flush()
        pairs = [(each.id, one) for each, one in zip(newcomers, persons, strict=True)]
        elsewhere = other.id
    for record in units:
        with database.write() as session:
            code = session.get_one(Organization, record).uscc or ""
            amend_organization(session, record, OrganizationDraft(name=f"更名{record}", uscc=code))
    for keep, gone in pairs:
        with database.write() as session:
            amend_person(session, gone, PersonDraft(name=f"改名{gone}", unit="新来的所"))
            merge_persons(session, keep, gone, "同一人")
    with database.write() as session:
        keep = next(record for record in units if session.get_one(Organization, record).uscc is None)
        merge_organizations(session, keep, elsewhere, "同一单位")


def test_registration_papers_are_drawn_again_byte_for_byte(database):
    ids = lead(database, [DRAFT], WAY)

    def drawn():
        with database.read() as session:
            return [made.prepare_certificates(session, ids).pdf(), register_book.prepare_book(session).pdf()]

    before = drawn()
    with database.read() as session:
        units = session.scalars(select(Organization.id)).all()
        persons = session.scalars(select(Person.id)).all()
    rename_move_and_merge(database, units, persons)
    assert drawn() == before
    with database.read() as session:
        assert corrections(session, ids) == []


def test_award_certificates_are_drawn_again_byte_for_byte(approved):
    def drawn():
        with approved.read() as session:
            return papers.prepare(session, papers.certificates(), "2008-J").pdf()

    before = drawn()
    with approved.read() as session:
        units = session.scalars(select(Organization.id).limit(200)).all()
        persons = session.scalars(select(Person.id).limit(5)).all()
        plain = [record for record in units if session.get_one(Organization, record).uscc is None][:3]
    rename_move_and_merge(approved, plain, persons)
    assert drawn() == before


@pytest.mark.parametrize(("day", "unit", "person"), [(31, "甲公司", "张三"), (1, "甲集团", "张叁")])
def test_a_registration_bears_the_names_of_its_day(database, day, unit, person):
    """Entered under the names of today or of then: the day of registration decides."""
    registered = dt.date(2008, 8, 1) if day == 1 else dt.date(2008, 7, 31)
    before = Statement(day=dt.date(2008, 6, 30), until=dt.date(2008, 7, 30), unticked=True)
    way = tuple((verb, before) for verb in (Verb.SUBMIT, Verb.ACCEPT, Verb.OPEN_NOTICE))
    ids = lead(database, [DRAFT], way)
    with database.write() as session:
        former = (FormerName("甲公司", RENAMED),)
        amend_organization(session, 1, OrganizationDraft(name="甲集团", former=former))
        amend_person(session, 1, PersonDraft(name="张叁", unit="甲集团", former=(FormerName("张三", RENAMED),)))
    with database.write() as session:
        take_step(session, Verb.REGISTER, ids, Statement(day=registered))
    with database.read() as session:
        (page,) = text_of(made.prepare_certificates(session, ids).pdf())
    assert f"{unit}、乙大学" in page
    assert f"{person}、尼格买提·热合曼" in page


@pytest.mark.parametrize(("day", "unit", "person"), [(31, "甲公司", "张三"), (1, "甲集团", "张叁")])
def test_a_notice_bears_the_names_of_its_day(database, day, unit, person):
    """Put on record later, under the names of today or of then: the day of the step decides."""
    told = dt.date(2008, 8, 1) if day == 1 else dt.date(2008, 7, 31)
    before = Statement(day=dt.date(2008, 6, 30), unticked=True)
    ids = lead(database, [DRAFT], ((Verb.SUBMIT, before), (Verb.ACCEPT, before)))
    with database.write() as session:
        former = (FormerName("甲公司", RENAMED),)
        amend_organization(session, 1, OrganizationDraft(name="甲集团", former=former))
        amend_person(session, 1, PersonDraft(name="张叁", unit="甲集团", former=(FormerName("张三", RENAMED),)))
    until = dt.date(2008, 9, 12)
    with database.write() as session:
        take_step(session, Verb.OPEN_NOTICE, ids, Statement(day=told, until=until))
        take_step(session, Verb.RETURN, ids, Statement(day=told, until=until, codes=("02",)))
    with database.read() as session:
        (letter,) = made.prepare_notices(session, ids).content
        (public,) = made.prepare_public_notices(session, ids).content
    assert letter.to == unit
    assert f"完成单位：{unit}、乙大学，完成人：{person}、尼格买提·热合曼" in public.paragraphs[1]

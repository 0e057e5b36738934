"""Units and firms: known by code, then by name; a new name keeps the old one."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from awardsdesk.errors import Problem, UserError
from awardsdesk.models import Award, Certificate, Entry, Event, Organization, OrganizationName
from awardsdesk.operations.audit import operation
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import OrganizationDraft
from awardsdesk.operations.organizations import amend_organization, check
from awardsdesk.store.database import Database

CODE = "91110000101623741K"


def test_a_code_tells_firms_apart_not_the_name(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        directory = Directory(session)
        first = directory.organization("甲有限公司", CODE)
        other = directory.organization("甲有限责任公司", "9141080077777777M0")
        unit = directory.organization("乙研究所")
        assert len({id(item) for item in (first, other, unit)}) == 3
        assert directory.organization("乙研究所", "12419901DAA3XXD64G") is unit
        assert directory.organization("甲有限公司") is first


def test_a_new_name_keeps_the_old_one(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        Directory(session).organization("旧名公司", CODE)
    with database.write() as session, operation(session, "rename", "x"):
        Directory(session).organization("新名公司", CODE, dt.date(2008, 5, 1))
    with database.read() as session:
        assert session.scalars(select(Organization.name)).all() == ["新名公司"]
        kept = session.execute(select(OrganizationName.name, OrganizationName.until)).all()
        assert [tuple(row) for row in kept] == [("旧名公司", dt.date(2008, 5, 1))]


def test_a_former_name_leads_to_the_only_unit_that_bore_it_and_renames_nothing(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        for name, former in (("甲所", ("旧甲",)), ("乙所", ("旧甲所", "旧乙所")), ("丙所", ("旧乙所",))):
            names = [OrganizationName(name=each) for each in former]
            session.add(Organization(name=name, names=names))
    with database.write() as session, operation(session, "add", "x"):
        directory = Directory(session)
        assert directory.organization("旧甲").name == "甲所"
        assert directory.organization("旧甲所").name == "乙所"
        assert directory.organization("旧乙所").name == "旧乙所"
        session.flush()
        assert session.scalar(select(func.count(OrganizationName.id))) == 4


def add(database: Database, name: str, code: str = "") -> int:
    with database.write() as session, operation(session, "add", "x"):
        made = Directory(session).organization(name, code)
        session.flush()
        return made.id


def test_amending_leaves_every_entry_award_and_certificate_as_it_was(approved: Database) -> None:
    def frozen() -> list[object]:
        with approved.read() as session:
            return [
                *session.execute(select(Entry.name, Entry.bank, Entry.account, Entry.payee_uscc)).all(),
                *session.scalars(select(Award.snapshot)).all(),
                *session.scalars(select(Certificate.snapshot)).all(),
            ]

    before = frozen()
    with approved.read() as session:
        record = session.scalars(select(Entry.organization_id).join(Award)).first()
        assert record
    with approved.write() as session:
        amend_organization(session, record, OrganizationDraft(name="更名集团", bank="新开户行", account="1"))
    assert frozen() == before
    with approved.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event
        assert (event.verb, event.subject) == ("amend", "organization:更名集团")
        assert {change["table"] for change in event.changes} == {"organization", "organization_name"}


def test_amending_without_a_new_name_adds_none_and_saving_again_leaves_no_event(database: Database) -> None:
    record = add(database, "甲公司", CODE)
    draft = OrganizationDraft(name="甲公司", uscc=CODE, county="澄东区")
    for _time in range(2):
        with database.write() as session:
            amend_organization(session, record, draft)
    with database.read() as session:
        assert session.scalar(select(func.count(OrganizationName.id))) == 0
        assert session.scalar(select(func.count(Event.id)).where(Event.verb == "amend")) == 1
        assert session.get_one(Organization, record).county == "澄东区"


def test_a_code_belongs_to_one_organization(database: Database) -> None:
    add(database, "甲公司", CODE)
    other = add(database, "乙公司", "12419901DAA3XXD64G")
    with pytest.raises(UserError, match="已属于“甲公司”"), database.write() as session:
        amend_organization(session, other, OrganizationDraft(name="乙公司", uscc=CODE))
    with database.read() as session:
        assert session.get_one(Organization, other).uscc == "12419901DAA3XXD64G"


@pytest.mark.parametrize(("first", "second"), [("", ""), (CODE, ""), ("", CODE)])
def test_two_of_one_name_need_a_code_each(database: Database, first: str, second: str) -> None:
    add(database, "甲研究所", first)
    other = add(database, "乙研究所", "")
    with pytest.raises(UserError, match="已有名称相同的单位"), database.write() as session:
        amend_organization(session, other, OrganizationDraft(name="甲研究所", uscc=second))


def test_namesakes_with_codes_of_their_own_are_two_firms(database: Database) -> None:
    add(database, "甲公司", CODE)
    other = add(database, "乙公司", "12419901DAA3XXD64G")
    with database.write() as session:
        amend_organization(session, other, OrganizationDraft(name="甲公司", uscc="12419901DAA3XXD64G"))
    with database.read() as session:
        assert session.scalars(select(OrganizationName.name)).all() == ["乙公司"]


def test_a_draft_says_beside_the_field_what_is_wrong() -> None:
    assert check(OrganizationDraft(name="甲公司")) == []
    assert [problem.field for problem in check(OrganizationDraft(name=""))] == ["name"]
    short = check(OrganizationDraft(name="甲公司", uscc=CODE[:17]))
    assert [(problem.field, problem.severity) for problem in short] == [("uscc", "error")]
    wrong = check(OrganizationDraft(name="甲公司", uscc=f"{CODE[:17]}0"))
    assert [(problem.field, problem.severity) for problem in wrong] == [("uscc", "warning")]
    doubtful = check(OrganizationDraft(name="甲公司", phone="123", postcode="1", email="甲", account="12"))
    keys = ["phone", "postcode", "email", "account"]
    assert [(problem.field, problem.severity) for problem in doubtful] == [(key, "warning") for key in keys]


def test_the_reason_for_something_doubtful_goes_on_record(database: Database) -> None:
    record = add(database, "甲公司", CODE)
    with database.write() as session:
        amend_organization(session, record, OrganizationDraft(name="甲公司", uscc=CODE, phone="123"), "内线电话")
    with database.read() as session:
        assert session.scalars(select(Event.reason).order_by(Event.id.desc())).first() == "内线电话"


def test_the_code_of_an_old_file_is_kept_as_one_code_however_it_is_written(database: Database) -> None:
    record = add(database, "甲厂")
    draft = OrganizationDraft(name="甲厂", uscc="D2143569-X")
    assert check(draft) == []
    with database.write() as session:
        amend_organization(session, record, draft)
        assert Directory(session).organization("甲厂", "D2143569X").id == record
    other = add(database, "乙厂")
    with pytest.raises(UserError) as told, database.write() as session:
        amend_organization(session, other, replace(draft, name="乙厂"))
    assert str(told.value) == "代码 D2143569X 已属于“甲厂”，没有保存；请核对。"
    wrong = check(OrganizationDraft(name="甲厂", uscc="12345678-9"))
    assert wrong == [Problem("uscc", "组织机构代码 12345678-9 的校验码不符，请核对", "warning")]

"""A person is amended, doubts are saved with a reason, and the confidential number never stands in the trail."""

import datetime as dt
import json

import pytest
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.lists.dossiers import person_draft
from awardsdesk.models import AchievementCompleter, Event, Organization, Person, SealedValue
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation, verify_chain
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, FormerName, PersonDraft, UnitDraft
from awardsdesk.operations.persons import amend_person, check, reveal
from awardsdesk.operations.undo import last_step, undo
from awardsdesk.store.database import Database

NUMBER = "11010519491231002X"
CODE = "91110000101623741K"


@pytest.fixture
def two(database: Database) -> Database:
    """Two persons of one unit, and a unit that nobody belongs to."""
    with database.write() as session:
        completers = (CompleterDraft("张三"), CompleterDraft("尼格买提·热合曼"))
        save(session, AchievementDraft(title="一", klass="应用技术", units=(UnitDraft("甲所"),), completers=completers))
    with database.write() as session, operation(session, "add", "x"):
        session.add(Organization(name="乙所", uscc=CODE))
    return database


def amend(database: Database, record: int, draft: PersonDraft, reason: str = "") -> None:
    with database.write() as session:
        amend_person(session, record, draft, reason)


def test_a_new_name_and_a_new_unit_leave_every_list_as_it_was(two: Database) -> None:
    amend(two, 1, PersonDraft(name="张叁", unit="乙所", orcid="0000000218250097", id_type="护照", id_no="ｅ12345678"))
    with two.read() as session:
        assert person_draft(session, 1) == PersonDraft(
            name="张叁",
            unit="乙所",
            orcid="0000-0002-1825-0097",
            id_type="护照",
            id_no="E12345678",
            former=(FormerName("张三", dt.datetime.now().astimezone().date()),),
        )
        rows = session.execute(select(AchievementCompleter.name, AchievementCompleter.unit)).all()
        assert [tuple(row) for row in rows] == [("张三", "甲所"), ("尼格买提·热合曼", "甲所")]


def test_former_names_are_added_and_put_right_with_their_days(two: Database) -> None:
    first, second = FormerName("张小三", dt.date(1990, 1, 2)), FormerName("张二", None)
    amend(two, 1, PersonDraft(name="张三", unit="甲所", former=(first, second)))
    amend(two, 1, PersonDraft(name="张三", unit="甲所", former=(first, FormerName("张二", dt.date(2001, 5, 1)))))
    with two.read() as session:
        assert person_draft(session, 1).former == (first, FormerName("张二", dt.date(2001, 5, 1)))
    with two.write() as session:
        undo(session)
    with two.read() as session:
        assert person_draft(session, 1).former == (first, second)


def test_a_unit_is_named_by_its_name_or_code(two: Database) -> None:
    for written, unit in ((CODE, "乙所"), ("", ""), ("甲所", "甲所")):
        amend(two, 1, PersonDraft(name="张三", unit=written))
        with two.read() as session:
            assert person_draft(session, 1).unit == unit
    with two.write() as session, operation(session, "add", "x"):
        session.add(Organization(name="乙所", uscc="9141080077777777M0"))
    for written, sentence in (
        ("丙所", "没有名为“丙所”的单位，没有保存；请从提示中选一个，或先登记该单位。"),
        ("乙所", "名为“乙所”的单位不止一个，没有保存；请填信用代码来指明。"),
    ):
        with pytest.raises(UserError) as told:
            amend(two, 1, PersonDraft(name="张三", unit=written))
        assert str(told.value) == sentence


def test_a_namesake_in_the_same_unit_is_refused(two: Database) -> None:
    with pytest.raises(UserError) as told:
        amend(two, 2, PersonDraft(name="张三", unit="甲所"))
    assert str(told.value) == "“甲所”中已有“张三”，没有保存；如是同一人，请用“合并”。"


def test_doubts_name_the_field_and_the_person_who_has_the_same_number(two: Database) -> None:
    amend(two, 1, PersonDraft(name="张三", unit="甲所", id_type="居民身份证", id_no=NUMBER))
    draft = PersonDraft(name="尼格买提•热合曼", id_type="居民身份证", id_no=NUMBER, orcid="1", phone="12", pinyin="ni")
    with two.read() as session:
        assert [(each.field, each.sentence) for each in check(session, 2, draft)] == [
            ("orcid", "ORCID 应为 16 位（如 0000-0002-1825-0097），请核对“1”"),
            ("phone", "“12”不像手机或固定电话号码，请核对"),
            ("pinyin", "名称有 7 个汉字，拼音有 1 个音节，应一一对应"),
            ("id_no", "证件号码与“张三（甲所）”的相同，可能是同一人"),
        ]
        assert [each.field for each in check(session, 1, PersonDraft(name=" "))] == ["name"]


def test_a_number_that_contradicts_a_form_is_doubted_without_being_told(two: Database) -> None:
    completers = (CompleterDraft("张三", details={"sex": "男", "born": "1949-11"}),)
    with two.write() as session:
        save(session, AchievementDraft(title="二", klass="应用技术", units=(UnitDraft("甲所"),), completers=completers))
    draft = PersonDraft(name="张三", unit="甲所", id_type="居民身份证", id_no=NUMBER)
    with two.read() as session:
        assert [(each.field, each.severity, each.sentence) for each in check(session, 1, draft)] == [
            ("id_no", "warning", "证件号码与登记表所填的“1949-11、男”不符，请核对")
        ]
        assert check(session, 1, PersonDraft(name="张三", unit="甲所")) == []


def test_the_number_is_never_in_the_trail_and_comes_back_with_an_undo(two: Database) -> None:
    held = PersonDraft(name="张三", unit="甲所", id_type="居民身份证", id_no=NUMBER, former=())
    amend(two, 1, held, "本人出示")
    amend(two, 1, PersonDraft(name="张三", unit="甲所", former=()))
    with two.read() as session:
        assert NUMBER not in json.dumps([each.changes for each in session.scalars(select(Event))])
        assert session.scalars(select(SealedValue.value)).all() == [NUMBER, NUMBER]
        assert session.scalars(select(Event.reason).where(Event.verb == "amend")).first() == "本人出示"
    with two.write() as session:
        undo(session)
    with two.read() as session:
        assert person_draft(session, 1) == held
        assert NUMBER not in json.dumps([each.changes for each in session.scalars(select(Event))])
        assert verify_chain(session) == []


def test_a_wiped_value_breaks_no_chain(two: Database) -> None:
    amend(two, 1, PersonDraft(name="张三", unit="甲所", id_type="居民身份证", id_no=NUMBER))
    amend(two, 1, PersonDraft(name="张三", unit="甲所"))
    with two.write() as session:
        session.execute(SealedValue.__table__.delete())  # type: ignore[attr-defined]
    with two.write() as session:
        undo(session)
    with two.read() as session:
        assert verify_chain(session) == []
        assert person_draft(session, 1).id_type == "居民身份证"
        assert person_draft(session, 1).id_no == ""


def test_a_look_at_the_number_is_on_record_and_nothing_to_take_back(two: Database) -> None:
    amend(two, 1, PersonDraft(name="张三", unit="甲所", id_type="居民身份证", id_no=NUMBER))
    with two.write() as session:
        assert reveal(session, 1) == NUMBER
    with two.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event
        assert (event.verb, event.subject, event.changes) == ("reveal", "person:张三", [])
        step = last_step(session)
        assert step
        assert step.verb == "amend"


def test_saving_the_same_again_leaves_no_event(two: Database) -> None:
    with two.read() as session:
        draft = person_draft(session, 2)
        before = session.scalar(select(func.count(Event.id)))
    amend(two, 2, draft)
    with two.read() as session:
        assert session.scalar(select(func.count(Event.id))) == before
        assert session.get_one(Person, 2).names == []

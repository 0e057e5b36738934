"""Two that were one become one: nothing is lost, nothing printed changes, and it can be taken back."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select, text

from awardsdesk.errors import UserError
from awardsdesk.models import (
    AchievementCompleter,
    AchievementUnit,
    Award,
    Base,
    Certificate,
    Entry,
    EntryCompleter,
    EntryUnit,
    Event,
    Organization,
    OrganizationName,
    Person,
    PersonName,
)
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation, verify_chain
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.merging import (
    Moves,
    merge_organizations,
    merge_persons,
    moves_of_organizations,
    moves_of_persons,
)
from awardsdesk.operations.undo import undo
from awardsdesk.rules.name_history import name_on
from awardsdesk.store.database import Database

CODE, OTHER_CODE = "91110000101623741K", "9141080077777777M0"


def content(database: Database) -> dict[str, list[Any]]:
    """Return all rows of all tables but the trail's, in any order."""
    with database.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(text(f"SELECT * FROM {name}"))), key=repr)
            for name in Base.metadata.tables
            if name != "event"
        }


def register(database: Database, title: str, units: str, persons: str) -> None:
    with database.write() as session:
        save(
            session,
            AchievementDraft(
                title=title,
                klass="应用技术",
                units=tuple(map(UnitDraft, units.split())),
                completers=tuple(map(CompleterDraft, persons.split())),
            ),
        )


@pytest.fixture
def twice(database: Database) -> Database:
    """One institute under two ways of writing, with a person who stands under both."""
    register(database, "一", "甲（集团）所 乙所", "张三 李四")
    register(database, "二", "甲(集团)所", "张三 王五")
    return database


def ids(database: Database, kind: type[Any], *names: str) -> list[int]:
    with database.read() as session:
        return [session.scalars(select(kind.id).where(kind.name == name)).first() for name in names]


def give(database: Database, record: int, **values: str) -> None:
    with database.write() as session, operation(session, "amend", "x"):
        for key, value in values.items():
            setattr(session.get_one(Organization, record), key, value)


def test_what_referred_to_one_refers_to_the_other(twice: Database) -> None:
    keep, gone = ids(twice, Organization, "甲（集团）所", "甲(集团)所")
    give(twice, keep, county="澄东区")
    give(twice, gone, uscc=CODE, county="平泽县", phone="0399-8274758", email="a@b.cn")
    with twice.read() as session:
        told = moves_of_organizations(session, keep, gone)
    assert told == Moves("甲（集团）所", "甲(集团)所", (("成果的完成单位", 1), ("人员", 2)), "县区 澄东区")
    with twice.write() as session:
        merge_organizations(session, keep, gone, "同一单位，括号不同")
    with twice.read() as session:
        kept = session.get_one(Organization, keep)
        assert (kept.uscc, kept.county, kept.phone, kept.email) == (CODE, "澄东区", "0399-8274758", "a@b.cn")
        assert [row.name for row in kept.names] == ["甲(集团)所"]
        assert session.get(Organization, gone) is None
        units = session.scalars(select(AchievementUnit).where(AchievementUnit.organization_id == keep)).all()
        assert [row.name for row in units] == ["甲（集团）所", "甲(集团)所"]
        assert session.scalars(select(Person.name).order_by(Person.name)).all() == ["张三", "李四", "王五"]
        (zhang,) = session.scalars(select(Person.id).where(Person.name == "张三"))
        held = select(func.count()).where(AchievementCompleter.person_id == zhang)
        assert session.scalar(held) == 2
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event
        assert (event.verb, event.subject) == ("merge", "organization:甲(集团)所 → 甲（集团）所")
        assert event.reason == "同一单位，括号不同"
        assert session.scalar(select(func.count()).where(Event.verb == "merge")) == 1


@pytest.mark.parametrize("coded", ["keep", "gone", ""])
def test_a_merge_of_units_is_undone(twice: Database, coded: str) -> None:
    keep, gone = ids(twice, Organization, "甲（集团）所", "甲(集团)所")
    if coded:
        give(twice, {"keep": keep, "gone": gone}[coded], uscc=CODE, account="12345678")
    before = content(twice)
    with twice.write() as session:
        merge_organizations(session, keep, gone, "同一单位")
    assert content(twice) != before
    with twice.write() as session:
        assert undo(session).verb == "merge"
    assert content(twice) == before
    with twice.read() as session:
        assert verify_chain(session) == []


@pytest.mark.parametrize(
    ("own", "after"),
    [
        ({"account": "111"}, ("", "111")),
        ({"bank": "甲银行"}, ("甲银行", "")),
        ({}, ("乙银行", "222")),
    ],
)
def test_an_account_is_taken_over_only_with_its_bank(
    twice: Database, own: dict[str, str], after: tuple[str, str]
) -> None:
    keep, gone = ids(twice, Organization, "甲（集团）所", "甲(集团)所")
    give(twice, keep, **own)
    give(twice, gone, bank="乙银行", account="222")
    with twice.write() as session:
        merge_organizations(session, keep, gone, "同一单位")
    with twice.read() as session:
        kept = session.get_one(Organization, keep)
        assert (kept.bank, kept.account) == after


def test_a_merge_of_persons_is_undone(twice: Database) -> None:
    keep, gone = ids(twice, Person, "李四", "王五")
    before = content(twice)
    with twice.read() as session:
        told = moves_of_persons(session, keep, gone)
    assert told == Moves("李四（甲（集团）所）", "王五（甲(集团)所）", (("成果的完成人", 1),), "没有记下号码和电话")
    with twice.write() as session:
        merge_persons(session, keep, gone, "改过姓名")
    with twice.read() as session:
        rows = session.scalars(select(AchievementCompleter).where(AchievementCompleter.person_id == keep)).all()
        assert [row.name for row in rows] == ["李四", "王五"]
    with twice.write() as session:
        undo(session)
    assert content(twice) == before


def test_the_kept_person_takes_what_it_lacks_and_the_other_name(twice: Database) -> None:
    keep, gone = ids(twice, Person, "李四", "王五")
    with twice.write() as session, operation(session, "amend", "x"):
        going = session.get_one(Person, gone)
        going.id_type, going.id_no, going.orcid = "居民身份证", "11010519491231002X", "0000-0002-1825-0097"
        going.phone, going.names = "13800000001", [PersonName(name="王小五", until=dt.date(2000, 1, 1))]
        session.get_one(Person, keep).phone = "13800000002"
    before = {name: rows for name, rows in content(twice).items() if name != "sealed_value"}
    with twice.write() as session:
        merge_persons(session, keep, gone, "改过姓名")
    with twice.read() as session:
        kept = session.get_one(Person, keep)
        assert (kept.id_type, kept.id_no, kept.orcid) == ("居民身份证", "11010519491231002X", "0000-0002-1825-0097")
        assert kept.phone == "13800000002"
        assert [(each.name, each.until) for each in kept.names] == [
            ("王小五", dt.date(2000, 1, 1)),
            ("王五", None),
        ]
    with twice.write() as session:
        undo(session)
    assert {name: rows for name, rows in content(twice).items() if name != "sealed_value"} == before


def test_a_number_brings_the_kind_of_its_paper(twice: Database) -> None:
    keep, gone = ids(twice, Person, "李四", "王五")
    with twice.write() as session, operation(session, "amend", "x"):
        session.get_one(Person, keep).id_type = "护照"
        other = session.get_one(Person, gone)
        other.id_type, other.id_no = "居民身份证", "11010519491231002X"
    with twice.write() as session:
        merge_persons(session, keep, gone, "同一人")
    with twice.read() as session:
        kept = session.get_one(Person, keep)
        assert (kept.id_type, kept.id_no) == ("居民身份证", "11010519491231002X")


def test_two_different_numbers_are_two_persons_unless_the_clerk_knows_better(twice: Database) -> None:
    keep, gone = ids(twice, Person, "李四", "王五")
    numbers = {keep: "11010519491231002X", gone: "110105500101003"}
    with twice.write() as session, operation(session, "amend", "x"):
        for record, number in numbers.items():
            session.get_one(Person, record).id_no = number
    with pytest.raises(UserError) as told, twice.write() as session:
        merge_persons(session, keep, gone, "同一人")
    assert str(told.value) == "两者的证件号码不同，多半是两个人，没有合并；确是同一人的，请写明依据。"
    with twice.write() as session:
        merge_persons(session, keep, gone, "号码更正过，有公安证明", despite=True)
    with twice.read() as session:
        assert session.get_one(Person, keep).id_no == numbers[keep]


def test_what_tells_two_apart_is_said_without_the_whole_number(twice: Database) -> None:
    keep, gone = ids(twice, Person, "李四", "王五")
    with twice.write() as session, operation(session, "amend", "x"):
        person = session.get_one(Person, keep)
        person.id_type, person.id_no, person.phone = "居民身份证", "11010519491231002X", "13812345678"
    with twice.read() as session:
        known = moves_of_persons(session, keep, gone).known
    assert known == "居民身份证 1101**********002X　联系电话 13812345678"


def test_an_old_number_and_its_new_form_are_one(twice: Database) -> None:
    keep, gone = ids(twice, Person, "李四", "王五")
    with twice.write() as session, operation(session, "amend", "x"):
        session.get_one(Person, keep).id_no = "110105491231002"
        session.get_one(Person, gone).id_no = "11010519491231002X"
    with twice.read() as session:
        assert moves_of_persons(session, keep, gone).doubt == ""


def test_namesakes_with_different_numbers_keep_two_units_apart(twice: Database) -> None:
    with twice.read() as session:
        one, other = session.scalars(select(Person.id).where(Person.name == "张三").order_by(Person.id))
    with twice.write() as session, operation(session, "amend", "x"):
        session.get_one(Person, one).id_no, session.get_one(Person, other).id_no = "1" * 15, "2" * 15
    with pytest.raises(UserError, match="两个单位都有“张三”：两者的证件号码不同"), twice.write() as session:
        merge_organizations(session, *ids(twice, Organization, "甲（集团）所", "甲(集团)所"), "同一单位")


def test_nothing_printed_or_handed_in_changes(approved: Database) -> None:
    def frozen() -> list[Any]:
        with approved.read() as session:
            return [
                *session.execute(select(Entry.name, Entry.payee_uscc, Entry.bank, Entry.account)).all(),
                *session.scalars(select(Award.snapshot)).all(),
                *session.scalars(select(Certificate.snapshot)).all(),
                *session.execute(select(EntryUnit.name, EntryUnit.position)).all(),
                *session.execute(select(EntryCompleter.name, EntryCompleter.unit, EntryCompleter.position)).all(),
            ]

    with approved.read() as session:
        units = session.execute(select(EntryUnit.organization_id, EntryUnit.entry_id)).all()
        codes = dict(session.execute(select(Organization.id, Organization.uscc)).all())
        keep, gone = next(
            (one, other)
            for one, entry in units
            for other, another in units
            if one != other and entry != another and not codes[other] and _apart(session, one, other)
        )
    kept, before = frozen(), content(approved)
    with approved.write() as session:
        merge_organizations(session, keep, gone, "同一单位")
    assert frozen() == kept
    with approved.write() as session:
        undo(session)
    assert content(approved) == before


def _apart(session: Any, one: int, other: int) -> bool:
    try:
        moves_of_organizations(session, one, other)
    except UserError:
        return False
    return True


def test_two_credit_codes_are_two_units(twice: Database) -> None:
    keep, gone = ids(twice, Organization, "甲（集团）所", "甲(集团)所")
    give(twice, keep, uscc=CODE)
    give(twice, gone, uscc=OTHER_CODE)
    before = content(twice)
    with pytest.raises(UserError, match="各有信用代码"), twice.write() as session:
        merge_organizations(session, keep, gone, "同一单位")
    assert content(twice) == before


@pytest.mark.parametrize("codes", [(CODE, CODE[8:17]), (CODE[8:17], CODE)])
def test_two_whose_codes_are_one_keep_that_of_today(twice: Database, codes: tuple[str, str]) -> None:
    keep, gone = ids(twice, Organization, "甲（集团）所", "甲(集团)所")
    for id_, code in zip((keep, gone), codes, strict=True):
        give(twice, id_, uscc=code)
    with twice.write() as session:
        merge_organizations(session, keep, gone, "旧代码")
    with twice.read() as session:
        named = select(Organization.id, Organization.uscc).where(Organization.id.in_((keep, gone)))
        assert [tuple(row) for row in session.execute(named)] == [(keep, CODE)]


def test_two_in_one_ordered_list_are_refused_by_its_title(twice: Database) -> None:
    sentence = "两者同在“一”的完成名单中，次序有法律效力，不能合并；请先更正该名单。"
    pairs = ((merge_organizations, Organization, ("甲（集团）所", "乙所")), (merge_persons, Person, ("张三", "李四")))
    for merge, kind, names in pairs:
        with pytest.raises(UserError) as told, twice.write() as session:
            merge(session, *ids(twice, kind, *names), "同一个")
        assert str(told.value) == sentence


def test_namesakes_of_both_units_in_one_list_are_refused(database: Database) -> None:
    with database.write() as session:
        completers = (CompleterDraft("张三"), CompleterDraft("张三", "乙所"))
        save(session, AchievementDraft(title="一", klass="应用技术", units=(UnitDraft("甲所"),), completers=completers))
    with pytest.raises(UserError, match="两者同在“一”的完成名单中"), database.write() as session:
        merge_organizations(session, *ids(database, Organization, "甲所", "乙所"), "同一单位")


def test_a_reason_and_two_of_them_are_needed(twice: Database) -> None:
    keep, gone = ids(twice, Organization, "甲（集团）所", "甲(集团)所")
    with pytest.raises(UserError, match="请写明为什么是同一个"), twice.write() as session:
        merge_organizations(session, keep, gone, " ")
    with pytest.raises(UserError, match="请选两个不同的"), twice.write() as session:
        merge_organizations(session, keep, keep, "同一单位")


def test_every_table_that_refers_to_a_unit_or_person_is_moved() -> None:
    """A new reference must be taught to operations/merging.py, else the file refuses the merge."""
    referring = {
        (table.name, key.parent.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in {"organization", "person"}
    }
    assert referring == {
        ("achievement_unit", "organization_id"),
        ("entry_unit", "organization_id"),
        ("entry", "organization_id"),
        ("person", "organization_id"),
        ("person_name", "person_id"),
        ("organization_name", "organization_id"),
        ("achievement_completer", "person_id"),
        ("entry_completer", "person_id"),
    }


def test_a_paper_of_before_bears_no_name_of_the_unit_it_was_merged_with(database: Database) -> None:
    register(database, "一", "甲所", "张三")
    register(database, "二", "乙所", "李四")
    day = dt.date
    with database.write() as session, operation(session, "amend", "test"):
        kept, going = session.scalars(select(Organization).order_by(Organization.id)).all()
        kept.names.append(OrganizationName(name="甲站", until=day(2005, 1, 1)))
        going.names.append(OrganizationName(name="乙站", until=day(2008, 1, 1)))
    before = content(database)

    def named(on: dt.date, written: str) -> str:
        with database.read() as session:
            unit = session.get_one(Organization, 1)
            return name_on(on, written, unit.name, [(each.name, each.until) for each in unit.names])

    with database.write() as session:
        merge_organizations(session, 1, 2, "同一单位")
    told = [(day(2003, 1, 1), "甲站"), (day(2006, 1, 1), "甲所"), (day(2003, 1, 1), "乙站"), (day(2009, 1, 1), "乙所")]
    assert [named(*each) for each in told] == ["甲站", "甲所", "乙站", "乙所"]
    assert named(day(2003, 1, 1), "甲所") == "甲站"
    with database.write() as session:
        undo(session)
    assert content(database) == before

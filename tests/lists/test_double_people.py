"""Units and persons entered twice are suggested with the reason."""

from awardsdesk.lists.double_people import Double, double_organizations, double_persons
from awardsdesk.models import Organization, Person
from awardsdesk.operations.audit import operation
from awardsdesk.store.database import Database


def test_units_written_in_two_ways_are_suggested_other_firms_are_not(database: Database) -> None:
    names = ["甲（集团）有限公司", "甲(集团)有限公司", "甲集团有限责任公司", "乙公司", "乙 公司"]
    with database.write() as session, operation(session, "add", "x"):
        codes = ["91110000101623741K", None, None, "9141080077777777M0", "12419901DAA3XXD64G"]
        session.add_all(Organization(name=name, uscc=code) for name, code in zip(names, codes, strict=True))
    with database.read() as session:
        assert double_organizations(session) == [Double((1, 2), "名称只是写法不同")]


def test_a_unit_with_its_old_code_may_be_the_one_whose_code_holds_it(database: Database) -> None:
    coded = {
        "甲一厂": "101623741", "甲二厂": "91110000101623741K", "乙厂": "9141080077777777M0", "丙厂": "D2143569X", "丙 厂": None,
        "乙二厂": "1241010077777777M1",  # two codes of today are two units, whatever they hold
    }  # fmt: skip
    with database.write() as session, operation(session, "add", "x"):
        session.add_all(Organization(name=name, uscc=uscc) for name, uscc in coded.items())
    with database.read() as session:
        assert double_organizations(session) == [
            Double((1, 2), "信用代码含有另一个的组织机构代码"),
            Double((4, 5), "名称只是写法不同"),
        ]


def test_a_unit_without_a_code_may_be_either_of_two_with_one(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        coded = {"乙公司": "9141080077777777M0", "乙 公司": "12419901DAA3XXD64G", "乙-公司": None}
        session.add_all(Organization(name=name, uscc=uscc) for name, uscc in coded.items())
    with database.read() as session:
        assert double_organizations(session) == [Double((1, 2, 3), "名称只是写法不同")]


def test_persons_of_one_unit_written_in_two_ways_are_suggested(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        one, other = Organization(name="甲"), Organization(name="乙")
        named = [("买买提·热合曼", one), ("买买提热合曼", one), ("买买提·热合曼", other)]
        session.add_all(Person(name=name, organization=unit) for name, unit in named)
    with database.read() as session:
        found = [
            [session.get_one(Person, id_).name for id_ in group]
            for group in (each.ids for each in double_persons(session))
        ]
    assert [sorted(group) for group in found] == [sorted(["买买提·热合曼", "买买提热合曼"])]


def test_numbers_and_telephones_suggest_persons_of_different_units(database: Database) -> None:
    told = (
        ("张晓明", "110105491231002", "", ""),
        ("张小明", "11010519491231002X", "", ""),
        ("李四", "", "0000-0002-1825-0097", "13800000001"),
        ("李思", "", "0000-0002-1825-0097", "13800000001"),
        ("王五", "", "", "13800000002"),
        ("赵六", "", "", "13800000002"),
    )
    with database.write() as session, operation(session, "add", "x"):
        for number, (name, id_no, orcid, phone) in enumerate(told):
            unit = Organization(name=f"第{number}所")
            session.add(Person(name=name, organization=unit, id_no=id_no, orcid=orcid, phone=phone))
            session.flush()
    with database.read() as session:
        assert double_persons(session) == [
            Double((1, 2), "证件号码相同"),
            Double((3, 4), "ORCID 相同；电话相同，姓名相近"),
        ]


def under_one_telephone(database: Database, *names: str) -> list[Double]:
    with database.write() as session, operation(session, "add", "x"):
        for number, name in enumerate(names):
            session.add(Person(name=name, organization=Organization(name=f"第{number}所"), phone="0991-2345678"))
            session.flush()
    with database.read() as session:
        return double_persons(session)


def test_names_that_are_alike_need_not_stand_beside_each_other(database: Database) -> None:
    found = under_one_telephone(database, "张晓明", "李四", "张小明", "王五", "张小明明")
    assert found == [Double(ids, "电话相同，姓名相近") for ids in ((1, 3), (1, 5), (3, 5))]


def test_a_switchboard_tells_those_of_one_name_only(database: Database) -> None:
    names = [f"张{sign}" for sign in "一二三四五六七八九甲乙丙丁戊己庚辛壬癸子丑"]
    found = under_one_telephone(database, *names, "张 甲")
    assert found == [Double((10, 22), "电话相同，姓名相近")]

"""Units and persons are found by names of today and before, codes and readings, and the index follows every change."""

import pytest
from sqlalchemy import delete, select

from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.listing import Query
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS, unit_names
from awardsdesk.models import Person, PersonSearch
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, FormerName, OrganizationDraft, PersonDraft
from awardsdesk.operations.drafts import UnitDraft as Unit
from awardsdesk.operations.indexing import rebuild
from awardsdesk.operations.merging import merge_organizations, merge_persons
from awardsdesk.operations.organizations import amend_organization
from awardsdesk.operations.people_searching import PERSONS as PERSONS_INDEX
from awardsdesk.operations.persons import amend_person
from awardsdesk.operations.searching import FOUND, matching
from awardsdesk.operations.undo import undo
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database


@pytest.fixture
def register(database: Database) -> Database:
    """Two achievements of two units, with persons whose readings a dictionary gets wrong."""
    for title, unit, persons in (("一", "长安研究所", "盖伟 单雄信"), ("二", "重庆大学", "乐天 万俟雪")):
        completers = tuple(map(CompleterDraft, persons.split()))
        with database.write() as session:
            save(session, AchievementDraft(title=title, klass="应用技术", units=(Unit(unit),), completers=completers))
    return database


def persons(database: Database, text: str, sort: str = "") -> list[str]:
    with database.read() as session:
        return [row[0] for row in PERSONS.rows(session, PERSONS.ids(session, Query(text=text, sort=sort)))]


def units(database: Database, text: str, sort: str = "") -> list[str]:
    with database.read() as session:
        return [row[0] for row in ORGANIZATIONS.rows(session, ORGANIZATIONS.ids(session, Query(text=text, sort=sort)))]


def achievements(database: Database, text: str) -> list[int]:
    with database.read() as session:
        condition = matching(session, text)
        assert condition is not None
        return list(session.scalars(select(FOUND).where(condition).order_by(FOUND)))


def test_persons_are_found_by_name_unit_initials_and_full_pinyin(register: Database) -> None:
    for text, names in (
        ("雄信", ["单雄信"]),
        ("sxx", ["单雄信"]),
        ("shanxiong", ["单雄信"]),
        ("mqx", ["万俟雪"]),
        ("moqixue", ["万俟雪"]),
        ("长安 盖", ["盖伟"]),
        ("cqdx", ["乐天", "万俟雪"]),
        ("nobody", []),
    ):
        assert persons(register, text) == names
    assert units(register, "cayjs") == ["长安研究所"]
    assert units(register, "chongqing") == ["重庆大学"]
    with register.read() as session:
        assert unit_names(session, "cq") == ["重庆大学"]


def test_lists_are_sorted_as_they_are_read(register: Database) -> None:
    assert persons(register, "", "name") == ["盖伟", "万俟雪", "单雄信", "乐天"]
    assert units(register, "", "name") == ["长安研究所", "重庆大学"]
    assert persons(register, "", "unit") == ["盖伟", "单雄信", "乐天", "万俟雪"]


def by_completer(database: Database) -> list[int]:
    with database.read() as session:
        return list(ACHIEVEMENTS.ids(session, Query(sort="completers")))


def test_a_reading_given_by_hand_sorts_the_register_anew(register: Database) -> None:
    assert by_completer(register) == [1, 2]
    with register.write() as session:
        amend_person(session, 1, PersonDraft(name="盖伟", unit="长安研究所", pinyin="yue wei"))
    with register.write() as session:
        amend_person(session, 3, PersonDraft(name="乐天", unit="重庆大学", pinyin="le tian"))
    assert by_completer(register) == [2, 1]
    with register.write() as session:
        undo(session)
    assert by_completer(register) == [2, 1]
    with register.write() as session:
        undo(session)
    assert by_completer(register) == [1, 2]
    with register.write() as session:
        amend_person(session, 3, PersonDraft(name="乐天", unit="重庆大学", pinyin="a tian"))
    assert by_completer(register) == [2, 1]
    with register.write() as session:
        merge_persons(session, 1, 3, "同一人")
    assert by_completer(register) == [1, 2]


def test_a_reading_given_by_hand_counts_everywhere_and_is_taken_back(register: Database) -> None:
    assert achievements(register, "yt") == [2]
    with register.write() as session:
        amend_person(session, 3, PersonDraft(name="乐天", unit="重庆大学", pinyin="le tian"))
    with register.write() as session:
        amend_organization(session, 1, OrganizationDraft(name="长安研究所", pinyin="zhang an yan jiu suo"))
    assert (persons(register, "lt"), persons(register, "letian"), persons(register, "yuetian")) == (
        ["乐天"],
        ["乐天"],
        [],
    )
    assert (achievements(register, "yt"), achievements(register, "lt"), achievements(register, "zayjs")) == (
        [],
        [2],
        [1],
    )
    assert persons(register, "", "name") == ["盖伟", "乐天", "万俟雪", "单雄信"]
    assert units(register, "", "name") == ["重庆大学", "长安研究所"]
    assert persons(register, "zayjs") == ["盖伟", "单雄信"]
    for _time in range(2):
        with register.write() as session:
            undo(session)
    assert (achievements(register, "yt"), achievements(register, "lt")) == ([2], [])
    assert units(register, "", "name") == ["长安研究所", "重庆大学"]
    assert faults(register) == []


def test_a_reading_goes_with_the_name_it_was_given_for(register: Database) -> None:
    with register.write() as session:
        amend_person(session, 3, PersonDraft(name="乐天", unit="重庆大学", pinyin="le tian"))
    with register.write() as session:
        amend_person(session, 3, PersonDraft(name="乐水", unit="重庆大学", pinyin="le shui"))
    assert [achievements(register, typed) for typed in ("yt", "lt", "ls", "ys")] == [[2], [], [2], []]


def test_former_names_are_found_and_follow_a_merge_and_its_undo(register: Database) -> None:
    with register.write() as session:
        amend_organization(session, 1, OrganizationDraft(name="新所", former=(FormerName("老所"),)))
    assert units(register, "老所") == units(register, "长安") == ["新所"]
    assert persons(register, "新所") == ["盖伟", "单雄信"]
    with register.write() as session:
        amend_person(session, 3, PersonDraft(name="乐天", unit="重庆大学", pinyin="le tian"))
    with register.write() as session:
        merge_persons(session, 1, 3, "同一人")
    assert persons(register, "乐天") == ["盖伟"]
    assert achievements(register, "yt") == [2]
    with register.write() as session:
        merge_organizations(session, 1, 2, "同一单位")
    assert units(register, "重庆") == ["新所"]
    assert persons(register, "新所 雪") == ["万俟雪"]
    for _time in range(2):
        with register.write() as session:
            undo(session)
    assert units(register, "重庆") == ["重庆大学"]
    assert persons(register, "letian") == ["乐天"]
    assert (achievements(register, "yt"), achievements(register, "lt")) == ([], [2])
    assert faults(register) == []


def test_a_check_finds_an_index_that_disagrees_and_making_it_anew_mends_it(register: Database) -> None:
    with register.write() as session:
        session.execute(delete(PersonSearch).where(PersonSearch.id == 1))
    assert faults(register) == ["单位与人员检索：有 1 项与名录不一致，可能搜不到"]
    with register.write() as session:
        rebuild(session.connection(), PERSONS_INDEX)
    assert faults(register) == []
    with register.read() as session:
        assert set(session.scalars(select(PersonSearch.id))) == set(session.scalars(select(Person.id)))


def test_an_old_code_is_found_with_its_hyphen_and_without(register: Database) -> None:
    with register.write() as session:
        draft = OrganizationDraft(name="长安研究所", uscc="D2143569-X")
        amend_organization(session, 1, draft)
    assert [units(register, text) for text in ("D2143569-X", "d2143569x", "69-X", "D2143569X-")] == [
        ["长安研究所"],
        ["长安研究所"],
        ["长安研究所"],
        [],
    ]

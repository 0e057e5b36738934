"""The index: every text is found by every part of it and by nothing else, and it follows every change."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, insert, select, text
from sqlalchemy.orm import Session

from awardsdesk.models import (
    Achievement,
    AchievementSearch,
    AchievementUnit,
    Event,
    Organization,
    OrganizationName,
    Person,
)
from awardsdesk.models.search import CREATE_WORDS
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, OrganizationDraft, PersonDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.indexing import index, rebuild
from awardsdesk.operations.merging import merge_organizations
from awardsdesk.operations.organizations import amend_organization
from awardsdesk.operations.persons import amend_person
from awardsdesk.operations.pinyin import initials, read, read_person
from awardsdesk.operations.search_words import fold, words
from awardsdesk.operations.searching import FOUND, REGISTER, faults, matching
from awardsdesk.operations.undo import undo
from awardsdesk.rules.identifiers import dotted
from awardsdesk.store.checking import faults as faults_of
from awardsdesk.store.database import Database

DRAFT = AchievementDraft(
    title="耐高温氯化聚乙烯",
    klass="应用技术",
    units=(UnitDraft("乙公司"), UnitDraft("甲公司")),
    completers=(CompleterDraft("单三"), CompleterDraft("李四")),
    keywords=("电缆", "PVC"),
)

WRITTEN = st.text(
    st.sampled_from("基因重行长ＡaZ09（(）%_\"'*-|^\\·λ㛃𬭎😀\u0301\u202e é  \t\0\x1f") | st.characters(), max_size=8
)


def found(session: Session, question: str) -> list[int]:
    condition = matching(session, question)
    assert condition is not None
    return list(session.scalars(select(FOUND).where(condition).order_by(FOUND)))


@given(st.lists(WRITTEN, min_size=1, max_size=4), st.lists(WRITTEN, max_size=2), WRITTEN, st.data())
def test_a_text_is_found_exactly_by_its_parts(fields: list[str], persons: list[str], other: str, data: st.DataObject):
    """A question finds a row when each of its terms is a part of a field, or of a field's initials."""
    texts = [fold(each) for each in (*fields, *persons)]
    typed = [initials(read(fold(each))) for each in fields] + [initials(read_person(fold(each))) for each in persons]
    texts += [fold(each).replace("·", "") for each in persons]
    typed += [initials(read_person(fold(each))).replace("·", "") for each in persons]
    whole = data.draw(st.sampled_from([*texts, *typed, fold(other)]))
    start = data.draw(st.integers(0, max(len(whole) - 1, 0)))
    term = whole[start : start + data.draw(st.integers(1, 5))]
    condition = REGISTER.matching(term)
    terms = [fold(each) for each in term.split() if fold(each)]
    assert (condition is None) == (not terms)
    if condition is None:
        return
    wanted = all(
        any(each in line or dotted(each) in line for line in (texts + typed if each.isascii() else texts))
        for each in terms
    )
    with create_engine("sqlite://").begin() as connection:
        connection.execute(text(CREATE_WORDS))
        connection.execute(insert(REGISTER.words).values(rowid=7, words=words(fields, persons)))
        assert connection.scalars(select(FOUND).where(condition)).all() == [7] * wanted


def test_fold_makes_one_of_what_a_clerk_takes_for_one():
    assert fold("ＨbA₁c（Ⅱ期） 节 能\0") == "hba1c(ii期)节能"
    assert unicodedata.is_normalized("NFC", fold("e\u0301"))


@pytest.mark.parametrize("question", ["", "  ", "\0", "\x1f \x1f", "\ud800", "\u180e"])
def test_what_asks_nothing_has_no_condition(question: str):
    assert REGISTER.matching(question) is None


@pytest.mark.parametrize("dot", "·•・‧．.∙")
def test_a_name_is_found_by_every_dot_that_looks_like_its_own(database: Database, dot: str):
    with database.write() as session:
        id_ = save(session, replace(DRAFT, title="论A•B与甲.乙", completers=(CompleterDraft("买买提·艾力"),)))
    with database.read() as session:
        asked = (f"买买提{dot}艾力", f"提{dot}艾", "a•b", "甲.乙", f"买{dot}提", f"买买提{dot}艾力 甲.乙")
        assert [found(session, each) for each in asked] == [[id_], [id_], [id_], [id_], [], [id_]]


def test_a_name_is_found_without_its_dot(database: Database):
    with database.write() as session:
        id_ = save(session, replace(DRAFT, title="甲·乙之论", completers=(CompleterDraft("买买提·艾力"),)))
    with database.read() as session:
        asked = ("买买提艾力", "提艾", "mmtal", "tal", "mta", "甲乙", "买买提·艾力")
        assert [found(session, each) for each in asked] == [[id_]] * 5 + [[], [id_]]


def test_a_pasted_page_is_no_error(database: Database):
    with database.read() as session:
        assert found(session, " ".join(map(str, range(3000)))) == []
        assert found(session, "很" * 20_000) == []


def test_the_index_follows_saving_amending_and_importing(database: Database):
    with database.write() as session:
        id_ = save(session, DRAFT)
    with database.read() as session:
        assert all(found(session, term) == [id_] for term in ("聚乙", "nGwl", "pvc", "乙公司", "ss", "李四 jgs", "dl"))
    amended = replace(DRAFT, title="新名称", units=(UnitDraft("丙公司"),), keywords=())
    with database.write() as session:
        save(session, amended, id_)
        take(session, [Batched(replace(DRAFT, title="另一项", registration_no="9412008Y0001"))], "x")
    with database.read() as session:
        assert found(session, "聚乙烯") == []
        assert found(session, "新名称 丙") == [id_]
        assert found(session, "12008y") == found(session, "另一项") == [id_ + 1]
        assert session.execute(select(AchievementSearch.title_key, AchievementSearch.unit_key)).all()[0] == (
            "xin1新ming2名cheng1称",
            "bing3丙gong1公si1司",
        )
        assert faults(session.connection()) == []


def test_an_achievement_is_found_by_units_that_bear_other_names_now(database: Database):
    with database.write() as session, operation(session, "import", "units"):
        session.add_all(
            Organization(name=f"{name}所", names=[OrganizationName(name=f"旧{name}所")]) for name in ("甲", "乙")
        )
    with database.write() as session:
        id_ = save(session, replace(DRAFT, units=(UnitDraft("旧甲所"), UnitDraft("旧乙所"))))
    with database.read() as session:
        assert [found(session, question) for question in ("旧甲", "旧乙", "单三")] == [[id_]] * 3
        assert faults(session) == []


def test_an_achievement_is_found_by_todays_name_of_a_unit_and_a_person_in_the_same_moment(database: Database):
    with database.write() as session:
        first = save(session, DRAFT)
        other = save(session, replace(DRAFT, title="乙公司志", units=(UnitDraft("丙公司"),)))
    with database.write() as session:
        unit = session.scalars(select(Organization.id).where(Organization.name == "乙公司")).one()
        amend_organization(session, unit, OrganizationDraft(name="重庆·戊院", contact="赵六"))
        person = session.scalars(select(Person.id).where(Person.name == "单三").order_by(Person.id)).first()
        amend_person(session, person or 0, PersonDraft(name="买买提·艾力", unit="重庆·戊院"))
    by_new_names = "戊 戊院 庆.戊 cq·wy 买买提艾力 提·艾 mmta".split()
    with database.read() as session:
        assert [found(session, term) for term in by_new_names] == [[first]] * 7
        assert [found(session, term) for term in ("戊院 艾力 聚乙烯", "戊院 李四")] == [[first]] * 2
        assert found(session, "乙公司") == [first, other]
        assert found(session, "丙公司 戊院") == found(session, "戊院 水稻") == found(session, "赵六") == []
        assert found(session, f"u{unit}") == found(session, f"\x1fu{unit}") == []
        assert faults_of(database) == []
    with database.write() as session:
        undo(session)
        undo(session)
    with database.read() as session:
        assert [found(session, term) for term in ("戊院", "艾力", "乙公司")] == [[], [], [first, other]]


def test_an_achievement_is_found_by_the_name_of_the_unit_its_own_was_merged_into(database: Database):
    with database.write() as session:
        first = save(session, DRAFT)
        other = save(session, replace(DRAFT, units=(UnitDraft("丙研究院"),)))
    with database.write() as session:
        kept, gone = (
            session.scalars(select(Organization.id).where(Organization.name == name)).one()
            for name in ("丙研究院", "乙公司")
        )
        merge_organizations(session, kept, gone, "改制")
    with database.read() as session:
        assert [found(session, term) for term in ("乙公司", "丙研究院", "bingyan")] == [[first], [first, other], []]
        assert faults_of(database) == []


def test_who_bears_a_name_another_bore_is_not_taken_for_it(database: Database):
    with database.write() as session:
        save(session, DRAFT)
        unit = session.scalars(select(Organization).where(Organization.name == "乙公司")).one()
        amend_organization(session, unit.id, OrganizationDraft(name="戊院"))
        with operation(session, "import", "x"):
            session.add(Organization(name="乙公司"))
    with database.write() as session:
        later = save(session, replace(DRAFT, title="后来的"))
    with database.read() as session:
        assert (found(session, "乙公司"), found(session, "戊院")) == ([later - 1, later], [later - 1])


def test_a_unit_renamed_or_an_achievement_removed_is_followed(database: Database):
    with database.write() as session:
        id_ = save(session, DRAFT)
    with database.write() as session, operation(session, "amend", "x"):
        session.scalars(select(AchievementUnit).where(AchievementUnit.position == 1)).one().name = "戊公司"
    with database.read() as session:
        assert (found(session, "戊公司"), found(session, "乙公司")) == ([id_], [])
    with database.write() as session, operation(session, "remove", "x"):
        session.delete(session.get_one(Achievement, id_))
    with database.read() as session:
        assert found(session, "公司") == []
        assert session.scalars(select(AchievementSearch.id)).all() == []


def test_an_achievement_is_not_found_by_those_who_were_all_taken_off_its_list(database: Database):
    with database.write() as session:
        id_ = save(session, DRAFT)
    with database.write() as session:
        save(session, replace(DRAFT, units=(), completers=()), id_)
    with database.read() as session:
        assert found(session, "公司") == found(session, "单三") == []
        assert found(session, "聚乙烯") == [id_]
    with database.write() as session:
        undo(session)
    with database.read() as session:
        assert found(session, "甲公司") == found(session, "李四") == [id_]
        assert faults(session.connection()) == []


def test_a_list_put_in_order_twice_in_one_import_holds_the_last_order(database: Database):
    first = replace(DRAFT, registration_no="9412008Y0001")
    orders = [(UnitDraft("丙公司"), UnitDraft("甲公司")), (UnitDraft("甲公司"), UnitDraft("乙公司"))]
    with database.write() as session:
        id_ = save(session, first)
    with database.write() as session:
        take(session, [Batched(replace(first, units=units)) for units in orders], "x")
    with database.read() as session:
        assert (found(session, "丙公司"), found(session, "乙公司")) == ([], [id_])
        names = select(AchievementUnit.name).order_by(AchievementUnit.position)
        assert session.scalars(names).all() == ["甲公司", "乙公司"]
        assert faults(session.connection()) == []


def test_what_is_rolled_back_is_not_found(database: Database):
    with pytest.raises(RuntimeError, match="no"), database.write() as session:
        save(session, DRAFT)
        raise RuntimeError("no")
    with database.read() as session:
        assert found(session, "聚乙烯") == []


def test_the_audit_trail_knows_no_index(database: Database):
    with database.write() as session:
        save(session, DRAFT)
    with database.read() as session:
        changed = {change["table"] for event in session.scalars(select(Event)) for change in event.changes}
    assert not any(name.startswith(("achievement_search", "achievement_words")) for name in changed)
    assert "achievement" in changed


def test_a_check_finds_what_todays_name_does_not_find(database: Database):
    with database.write() as session:
        ids = [save(session, replace(DRAFT, title=title)) for title in ("一", "二", "三")]
        unit = session.scalars(select(Organization).where(Organization.name == "乙公司")).one()
        amend_organization(session, unit.id, OrganizationDraft(name="戊院"))
    assert faults_of(database) == []
    with database.write() as session:
        session.execute(delete(REGISTER.words).where(FOUND.in_(ids[:2])))
        for id_ in ids[:2]:
            session.execute(insert(REGISTER.words).values(rowid=id_, words=words(["一"], ["单三"])))
    assert faults_of(database) == ["成果检索：有 2 项与登记簿不一致，可能搜不到"]
    with database.write() as session:
        index(session.connection(), REGISTER, ids)
    assert faults_of(database) == []


def test_a_check_finds_an_index_that_disagrees_and_making_it_anew_mends_it(database: Database):
    with database.write() as session:
        id_ = save(session, DRAFT)
    assert faults_of(database) == []
    with database.write() as session:
        session.execute(delete(AchievementSearch))
    assert faults_of(database) == ["成果检索：有 1 项与登记簿不一致，可能搜不到"]
    with database.write() as session:
        rebuild(session.connection(), REGISTER)
        session.execute(delete(REGISTER.words).where(id_ == FOUND))
    assert faults_of(database) == ["成果检索：有 1 项与登记簿不一致，可能搜不到"]
    with database.write() as session:
        index(session.connection(), REGISTER, [id_])
        session.execute(text("UPDATE achievement_words_content SET c0 = '别 的'"))
    [fault] = faults_of(database)
    assert fault.startswith("成果检索：索引损坏，可能搜不到（")
    with database.write() as session:
        session.execute(text("DROP TABLE achievement_words"))
        session.execute(text(CREATE_WORDS))
        rebuild(session.connection(), REGISTER)
    assert faults_of(database) == []

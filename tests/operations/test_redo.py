"""Redo: any chain of undo and redo leaves the file as a list of its states says, as in a spreadsheet."""

import datetime as dt
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.lists.events import NamedStep, recent, recent_step, recently_undone
from awardsdesk.lists.imports import imports
from awardsdesk.lists.merges import merges
from awardsdesk.models import Achievement, Base, Event, Organization, OrganizationName, Person
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation, verify_chain
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, PersonDraft, UnitDraft
from awardsdesk.operations.duplicates import settle, settled
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.merging import merge_organizations, merge_persons
from awardsdesk.operations.persons import amend_person, reveal
from awardsdesk.operations.registration import take_step
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.operations.taking_back import take_back
from awardsdesk.operations.undo import last_step, last_undone, redo, undo
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.store.database import Database
from tests.operations.test_taking_back import bring

DAY = dt.date(2008, 7, 1)
TITLES, UNITS, PERSONS = ("永磁电机", "节水灌溉"), ("甲所", "乙所", "丙厂"), ("张三", "李四", "王五")
NUMBERS = ("110101199003070011", "G12345678")


def draft(title: str, units: list[str], persons: list[str]) -> AchievementDraft:
    return AchievementDraft(
        title=title,
        klass="应用技术",
        units=tuple(map(UnitDraft, units)),
        completers=tuple(map(CompleterDraft, persons)),
    )


DRAFTS = st.builds(
    draft,
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(UNITS), min_size=1, unique=True),
    st.lists(st.sampled_from(PERSONS), min_size=1, unique=True),
)
PLACES = st.integers(0, 9)


def content(session: Session) -> dict[str, Any]:
    """Return all rows but the trail's, and what the trail alone says stands: imports, merges, decisions."""
    tables = Base.metadata.tables.keys() - {"event", "sealed_value"}
    rows = {
        name: sorted((tuple(map(_plain, row)) for row in session.execute(text(f"SELECT * FROM {name}"))), key=repr)
        for name in sorted(tables)
    }
    merged = [*merges(session, "organization"), *merges(session, "person")]
    return rows | {
        "imports": [line.id for line in imports(session) if not line.undone],
        "merges": [line.id for line in merged if not line.undone],
        "settled": settled(session),
    }


def _plain(value: Any) -> Any:
    """Read an object of JSON: the trail keeps its keys in another order."""
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


class History(RuleBasedStateMachine):
    """A file beside the list of the states it had: what is done cuts off what was undone."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database.create(Path(self.folder.name) / "x.awards", actor="测试员")
        with self.database.read() as session:
            self.states: list[dict[str, Any]] = [content(session)]
        self.place = self.floor = 0

    def teardown(self) -> None:
        with self.database.read() as session:
            assert verify_chain(session) == []
        self.database.close()
        self.folder.cleanup()

    def do(self, operation: Callable[[Session], object], *, final: bool = False, looks: bool = False) -> None:
        """Do something; what is refused or changes nothing is no step."""
        with self.database.read() as session:
            before = session.scalar(select(func.max(Event.id)))
        try:
            with self.database.write() as session:
                operation(session)
        except (UserError, IndexError):
            return
        with self.database.read() as session:
            if looks or session.scalar(select(func.max(Event.id))) == before:
                return
            self.states[self.place + 1 :] = [content(session)]
        self.place += 1
        self.floor = self.place if final else self.floor

    def ids(self, session: Session, kind: type[Base]) -> list[int]:
        return list(session.scalars(select(kind.id).order_by(kind.id)))

    def pick(self, session: Session, kind: type[Base], place: int) -> int:
        found = self.ids(session, kind)
        return found[place % len(found)] if found else found[0]

    @rule(said=DRAFTS)
    def register(self, said: AchievementDraft) -> None:
        self.do(lambda session: save(session, said))

    @rule(said=DRAFTS, place=PLACES)
    def amend(self, said: AchievementDraft, place: int) -> None:
        self.do(lambda session: save(session, said, self.pick(session, Achievement, place)))

    @rule(place=PLACES, name=st.sampled_from(PERSONS), number=st.sampled_from(NUMBERS))
    def amend_someone(self, place: int, name: str, number: str) -> None:
        said = PersonDraft(name=name, id_type="护照", id_no=number)
        self.do(lambda session: amend_person(session, self.pick(session, Person, place), said))

    @rule(place=PLACES)
    def look(self, place: int) -> None:
        self.do(lambda session: reveal(session, self.pick(session, Person, place)), looks=True)

    @rule(keep=PLACES, gone=PLACES)
    def merge_units(self, keep: int, gone: int) -> None:
        self.do(
            lambda session: merge_organizations(
                session, self.pick(session, Organization, keep), self.pick(session, Organization, gone), "同一单位"
            )
        )

    @rule(keep=PLACES, gone=PLACES)
    def merge_people(self, keep: int, gone: int) -> None:
        self.do(
            lambda session: merge_persons(
                session, self.pick(session, Person, keep), self.pick(session, Person, gone), "同一人", despite=True
            )
        )

    @rule(one=PLACES, other=PLACES)
    def tell_apart(self, one: int, other: int) -> None:
        self.do(
            lambda session: settle(
                session, self.pick(session, Achievement, one), self.pick(session, Achievement, other), "两期"
            )
        )

    @rule(rows=st.lists(DRAFTS, min_size=1, max_size=3))
    def bring_rows(self, rows: list[AchievementDraft]) -> None:
        self.do(lambda session: take(session, [Batched(row) for row in rows], "一.xlsx"))

    @rule(place=PLACES)
    def take_rows_back(self, place: int) -> None:
        def back(session: Session) -> None:
            lines = imports(session)
            take_back(session, lines[place % len(lines)].id if lines else lines[0].id)

        self.do(back)

    @rule(place=PLACES)
    def step(self, place: int) -> None:
        said = Statement(day=DAY, unticked=True)
        self.do(lambda session: take_step(session, Verb.SUBMIT, [self.pick(session, Achievement, place)], said))

    @rule(place=PLACES)
    def register_finally(self, place: int) -> None:
        def whole_way(session: Session) -> None:
            ids = [self.pick(session, Achievement, place)]
            take_step(session, Verb.REGISTER, ids, Statement(day=dt.date(2008, 8, 1)))

        self.do(whole_way, final=True)

    @rule(place=PLACES)
    def open_notice(self, place: int) -> None:
        said = Statement(day=DAY, unticked=True, until=dt.date(2008, 7, 31))
        self.do(lambda session: take_step(session, Verb.ACCEPT, [self.pick(session, Achievement, place)], said))
        self.do(lambda session: take_step(session, Verb.OPEN_NOTICE, [self.pick(session, Achievement, place)], said))

    @rule()
    def undo(self) -> None:
        self.turn(undo, self.place > self.floor, -1)

    @rule()
    def redo(self) -> None:
        self.turn(redo, self.place + 1 < len(self.states), 1)

    @rule(count=st.integers(1, 4))
    def back_and_forth(self, count: int) -> None:
        for turn in (self.undo, self.redo):
            for _each in range(count):
                turn()
                self.the_file_is_as_the_list_says()

    def turn(self, operation: Callable[[Session], object], possible: bool, way: int) -> None:
        if not possible:
            with pytest.raises(UserError, match="没有可以"), self.database.write() as session:
                operation(session)
            return
        with self.database.write() as session:
            operation(session)
        self.place += way

    @invariant()
    def the_file_is_as_the_list_says(self) -> None:
        with self.database.read() as session:
            assert content(session) == self.states[self.place]
            assert (last_step(session) is None) == (self.place == self.floor)
            assert (last_undone(session) is None) == (self.place + 1 == len(self.states))


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=20, stateful_step_count=25)


def test_a_merge_that_was_parted_by_name_is_made_again_and_parted_again(database: Database) -> None:
    said = draft("永磁电机", ["甲所"], ["张三"]), draft("节水灌溉", ["乙所"], ["张三", "李四"])
    for each in said:
        with database.write() as session:
            save(session, each)
    with database.write() as session:
        gone, keep = session.scalars(select(Organization.id).order_by(Organization.id))
        with operation(session, "amend", "organization:甲所"):
            session.add(OrganizationName(organization_id=gone, name="甲厂"))
        merge_organizations(session, keep, gone, "同一单位")
    with database.write() as session:
        save(session, draft("后来的", ["丙厂"], ["王五"]))
    with database.read() as session:
        (merge,) = merges(session, "organization")
        before = content(session)
    with database.write() as session:
        undo(session, merge.id)
    with database.read() as session:
        apart = content(session)
        assert apart != before
        assert [line.undone for line in merges(session, "organization")] == [True]
        what = "合并 甲所 → 乙所"
        assert recently_undone(session) == NamedStep(what, "1 项成果、2 个单位、1 位人员")
    with database.write() as session:
        assert redo(session).verb == "merge"
    with database.read() as session:
        assert content(session) == before
        assert recent_step(session) == NamedStep(what, "1 项成果、2 个单位、1 位人员")
    with database.write() as session:
        undo(session)  # what was done again is the newest, though its event is not
    with database.read() as session:
        assert content(session) == apart


def test_a_whole_import_is_done_again_and_a_new_operation_ends_it(database: Database) -> None:
    event = bring(database, *(path for path in sample_workbooks() if path.stem == "成果登记"))
    with database.read() as session:
        brought = content(session)
    with database.write() as session:
        take_back(session, event)
    with database.read() as session:
        gone = content(session)
        assert last_undone(session) is None
    for turn, left in ((undo, brought), (redo, gone), (undo, brought), (undo, None), (redo, brought)):
        with database.write() as session:
            turn(session)
        with database.read() as session:
            assert left in (None, content(session))
    with database.read() as session:
        assert recent_step(session) == NamedStep("导入 成果登记.xlsx", "300 项成果、122 个单位、1,299 位人员")
        assert [(each.what, each.subject, each.reason) for each in recent(session, 2)] == [
            ("重做", "成果登记.xlsx", ""),
            ("撤销", "成果登记.xlsx", ""),
        ]
    with database.write() as session:
        save(session, draft("后来的", ["丙厂"], ["王五"]))
    with pytest.raises(UserError) as told, database.write() as session:
        redo(session)
    assert str(told.value) == "没有可以重做的操作：撤销之后又做了别的，或者没有撤销过。"


def test_rows_of_several_records_that_took_each_others_ids_find_back(database: Database) -> None:
    batches = (
        [draft("节水灌溉", ["甲所"], ["王五"]), draft("节水灌溉", ["乙所"], ["张三", "王五", "李四"])],
        [draft("节水灌溉", ["乙所"], ["张三", "李四"]), draft("节水灌溉", ["甲所"], ["李四"])],
    )
    contents = []
    for rows in batches:
        with database.write() as session:
            take(session, [Batched(row) for row in rows], "一.xlsx")
        with database.read() as session:
            contents.append(content(session))
    for turn, left in ((undo, contents[0]), (redo, contents[1]), (undo, contents[0])):
        with database.write() as session:
            turn(session)
        with database.read() as session:
            assert content(session) == left


def test_a_step_that_leaves_all_as_it_was_is_taken_back_once(database: Database) -> None:
    with database.write() as session:
        save(session, draft("永磁电机", ["甲所"], ["张三"]))
    with database.write() as session, operation(session, "amend", "organization:甲所"):
        unit = session.get_one(Organization, 1)
        for county in ("澄东区", ""):
            unit.county = county
            session.flush()
    for left in ("register", None):
        with database.write() as session:
            undo(session)
        with database.read() as session:
            step = last_step(session)
            assert (step and step.verb) == left


def test_rows_that_something_else_changed_are_not_done_again(database: Database) -> None:
    with database.write() as session:
        save(session, draft("永磁电机", ["甲所"], ["张三"]))
    with database.write() as session:
        save(session, draft("节水灌溉", ["甲所"], ["张三"]), 1)
    with database.write() as session:
        undo(session)
    with database.write() as session:
        session.execute(text("UPDATE achievement SET title = '改过'"))
    with pytest.raises(UserError) as told, database.write() as session:
        redo(session)
    assert str(told.value) == "撤销之后数据又有改动，不能直接重做；没有改动任何内容。"

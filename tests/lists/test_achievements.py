"""The register: every question is answered as a plain look at the texts would; no list is sorted that an index holds."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.conditions import Condition, How
from awardsdesk.lists.listing import Query
from awardsdesk.models import Achievement
from awardsdesk.operations.pinyin import initials, read, read_person, sort_key
from awardsdesk.operations.search_words import fold
from awardsdesk.rules.identifiers import NAME_DOT
from awardsdesk.store.database import Database


@dataclass(frozen=True)
class Texts:
    """What an achievement can be found by, folded, and its title's initials and key."""

    id: int
    written: tuple[str, ...]
    typed: tuple[str, ...]
    key: str

    def answers(self, question: str) -> bool:
        terms = [fold(term) for term in question.split()]
        return all(
            any(term in text for text in (*self.written, *(self.typed if term.isascii() else ()))) for term in terms
        )


@pytest.fixture(scope="module")
def year(imported_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database.open(Path(shutil.copy(imported_year, tmp_path_factory.mktemp("register") / "year.awards")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def register(year: Database) -> list[Texts]:
    with year.read() as session:
        rows = session.scalars(
            select(Achievement)
            .order_by(Achievement.id)
            .options(selectinload(Achievement.units), selectinload(Achievement.completers))
        ).all()
        return [_texts(row) for row in rows]


def _texts(row: Achievement) -> Texts:
    fields = [fold(each) for each in (row.registration_no or "", row.title, *row.keywords)]
    fields += [fold(unit.name) for unit in row.units]
    persons = [fold(person.name) for person in row.completers]
    typed = [*(initials(read(each)) for each in fields), *(initials(read_person(each)) for each in persons)]
    for said in (persons, typed):  # the dot of 买买提·艾力 may be left out
        said += [each.replace(NAME_DOT, "") for each in said if NAME_DOT in each]
    return Texts(row.id, (*fields, *persons), tuple(typed), sort_key(fold(row.title)[:16]))


def ids(database: Database, **asked: object) -> list[int]:
    with database.read() as session:
        return list(ACHIEVEMENTS.ids(session, Query(**asked)))  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99), st.integers(1, 8)),
        min_size=1,
        max_size=2,
    )
)
def test_a_search_finds_what_a_plain_look_finds(
    year: Database, register: list[Texts], pieces: list[tuple[int, int, int, int]]
):
    question = " ".join(_piece(register, *piece) for piece in pieces)
    assert ids(year, text=question) == [texts.id for texts in register if texts.answers(question)]


def _piece(register: list[Texts], row: int, place: int, start: int, length: int) -> str:
    """Return some signs of some text of some achievement."""
    texts = register[row % len(register)]
    said = [each for each in (*texts.written, *texts.typed) if each]
    text = said[place % len(said)]
    start %= len(text)
    return text[start : start + length]


@pytest.mark.parametrize(
    "question", ["节能", "节", "jn", "y", "94", "9412008", "0009", "rwen", "没有这样的", "公司 20 研"]
)
def test_a_search_can_be_narrowed_and_sorted(year: Database, register: list[Texts], question: str):
    hits = [texts for texts in register if texts.answers(question)]
    assert ids(year, text=question) == [texts.id for texts in hits]
    assert ids(year, text=question, limit=2) == [texts.id for texts in hits[:2]]
    ordered = sorted(hits, key=lambda texts: (texts.key, texts.id))
    assert ids(year, text=question, sort="title") == [texts.id for texts in ordered]
    assert ids(year, text=question, sort="title", descending=True) == [texts.id for texts in reversed(ordered)]
    parts = [ids(year, text=question, filters={"state": state}) for state in ("已登记", "已提交")]
    assert sorted(parts[0] + parts[1]) == [texts.id for texts in hits]
    parts = [ids(year, text=question, filters={"klass": klass}) for klass in ("应用技术", "软科学", "基础理论")]
    assert sorted(parts[0] + parts[1] + parts[2]) == [texts.id for texts in hits]


@pytest.mark.parametrize(
    "question", ['"', "AND", "A-100", "%", "_", "\\", "*", "NEAR(", "😀", "节能\0", "a OR b", "-", "'"]
)
def test_every_question_is_literal(year: Database, register: list[Texts], question: str):
    assert ids(year, text=question) == [texts.id for texts in register if texts.answers(question.replace("\0", ""))]


def test_a_question_of_nothing_is_everything(year: Database, register: list[Texts]):
    assert ids(year, text="\x1f") == [texts.id for texts in register]


def plan(session: Session, **asked: object) -> str:
    """Return how SQLite answers a query."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    ACHIEVEMENTS.ids(session, Query(**asked))  # type: ignore[arg-type]
    event.remove(session.get_bind(), "before_cursor_execute", note)
    statement, parameters = seen[-1]
    steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return "; ".join(step[3] for step in steps)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["title", "unit", "completers"])
def test_a_condition_leaves_the_order_and_the_index_of_the_order_is_walked(year: Database, sort: str, descending: bool):
    asked = {"conditions": {"completers": Condition(How.LACKS, ("王",))}, "filters": {"state": "已登记"}}
    found, order = set(ids(year, **asked)), {"sort": sort, "descending": descending}
    assert 0 < len(found) < len(ids(year, filters=asked["filters"]))
    assert ids(year, **asked, **order) == [each for each in ids(year, **order) if each in found]
    with year.read() as session:
        assert plan(session, **asked, **order).startswith("SCAN achievement_search USING COVERING INDEX")


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "ix_achievement_"),
        ({"sort": "registration_no"}, "sqlite_autoindex_achievement_2"),
        ({"sort": "title"}, "ix_achievement_search_title_key"),
        ({"sort": "unit"}, "ix_achievement_search_unit_key"),
        ({"sort": "completers"}, "ix_achievement_search_person_key"),
        ({"sort": "registered_on"}, "ix_achievement_registered_on"),
        ({"sort": "klass"}, "ix_achievement_klass"),
        ({"sort": "level"}, "ix_achievement_level"),
    ],
    ids=str,
)
def test_an_index_holds_every_order_both_ways(year: Database, asked: dict[str, str], index: str):
    with year.read() as session:
        plans = {
            plan(session, **asked, descending=descending) for descending in (False, True) if asked or not descending
        }
    assert len(plans) == 1
    assert "COVERING INDEX " + index in (found := plans.pop())
    assert "TEMP B-TREE" not in found


def test_completers_are_sorted_as_the_first_is_read(year: Database):
    with year.read() as session:
        place = [column.key for column in ACHIEVEMENTS.columns].index("completers")

        def names(**asked: object) -> list[str]:
            found = ACHIEVEMENTS.rows(session, ACHIEVEMENTS.ids(session, Query(**asked)))  # type: ignore[arg-type]
            return [row[place].split("、")[0] for row in found]

        plain = names()
        ordered = sorted(plain, key=lambda name: sort_key(name[:16], read_person(name)[:16]))
        assert names(sort="completers") == ordered
        assert ordered.index(next(name for name in ordered if name[0] == "曾")) > len(ordered) / 2
        assert names(sort="completers", descending=True) == ordered[::-1]


def test_all_units_are_sorted_as_the_first_is(year: Database):
    assert ids(year, sort="units") == ids(year, sort="unit") != ids(year)


def test_filters_and_searches_read_in_order(year: Database):
    with year.read() as session:
        for asked in ({"filters": {"klass": "软科学"}}, {"filters": {"state": "已提交"}}, {"text": "节能"}):
            assert "TEMP B-TREE" not in plan(session, **asked)


def test_a_year_of_registration_is_exactly_its_days(approved: Database) -> None:
    with approved.read() as session:
        rows = ACHIEVEMENTS.rows(session, ACHIEVEMENTS.ids(session, Query()))
        days = [row[7] for row in rows if row[7]]
        offered = next(each for each in ACHIEVEMENTS.filters if each.key == "registered_on").choices(session, "")
        found = [len(ACHIEVEMENTS.ids(session, Query(filters={"registered_on": year}))) for year in offered]
    assert list(offered) == [str(year) for year in range(max(days).year, min(days).year - 1, -1)]
    assert found == [sum(day.year == int(year) for day in days) for year in offered]

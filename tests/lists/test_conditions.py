"""Conditions on columns: what SQL answers is what a reader of the rows would pick out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.certificates import PLAQUES
from awardsdesk.lists.conditions import Condition, How, from_saved, sentence, span
from awardsdesk.lists.entries import APPLICANTS
from awardsdesk.lists.listing import Kind, Listing, Query
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
from awardsdesk.lists.results import AWARD_RESULT, EVALUATION_RESULT, UNDECIDED
from awardsdesk.lists.sheets import SHEETS
from awardsdesk.models import Person
from awardsdesk.operations.audit import operation
from awardsdesk.operations.results import compute
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.database import Database

ROUND = "2008-QP"
COLUMNS = [column.key for column in ACHIEVEMENTS.columns]
TEXTS = st.sampled_from("的 系统 技术研究 大学 市 王 李 A 0 2025 100% _ 基于 公司 关键".split())
HOWS = st.sampled_from([How.CONTAINS, How.LACKS, How.IS, How.BEGINS, How.BLANK, How.FILLED])


def says(cell: str, condition: Condition) -> bool:
    """Read a cell as a clerk does; SQLite's LIKE knows no case in latin letters."""
    text = "".join(condition.values[:1])
    answers: dict[How, Callable[[], bool]] = {
        How.CONTAINS: lambda: text.lower() in cell.lower(),
        How.LACKS: lambda: text.lower() not in cell.lower(),
        How.IS: lambda: cell == text,
        How.BEGINS: lambda: cell.lower().startswith(text.lower()),
        How.BLANK: lambda: not cell,
        How.FILLED: lambda: bool(cell),
    }
    return answers[condition.how]()


def read(session: Session, listing: Listing, query: Query) -> list[tuple[Any, ...]]:
    return listing.rows(session, list(listing.ids(session, query)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["title", "unit", "level", "registration_no", "state"]), HOWS, TEXTS)
def test_a_text_is_found_where_it_stands(sample: Database, key: str, how: How, text: str) -> None:
    condition = Condition(how, () if how in {How.BLANK, How.FILLED} else (text,))
    with sample.read() as session:
        found = read(session, ACHIEVEMENTS, Query(conditions={key: condition}))
        place = COLUMNS.index(key)
        assert found == [row for row in read(session, ACHIEVEMENTS, Query()) if says(str(row[place] or ""), condition)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOWS, st.sampled_from("王 李 张伟 伟 欧阳 · 丽".split()))
def test_of_completers_one_must_be_so_and_none_must_not(sample: Database, how: How, text: str) -> None:
    condition = Condition(how, () if how in {How.BLANK, How.FILLED} else (text,))
    all_of = how in {How.LACKS, How.BLANK}
    with sample.read() as session:
        found = read(session, ACHIEVEMENTS, Query(conditions={"completers": condition}))
        place = COLUMNS.index("completers")
        wanted = [
            row
            for row in read(session, ACHIEVEMENTS, Query())
            if (all if all_of else any)(says(name, condition) for name in row[place].split("、"))
        ]
        assert found == wanted


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from("应用技术 软科学 基础理论".split()), min_size=1, unique=True),
    st.dates(dt.date(2023, 1, 1), dt.date(2026, 1, 1)),
    st.integers(0, 900),
    st.sampled_from(["", "jishu", "系统"]),
)
def test_conditions_hold_together_with_each_other_and_the_search(
    sample: Database, classes: list[str], day: dt.date, days: int, text: str
) -> None:
    last = day + dt.timedelta(days)
    asked = {"klass": Condition(How.ONE_OF, tuple(classes)), "registered_on": span(str(day), str(last), days=True)}
    with sample.read() as session:
        found = read(session, ACHIEVEMENTS, Query(text=text, conditions=asked))
        klass, on = COLUMNS.index("klass"), COLUMNS.index("registered_on")
        rows = read(session, ACHIEVEMENTS, Query(text=text))
        assert found == [row for row in rows if row[klass] in classes and row[on] and day <= row[on] <= last]


def test_a_blank_is_one_of_the_values(sample: Database) -> None:
    with sample.read() as session:
        counties = {row[2] for row in read(session, ORGANIZATIONS, Query())}
        assert "" in counties
        some = next(county for county in sorted(counties) if county)
        found = read(session, ORGANIZATIONS, Query(conditions={"county": Condition(How.ONE_OF, (some, ""))}))
        assert {row[2] for row in found} == {some, ""}


@pytest.mark.parametrize("listing", [SHEETS, PLAQUES], ids=lambda each: each.key)
def test_of_score_sheets_and_plaques_a_condition_asks_what_the_cell_shows(approved: Database, listing: Listing) -> None:
    with approved.read() as session:
        rows = read(session, listing, Query(scope=ROUND))
        for place, column in enumerate(listing.columns):
            if column.key in listing.narrowable:
                cell = rows[-1][place]
                counted = column.kind is Kind.COUNT
                asked = Condition(How.BETWEEN, (str(cell), str(cell))) if counted else Condition(How.ONE_OF, (cell,))
                found = read(session, listing, Query(scope=ROUND, conditions={column.key: asked}))
                assert found == [row for row in rows if row[place] == cell]


@pytest.mark.parametrize(
    ("listing", "scope"),
    [
        (ORGANIZATIONS, ""),
        (PERSONS, ""),
        (ACHIEVEMENTS, ""),
        (APPLICANTS, ROUND),
        (EVALUATION_RESULT, ROUND),
        (AWARD_RESULT, "2008-J"),
        (SHEETS, ROUND),
        (PLAQUES, ROUND),
    ],
    ids=lambda each: getattr(each, "key", None),
)
def test_every_column_that_takes_a_condition_answers_one(approved: Database, listing: Listing, scope: str) -> None:
    with approved.read() as session:
        whole = set(listing.ids(session, Query(scope=scope)))
        assert whole
        for key in listing.narrowable:
            parts = [
                set(listing.ids(session, Query(scope=scope, conditions={key: Condition(how)})))
                for how in (How.BLANK, How.FILLED)
            ]
            assert parts[0] | parts[1] == whole
            assert not parts[0] & parts[1]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition(How.ONE_OF, ("软科学", "")), "类别：软科学、（空白）"),
        (Condition(How.LACKS, ("<b>",)), "类别不包含“<b>”"),
        (Condition(How.BETWEEN, ("2025-01-01", "2025-12-31")), "类别：2025-01-01 至 2025-12-31"),
        (Condition(How.BETWEEN, ("2025-01-01", "")), "类别：2025-01-01 起"),
        (Condition(How.BETWEEN, ("", "2025-12-31")), "类别：到 2025-12-31 止"),
        (Condition(How.BLANK), "类别为空"),
    ],
)
def test_a_condition_is_read_as_a_sentence_and_kept(condition: Condition, said: str) -> None:
    assert sentence("类别", condition) == said
    assert from_saved(asdict(condition)) == condition


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {"how": "like", "values": ["a"]},
        {"how": "contains", "values": []},
        {"how": "contains", "values": [""]},
        {"how": "one of", "values": []},
        {"how": "one of", "values": [3]},
        {"how": "between", "values": ["", ""]},
        {"how": "between", "values": ["1"]},
        {"how": "blank", "values": ["x"]},
    ],
)
def test_what_another_hand_wrote_is_no_condition(kept: object) -> None:
    assert from_saved(kept) is None


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        ("registered_on", Condition(How.BETWEEN, ("1000", "2000"))),
        ("registered_on", Condition(How.BETWEEN, ("2025-13-01", ""))),
        ("registered_on", Condition(How.BETWEEN, ("20250601", ""))),
        ("registered_on", Condition(How.BETWEEN, ("2025-06-02", "2025-06-01"))),
        ("registered_on", Condition(How.ONE_OF, ("2025",))),
        ("registered_on", Condition(How.CONTAINS, ("2025",))),
        ("title", Condition(How.BETWEEN, ("1", "2"))),
        ("nothing", Condition(How.BLANK)),
    ],
)
def test_a_condition_of_another_sort_of_column_is_not_taken(key: str, condition: Condition) -> None:
    assert not ACHIEVEMENTS.takes(key, condition)


@pytest.mark.parametrize("value", ["2025-01-01", "x", "1e5", "NaN", "-Infinity", "1" * 13, "0.1234567", "", "1,0"])
def test_figures_of_another_sort_are_not_taken(value: str) -> None:
    assert not AWARD_RESULT.takes("bonus", Condition(How.BETWEEN, (value, "")))
    assert AWARD_RESULT.takes("bonus", Condition(How.BETWEEN, ("-0.5", "")))


@pytest.mark.parametrize(
    ("ends", "days", "said"),
    [
        (("2025-W01-1", ""), True, "“2025-W01-1”不是日期，请写成 2025-06-30，或只写 2025-06、2025。"),
        (("", "2025-2-30"), True, "“2025-2-30”不是日期，请写成 2025-06-30，或只写 2025-06、2025。"),
        (("2025-06-02", "2025-06-01"), True, "起点在终点之后，请调换。"),
        (("九", ""), False, "“九”不是可以读懂的数字，请写成 1234.5 或 1,234.5。"),
        (("1,00", ""), False, "“1,00”不是可以读懂的数字，请写成 1234.5 或 1,234.5。"),
        (("10", "9"), False, "起点在终点之后，请调换。"),
    ],
)
def test_a_span_that_makes_no_sense_is_told(ends: tuple[str, str], days: bool, said: str) -> None:
    with pytest.raises(UserError) as told:
        span(*ends, days=days)
    assert str(told.value) == said


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025.6.30", "2025-06-30", "2025-06-30"),
        ("2025年6月30日", "2025-06-30", "2025-06-30"),
        ("２０２５－６－３", "2025-06-03", "2025-06-03"),
        (" 2025/6/3 ", "2025-06-03", "2025-06-03"),
        ("20250630", "2025-06-30", "2025-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025年6月", "2025-06-01", "2025-06-30"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025 年", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_month_and_a_year_are_the_whole_of_it(written: str, first: str, last: str) -> None:
    assert span(written, written, days=True) == Condition(How.BETWEEN, (first, last))
    assert span("", written, days=True) == Condition(How.BETWEEN, ("", last))


def test_numbers_are_compared_as_numbers() -> None:
    assert span("9", "10", days=False) == Condition(How.BETWEEN, ("9", "10"))
    assert span("１，０００", "1,234.56元", days=False) == Condition(How.BETWEEN, ("1000", "1234.56"))
    assert span("－５", "− 4", days=False) == Condition(How.BETWEEN, ("-5", "-4"))
    assert span(" ", "", days=False) is None
    assert sentence("奖金", Condition(How.BETWEEN, ("1000", "1234567.50"))) == "奖金：1,000 至 1,234,567.50"


def read_figure(cell: object, kind: Kind) -> Decimal | None:
    if cell in {None, ""}:
        return None
    return Decimal(str(cell)) / (100 if kind is Kind.MONEY else 1)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([(EVALUATION_RESULT, ROUND), (AWARD_RESULT, "2008-J")]),
    st.sampled_from(["rank", "score", "bonus"]),
    st.tuples(st.integers(0, 140), st.integers(0, 140)),
    st.sampled_from(["0", "0.001", "-0.005", "0.5"]),
    st.booleans(),
)
def test_figures_are_compared_exactly(
    approved: Database, of: tuple[Listing, str], key: str, places: tuple[int, int], beside: str, open_: bool
) -> None:
    """From a cell's own value, or just beside it, to another's: what stands between is what a reader picks out."""
    listing, scope = of
    place, kind = [column.key for column in listing.columns].index(key), listing.column(key).kind
    with approved.read() as session:
        rows = read(session, listing, Query(scope=scope))
        values = sorted(value for row in rows if (value := read_figure(row[place], kind)) is not None)
        low, high = sorted((values[number % len(values)] + Decimal(beside)) for number in places)
        asked = span(str(low), "" if open_ else str(high), days=False)
        found = read(session, listing, Query(scope=scope, conditions={key: asked} if asked else {}))
        wanted = [row for row in rows if (value := read_figure(row[place], kind)) is not None and low <= value]
        assert found == [row for row in wanted if open_ or (read_figure(row[place], kind) or 0) <= high]


def test_an_undecided_outcome_is_one_of_the_values(tied: Database) -> None:
    with tied.write() as session:
        compute(session, by_code(session, ROUND))
    with tied.read() as session:
        choice = next(each for each in EVALUATION_RESULT.filters if each.key == "outcome")
        assert UNDECIDED in choice.choices(session, ROUND)
        asked = Query(scope=ROUND, conditions={"outcome": Condition(How.ONE_OF, (UNDECIDED,))})
        assert {row[7] for row in read(session, EVALUATION_RESULT, asked)} == {UNDECIDED}
        boxed = Query(scope=ROUND, filters={"outcome": UNDECIDED})
        assert EVALUATION_RESULT.ids(session, boxed) == EVALUATION_RESULT.ids(session, asked)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOWS, st.sampled_from("大学 公司 研究 澄川".split()))
def test_a_person_without_a_unit_has_none_that_says_so(sample: Database, how: How, text: str) -> None:
    condition = Condition(how, () if how in {How.BLANK, How.FILLED} else (text,))
    with sample.write() as session, operation(session, "amend", "person"):
        session.get_one(Person, 1).organization_id = None
    with sample.read() as session:
        place = [column.key for column in PERSONS.columns].index("unit")
        every = read(session, PERSONS, Query())
        assert "" in {row[place] or "" for row in every}
        found = read(session, PERSONS, Query(conditions={"unit": condition}))
        assert found == [row for row in every if says(row[place] or "", condition)]

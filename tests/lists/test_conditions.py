"""Conditions on columns: what SQL answers is what a reader of the rows would pick out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.conditions import Condition, How, from_saved, sentence, span
from awardsdesk.lists.entries import APPLICANTS
from awardsdesk.lists.listing import Listing, Query
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
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


@pytest.mark.parametrize("listing", [ORGANIZATIONS, PERSONS, APPLICANTS, ACHIEVEMENTS], ids=lambda each: each.key)
def test_every_column_that_takes_a_condition_answers_one(sample: Database, listing: Listing) -> None:
    scope = ROUND if listing is APPLICANTS else ""
    with sample.read() as session:
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
        {"how": "between", "values": ["2025-13-01", ""]},
        {"how": "between", "values": ["1"]},
        {"how": "blank", "values": ["x"]},
    ],
)
def test_what_another_hand_wrote_is_no_condition(kept: object) -> None:
    assert from_saved(kept) is None


@pytest.mark.parametrize(
    ("ends", "days", "said"),
    [
        (("2025-6-1", ""), True, "“2025-6-1”不是日期，请写成 2025-06-30。"),
        (("2025-06-02", "2025-06-01"), True, "起点在终点之后，请调换。"),
        (("９", ""), False, "“９”不是数字，请写整数。"),
        (("10", "9"), False, "起点在终点之后，请调换。"),
    ],
)
def test_a_span_that_makes_no_sense_is_told(ends: tuple[str, str], days: bool, said: str) -> None:
    with pytest.raises(UserError) as told:
        span(*ends, days=days)
    assert str(told.value) == said


def test_numbers_are_compared_as_numbers() -> None:
    assert span("9", "10", days=False) == Condition(How.BETWEEN, ("9", "10"))
    assert span(" ", "", days=False) is None

"""Every list: ids and rows agree, filters and sorting do what they say, at a fixed number of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.certificates import CERTIFICATES, PLAQUES
from awardsdesk.lists.entries import APPLICANTS, NOMINATIONS
from awardsdesk.lists.listing import Column, Kind, Listing, Query, shown
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
from awardsdesk.lists.results import AWARD_RESULT, EVALUATION_RESULT
from awardsdesk.lists.sheets import SHEETS
from awardsdesk.operations.pinyin import read_person, sort_key
from awardsdesk.store.database import Database

LISTS = [
    (ACHIEVEMENTS, "", 300),
    (ORGANIZATIONS, "", 168),
    (PERSONS, "", 1299),
    (APPLICANTS, "2008-QP", 119),
    (NOMINATIONS, "2008-J", 132),
    (SHEETS, "2008-QP", 833),
    (SHEETS, "2008-J", 903),
    (EVALUATION_RESULT, "2008-QP", 119),
    (AWARD_RESULT, "2008-J", 132),
    (CERTIFICATES, "2008-J", 522),
    (CERTIFICATES, "2008-QP", 63),
    (PLAQUES, "2008-QP", 63),
    (PLAQUES, "2008-J", 0),
]


SAID = {  # what is sorted as it is read
    "name": lambda name: sort_key(name[:16]),
    "unit": lambda name: sort_key(name[:16]),
    "person": lambda name: sort_key(name[:16], read_person(name)[:16]),
}


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the statements a block executes."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("listing", "scope", "count"), LISTS, ids=lambda value: getattr(value, "key", str(value)))
def test_ids_and_rows_agree(approved: Database, listing: Listing, scope: str, count: int) -> None:
    with approved.read() as session:
        ids = listing.ids(session, Query(scope=scope))
        rows = listing.rows(session, ids)
        backwards = listing.rows(session, list(reversed(ids)))
    assert (len(ids), len(rows)) == (count, count)
    assert backwards == rows[::-1]
    assert {len(row) for row in rows} <= {len(listing.columns)}


@pytest.mark.parametrize(
    ("listing", "scope"), [(item[0], item[1]) for item in LISTS], ids=lambda value: getattr(value, "key", str(value))
)
def test_rows_take_as_many_statements_for_three_as_for_one(approved: Database, listing: Listing, scope: str) -> None:
    counts = []
    for size in (1, 3):
        with approved.read() as session:
            ids = listing.ids(session, Query(scope=scope))[:size]
            with counted(session) as statements:
                listing.rows(session, ids)
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 4


@pytest.mark.parametrize(
    ("listing", "scope"),
    [(item[0], item[1]) for item in LISTS if item[2]],
    ids=lambda value: getattr(value, "key", str(value)),
)
def test_every_sort_and_filter_works(approved: Database, listing: Listing, scope: str) -> None:
    with approved.read() as session:
        everything = listing.ids(session, Query(scope=scope))
        for key in sorted(listing.sortable):
            up = listing.ids(session, Query(scope=scope, sort=key))
            down = listing.ids(session, Query(scope=scope, sort=key, descending=True))
            assert sorted(up) == sorted(down) == sorted(everything)
        for choice in listing.filters:
            values = choice.choices(session, scope)
            found = [listing.ids(session, Query(scope=scope, filters={choice.key: value})) for value in values]
            assert sum(map(len, found)) <= len(everything)
            assert set().union(*found) <= set(everything)


@pytest.mark.parametrize("listing", [ORGANIZATIONS, PERSONS], ids=lambda listing: listing.key)
def test_units_and_persons_are_sorted_by_every_column(approved: Database, listing: Listing) -> None:
    assert listing.sortable == {column.key for column in listing.columns}
    with approved.read() as session:
        for place, column in enumerate(listing.columns):
            for descending in (False, True):
                ids = listing.ids(session, Query(sort=column.key, descending=descending))
                cells = [row[place] for row in listing.rows(session, ids)]
                known = [cell for cell in cells if cell not in {None, ""}]
                person = column.key == "contact" or (listing is PERSONS and column.key == "name")
                key = SAID.get("person" if person else column.key, lambda cell: cell)
                assert known == sorted(known, key=key, reverse=descending)
                assert cells[len(known) :] == [cell for cell in cells if cell in {None, ""}]


def test_sorting_puts_blanks_last_both_ways(approved: Database) -> None:
    for descending in (False, True):
        with approved.read() as session:
            ids = ACHIEVEMENTS.ids(session, Query(sort="registration_no", descending=descending))
            numbers = [row[0] for row in ACHIEVEMENTS.rows(session, ids)]
        known = [number for number in numbers if number]
        assert known == sorted(known, reverse=descending)
        assert numbers[len(known) :] == [None] * 52


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "AND", "A-100", "\u202e", "NEAR("])
def test_search_takes_every_text_literally(approved: Database, text: str) -> None:
    with approved.read() as session:
        ids = ACHIEVEMENTS.ids(session, Query(text=text))
        rows = ACHIEVEMENTS.rows(session, ids)
    assert all(any(text in str(cell) for cell in row) for row in rows)


def test_a_nul_in_the_search_is_as_if_it_were_not_there() -> None:
    assert Query(text="甲\0乙") == Query(text="甲乙")


def test_search_finds_titles_numbers_units_and_persons(approved: Database) -> None:
    with approved.read() as session:

        def found(text: str) -> int:
            return len(ACHIEVEMENTS.ids(session, Query(text=text)))

        assert found("耐高温氯化聚乙烯") == 1
        assert found("9412008Y0009") == 1
        assert found("尼格买提·热合曼") >= 1
        assert found("没有这样的成果") == 0


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.MONEY, 5_000_001, "50,000.01"),
        (Kind.MONEY, 5, "0.05"),
        (Kind.COUNT, 1234, "1,234"),
        (Kind.TEXT, None, ""),
        (Kind.CODE, "0012", "0012"),
    ],
)
def test_shown(kind: Kind, value: object, text: str) -> None:
    assert shown(Column("x", "x", kind=kind), value) == text

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.seats import apportion

groups = st.dictionaries(st.text("工农社", min_size=1, max_size=3), st.integers(0, 200), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("seats", "entries", "given"),
    [
        (30, {"工业": 62, "农业": 34, "社会发展": 31}, {"工业": 15, "农业": 8, "社会发展": 7}),
        (48, {"工业": 62, "农业": 34, "社会发展": 31}, {"工业": 23, "农业": 13, "社会发展": 12}),
        # equal remainders 1/2: the group with more entries
        (2, {"a": 1, "b": 3}, {"a": 0, "b": 2}),
        # equal remainders and entries: the one listed first
        (1, {"b": 5, "a": 5}, {"b": 1, "a": 0}),
        (4, {"a": 5, "b": 5, "c": 5}, {"a": 2, "b": 1, "c": 1}),
        (3, {"a": 0, "b": 7}, {"a": 0, "b": 3}),
        (0, {"a": 2, "b": 7}, {"a": 0, "b": 0}),
        (3, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
    ],
)
def test_largest_remainder(seats: int, entries: dict[str, int], given: dict[str, int]):
    assert apportion(seats, entries) == given


@given(st.integers(0, 300), groups.filter(lambda entries: sum(entries.values()) > 0))
def test_all_seats_are_given_and_each_group_is_within_one_of_its_quota(seats: int, entries: dict[str, int]):
    shared = apportion(seats, entries)
    assert sum(shared.values()) == seats
    quotas = {group: Fraction(seats * count, sum(entries.values())) for group, count in entries.items()}
    assert [group for group, quota in quotas.items() if not quota - 1 < shared[group] < quota + 1] == []


@given(st.integers(0, 300), groups)
def test_more_entries_never_get_fewer_seats(seats: int, entries: dict[str, int]):
    shared = apportion(seats, entries)
    by_size = sorted(entries, key=lambda group: entries[group])
    assert [
        shared[low] for low, high in pairwise(by_size) if entries[low] < entries[high] and shared[low] > shared[high]
    ] == []

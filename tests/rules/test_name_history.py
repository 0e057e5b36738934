"""A former name counts until the day of its change; without days, or for another name, the form's word stands."""

import datetime as dt

import pytest

from awardsdesk.rules.name_history import name_on

FORMER = [("乙所", dt.date(2008, 5, 1)), ("甲所", dt.date(2000, 1, 1)), ("丙所", None)]


@pytest.mark.parametrize("written", ["丁所", "乙所", "甲所"])
@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(1999, 12, 31), "甲所"),
        (dt.date(2000, 1, 1), "乙所"),
        (dt.date(2008, 4, 30), "乙所"),
        (dt.date(2008, 5, 1), "丁所"),
    ],
)
def test_the_history_decides(written: str, day: dt.date, name: str) -> None:
    assert name_on(day, written, "丁所", FORMER) == name


@pytest.mark.parametrize(
    ("written", "former"), [("丙所", FORMER), ("丁所第一分所", FORMER), ("丁所", [("甲所", None)])]
)
def test_what_the_history_does_not_know_stands(written: str, former: list[tuple[str, dt.date | None]]) -> None:
    assert name_on(dt.date(1990, 1, 1), written, "丁所", former) == written

"""An office's registration rules: numbers there and back, terms, checklists, the sample office's file."""

import datetime as dt
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.errors import UserError
from awardsdesk.paths import resource
from awardsdesk.rules.registrar import (
    Calendar,
    Registrar,
    checklist,
    decode,
    doubt,
    encode,
    last_day,
    missing,
    number_of,
    ranges,
    read_number,
    reason_texts,
    reasons_for,
    registrar_of,
    term_end,
)
from awardsdesk.rules.registration import Verb
from awardsdesk.terms import AchievementClass
from tests.rules.sample_year import rows

RULES = decode(resource("registration", "office.json").read_bytes())
PROVINCE = Registrar(code="941", name="省")
TOGETHER = Registrar(code="某", name="县", number="{registrar}科成登字〔{year}〕{serial:03}号")
CITY = Registrar(code="澄", name="市", number="{registrar}科成登字〔{year}〕{class}{serial:03}号")


@given(
    st.sampled_from([PROVINCE, CITY, TOGETHER]),
    st.integers(1985, 2099),
    st.sampled_from(AchievementClass),
    st.integers(1, 999),
)
def test_a_number_is_read_as_it_was_made(registrar: Registrar, year: int, klass: AchievementClass, serial: int) -> None:
    read = read_number([PROVINCE, CITY, TOGETHER], number_of(registrar, year, klass, serial))
    assert read is not None
    told = (read.registrar, read.year, read.klass, read.serial)
    assert told == (registrar.code, year, registrar.series(klass), serial)


def test_numbers_look_as_the_pattern_says() -> None:
    assert number_of(PROVINCE, 2008, AchievementClass.APPLIED, 9) == "9412008Y0009"
    assert number_of(CITY, 2008, AchievementClass.SOFT, 12) == "澄科成登字〔2008〕R012号"
    assert read_number([PROVINCE], "9422008Y0009") is None
    assert number_of(TOGETHER, 2008, AchievementClass.SOFT, 12) == "某科成登字〔2008〕012号"
    assert [each.series("软科学") for each in (CITY, TOGETHER)] == ["软科学", ""]
    assert registrar_of(RULES, "") is RULES.registrars[0]


def test_every_number_of_the_sample_year_agrees_with_its_class_and_date() -> None:
    registered = [row for row in rows("成果登记", "成果登记") if row["登记号"]]
    read = [read_number([PROVINCE], row["登记号"]) for row in registered]
    assert [number and (number.klass, number.year) for number in read] == [
        (row["成果类别"], row["登记日期"].year) for row in registered
    ]


def test_a_serial_beyond_the_width_is_refused_not_widened() -> None:
    with pytest.raises(UserError, match="超出登记号的位数"):
        number_of(PROVINCE, 2008, AchievementClass.APPLIED, 10_000)


@pytest.mark.parametrize(
    "pattern", ["{registrar}{class}{serial:04}", "{year}{class}", "{registrar}{year}{class}{x}", "{year"]
)
def test_a_pattern_that_would_lose_something_is_refused(pattern: str) -> None:
    with pytest.raises((ValueError, UserError)):
        Registrar(code="941", name="省", number=pattern)


@pytest.mark.parametrize(
    ("first", "days", "kind", "last"),
    [
        ((2008, 7, 1), 30, "natural", (2008, 7, 31)),
        ((2008, 7, 4), 30, "natural", (2008, 8, 4)),  # the 3rd is a Sunday
        ((2008, 7, 4), 1, "working", (2008, 7, 7)),  # over a weekend
        ((2008, 9, 25), 3, "working", (2008, 9, 28)),  # two weekend days are worked before the holidays
        ((2008, 9, 26), 4, "working", (2008, 10, 7)),
    ],
)
def test_terms_end_on_days_that_are_worked(
    first: tuple[int, int, int], days: int, kind: str, last: tuple[int, int, int]
) -> None:
    off = frozenset(dt.date(2008, 9, 29) + dt.timedelta(days=day) for day in range(5))
    calendar = Calendar(holidays=off, workdays=frozenset({dt.date(2008, 9, 27), dt.date(2008, 9, 28)}))
    assert last_day(calendar, dt.date(*first), days, kind) == dt.date(*last)  # type: ignore[arg-type]


def test_one_complete_route_is_enough() -> None:
    items = checklist(RULES, AchievementClass.APPLIED)
    form, proof, report, patent, users, *_optional = (item.name for item in items)
    assert missing(items, set()) == [form, f"{proof}、{report}，或{patent}、{users}"]
    assert missing(items, {form, proof}) == [f"{report}，或{patent}、{users}"]
    assert missing(items, {form, patent, users}) == []


def test_the_sample_office_has_all_classes_and_reasons() -> None:
    assert all(checklist(RULES, klass) for klass in AchievementClass)
    assert {reason.code for reason in reasons_for(RULES, Verb.RETURN)} < {reason.code for reason in RULES.reasons}
    assert reason_texts(RULES, ["08", "77"]) == ["重复登记", "77"]
    assert RULES.certificate.layout == "registration-landscape@3"


def test_misspelt_rules_are_refused() -> None:
    text = resource("registration", "office.json").read_text("utf-8").replace('"completion_days"', '"completion_day"')
    with pytest.raises(msgspec.ValidationError):
        decode(text)


def test_numbers_are_told_as_a_range_a_class_and_broken_at_a_gap() -> None:
    numbers = ["9412008Y0003", "9412008R0009", "9412008Y0001", "9412008Y0002", "9412008Y0005", "9412009Y0006"]
    assert ranges([PROVINCE], numbers) == [
        "9412008Y0001 — 9412008Y0003",
        "9412008Y0005",
        "9412008R0009",
        "9412009Y0006",
    ]
    assert ranges([PROVINCE], ["ABC"]) == []


def test_the_rules_give_a_step_its_term() -> None:
    day = dt.date(2008, 7, 1)
    assert term_end(RULES, Verb.OPEN_NOTICE, day) == dt.date(2008, 7, 31)
    assert term_end(RULES, Verb.RETURN, day) == dt.date(2008, 7, 15)
    assert term_end(RULES, Verb.ACCEPT, day) is None


@pytest.mark.parametrize(
    ("number", "klass", "year", "told"),
    [
        ("9412008Y0001", "应用技术", 2008, ""),
        ("9412008Y0001", "应用技术", None, ""),
        ("ABC", "应用技术", 2008, "登记号“ABC”不合已知登记机构的格式，按外单位登记收下，不由本单位发证"),
        (
            "4202008Y0001",
            "应用技术",
            2008,
            "登记号“4202008Y0001”不合已知登记机构的格式，按外单位登记收下，不由本单位发证",
        ),
        ("9412008Y0001", "软科学", 2008, "登记号“9412008Y0001”是“应用技术”的，与成果类别不符"),
        ("9412008Y0001", "应用技术", 2009, "登记号“9412008Y0001”是 2008 年的，与登记日期不符"),
    ],
)
def test_a_number_that_was_handed_in_is_looked_at(number: str, klass: str, year: int | None, told: str) -> None:
    assert doubt(RULES.registrars, number, klass, dt.date(year, 7, 1) if year else None) == told


def test_rules_that_say_nothing_of_letters_have_the_shipped_words() -> None:
    said = json.loads(encode(RULES))
    del said["letters"]
    assert decode(json.dumps(said)) == RULES

"""The rules' form: there and back without loss, and every cell that cannot be read told at its field."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from awardsdesk.paths import resource
from awardsdesk.rules.registrar import Calendar, Term, decode
from awardsdesk.ui.registration_rules_form import FIELDS, rules_from, values_of

RULES = decode(resource("registration", "office.json").read_bytes())
DAYS = st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1)), max_size=20)


@given(st.builds(Calendar, holidays=DAYS, workdays=DAYS), st.integers(0, 99), st.booleans())
def test_there_and_back(calendar: Calendar, days: int, required: bool) -> None:
    rules = replace(RULES, calendar=calendar, notice=Term(days=days, calendar="working", required=required))
    values = values_of(rules)
    assert set(values) == {field.key for field in FIELDS}
    assert rules_from(values, RULES) == (rules, [])


def test_the_words_of_letters_are_there_in_the_order_of_the_paper() -> None:
    keys = [field.key for field in FIELDS if field.key.startswith("letters.completion")]
    assert keys == [f"letters.completion.{part}" for part in ("title", "opening", "missing", "closing")]
    values = values_of(RULES) | {"letters.public.to": "社会各界"}
    public = replace(RULES.letters.public, to="社会各界")
    assert rules_from(values, RULES) == (replace(RULES, letters=replace(RULES.letters, public=public)), [])


def test_a_week_off_is_one_row() -> None:
    off = frozenset(dt.date(2026, 10, day) for day in range(1, 8))
    rules = replace(RULES, calendar=Calendar(holidays=off, workdays=frozenset({dt.date(2026, 10, 10)})))
    assert values_of(rules)["days"] == (("放假", "2026-10-01", "2026-10-07"), ("上班", "2026-10-10", ""))


def test_short_forms_are_understood() -> None:
    values = values_of(RULES) | {
        "days": (("放假", "2026年5月1日", "20260503"),),
        "items": (("软科学", "研究报告", "", ""),),
        "reasons": (("01", "不齐", ""), ("02", "重复", "不予登记")),
    }
    rules, problems = rules_from(values, RULES)
    assert problems == []
    assert rules.calendar.holidays == {dt.date(2026, 5, day) for day in (1, 2, 3)}
    assert rules.checklists[0].items[0].required
    assert [len(reason.verbs) for reason in rules.reasons] == [2, 1]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("registrars", (("941", "省", "{year}{class}"),), "登记号格式缺少 serial"),
        ("registrars", (("941", "省", "{year"),), "“{year”的花括号不成对"),
        ("notice_days", Decimal("1.5"), "请填不小于 0 的整数"),
        ("completion_days", Decimal(0), "请填不小于 1 的整数"),
        ("days", (("休息", "2026-10-01", ""),), "“休息”读不懂，请写“放假”或“上班”"),
        ("days", (("放假", "", ""),), "有一行“放假”没有写日期"),
        ("days", (("放假", "2026-02-30", ""),), "请按 2024-05-09 的样子填写日期"),
        ("days", (("放假", "2026-10-07", "2026-10-01"),), "2026-10-07 到 2026-10-01 不是一段日期"),
        ("days", (("放假", "2026-10-07", "9999-10-01"),), "2026-10-07 到 9999-10-01 不是一段日期"),
        ("items", (("应用", "报告", "是", ""),), "没有成果类别“应用”，可写：应用技术、基础理论、软科学"),
        ("items", (("软科学", "报告", "也许", ""),), "“必交”请写“是”或“否”"),
        ("reasons", (("01", "不齐", "退件"),), "“用于”里的“退件”读不懂，可写：退回补正、不予登记"),
    ],
)
def test_what_cannot_be_read_is_told_and_stays_as_it_was(key: str, value: object, told: str) -> None:
    rules, problems = rules_from(values_of(RULES) | {key: value}, RULES)
    assert [(problem.field, problem.sentence) for problem in problems] == [(key, told)]
    assert rules == RULES

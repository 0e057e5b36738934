"""The forms as data, and what a careful reader says of a filled-in one."""

import datetime as dt
from itertools import pairwise

import pytest

from awardsdesk.errors import Problem
from awardsdesk.operations.achievements import PLAIN
from awardsdesk.rules.form_checks import Party, form_problems
from awardsdesk.rules.forms import amount, fold_number, forms, references
from awardsdesk.terms import AchievementClass

TODAY = dt.date(2026, 6, 1)
PARTIES = (Party("甲所"),), (Party("张三", "甲所"),)


def said(**values: object) -> list[tuple[str, str]]:
    problems = form_problems({"klass": "应用技术"} | values, *PARTIES, TODAY)
    return [(problem.field, problem.severity) for problem in problems]


def test_every_column_of_the_register_has_its_place_on_the_form() -> None:
    keys = [field.key for field in forms().fields]
    assert len(keys) == len(set(keys))
    assert {*PLAIN, "keywords", "registration_no", "units", "completers"} <= set(keys)


def test_each_class_has_a_form_of_its_own() -> None:
    keys = {klass: {field.key for field in forms().of(klass)} for klass in AchievementClass}
    assert "patents" in keys[AchievementClass.APPLIED]
    assert "papers" not in keys[AchievementClass.APPLIED]
    assert keys[AchievementClass.THEORY] - keys[AchievementClass.SOFT] == set()
    assert keys[AchievementClass.SOFT] - keys[AchievementClass.THEORY] == {"adopted_by", "standards"}


def test_every_choice_that_names_another_one_is_explained_in_the_next_field() -> None:
    fields = forms().fields
    told = {
        each.explains: forms().open_words(each)
        for before, each in pairwise(fields)
        if each.explains == before.key != ""
    }
    assert told == {
        field.key: tuple(word for word in field.choices if word.startswith("其他"))
        for field in fields
        if any(word.startswith("其他") for word in field.choices)
    }
    assert told["form"] == ("其他应用技术", "其他")
    assert all(each.classes == before.classes for before, each in pairwise(fields) if each.explains)


def test_a_unit_is_asked_in_the_order_of_the_paper() -> None:
    assert [column.label for column in forms().unit] == [
        "单位名称", "信用代码", "单位属性", "下属机构", "所在地代码", "隶属", "地址", "邮编", "联系人", "电话", "电子邮箱", "已盖章"
    ]  # fmt: skip


def test_every_label_has_its_english() -> None:
    for field in forms().fields:
        assert field.english
        assert bool(field.section) == bool(field.section_english)
        assert bool(field.help) == bool(field.help_english)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ZL 2008 1 0012345.6", "ZL2008100123456"),
        ("２００８１００１２３４５．６", "ZL2008100123456"),
        ("98123456.7", "ZL981234567"),
        ("CN 200810012345.6", "ZL2008100123456"),
        ("CN101234567A", "CN101234567A"),
        ("2019YFB 123", "2019YFB123"),
        ("", ""),
    ],
)
def test_numbers_are_folded(written: str, folded: str) -> None:
    assert fold_number(written) == folded


def test_a_project_number_never_becomes_a_patent() -> None:
    assert fold_number("201912345678.9", "project") == "201912345678.9"


def test_several_numbers_and_short_rows_are_read() -> None:
    assert list(references({"plan_no": "K1；K2、k1", "patents": [["发明"], ["发明", "授权", "ZL1；ZL2", ""]]})) == [
        ("project", "K1"),
        ("project", "K2"),
        ("patent", "ZL1"),
        ("patent", "ZL2"),
    ]


def test_an_achievement_is_known_by_its_numbers() -> None:
    details = {
        "plan_no": "2019YFB123 ",
        "patents": [["发明", "授权", "ZL200810012345.6", "方法"], ["发明", "授权", "ZL 2008 1 0012345.6", ""]],
        "software": [["2020SR0001", "软件", "软件著作权"], ["", "未登记"]],
    }
    assert list(references(details)) == [
        ("project", "2019YFB123"),
        ("patent", "ZL2008100123456"),
        ("software", "2020SR0001"),
    ]


@pytest.mark.parametrize(("written", "read"), [("1,234.50", "1234.50"), ("１２", "12"), ("-3", "-3"), ("12万", None)])
def test_amounts_are_read(written: str, read: str | None) -> None:
    found = amount(written)
    assert (None if found is None else str(found)) == read


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({}, []),
        ({"form": "论文"}, [("form", "warning")]),
        ({"form": "新产品"}, []),
        ({"keywords": ["一", "二", "三", "四"]}, [("keywords", "warning")]),
        ({"abstract": "字" * 1001}, [("abstract", "warning")]),
        ({"funding_state": "10", "funding_own": "5.5", "funding_total": "15.5"}, []),
        ({"funding_state": "10", "funding_own": "5.5", "funding_total": "16"}, [("funding_total", "warning")]),
        ({"funding_state": "十万"}, [("funding_state", "warning")]),
        ({"benefits": [["2024", "10", "", "x", "", "", ""]]}, [("benefits", "warning")]),
        ({"application_state": "未应用"}, [("idle_reason", "warning")]),
        ({"application_state": "未应用", "idle_reason": "资金"}, []),
        ({"application_state": "产业化应用", "idle_reason": "资金"}, [("idle_reason", "warning")]),
        ({"level": "国际领先"}, [("evaluation_method", "warning")]),
        ({"level": "国际领先", "evaluator": "省科技厅"}, []),
        ({"level": "未评价"}, []),
        ({"started": "2020年3月"}, [("started", "error")]),
        ({"started": "2027-01"}, [("started", "warning")]),
        ({"plan_year": "2019.5"}, [("plan_year", "warning")]),
        ({"plan_year": "2019-05-01"}, [("plan_year", "warning")]),
        ({"plan_year": "2019年度；2020"}, []),
        ({"funding_own": "-1"}, [("funding_own", "warning")]),
        ({"title": "一\ue000"}, [("title", "warning")]),
        ({"secrecy": "随便"}, [("secrecy", "warning")]),
        ({"phone": "0991-2345678"}, []),
        ({"phone": "12345"}, [("phone", "warning")]),
        ({"patents": [["发明", "授权", "ZL200310102344.5", ""], ["发明", "申请", "", ""], ["发明"]]}, []),
        ({"patents": [["发明", "授权", "ZL200310102344.6", ""]]}, [("patents", "warning")]),
        ({"evaluated_on": dt.date(2026, 6, 2), "evaluator": "某"}, [("evaluated_on", "warning")]),
    ],
)
def test_what_is_doubtful_in_a_form(values: dict[str, object], problems: list[tuple[str, str]]) -> None:
    assert said(**values) == problems


def test_who_is_listed_twice() -> None:
    units = (
        Party("甲所", confirmed=True),
        Party("甲所"),
        Party("乙所", confirmed=True, said={"uscc": "9", "phone": "1", "postcode": "1", "email": "1"}),
    )
    persons = (
        Party("张三", "甲所"),
        Party("张三", "甲所"),
        Party("李四", "甲所"),
        Party("李四", "乙所", said={"born": "70年"}),
    )
    assert form_problems({"klass": "软科学"}, units, persons, TODAY) == [
        Problem("units", "“乙所”：统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 1 位", "warning"),
        Problem("units", "“乙所”：“1”不像手机或固定电话号码，请核对", "warning"),
        Problem("units", "“乙所”：邮编“1”应为 6 位数字，请核对", "warning"),
        Problem("units", "“乙所”：“1”不像电子邮箱，请核对", "warning"),
        Problem("units", "完成单位“甲所”列了 2 次"),
        Problem("completers", "完成人“张三”（甲所）列了 2 次"),
        Problem("completers", "有 2 名“李四”，单位不同：请判断是否同一人", "hint"),
        Problem("units", "未见公章：甲所", "warning"),
        Problem("completers", "“李四”的出生年月“70年”应写作 1970-05，且不晚于今天"),
    ]


def test_a_text_that_no_workbook_holds_is_refused() -> None:
    assert said(idle_reason_other="长" * 32_767) == []
    assert said(idle_reason_other="长" * 32_768) == [("idle_reason_other", "error")]
    units = (Party("甲" * 32_768, confirmed=True),)
    assert form_problems({"klass": "应用技术"}, units, PARTIES[1], TODAY)[-1] == Problem(
        "units", "超过 32,767 字（现有 32,768 字），存进去也导不出来；请删减，或作为附件另附"
    )


def test_a_unit_written_otherwise_than_on_its_seal_is_doubted() -> None:
    names = ("甲（集团）所", "乙(集团)所", "IBM (China) Ltd.")
    units = tuple(Party(name, confirmed=True) for name in names)
    persons = (Party("张三", "丙 所", confirmed=True), Party("李四", "乙（集团）所", confirmed=True))
    told = "会被当作另一个单位，请核对"
    assert form_problems({"klass": "软科学"}, units, persons, TODAY) == [
        Problem("units", f"“乙(集团)所”有半角括号或空格，公章上一般是“乙（集团）所”，{told}", "warning"),
        Problem("completers", f"“丙 所”有半角括号或空格，公章上一般是“丙所”，{told}", "warning"),
    ]

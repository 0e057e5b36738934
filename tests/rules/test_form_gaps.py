"""What each class's form asks for; told and never in the way."""

import pytest

from awardsdesk.errors import Problem
from awardsdesk.operations.achievements import check, check_whole
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.rules.form_gaps import gaps

COMMON = {"started", "ended", "keywords", "form", "level", "source", "discipline_code", "abstract"}
APPLIED = {"attribute", "phase", "industry_code", "field_of_technology", "application_state", "evaluation_method"}
WHOLE = dict.fromkeys(COMMON | APPLIED, "甲") | {"klass": "应用技术", "evaluator": "乙局", "evaluated_on": "2024-05-09"}


@pytest.mark.parametrize(
    ("klass", "asked"),
    [
        ("应用技术", COMMON | APPLIED),
        ("基础理论", COMMON | {"papers"}),
        ("软科学", COMMON | {"evaluation_method"}),
        ("别的", set()),
    ],
)
def test_each_class_is_asked_for_its_own(klass: str, asked: set[str]) -> None:
    found = gaps({"klass": klass})
    assert {problem.field for problem in found} == asked
    assert {problem.severity for problem in found} <= {"hint"}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"form": "标准"}, ["standard_level"]),
        ({"form": "标准", "standard_level": "国家标准"}, []),
        ({"evaluation_method": "知识产权"}, ["patents"]),
        ({"evaluation_method": "知识产权", "software": [["1", ""]]}, []),
        ({"evaluator": "", "evaluated_on": None}, ["evaluator", "evaluated_on"]),
        ({"level": "未评价", "evaluator": "", "evaluated_on": None}, []),
        ({"abstract": ""}, ["abstract"]),
    ],
)
def test_one_answer_calls_for_another(change: dict[str, object], fields: list[str]) -> None:
    assert [problem.field for problem in gaps(WHOLE | change)] == fields


def test_the_sentence_says_whose_form_asks() -> None:
    assert gaps(WHOLE | {"phase": ""}) == [Problem("phase", "“应用技术”登记表要求填写“所处阶段”", "hint")]


def test_the_whole_check_says_both_what_is_wrong_and_what_is_missing() -> None:
    draft = AchievementDraft(title="", klass="软科学", units=(UnitDraft("甲所"),), completers=(CompleterDraft("张三"),))
    assert check(draft) == [Problem("title", "成果名称不能为空")]
    assert check_whole(draft)[0] == Problem("title", "成果名称不能为空")
    assert {problem.severity for problem in check_whole(draft)[1:]} == {"hint"}

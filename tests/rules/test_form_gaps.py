"""What each class's form asks for; told and never in the way."""

import pytest

from awardsdesk.errors import Problem
from awardsdesk.operations.achievements import check, check_whole
from awardsdesk.operations.codes import shipped
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
        ({"form": "农业、生物新品种"}, ["variety"]),
        ({"form": "农业、生物新品种", "variety": "动植物新品种"}, []),
        ({"evaluation_method": "知识产权"}, ["patents"]),
        ({"evaluation_method": "知识产权", "software": [["1", ""]]}, []),
        ({"source": "其他"}, ["source_other"]),
        ({"source": "其他", "source_other": "省企联合"}, []),
        ({"source": "自选", "research_form": "其他", "form": "其他应用技术"}, ["form_other", "research_form_other"]),
        ({"klass": "软科学", "idle_reason": "其他", "adopted_by": "乙局"}, []),
        ({"evaluator": "", "evaluated_on": None}, ["evaluator", "evaluated_on"]),
        ({"level": "未评价", "evaluator": "", "evaluated_on": None}, []),
        ({"abstract": ""}, ["abstract"]),
    ],
)
def test_one_answer_calls_for_another(change: dict[str, object], fields: list[str]) -> None:
    assert [problem.field for problem in gaps(WHOLE | change)] == fields


def test_the_sentence_says_whose_form_asks() -> None:
    assert gaps(WHOLE | {"phase": ""}) == [Problem("phase", "“应用技术”登记表要求填写“所处阶段”", "hint")]


def test_what_another_choice_is_is_asked_for_by_its_words() -> None:
    assert gaps(WHOLE | {"source": "其他"}) == [
        Problem("source_other", "“任务来源”选了“其他”，请在“任务来源说明”中注明", "hint")
    ]


def test_the_whole_check_says_both_what_is_wrong_and_what_is_missing() -> None:
    draft = AchievementDraft(title="", klass="软科学", units=(UnitDraft("甲所"),), completers=(CompleterDraft("张三"),))
    assert check(draft) == [Problem("title", "成果名称不能为空")]
    found = check_whole(draft, shipped)
    assert found[0] == Problem("title", "成果名称不能为空")
    assert {problem.severity for problem in found[1:]} == {"hint"}


def test_codes_in_no_list_and_too_many_are_asked_about() -> None:
    units = (UnitDraft("甲所", details={"region": "999999"}), UnitDraft("乙所", details={"region": "110000"}))
    draft = AchievementDraft(
        title="甲",
        klass="应用技术",
        units=units,
        completers=(CompleterDraft("张三"),),
        discipline_code="110；医学；120；999",
        industry_code="Z99",
        field_of_technology="量子",
    )
    assert [problem for problem in check_whole(draft, shipped) if "代码" in problem.sentence] == [
        Problem("discipline_code", "学科代码 医学 不在 GB/T 13745-2009 中：应是3、5 或 7 位数字", "warning"),
        Problem("discipline_code", "学科代码 999 不在 GB/T 13745-2009 中", "warning"),
        Problem("discipline_code", "最多填 3 个代码", "warning"),
        Problem(
            "industry_code",
            "行业代码 Z99 不在 GB/T 4754-2017 中：应是一个字母 A–T，后面可带 2 至 4 位数字",
            "warning",
        ),
        Problem("field_of_technology", "高新技术领域代码 量子 不在 科技成果登记表 中", "warning"),
        Problem("units", "“甲所”：行政区划代码 999999 不在 GB/T 2260 中", "warning"),
    ]

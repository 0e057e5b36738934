import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from awardsdesk.rules.duplicates import ALIKE, ALIKE_BY_ONE_TEAM, TEAM, Work, alike, candidates, fold, near, patents
from tests.rules.sample_year import rows

TEXTS = st.text() | st.text(alphabet="一二十〇ivxIVXⅡ２2《》（）()，,、 -研制技术", max_size=30)
WORKS = st.builds(
    Work,
    key=st.integers(0, 5),
    title=st.sampled_from(["甲技术", "甲 技术", "乙技术", "甲技术与乙", ""]) | TEXTS,
    unit=st.sampled_from(["", "甲所", "乙所", "—"]),
    persons=st.frozensets(st.sampled_from("张王李赵")),
    started=st.sampled_from(["", "2007-01"]),
    ended=st.sampled_from(["", "2008-01"]),
    team=st.sampled_from([0, 5]),
    numbers=st.frozensets(st.sampled_from(["ZL981234567"])),
)


def works() -> list[Work]:
    return [
        Work(
            key=number,
            title=row["成果名称"],
            unit=row["完成单位"].split("、")[0],
            persons=frozenset(re.sub("（.*?）", "", row["完成人"]).split("、")),
            started=row["研究起始"],
            ended=row["研究终止"],
        )
        for number, row in enumerate(rows("成果登记", "成果登记"), 2)
    ]


@given(TEXTS)
def test_folding_twice_changes_nothing_more(title: str):
    assert fold(fold(title)) == fold(title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“水、肥、药”一体化（铁棍Ⅱ号）", "“水,肥,药”一体化(铁棍2号)"),
        ("λ/4波片法：Ω形微探头", "λ／４波片法:Ω形微探头"),
        ("第二十一期工程", "第21期工程"),
        ("二〇〇八年 规划", "2008年规划"),
        ("第十批", "第 10 批"),
        ("三期", "Ⅲ期"),
        ("Ⅳ 型", "iv型"),
        ("《城市污水》", "城市污水"),
        ("LED灯", "ｌｅｄ灯"),
    ],
)
def test_one_title_written_in_two_ways(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("甲有限公司", "甲有限责任公司"), ("一期", "二期"), ("VI设计", "VIX设计"), ("区\ue863", "区")]
)
def test_what_is_two_stays_two(one: str, other: str):
    assert fold(one) != fold(other)


@given(WORKS, WORKS)
def test_who_is_like_whom_is_mutual(one: Work, other: Work):
    there = [(found.reasons, found.likeness) for found in candidates(one, [other])]
    back = [(found.reasons, found.likeness) for found in candidates(other, [one])]
    assert there == back


def test_the_sample_year_holds_six_pairs_and_no_false_alarm():
    everything = works()
    found = {tuple(sorted((work.key, each.key))) for work in everything for each in candidates(work, everything)}
    assert found == {(2, 146), (8, 243), (32, 36), (47, 218), (54, 110), (60, 69)}


def test_the_thresholds_keep_their_distance_from_the_sample():
    everything = works()
    two = [
        (alike(fold(one.title), fold(other.title)), len(one.persons & other.persons))
        for place, one in enumerate(everything)
        for other in everything[:place]
        if fold(one.title) != fold(other.title)
    ]
    assert max(likeness for likeness, _common in two) == 90 < ALIKE
    assert max(likeness for likeness, common in two if common >= TEAM) == 73 < ALIKE_BY_ONE_TEAM


def test_each_reason_is_named():
    one = Work(1, "高产小麦栽培", "甲所", frozenset("张王李"), "2006-01", "2007-12", frozenset({"ZL981234567"}))
    other = Work(2, "高产 小麦 栽培", "甲 所", frozenset("张王赵"), "2006-01", "2007-12", frozenset({"ZL981234567"}))
    assert candidates(one, [one, other])[0].reasons == (
        "名称相同（不计标点、空格、数字写法）",
        "专利号或项目号相同（ZL981234567）",
        "第一完成单位相同",
        "2 名完成人相同",
        "起止年月相同",
    )
    near = Work(3, "高产小麦栽培法", persons=frozenset("张王"))
    assert candidates(one, [near])[0].reasons == ("名称相似（92%）", "2 名完成人相同")
    assert candidates(one, [Work(4, "高产小麦灌溉", "甲所", frozenset("张"))]) == []


TEAM_OF_FOUR = Work(1, "高产小麦栽培", "甲所", frozenset("张王李赵"), "2006-01", "2007-12")


@pytest.mark.parametrize(
    ("other", "common"),
    [
        (Work(2, "黄淮麦区增产示范", "甲 所", frozenset("张王李赵"), "2006-01", "2007-12"), 4),
        (Work(2, "黄淮麦区增产示范", "甲所", frozenset("张王李"), "2006-01", "2007-12"), 3),
        (Work(2, "黄淮麦区增产示范", "甲所", frozenset("张王李赵"), "2006-01", "2007-12", team=9), 4),
    ],
    ids=["the same team", "a part of it", "it and more"],
)
def test_one_team_in_the_same_months_speaks_under_another_title(other: Work, common: int):
    reasons = "名称不同，但完成人是同一组人", "第一完成单位相同", f"{common} 名完成人相同", "起止年月相同"
    assert [found.reasons for found in candidates(TEAM_OF_FOUR, [other])] == [reasons]


@pytest.mark.parametrize(
    "changed",
    [
        {"unit": "乙所"},
        {"unit": ""},
        {"started": "2006-02"},
        {"ended": "2007-11"},
        {"persons": frozenset("张王")},
        {"persons": frozenset("张王李孙")},
        {"persons": frozenset("张王李"), "team": 4},
    ],
    ids=["unit", "no unit", "start", "end", "two", "another in it", "another not named"],
)
def test_what_a_team_under_another_title_needs(changed: dict[str, Any]):
    other = replace(TEAM_OF_FOUR, key=2, title="黄淮麦区增产示范", **changed)
    assert candidates(TEAM_OF_FOUR, [other]) == candidates(other, [TEAM_OF_FOUR]) == []


@pytest.mark.parametrize("absent", [("started",), ("ended",), ("started", "ended"), ("unit",)], ids="、".join)
def test_a_team_without_months_or_unit_says_nothing_of_another_title(absent: tuple[str, ...]):
    one = replace(TEAM_OF_FOUR, **dict.fromkeys(absent, ""))
    assert candidates(one, [replace(one, key=2, title="黄淮麦区增产示范")]) == []


def test_a_shared_number_and_a_shared_team_are_both_said():
    one = replace(TEAM_OF_FOUR, numbers=frozenset({"ZL981234567"}))
    other = replace(one, key=2, title="黄淮麦区增产示范")
    assert candidates(one, [other])[0].reasons[:2] == (
        "名称不同，但完成人是同一组人",
        "专利号或项目号相同（ZL981234567）",
    )


def test_a_patent_is_known_however_it_is_written():
    written = "获专利ZL 98 1 23456.7、zl2008 1 0012345.x，另有ZL12"
    assert patents(written) == {"ZL981234567", "ZL200810012345X"}


def test_only_what_is_near_is_looked_at_more_closely():
    others = {1: "led灯研制", 2: "led灯的研制", 3: "小麦栽培", 4: ""}
    assert near("led灯研制", others) == {1, 2}

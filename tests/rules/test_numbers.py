import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.errors import UserError
from awardsdesk.rules.numbers import (
    award_number,
    fill,
    honour_number,
    person_number,
    unit_number,
)
from tests.rules.sample_year import award_book, evaluation_book


def test_numbers_of_the_sample_rules():
    award = award_number(award_book(), "2008-J", "二等", 7)
    assert award == "2008-J-2-007"
    assert person_number(award_book(), award, 1) == "2008-J-2-007-R01"
    assert unit_number(award_book(), award, 12) == "2008-J-2-007-D12"
    assert honour_number(evaluation_book(), "2008-QP", "技术创新十强企业", 10) == "2008-QP-02-010"


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("{round}科奖〔2008〕{tier}-{sequence:02}号", "2008-J科奖〔2008〕1-07号"),
        ("{{{sequence}}}", "{7}"),
        ("{sequence:4}", "   7"),
        ("固定", "固定"),
        ("", ""),
    ],
)
def test_fill(pattern: str, filled: str):
    assert fill(pattern, round="2008-J", tier=1, sequence=7) == filled


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{year}-{tier}", "“{year}-{tier}”中的“year”不是可用的项，可用：{tier}、{name}"),
        ("{}", "“{}”中的“”不是可用的项，可用：{tier}、{name}"),
        ("{0}", "“{0}”中的“0”不是可用的项，可用：{tier}、{name}"),
        ("{tier.real}", "“{tier.real}”中的“tier.real”不是可用的项，可用：{tier}、{name}"),
        ("{name[0]}", "“{name[0]}”中的“name[0]”不是可用的项，可用：{tier}、{name}"),
        ("{tier!r}", "“{tier!r}”中“tier”的格式不对，只能写位数，如 :03"),
        ("{tier:0999999999}", "“{tier:0999999999}”中“tier”的格式不对，只能写位数，如 :03"),
        ("{tier:{name}}", "“{tier:{name}}”中“tier”的格式不对，只能写位数，如 :03"),
        ("{name:03}", "“{name:03}”中“name”的格式不对，只能写位数，如 :03"),
        ("{tier", "“{tier”的花括号不成对"),
        ("}", "“}”的花括号不成对"),
    ],
)
def test_a_wrong_pattern_is_named(pattern: str, sentence: str):
    with pytest.raises(UserError) as caught:
        fill(pattern, tier=1, name="甲")
    assert str(caught.value) == sentence


@given(st.text())
def test_values_are_never_read_as_patterns(name: str):
    assert fill("“{name}”", name=name) == f"“{name}”"

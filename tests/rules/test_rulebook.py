import json
from pathlib import Path

import msgspec
import pytest

from awardsdesk.rules.rulebook import AwardRules, EvaluationRules, decode, encode
from tests.rules.sample_year import SAMPLE, award_book, evaluation_book

ROUNDS = sorted((SAMPLE / "rounds").glob("*.json"))


@pytest.mark.parametrize("path", ROUNDS, ids=lambda path: path.stem)
def test_sample_rounds_read_and_write_back_equal(path: Path):
    text = path.read_text("utf-8")
    assert encode(decode(text)) + "\n" == text
    assert decode(encode(decode(text))) == decode(text)


def test_the_kind_tells_which_rules_they_are():
    assert [type(decode(path.read_text("utf-8"))) for path in ROUNDS] == [AwardRules, EvaluationRules]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seat": 3}, "Object contains unknown field `seat`"),
        ({"kind": "lottery"}, "Invalid value 'lottery' - at `$.kind`"),
        ({"groups": "工业"}, "Expected `array`, got `str` - at `$.groups`"),
    ],
)
def test_misspelt_rules_are_refused(change: dict[str, object], sentence: str):
    with pytest.raises(msgspec.ValidationError) as caught:
        decode(json.dumps(json.loads(encode(award_book())) | change))
    assert str(caught.value) == sentence


def replaced(rules: object, path: list[str | int], value: object) -> object:
    """Return JSON rules with one value replaced."""
    head, *rest = path
    new = replaced(rules[head], rest, value) if rest else value
    if isinstance(rules, list):
        return [new if index == head else old for index, old in enumerate(rules)]
    return rules | {head: new}


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["quantities"], [], "规则用到的指标“研发费用”没有定义"),
        (["intensity", "base"], "收入", "规则用到的指标“收入”没有定义"),
        (["extras", 0, "quantity"], "示范", "规则用到的指标“示范”没有定义"),
        (["indicators", 3, "argument", "quantity"], "研发费用", "“研发平台级别”的计分方法与指标类型不符"),
        (["indicators", 0, "argument", "part"], "牵头国家项目", "“研发投入强度”的计分方法与指标类型不符"),
        (["honours", 1, "places"], 3, "称号应从高到低排列，名额逐级增加"),
        (["honours", 1, "places"], 51, "称号应从高到低排列，名额逐级增加"),
        (["indicators", 0, "formula", "full"], "0", "满分值应大于 0 - at `$.indicators[0].formula`"),
        (["indicators", 5, "formula", "base"], "0.6", "基准值应大于 0 且小于满分值 - at `$.indicators[5].formula`"),
        (["objective_share", 1], 0, "Expected `int` >= 1 - at `$.objective_share[1]`"),
        (["panel", "trim_from"], 2, "Expected `int` >= 3 - at `$.panel.trim_from`"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(path: list[str | int], value: object, sentence: str):
    rules = json.loads(encode(evaluation_book()))
    with pytest.raises(msgspec.ValidationError) as caught:
        decode(json.dumps(replaced(rules, path, value)))
    assert str(caught.value) == sentence


def test_rules_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        evaluation_book().title = "另一届"


def test_money_below_zero_is_refused():
    rules = json.loads(encode(award_book()))
    rules["tiers"][0]["bonus_fen"] = -1
    with pytest.raises(msgspec.ValidationError) as caught:
        decode(json.dumps(rules))
    assert str(caught.value) == "Expected `int` >= 0 - at `$.tiers[0].bonus_fen`"

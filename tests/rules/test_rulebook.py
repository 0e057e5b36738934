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


def test_rules_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        evaluation_book().title = "另一届"


def test_money_below_zero_is_refused():
    rules = json.loads(encode(award_book()))
    rules["tiers"][0]["bonus_fen"] = -1
    with pytest.raises(msgspec.ValidationError) as caught:
        decode(json.dumps(rules))
    assert str(caught.value) == "Expected `int` >= 0 - at `$.tiers[0].bonus_fen`"

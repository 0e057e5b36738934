"""The life of a registration: every step from every state, what each needs to be told, what is refused as classified."""

import datetime as dt

import pytest

from awardsdesk.errors import UserError
from awardsdesk.rules.registration import (
    MOVES,
    NUMBERED,
    Statement,
    Verb,
    check_statement,
    classified,
    possible_steps,
    step,
)
from awardsdesk.terms import RegistrationState

DAY = dt.date(2008, 7, 1)

# One line a state: where each step leads from it. What is not listed is refused.
TABLE = {
    "草稿": {"submit": "已提交"},
    "已提交": {
        "check": "县区已审", "accept": "已受理", "return": "补正", "reject": "不予登记", "withdraw": "草稿",
    },
    "县区已审": {"accept": "已受理", "return": "补正", "reject": "不予登记", "withdraw": "草稿"},
    "补正": {"submit": "已提交", "reject": "不予登记", "withdraw": "草稿"},
    "不予登记": {"submit": "已提交"},
    "已受理": {
        "open notice": "公示中", "give number": "已登记", "return": "补正", "reject": "不予登记", "withdraw": "草稿",
    },
    "公示中": {
        "lodge objection": "异议处理", "give number": "已登记", "return": "补正", "reject": "不予登记", "withdraw": "草稿",
    },
    "异议处理": {"settle objection": "公示中", "return": "补正", "reject": "不予登记", "withdraw": "草稿"},
    "已登记": {"issue certificate": "已发证", "correct": "已登记", "cancel": "已注销"},
    "已发证": {"correct": "已发证", "cancel": "已注销"},
    "外单位登记": {"cancel": "已注销"},
    "已注销": {"correct": "已注销"},
}  # fmt: skip


@pytest.mark.parametrize("state", RegistrationState)
@pytest.mark.parametrize("verb", Verb)
def test_every_step_from_every_state(state: RegistrationState, verb: Verb) -> None:
    wanted = TABLE[state].get(verb)
    if wanted:
        assert step(state, verb) == wanted
    else:
        with pytest.raises(UserError, match=f"“{state}”的成果不能{MOVES[verb].title}"):
            step(state, verb)
    assert (verb in possible_steps(state)) == bool(wanted)


def test_a_number_once_given_leads_to_no_state_without_one() -> None:
    for state in NUMBERED:
        assert {step(state, verb) for verb in possible_steps(state)} <= set(NUMBERED)


def test_only_what_has_left_the_house_is_final() -> None:
    assert {verb for verb, move in MOVES.items() if move.final} == {"give number", "issue certificate", "correct"}


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        (Verb.ACCEPT, set()),
        (Verb.RETURN, {"codes", "until"}),
        (Verb.REJECT, {"codes"}),
        (Verb.OPEN_NOTICE, {"until"}),
        (Verb.LODGE_OBJECTION, {"reason", "objector"}),
        (Verb.SETTLE_OBJECTION, {"reason"}),
        (Verb.CORRECT, {"reason"}),
        (Verb.CANCEL, {"reason", "document_no"}),
        (Verb.WITHDRAW, {"reason"}),
    ],
)
def test_a_step_asks_for_what_it_needs(verb: Verb, fields: set[str]) -> None:
    assert {
        problem.field for problem in check_statement(verb, Statement(day=DAY, reason=" ", objector=" "), DAY)
    } == fields
    full = Statement(
        day=DAY, reason="事由", codes=("01",), document_no="澄科〔2008〕3号", until=DAY, objector="张三 139"
    )
    assert check_statement(verb, full, DAY) == []


@pytest.mark.parametrize("verb", Verb)
def test_no_step_lies_in_the_future(verb: Verb) -> None:
    told = check_statement(verb, Statement(day=DAY + dt.timedelta(days=1)), DAY)
    assert [problem.field for problem in told].count("day") == 1


def test_a_term_does_not_end_before_it_begins() -> None:
    early = Statement(day=DAY, until=dt.date(2008, 6, 30))
    assert [problem.field for problem in check_statement(Verb.OPEN_NOTICE, early, DAY)] == ["until"]


@pytest.mark.parametrize(
    "value",
    [
        "秘密",
        "机密",
        "绝密",
        " 秘密级 ",
        "机密★10年",
        "绝密 ★ 长期",
        "本项目密级：机密，限内部",
        "密级秘密",
        "附机密★件",
    ],
)
def test_classified_results_are_seen(value: str) -> None:
    assert classified(["某成果", value])


@pytest.mark.parametrize(
    "value", ["", "公开", "内部", "企业商业秘密保护技术研究", "秘密共享算法", "保守国家秘密法实施研究"]
)
def test_fair_words_are_not_marks(value: str) -> None:
    assert classified([value]) == ""

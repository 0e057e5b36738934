from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.ballots import carry, count, faults, quorate
from awardsdesk.rules.entries import Ballot, Meeting, Vote
from awardsdesk.rules.rulebook import Tier


def tier(name: str, share: tuple[int, int], *, strict: bool) -> Tier:
    return Tier(name=name, seats=1, bonus_fen=0, persons=1, units=1, vote=share, strict=strict)


TIERS = (tier("一等", (2, 3), strict=False), tier("二等", (1, 2), strict=True), tier("三等", (1, 2), strict=True))
MEETING = Meeting(expected=21, present=19)


def vote(name: str, yes: int, no: int, *, abstained: int = 0, recused: int = 0) -> Vote:
    return Vote(name, yes + no + abstained + recused, recused, yes, no, abstained)


@pytest.mark.parametrize(
    ("expected", "present", "enough"),
    [(21, 14, True), (21, 13, False), (20, 13, False), (20, 14, True), (3, 2, True), (0, 0, False), (5, 0, False)],
)
def test_quorum_is_two_thirds_inclusive(expected: int, present: int, enough: bool):
    assert quorate(Meeting(expected, present), (2, 3)) is enough


@pytest.mark.parametrize(
    ("rule", "ballot", "passed"),
    [
        (TIERS[0], vote("一等", 12, 6), True),
        (TIERS[0], vote("一等", 12, 7), False),
        (TIERS[0], vote("一等", 12, 6, recused=1), True),
        (TIERS[1], vote("二等", 9, 9), False),
        (TIERS[1], vote("二等", 9, 7, abstained=2), False),
        (TIERS[1], vote("二等", 10, 9), True),
        (TIERS[0], vote("一等", 0, 0, recused=19), False),
        (TIERS[0], Vote("一等", 3, 0, 5, 0, 0), False),
    ],
)
def test_passing(rule: Tier, ballot: Vote, passed: bool):
    assert count(ballot, rule) == Ballot(ballot, ballot.present - ballot.recused, passed)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 9), st.booleans())
def test_passing_agrees_with_fractions(yes: int, no: int, recused: int, part: int, strict: bool):
    ballot = count(vote("一等", yes, no, recused=recused), tier("一等", (part, 9), strict=strict))
    reached = Fraction(yes, yes + no) - Fraction(part, 9) if yes + no else Fraction(-1)
    assert ballot.passed is (reached > 0 if strict else reached >= 0)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_one_more_yes_never_loses(yes: int, no: int, abstained: int):
    less, more = vote("二等", yes, no, abstained=abstained), vote("二等", yes + 1, no - 1, abstained=abstained)
    assert [rule.name for rule in TIERS if count(less, rule).passed and not count(more, rule).passed] == []


@pytest.mark.parametrize(
    ("ballot", "sentences"),
    [
        (vote("一等", 12, 5, abstained=1, recused=1), []),
        (Vote("一等", 19, 1, 12, 5, 2), ["同意、反对、弃权合计 19 票，应等于到会减回避的 18 票"]),
        (Vote("一等", 20, 0, 15, 5, 0), ["到会 20 人，多于会议实到 19 人"]),
        (Vote("一等", 19, 0, 20, -1, 0), ["人数不能是负数"]),
        (
            Vote("一等", 20, 0, 15, 4, 0),
            ["到会 20 人，多于会议实到 19 人", "同意、反对、弃权合计 19 票，应等于到会减回避的 20 票"],
        ),
    ],
)
def test_wrong_numbers_are_said(ballot: Vote, sentences: list[str]):
    assert faults(ballot, MEETING) == sentences


PASS, FAIL = (15, 4), (5, 14)


@pytest.mark.parametrize(
    ("proposed", "rows", "carried", "counted", "sentences"),
    [
        (0, [("一等", PASS)], "一等", 1, []),
        (0, [("一等", FAIL)], "", 1, []),
        (0, [("一等", FAIL), ("二等", PASS)], "二等", 2, []),
        (0, [("一等", FAIL), ("二等", FAIL), ("三等", PASS)], "三等", 3, []),
        (2, [("三等", FAIL)], "", 1, []),
        (1, [], "", 0, []),
        (0, [("一等", PASS), ("二等", PASS)], "一等", 1, ["“一等”已通过，其后对“二等”的表决不计"]),
        (1, [("一等", PASS)], "", 0, ["“一等”既不是建议等级也不是下一等级，该次表决不计"]),
        (0, [("二等", PASS)], "", 0, ["“二等”既不是建议等级也不是下一等级，该次表决不计"]),
        (
            0,
            [("一等", FAIL), ("三等", PASS), ("二等", PASS)],
            "二等",
            2,
            ["“三等”既不是建议等级也不是下一等级，该次表决不计"],
        ),
        (
            2,
            [("三等", FAIL), ("三等", PASS)],
            "",
            1,
            ["“三等”既不是建议等级也不是下一等级，该次表决不计"],
        ),
        (3, [("三等", PASS)], "", 0, ["“三等”既不是建议等级也不是下一等级，该次表决不计"]),
    ],
)
def test_votes_go_down_tier_by_tier(
    proposed: int, rows: list[tuple[str, tuple[int, int]]], carried: str, counted: int, sentences: list[str]
):
    votes = [vote(name, *numbers) for name, numbers in rows]
    tier_name, ballots, said = carry(votes, proposed, TIERS, MEETING)
    assert (tier_name, len(ballots), said) == (carried, counted, sentences)


def test_a_miscounted_vote_is_counted_and_said():
    wrong = Vote("一等", 19, 0, 15, 3, 0)
    sentence = "“一等”表决：同意、反对、弃权合计 18 票，应等于到会减回避的 19 票"
    assert carry([wrong], 0, TIERS, MEETING) == ("一等", (Ballot(wrong, 19, passed=True),), [sentence])

import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.errors import UserError
from awardsdesk.rules.award import certificates, cut_name, grade
from awardsdesk.rules.entries import Meeting, Nomination, Outcome, Sheet, TieDecision, UndecidedTie, Vote
from awardsdesk.rules.numbers import award_number
from awardsdesk.rules.rulebook import AwardRules, CertificateRules, Criterion, Panel, Tier
from tests.rules import sample_year

EXPECTED = json.loads(Path(__file__).with_name("expected-summary.json").read_text("utf-8"))["award"]

PAPER = CertificateRules(layout="", heading=(), body="", organ="")


def tier(name: str, seats: int, persons: int, *, strict: bool, vote: tuple[int, int]) -> Tier:
    return Tier(name=name, seats=seats, bonus_fen=seats * 10_000, persons=persons, units=2, vote=vote, strict=strict)


BOOK = AwardRules(
    title="科技奖",
    organ="市政府",
    groups=("工业", "农业"),
    panel=Panel(criteria=(Criterion(name="总评", maximum=100),)),
    tiers=(
        tier("一等", 2, 3, strict=False, vote=(2, 3)),
        tier("二等", 2, 2, strict=True, vote=(1, 2)),
        tier("三等", 4, 1, strict=True, vote=(1, 2)),
    ),
    certificate=PAPER,
    unit_certificate=PAPER,
)
MEETING = Meeting(expected=9, present=6)
YES, NO = (6, 0), (1, 5)


def vote(name: str, counts: tuple[int, int]) -> Vote:
    return Vote(name, sum(counts), 0, *counts, 0)


def entry(
    key: str, score: int | str | None, votes: str = "", *, group: str = "工业", valid: bool = True, persons: int = 3
) -> Nomination:
    """Make an entry; votes like "一- 二+" are a failed one for 一等 and a passed one for 二等; no score: no sheets."""
    sheets = tuple(Sheet(expert, (Decimal(score),)) for expert in "甲乙丙") if score is not None else ()
    ballots = tuple(vote(f"{text[0]}等", YES if text[1] == "+" else NO) for text in votes.split())
    reason = "" if valid else "材料不全"
    return Nomination(key, f"项目{key}", group, valid, reason, sheets, ballots, persons, units=3)


def farms(*scores: int) -> list[Nomination]:
    """Fill the second group with as many entries, so that each group has half of the seats."""
    return [entry(f"农{number}", score, group="农业") for number, score in enumerate(scores)]


def proposed(outcome: Outcome, group: str = "工业") -> dict[str, str]:
    return {one.key: one.proposed_tier for one in outcome.standings if one.group == group and one.rank is not None}


def awarded(outcome: Outcome) -> dict[str, tuple[str, int | None]]:
    return {one.key: (one.tier, one.sequence) for one in outcome.standings if one.tier}


@pytest.fixture(scope="module")
def award() -> Outcome:
    return grade(sample_year.award_book(), sample_year.nominations(), sample_year.meeting())


def test_sample_year_gives_every_figure_its_readme_promises(award):
    book, entries = sample_year.award_book(), {entry.key: entry for entry in sample_year.nominations()}
    payees = {row["编号"]: row["第一单位统一社会信用代码"] for row in sample_year.rows("奖励提名", "提名项目")}
    ranked = [entry for entry in award.standings if entry.rank is not None]
    first = sorted((entry for entry in ranked if entry.tier == "一等"), key=lambda entry: entry.sequence)
    computed = {
        "round": "2008-J",
        "nominations": len(award.standings),
        "valid": sum(entry.valid for entry in entries.values()),
        "valid_by_group": Counter(entry.group for entry in entries.values() if entry.valid),
        "seats": award.seats,
        "proposed_counts": Counter(entry.proposed_tier for entry in ranked if entry.proposed_tier),
        "final_counts": Counter(entry.tier for entry in ranked if entry.tier),
        "person_certificates": award.person_certificates,
        "unit_certificates": award.unit_certificates,
        "bonus_total_yuan": award.bonus_fen // 100,
        "ties_needing_decision": len(award.undecided),
        "payees": len({payees[entry.key] for entry in ranked if entry.tier}),
        "first_prizes": [
            {
                "number": award_number(book, "2008-J", entry.tier, entry.sequence),
                "no": entry.key,
                "score": str(entry.score),
                "persons": min(9, entries[entry.key].persons),
                "units": min(7, entries[entry.key].units),
            }
            for entry in first
        ],
        "sum_of_scores": str(sum(entry.score for entry in ranked)),
    }
    assert computed == EXPECTED


def test_money_and_warnings_of_the_sample_year(award):
    assert sum(map(sum, award.splits.values())) == award.bonus_fen
    assert sum(map(len, award.splits.values())) == award.person_certificates
    assert award.warnings == ()


def test_order_of_rows_has_no_effect(award):
    rows = sample_year.nominations()
    shuffled = Random(2008).sample(rows, len(rows))
    assert grade(sample_year.award_book(), shuffled, sample_year.meeting()) == award


INDUSTRY = (95, 90, 85, 80, 75)


def industry(*votes: str) -> list[Nomination]:
    """Make five ranked entries of the first group with votes: one 一等, one 二等, two 三等 and one without a seat."""
    padded = (*votes, *[""] * (len(INDUSTRY) - len(votes)))
    return [entry(chr(65 + i), score, given) for i, (score, given) in enumerate(zip(INDUSTRY, padded, strict=True))]


def test_tiers_are_proposed_by_place_inside_each_group():
    outcome = grade(BOOK, [*industry(), *farms(60, 50, 40, 30, 20)], None)
    assert outcome.seats == {
        "一等": {"工业": 1, "农业": 1},
        "二等": {"工业": 1, "农业": 1},
        "三等": {"工业": 2, "农业": 2},
    }
    assert proposed(outcome) == {"A": "一等", "B": "二等", "C": "三等", "D": "三等", "E": ""}
    assert proposed(outcome, "农业") == {"农0": "一等", "农1": "二等", "农2": "三等", "农3": "三等", "农4": ""}
    assert (outcome.bonus_fen, outcome.splits, awarded(outcome)) == (0, {}, {})


def test_votes_make_awards_numbered_over_all_groups():
    entries = [
        *industry("一- 二+", "二+", "三+", "三-", ""),
        entry("农0", 99, "一+", group="农业", persons=1),
        entry("农1", 90, "二+", group="农业"),
        *farms(20, 10, 5)[2:],
        entry("农3", 10, group="农业"),
        entry("农4", 9, group="农业"),
    ]
    outcome = grade(BOOK, entries, MEETING)
    assert awarded(outcome) == {
        "A": ("二等", 1),
        "B": ("二等", 2),
        "C": ("三等", 1),
        "农0": ("一等", 1),
        "农1": ("二等", 3),
    }
    assert outcome.bonus_fen == 20_000 + 3 * 20_000 + 40_000
    assert outcome.splits == {
        "A": (8_000, 12_000),
        "B": (8_000, 12_000),
        "C": (40_000,),
        "农0": (20_000,),
        "农1": (8_000, 12_000),
    }
    assert (outcome.person_certificates, outcome.unit_certificates) == (2 * 3 + 1 + 1, 2 * 5)
    (first,) = (one for one in outcome.standings if one.key == "A")
    assert [(ballot.vote.tier, ballot.base, ballot.passed) for ballot in first.ballots] == [
        ("一等", 6, False),
        ("二等", 6, True),
    ]


def test_equal_scores_are_numbered_by_key():
    entries = [entry("A", 90, "一+"), entry("10", 90, "一+", group="农业"), entry("9", 1), entry("8", 1, group="农业")]
    assert awarded(grade(BOOK, entries, MEETING)) == {"A": ("一等", 2), "10": ("一等", 1)}


def test_without_a_quorum_nothing_is_awarded():
    outcome = grade(BOOK, industry("一+", "二+"), Meeting(expected=10, present=6))
    assert outcome.warnings == ("会议应到 10 人，实到 6 人，不足法定人数，表决无效，不授奖",)
    assert (awarded(outcome), outcome.splits, outcome.bonus_fen) == ({}, {}, 0)
    assert proposed(outcome)["A"] == "一等"


def test_strange_votes_are_said_with_their_entry():
    entries = [*industry("二+", "二-", "三+", "三+", "三+"), *farms(5, 4, 3, 2, 1)]
    outcome = grade(BOOK, entries, MEETING)
    assert outcome.warnings == (
        "A：“二等”既不是建议等级也不是下一等级，该次表决不计",
        "E：“三等”既不是建议等级也不是下一等级，该次表决不计",
        "5 个建议授奖项目没有表决记录",
    )
    assert list(awarded(outcome)) == ["C", "D"]


def test_votes_on_what_is_not_ranked_do_not_count():
    entries = [entry("B", None, "一+"), entry("A", 99, "一+", valid=False), entry("C", 98, "一+")]
    outcome = grade(BOOK, entries, MEETING)
    assert awarded(outcome) == {"C": ("一等", 1)}
    assert outcome.warnings == ("A：该项目不参加排名，其表决不计", "B：该项目不参加排名，其表决不计")


def test_who_is_not_ranked_still_counts_for_the_seats_if_valid():
    entries = [
        entry("C", 70),
        entry("B", None),
        entry("A", 99, valid=False),
        *[entry(f"农{number}", number, group="农业") for number in range(2)],
    ]
    outcome = grade(BOOK, entries, None)
    assert outcome.seats["三等"] == {"工业": 2, "农业": 2}
    assert [(one.key, one.rank, one.score, one.reason) for one in outcome.standings if one.group == "工业"] == [
        ("C", 1, Decimal("70.00"), ""),
        ("A", None, None, "材料不全"),
        ("B", None, None, "有效专家评分 0 份，少于 3 份，不参加排名，待研究决定"),
    ]


def test_ranks_follow_the_unrounded_score():
    close = entry("B", "80")
    close = Nomination(
        **{name: getattr(close, name) for name in Nomination.__slots__}
        | {
            "sheets": tuple(
                Sheet(expert, (Decimal(mark),)) for expert, mark in zip("甲乙丙", ("80", "80", "80.01"), strict=True)
            )
        }
    )
    first, second = grade(BOOK, [entry("A", "80"), close], None).standings
    assert (first.key, first.exact, str(first.score), first.rank) == ("B", Fraction(24001, 300), "80.00", 1)
    assert (second.key, str(second.score), second.rank) == ("A", "80.00", 2)


def test_an_unknown_group_is_named():
    with pytest.raises(UserError) as caught:
        grade(BOOK, [entry("A", 80, group="综合")], None)
    assert str(caught.value) == "A 的专业组“综合”不在本届规则中，请先更正"


def tied(*votes: str) -> list[Nomination]:
    """Make a tie of B, C, D over the places 2 to 4 and an entry E behind it; seats 1, 1 and 2, cuts 1, 2 and 4."""
    padded = (*votes, *[""] * (5 - len(votes)))
    return [
        *[entry(key, score, given) for key, score, given in zip("ABCDE", (95, 90, 90, 90, 75), padded, strict=True)],
        *farms(5, 4, 3, 2, 1),
    ]


def test_a_tie_across_a_cut_is_proposed_for_nothing_and_not_voted_on():
    outcome = grade(BOOK, tied("一+", "二+"), MEETING)
    assert outcome.undecided == (UndecidedTie("工业/二等", ("B", "C", "D"), 2, 4, 1),)
    assert proposed(outcome) == {"A": "一等", "B": "", "C": "", "D": "", "E": ""}
    assert awarded(outcome) == {"A": ("一等", 1)}
    assert outcome.warnings[0] == "B：“二等”既不是建议等级也不是下一等级，该次表决不计"


@pytest.mark.parametrize(
    ("above", "tiers"),
    [
        ("C", {"A": "一等", "B": "三等", "C": "二等", "D": "三等", "E": ""}),
        ("BC", {"A": "一等", "B": "二等", "C": "二等", "D": "三等", "E": ""}),
        ("", {"A": "一等", "B": "三等", "C": "三等", "D": "三等", "E": ""}),
    ],
)
def test_a_decision_moves_members_of_the_tie_and_nobody_else(above: str, tiers: dict[str, str]):
    decision = TieDecision(cut_name("工业", "二等"), frozenset(above), frozenset("BCD"))
    outcome = grade(BOOK, tied(), None, [decision])
    assert (proposed(outcome), outcome.undecided) == (tiers, ())


def straddling() -> list[Nomination]:
    """Make a tie over the places 1 to 5 of seats 1, 1, 2: it crosses all three cuts."""
    return [*[entry(key, 90) for key in "ABCDE"], *farms(5, 4, 3, 2, 1)]


def decide(name: str, above: str) -> TieDecision:
    return TieDecision(cut_name("工业", name), frozenset(above), frozenset("ABCDE"))


def test_a_tie_across_several_cuts_is_decided_cut_by_cut():
    nobody = dict.fromkeys("ABCDE", "")
    waiting = grade(BOOK, straddling(), None)
    assert [(tie.cut, tie.open_seats) for tie in waiting.undecided] == [
        ("工业/一等", 1),
        ("工业/二等", 2),
        ("工业/三等", 4),
    ]
    assert proposed(waiting) == nobody
    first = grade(BOOK, straddling(), None, [decide("一等", "B")])
    assert [tie.cut for tie in first.undecided] == ["工业/二等", "工业/三等"]
    assert proposed(first) == nobody | {"B": "一等"}
    lower_only = grade(BOOK, straddling(), None, [decide("二等", "AB"), decide("三等", "ABCD")])
    assert (proposed(lower_only), [tie.cut for tie in lower_only.undecided]) == (nobody, ["工业/一等"])
    decisions = [decide("三等", "ABCD"), decide("一等", "B"), decide("二等", "AB")]
    everything = grade(BOOK, straddling(), None, decisions)
    assert proposed(everything) == {"A": "二等", "B": "一等", "C": "三等", "D": "三等", "E": ""}
    assert everything.undecided == ()


def test_a_decision_below_need_not_repeat_the_winners_above():
    decisions = [decide("一等", "B"), decide("二等", "A"), decide("三等", "CD")]
    outcome = grade(BOOK, straddling(), None, decisions)
    assert proposed(outcome) == {"A": "二等", "B": "一等", "C": "三等", "D": "三等", "E": ""}


def test_a_tier_without_a_seat_in_the_group_has_no_cut():
    entries = [entry("A", 90), entry("B", 90), *[entry(f"农{number}", number, group="农业") for number in range(20)]]
    outcome = grade(BOOK, entries, None)
    assert [outcome.seats[name]["工业"] for name in ("一等", "二等", "三等")] == [0, 0, 0]
    assert (proposed(outcome), outcome.undecided) == ({"A": "", "B": ""}, ())


def test_certificates_stop_at_the_limit_of_the_tier():
    assert certificates(BOOK, "二等", entry("A", 90, persons=9)) == (2, 2)
    assert certificates(BOOK, "一等", entry("A", 90, persons=1)) == (1, 2)


@given(st.lists(st.tuples(st.integers(60, 66), st.sampled_from(BOOK.groups), st.booleans()), max_size=24))
def test_proposals_and_open_seats_never_pass_the_seats(rows: list[tuple[int, str, bool]]):
    entries = [
        entry(f"{number:02}", score, group=group, valid=valid) for number, (score, group, valid) in enumerate(rows)
    ]
    outcome = grade(BOOK, entries, None)
    for group in BOOK.groups:
        taken = Counter(proposed(outcome, group).values())
        for rule in BOOK.tiers:
            assert taken[rule.name] <= outcome.seats[rule.name][group]
        if not outcome.undecided:
            ranked = sum(1 for one in outcome.standings if one.group == group and one.rank)
            seats = sum(outcome.seats[rule.name][group] for rule in BOOK.tiers)
            assert sum(taken.values()) - taken[""] == min(seats, ranked)

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.rules.entries import TieDecision, UndecidedTie
from awardsdesk.rules.ranking import Tie, above, ranking, undecided

scores = st.dictionaries(
    st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=4),
    st.tuples(st.integers(0, 4).map(Fraction), st.fractions(0, 2, max_denominator=3)),
    max_size=30,
)


def values(**scores: int) -> dict[str, tuple[Fraction, ...]]:
    return {key: (Fraction(score),) for key, score in scores.items()}


def test_equal_scores_share_a_rank_and_the_next_is_counted_on():
    assert ranking(values(a=90, c=80, b=80, d=70)) == (Tie(("a",), 1, 1), Tie(("b", "c"), 2, 3), Tie(("d",), 4, 4))


def test_later_links_part_equal_scores():
    chain = {
        "a": (Fraction(80), Fraction(1, 3)),
        "b": (Fraction(80), Fraction(34, 100)),
        "c": (Fraction(81), Fraction(0)),
    }
    assert ranking(chain) == (Tie(("c",), 1, 1), Tie(("b",), 2, 2), Tie(("a",), 3, 3))


def test_nobody_is_a_ranking_too():
    assert ranking({}) == ()


@pytest.mark.parametrize(("place", "through"), [(1, frozenset()), (2, None), (3, None), (4, frozenset("abc"))])
def test_a_tie_is_open_only_where_the_cut_goes_through_it(place: int, through: frozenset[str] | None):
    assert above(Tie(("a", "b", "c"), 2, 4), "十强", place, ()) == through


def test_open_seats_are_those_from_the_first_place_to_the_cut():
    assert undecided(Tie(("a", "b", "c"), 2, 4), "三强", 3) == UndecidedTie("三强", ("a", "b", "c"), 2, 4, 2)


@pytest.mark.parametrize("chosen", ["", "a", "ab", "abc"])
def test_a_decision_lets_through_whom_it_names(chosen: str):
    decision = TieDecision("三强", frozenset(chosen), frozenset("abc"))
    assert above(Tie(("a", "b", "c"), 2, 4), "三强", 3, [decision]) == frozenset(chosen)


@pytest.mark.parametrize(
    "decision",
    [
        TieDecision("十强", frozenset("a"), frozenset("abc")),
        TieDecision("三强", frozenset("a"), frozenset("ab")),
        TieDecision("三强", frozenset("a"), frozenset("abcd")),
    ],
)
def test_a_decision_on_another_cut_or_tie_does_not_apply(decision: TieDecision):
    assert above(Tie(("a", "b", "c"), 2, 4), "三强", 3, [decision]) is None


def test_strangers_named_in_a_decision_gain_nothing_and_the_last_decision_stands():
    first = TieDecision("三强", frozenset("a"), frozenset("abc"))
    second = TieDecision("三强", frozenset("bx"), frozenset("abc"))
    assert above(Tie(("a", "b", "c"), 2, 4), "三强", 3, [first, second]) == frozenset("b")


@given(scores, st.randoms(use_true_random=False))
def test_input_order_has_no_effect(scores: dict[str, tuple[Fraction, ...]], random: Random):
    items = list(scores.items())
    random.shuffle(items)
    assert ranking(dict(items)) == ranking(scores)


@given(scores)
def test_rank_is_one_more_than_the_number_of_better_ones(scores: dict[str, tuple[Fraction, ...]]):
    ranks = {key: tie.first for tie in ranking(scores) for key in tie.keys}
    assert ranks == {key: 1 + sum(other > value for other in scores.values()) for key, value in scores.items()}


@given(scores)
def test_places_are_taken_without_gap_and_a_tie_is_what_is_equal(scores: dict[str, tuple[Fraction, ...]]):
    ties = ranking(scores)
    assert [place for tie in ties for place in range(tie.first, tie.last + 1)] == list(range(1, len(scores) + 1))
    assert all(len({scores[key] for key in tie.keys}) == 1 for tie in ties)
    assert all(tie.last - tie.first + 1 == len(tie.keys) for tie in ties)


@given(scores, st.integers(1, 30))
def test_without_a_tie_across_the_cut_exactly_the_seats_are_taken(scores: dict[str, tuple[Fraction, ...]], place: int):
    through = [above(tie, "三强", place, ()) for tie in ranking(scores)]
    if None not in through:
        assert sum(len(members or ()) for members in through) == min(place, len(scores))

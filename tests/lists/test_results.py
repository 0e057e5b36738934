"""Cut lines and ties of a result, in the list's own order and inside one group."""

from awardsdesk.lists.listing import Query
from awardsdesk.lists.results import AWARD_RESULT, CutLine, TieSpan, cut_lines, tie_spans
from awardsdesk.store.database import Database


def test_an_evaluation_is_cut_after_the_places_of_each_honour(approved: Database) -> None:
    with approved.read() as session:
        lines = cut_lines(session, "2008-QP")
    assert [(line.after, line.label) for line in lines] == [
        (3, "技术创新示范企业　前 3 名"),
        (10, "技术创新十强企业　前 10 名"),
        (50, "技术创新能力五十强企业　前 50 名"),
    ]


def test_an_award_is_cut_inside_each_group_where_its_seats_end(approved: Database) -> None:
    with approved.read() as session:
        everywhere = cut_lines(session, "2008-J")
        inside = cut_lines(session, "2008-J", "农业")
        ids = AWARD_RESULT.ids(session, Query(scope="2008-J"))
        rows = AWARD_RESULT.rows(session, ids)
    assert CutLine(16, "工业 二等　15 席") in everywhere
    assert inside == [CutLine(1, "一等　1 席"), CutLine(9, "二等　8 席"), CutLine(22, "三等　13 席")]
    for line in everywhere:
        group, tier = line.label.split("　")[0].split(" ")
        above = rows[line.after - 1]
        assert (above[1], above[5]) == (group, tier), "the last above the line is of the tier proposed there"


def test_ties_stand_together(approved: Database) -> None:
    with approved.read() as session:
        assert tie_spans(session, "2008-QP") == [TieSpan(25, 26, undecided=False)]
        assert tie_spans(session, "2008-J", "工业") == [
            TieSpan(17, 18, undecided=False),
            TieSpan(41, 42, undecided=False),
        ]


def test_nothing_computed_has_no_cuts(sample: Database) -> None:
    with sample.read() as session:
        assert cut_lines(session, "2008-J") == []
        assert tie_spans(session, "2008-QP") == []

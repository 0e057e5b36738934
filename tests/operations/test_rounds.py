"""A new round takes its rules from another one, under its own code, year and title."""

import pytest

from awardsdesk.errors import UserError
from awardsdesk.operations.rounds import book_of, by_code, open_round
from awardsdesk.operations.samples import sample_books
from awardsdesk.store.database import Database


def test_next_years_round_has_this_years_rules_under_its_own_title(sample: Database) -> None:
    with sample.write() as session:
        old = book_of(by_code(session, "2008-J"))
        open_round(session, "2009-J", 2009, old, "2009年度市科学技术进步奖")
    with sample.read() as session:
        new = by_code(session, "2009-J")
        assert (new.title, new.year, book_of(new).title) == (
            "2009年度市科学技术进步奖",
            2009,
            "2009年度市科学技术进步奖",
        )
        assert book_of(new).panel == old.panel
        assert new.programme_id == by_code(session, "2008-J").programme_id


def test_a_code_is_taken_once_and_keeps_to_its_kind(sample: Database) -> None:
    book = sample_books()["2008-QP"]
    for code, sentence in (
        ("2008-J", "评选“2008-J”已经存在，请换一个代号。"),
        ("2009-J", "代号“2009-J”属于“2008年度市科学技术进步奖”，与所选规则的类别不同，请换一个代号。"),
    ):
        with pytest.raises(UserError) as told, sample.write() as session:
            open_round(session, code, 2009, book)
        assert str(told.value) == sentence

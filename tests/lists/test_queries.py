"""Ids and choices of long lists: counted or stepped through where that is enough, and the same as when read."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from awardsdesk.lists.queries import distinct, every_id, halting, kept_in_order
from awardsdesk.models import Achievement
from awardsdesk.operations.indexing import index
from awardsdesk.operations.searching import REGISTER
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.database import Database


def removed(session: Session, *ids: int) -> Session:
    """Take achievements away past every rule; the session is rolled back."""
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    session.execute(delete(Achievement).where(Achievement.id.in_(ids)))
    return session


@pytest.mark.parametrize("gone", [(), (1,), (300,), (7, 8, 150), tuple(range(1, 300)), tuple(range(1, 301))], ids=str)
def test_every_id_is_every_id(sample: Database, gone: tuple[int, ...]):
    with sample.read() as session:
        removed(session, *gone)
        assert list(every_id(session, Achievement.id)) == [id_ for id_ in range(1, 301) if id_ not in gone]


def test_distinct_values_are_stepped_through(sample: Database):
    with sample.read() as session:
        for column in (Achievement.klass, Achievement.level, Achievement.registration_no):
            found = distinct(session, column)
            values = session.scalars(select(column).distinct()).all()
            assert found == sorted(value for value in values if value)
        removed(session, *range(1, 301))
        index(session.connection(), REGISTER, range(1, 301))
        assert distinct(session, Achievement.klass) == []


IDS = st.lists(st.integers(1, 30), unique=True)


@given(IDS, IDS | st.integers(1, 30).map(lambda last: range(1, last + 1)))
def test_what_is_in_an_order_keeps_it_and_what_is_new_comes_last(order: list[int], ids: list[int] | range):
    new = [id_ for id_ in ids if id_ not in order]
    assert list(kept_in_order(order, ids)) == [id_ for id_ in order if id_ in ids] + new


ENDLESS = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n")


def test_a_statement_that_takes_long_can_be_given_up(sample: Database):
    progress = Progress()
    with sample.read() as session:
        threading.Timer(0.2, progress.cancel).start()
        with pytest.raises(Cancelled), halting(session, progress):
            session.scalar(ENDLESS)
        assert session.scalar(select(func.count(Achievement.id))) == 300


def test_what_fails_by_itself_was_not_given_up(sample: Database):
    with sample.read() as session, pytest.raises(OperationalError), halting(session, Progress()):
        session.execute(text("SELECT nothing"))

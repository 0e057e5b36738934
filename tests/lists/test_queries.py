"""Ids and choices of long lists: counted or stepped through where that is enough, and the same as when read."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from awardsdesk.lists.queries import distinct, every_id
from awardsdesk.models import Achievement
from awardsdesk.operations.indexing import index
from awardsdesk.operations.searching import REGISTER
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

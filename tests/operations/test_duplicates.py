"""A decision that two achievements are two stands in the trail, counts both ways, and can be taken back."""

import pytest
from sqlalchemy import select

from awardsdesk.errors import UserError
from awardsdesk.models import Event
from awardsdesk.operations.audit import verify_chain
from awardsdesk.operations.duplicates import settle, settled
from awardsdesk.operations.undo import undo
from awardsdesk.store.database import Database


def test_a_decision_is_an_event_with_its_reason(sample: Database) -> None:
    with sample.write() as session:
        settle(session, 9, 3, " 两期工程 ")
    with sample.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event
        assert (event.verb, event.subject, event.reason, event.changes) == (
            "not duplicate",
            "achievements:3,9",
            "两期工程",
            [],
        )
        assert settled(session) == {(3, 9)}
        assert verify_chain(session) == []


def test_what_was_decided_is_not_decided_again_till_it_is_taken_back(sample: Database) -> None:
    recorded = []
    for one, other in ((3, 9), (9, 3)):
        with sample.write() as session:
            recorded.append(settle(session, one, other, "两期工程"))
    with sample.write() as session:
        undo(session)
    with sample.write() as session:
        recorded.append(settle(session, 3, 9, "两期工程"))
    with sample.read() as session:
        decisions = session.scalars(select(Event.subject).where(Event.verb == "not duplicate")).all()
    assert (recorded, decisions) == ([True, False, True], ["achievements:3,9"] * 2)


def test_without_a_reason_nothing_is_decided(sample: Database) -> None:
    with pytest.raises(UserError, match="请写明为什么不是重复"), sample.write() as session:
        settle(session, 3, 9, " ")
    with sample.read() as session:
        assert settled(session) == frozenset()


def test_one_achievement_is_not_two(sample: Database) -> None:
    with pytest.raises(UserError, match=r"^这是同一项成果，没有记录；请给出两项成果。$"), sample.write() as session:
        settle(session, 3, 3, "两期工程")
    with sample.read() as session:
        assert settled(session) == frozenset()


def test_a_decision_taken_back_counts_no_more(sample: Database) -> None:
    for other in (9, 12):
        with sample.write() as session:
            settle(session, 3, other, "两期工程")
    with sample.write() as session:
        assert undo(session).verb == "not duplicate"
    with sample.read() as session:
        assert settled(session) == {(3, 9)}
    with sample.write() as session:
        undo(session)
    with sample.read() as session:
        assert settled(session) == frozenset()
        assert verify_chain(session) == []

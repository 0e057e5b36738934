"""Undo: the file is as it was before, the trail knows both; what is final is not undone."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, text

from awardsdesk.errors import UserError
from awardsdesk.exchange.importing import apply, load
from awardsdesk.models import Base, Event, Organization
from awardsdesk.operations.approval import approve
from awardsdesk.operations.audit import operation, verify_chain
from awardsdesk.operations.results import compute
from awardsdesk.operations.rounds import by_code
from awardsdesk.operations.samples import open_sample_rounds, sample_workbooks
from awardsdesk.operations.undo import last_step, undo
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.database import Database


def content(database: Database) -> dict[str, list[Any]]:
    """Return all rows but the trail's."""
    with database.read() as session:
        return {
            name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {name} ORDER BY id"))]
            for name in Base.metadata.tables
            if name != "event" and "id" in Base.metadata.tables[name].columns
        }


def _add(database: Database, name: str) -> int:
    with database.write() as session, operation(session, "add", name):
        made = Organization(name=name)
        session.add(made)
        session.flush()
        return made.id


def test_an_import_is_undone_as_a_whole(database: Database) -> None:
    with database.write() as session:
        open_sample_rounds(session)
    before = content(database)
    with database.read() as session:
        loaded = load(session, sample_workbooks())
    with database.write() as session:
        apply(session, loaded)
    assert content(database) != before
    with database.write() as session:
        assert undo(session).verb == "import"
    assert content(database) == before
    with database.read() as session:
        assert verify_chain(session) == []
        assert session.scalars(select(Event.verb).order_by(Event.id)).all() == [
            "create",
            "open round",
            "import",
            "undo",
        ]


class Stopped(Progress):
    """A user who asks to stop after some steps."""

    def step(self, count: int = 1) -> None:
        super().step(count)
        if self.done == 100:
            self.cancel()


def test_an_undo_that_is_given_up_changes_nothing(sample: Database) -> None:
    before = content(sample)
    with pytest.raises(Cancelled), sample.write() as session:
        undo(session, progress=Stopped())
    assert content(sample) == before
    with sample.read() as session:
        step = last_step(session)
    assert step is not None
    assert step.verb == "import"


def test_an_undo_tells_how_far_it_is(sample: Database) -> None:
    progress = Progress()
    with sample.write() as session:
        undo(session, progress=progress)
    assert progress.done == progress.total > 0


def test_steps_are_undone_one_after_another(database: Database) -> None:
    for name in ("甲", "乙"):
        with database.write() as session, operation(session, "add", name):
            session.add(Organization(name=name))
    with database.write() as session, operation(session, "rename", "甲"):
        session.scalars(select(Organization).where(Organization.name == "甲")).one().name = "丙"
    left = []
    for _step in range(3):
        with database.write() as session:
            undo(session)
        with database.read() as session:
            left.append(session.scalars(select(Organization.name).order_by(Organization.id)).all())
    assert left == [["甲", "乙"], ["甲"], []]
    with database.read() as session:
        assert last_step(session) is None


def test_a_removed_row_comes_back_with_its_id_and_days(sample: Database) -> None:
    with sample.write() as session:
        compute(session, by_code(session, "2008-QP"))
    before = content(sample)
    with sample.write() as session:
        compute(session, by_code(session, "2008-QP"))
    with sample.write() as session:
        undo(session)
    assert content(sample) == before


def test_rows_changed_since_are_not_undone(database: Database) -> None:
    with database.write() as session, operation(session, "add", "甲"):
        session.add(Organization(name="甲"))
    with database.write() as session:
        session.execute(text("UPDATE organization SET name = '乙'"))
    with pytest.raises(UserError) as told, database.write() as session:
        undo(session)
    assert str(told.value) == "这一步之后数据又有改动，不能直接撤销；没有改动任何内容。"


def test_a_step_that_is_named_is_undone_whatever_followed_elsewhere(database: Database) -> None:
    one, other = _add(database, "甲所"), _add(database, "乙所")
    with database.write() as session, operation(session, "amend", "organization:甲所"):
        session.get_one(Organization, one).county = "澄东区"
    with database.read() as session:
        named = session.scalars(select(Event.id).order_by(Event.id.desc())).first()
    assert named is not None
    with database.write() as session, operation(session, "give number", "x"):  # final
        session.get_one(Organization, other).county = "平泽县"
    with database.read() as session:
        assert last_step(session) is None
    with database.write() as session:
        assert undo(session, named).subject == "organization:甲所"
    with database.read() as session:
        assert [session.get_one(Organization, record).county for record in (one, other)] == ["", "平泽县"]
    with pytest.raises(UserError, match="已经撤销过"), database.write() as session:
        undo(session, named)
    with pytest.raises(UserError, match="没有可以撤销的操作"), database.write() as session:
        undo(session, named + 1)


def test_an_approval_is_final(sample: Database) -> None:
    with sample.write() as session:
        approve(session, by_code(session, "2008-J"), "文", dt.date(2008, 8, 15))
    before = content(sample)
    with pytest.raises(UserError) as told, sample.write() as session:
        undo(session)
    assert (
        str(told.value) == "没有可以撤销的操作：批准、作废、登记发号、发证、更正等已成定局，只能另行更正、作废或注销。"
    )
    assert content(sample) == before

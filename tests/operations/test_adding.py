"""Rows added without the unit of work are what it would have made of them: in the file, in the trail, in the indexes."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.models import Achievement, AchievementUnit, Event, Organization, Person
from awardsdesk.models.base import Base
from awardsdesk.operations.adding import add_row, write_added
from awardsdesk.operations.audit import operation
from awardsdesk.operations.directory import Directory
from awardsdesk.store.database import Database

DAY = dt.date(2025, 3, 1)


def last_changes(session: Session) -> list[dict[str, Any]]:
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    return event.changes


def trail(database: Database, kind: type[Base], values: dict[str, Any], *, added: bool) -> dict[str, Any]:
    """Return the image of one new row that is written the one way or the other, without what is its own."""
    with database.write() as session, operation(session, "register", "test"):
        if added:
            add_row(session, kind, **values)
        else:
            session.add(kind(**values))
    with database.read() as session:
        (image,) = last_changes(session)
    image["after"] = {key: value for key, value in image["after"].items() if key not in {"id", "uid"}}
    return {key: value for key, value in image.items() if key != "id"}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Organization, {"name": "甲研究所", "uscc": None}),
        (Person, {"name": "张三"}),
        (
            Achievement,
            {"title": "水稻", "klass": "应用技术", "registered_on": DAY, "keywords": ["稻"], "details": {"a": 1}},
        ),
    ],
)
def test_the_trail_says_the_same_of_a_row_either_way(
    database: Database, kind: type[Base], values: dict[str, Any]
) -> None:
    assert trail(database, kind, values, added=True) == trail(database, kind, values, added=False)


def test_rows_go_in_before_those_that_refer_to_them_and_are_read_back_whole(database: Database) -> None:
    with database.write() as session, operation(session, "register", "test"):
        unit = add_row(session, Organization, name="甲研究所")
        row = add_row(session, Achievement, title="水稻", klass="应用技术")
        party = {"achievement_id": row["id"], "position": 1, "name": "甲研究所", "organization_id": unit["id"]}
        add_row(session, AchievementUnit, **party)
    with database.read() as session:
        achievement = session.scalars(select(Achievement)).one()
        assert (achievement.state, achievement.details, achievement.keywords) == ("草稿", {}, [])
        assert [(each.name, each.organization.uid) for each in achievement.units] == [("甲研究所", unit["uid"])]


def test_ids_do_not_meet_those_of_rows_of_the_unit_of_work(database: Database) -> None:
    with database.write() as session, operation(session, "register", "test"):
        session.add(Organization(name="一"))
        add_row(session, Organization, name="二")
        session.flush()
        add_row(session, Organization, name="三")
        session.add(Organization(name="四"))
        add_row(session, Organization, name="五")
    with database.read() as session:
        named = dict(session.execute(select(Organization.name, Organization.id)).all())
    assert sorted(named.values()) == [1, 2, 3, 4, 5]
    assert sorted(named) == sorted("一二三四五")


def test_a_unit_that_is_made_is_amended_like_one_that_was_there(database: Database) -> None:
    with database.write() as session, operation(session, "register", "test"):
        directory = Directory(session)
        made = directory.organization("甲研究所")
        made.contact = "王五"
        assert directory.person("张三", made) == directory.person("张三", made)
        assert directory.organization("甲研究所") is made
    with database.read() as session:
        assert session.scalars(select(Organization.contact)).all() == ["王五"]
        assert session.execute(select(Person.name, Person.organization_id)).all() == [("张三", made.id)]
        images = last_changes(session)
    assert [(image["table"], image["before"] and dict(image["before"])) for image in images] == [
        ("organization", None),
        ("person", None),
        ("organization", {"contact": ""}),
    ]


def test_a_row_outside_an_operation_is_refused(database: Database) -> None:
    with pytest.raises(AssertionError, match="outside an operation"), database.write() as session:
        add_row(session, Organization, name="甲研究所")
        write_added(session)
    with database.read() as session:
        assert session.scalars(select(Organization)).all() == []

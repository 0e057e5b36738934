"""The audit trail: one event an operation, chained, tamper-evident."""

import hashlib
import json
import sqlite3
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from awardsdesk.models import Event, Organization, ReportedValue
from awardsdesk.operations.audit import digest, operation, verify_chain
from awardsdesk.store.database import Database


def test_an_event_holds_who_why_and_the_rows_before_and_after(database: Database) -> None:
    with database.write() as session, operation(session, "add", "organization:甲", "新设"):
        session.add(Organization(uid="u", name="甲公司"))
    with database.write() as session, operation(session, "rename", "organization:甲", "改名"):
        session.scalars(select(Organization)).one().name = "乙公司"
    with database.write() as session, operation(session, "remove", "organization:乙"):
        session.delete(session.scalars(select(Organization)).one())
    with database.read() as session:
        added, renamed, removed = session.scalars(select(Event).order_by(Event.id).offset(1)).all()
        session.expunge_all()
    assert (added.actor, added.verb, added.subject, added.reason) == ("测试员", "add", "organization:甲", "新设")
    assert [change["after"]["name"] for change in added.changes] == ["甲公司"]
    assert renamed.changes == [
        {"table": "organization", "id": 1, "before": {"name": "甲公司"}, "after": {"name": "乙公司"}}
    ]
    assert (removed.changes[0]["before"]["name"], removed.changes[0]["after"]) == ("乙公司", None)


def test_an_inner_operation_belongs_to_the_outer_one(database: Database) -> None:
    with database.write() as session, operation(session, "outer", "x"):
        with operation(session, "inner", "y"):
            session.add(Organization(name="甲"))
        session.add(Organization(name="乙"))
    with database.read() as session:
        assert session.scalars(select(Event.verb).order_by(Event.id)).all() == ["create", "outer"]


def test_an_operation_that_changes_nothing_leaves_no_event(database: Database) -> None:
    with database.write() as session, operation(session, "look", "x"):
        session.scalars(select(Organization)).all()
    with database.read() as session:
        assert session.scalars(select(Event.verb)).all() == ["create"]


def test_the_chain_holds_and_names_the_first_event_changed_from_outside(sample: Database) -> None:
    with sample.read() as session:
        assert verify_chain(session) == []
    with sqlite3.connect(sample.path) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET actor = '别人' WHERE id = 2")
    with sample.read() as session:
        assert verify_chain(session) == ["操作记录从第 2 条起与校验值不符，可能被程序以外的工具改动过"]


def test_a_removed_event_breaks_the_chain(sample: Database) -> None:
    with sqlite3.connect(sample.path) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        connection.execute("DELETE FROM event WHERE id = 2")
    with sample.read() as session:
        assert verify_chain(session) == ["操作记录从第 3 条起与校验值不符，可能被程序以外的工具改动过"]


def test_exact_numbers_survive_the_file(sample: Database) -> None:
    with sample.read() as session:
        value = session.scalars(select(ReportedValue).where(ReportedValue.quantity == "研发费用")).first()
        assert value is not None
        assert value.number == Decimal("1620.24")
        kinds = session.connection().exec_driver_sql("SELECT DISTINCT typeof(number) FROM reported_value").fetchall()
    assert sorted(kind for (kind,) in kinds) == ["null", "text"]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), PLAIN, min_size=1, max_size=5))
def test_the_digest_is_that_of_the_standard_librarys_json(values: dict[str, object]) -> None:
    written = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest(values) == hashlib.sha256(written.encode()).hexdigest()

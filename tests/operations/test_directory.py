"""A click reads what it names, never the whole register."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from awardsdesk.exchange.importing import apply, load
from awardsdesk.models import Achievement, Organization, OrganizationName, Person
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.store.database import Database

WHOLE = ("achievement", "achievement_unit", "achievement_completer", "organization", "organization_name", "person")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is asked of SQLite."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def reads_of_whole_tables(asked: list[str]) -> list[str]:
    """Return the statements that read every row; a greatest id is one look into the table's tree."""
    rest = (each for each in asked if " WHERE " not in each and not each.startswith("SELECT max("))
    return [each for each in rest if each.split(" FROM ")[-1].split()[0] in WHOLE]


def draft(title: str, *units: str) -> AchievementDraft:
    persons = (CompleterDraft("张三"), CompleterDraft("李四", units[-1]))
    return AchievementDraft(title=title, klass="应用技术", units=tuple(map(UnitDraft, units)), completers=persons)


def test_saving_one_achievement_reads_no_whole_table(sample: Database) -> None:
    with statements() as asked, sample.write() as session:
        save(session, draft("一种新的方法", "甲研究所", "乙公司"))
    assert reads_of_whole_tables(asked) == []
    assert len(asked) < 50


def test_an_import_reads_no_whole_table(sample: Database) -> None:
    register: Path = next(path for path in sample_workbooks() if path.name == "成果登记.xlsx")
    with statements() as asked:
        with sample.read() as session:
            loaded = load(session, [register])
        with sample.write() as session:
            apply(session, loaded)
    counties = "SELECT DISTINCT organization.county FROM organization"
    assert [each for each in reads_of_whole_tables(asked) if each != counties] == []


def test_of_a_title_that_many_share_only_the_unit_s_own_are_read(sample: Database) -> None:
    units = [f"第{number}研究所" for number in range(30)]
    with sample.write() as session:
        for unit in units:
            save(session, draft("关键技术研究", unit, "乙公司"))
    read: list[str] = []

    def hear(achievement: Achievement, _context: object) -> None:
        read.append(achievement.title)

    event.listen(Achievement, "load", hear)
    try:
        with sample.write() as session:
            outcome = take(session, [Batched(draft("关键技术研究", units[7], "乙公司"))], "报送.xlsx")
    finally:
        event.remove(Achievement, "load", hear)
    assert (read, outcome.changes) == (["关键技术研究"], 0)


def test_what_is_looked_up_at_once_is_what_is_looked_up_singly(sample: Database) -> None:
    with sample.read() as session:
        persons = session.scalars(select(Person).where(Person.organization_id.is_not(None))).all()
        at_once, singly = Directory(session), Directory(session)
        units = {person.organization.name for person in persons if person.organization}
        at_once.look_up(units, [(each.name, each.organization.name) for each in persons if each.organization])
        with statements() as asked:
            assert [at_once.organization(name) for name in sorted(units)] == [
                session.scalars(select(Organization).where(Organization.name == name).order_by(Organization.id)).first()
                for name in sorted(units)
            ]
        asked_before = len(asked)
        for person in persons[:50]:
            assert person.organization
            unit = at_once.organization(person.organization.name)
            assert at_once.person(person.name, unit) is singly.person(person.name, unit)
        assert asked_before == len(units)


def test_a_name_only_one_bore_before_leads_to_it_and_one_that_two_bore_to_neither(database: Database) -> None:
    with database.write() as session, operation(session, "add", "units"):
        new, other = Organization(name="新名"), Organization(name="他名")
        new.names = [OrganizationName(name="旧名"), OrganizationName(name="共名")]
        other.names = [OrganizationName(name="共名")]
        session.add_all([new, other])
        session.flush()
        directory = Directory(session)
        directory.look_up(["旧名", "共名"])
        assert directory.organization("旧名") is new
        assert directory.organization("共名") not in {new, other}


@pytest.mark.parametrize("at_once", [True, False])
def test_a_batch_that_names_a_new_unit_and_person_twice_makes_each_once(database: Database, at_once: bool) -> None:
    with database.write() as session, operation(session, "add", "units"):
        directory = Directory(session)
        if at_once:
            directory.look_up(["甲所"], [("张三", "甲所")])
        first, second = directory.organization("甲所"), directory.organization("甲所")
        assert first is second
        assert directory.person("张三", first) is directory.person("张三", second)
        session.flush()
        assert directory.person("张三", directory.organization("甲所")) is directory.person("张三", first)
    with database.read() as session:
        assert len(session.scalars(select(Person)).all()) == 1

"""What an import brought, as its event knows it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from awardsdesk.lists.imports import brought, imports
from awardsdesk.models import Achievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.store.database import Database

DRAFT = AchievementDraft(
    title="永磁电机", klass="应用技术", units=(UnitDraft("甲公司"),), completers=(CompleterDraft("张三"),)
)


def bring(database: Database, *titles: str, level: str = "") -> int:
    with database.write() as session:
        take(session, [Batched(replace(DRAFT, title=title, level=level)) for title in titles], "成果登记.xlsx")
    with database.read() as session:
        return imports(session)[0].id


def test_an_import_brought_what_it_added_and_what_it_amended(database: Database) -> None:
    with database.write() as session:
        save(session, replace(DRAFT, title="手录的", units=tuple(UnitDraft(f"{name}公司") for name in "甲乙丙")))
    first = bring(database, "甲", "乙")
    second = bring(database, "丙", "甲", level="国内领先")
    with database.write() as session:
        save(session, replace(DRAFT, title="后来录的"))
    with database.read() as session:
        assert (brought(session, first), brought(session, second), brought(session)) == ([2, 3], [2, 4], [2, 4])


def test_what_is_gone_is_left_out(database: Database) -> None:
    event = bring(database, "甲", "乙")
    with database.write() as session, operation(session, "remove", "x"):
        session.delete(session.scalars(select(Achievement).where(Achievement.title == "甲")).one())
    with database.read() as session:
        assert brought(session, event) == [2]


@pytest.mark.parametrize("event", [None, 1, 999])
def test_without_an_import_nothing_was_brought(database: Database, event: int | None) -> None:
    with database.read() as session:
        assert brought(session, event) == []

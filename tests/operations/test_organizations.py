"""Units and firms: known by code, then by name; a new name keeps the old one."""

import datetime as dt

from sqlalchemy import select

from awardsdesk.models import Organization, OrganizationName
from awardsdesk.operations.audit import operation
from awardsdesk.operations.organizations import Directory
from awardsdesk.store.database import Database

CODE = "91110000101623741K"


def test_a_code_tells_firms_apart_not_the_name(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        directory = Directory(session)
        first = directory.organization("甲有限公司", CODE)
        other = directory.organization("甲有限责任公司", "9141080077777777M0")
        unit = directory.organization("乙研究所")
        assert len({id(item) for item in (first, other, unit)}) == 3
        assert directory.organization("乙研究所", "12419901DAA3XXD64G") is unit
        assert directory.organization("甲有限公司") is first


def test_a_new_name_keeps_the_old_one(database: Database) -> None:
    with database.write() as session, operation(session, "add", "x"):
        Directory(session).organization("旧名公司", CODE)
    with database.write() as session, operation(session, "rename", "x"):
        Directory(session).organization("新名公司", CODE, dt.date(2008, 5, 1))
    with database.read() as session:
        assert session.scalars(select(Organization.name)).all() == ["新名公司"]
        kept = session.execute(select(OrganizationName.name, OrganizationName.until)).all()
        assert [tuple(row) for row in kept] == [("旧名公司", dt.date(2008, 5, 1))]

"""New rows are numbered on from the highest id, before they are written."""

from sqlalchemy import event
from sqlalchemy.engine import Engine

from awardsdesk.models import Organization, OrganizationName
from awardsdesk.operations.audit import operation
from awardsdesk.store.database import Database


def test_ids_go_on_from_the_highest_and_past_one_that_is_given(database: Database) -> None:
    with database.write() as session, operation(session, "import", "units"):
        session.add_all([Organization(name="甲"), Organization(name="乙", id=41), Organization(name="丙")])
    with database.write() as session, operation(session, "import", "units"):
        session.add(Organization(name="丁", names=[OrganizationName(name="旧名")]))
    with database.read() as session:
        rows = {row.name: (row.id, [name.organization_id for name in row.names]) for row in session.query(Organization)}
    assert rows == {"甲": (42, []), "乙": (41, []), "丙": (43, []), "丁": (44, [44])}


def test_many_rows_go_in_by_one_statement(database: Database) -> None:
    inserts: list[bool] = []

    def hear(
        _connection: object, _cursor: object, statement: str, _values: object, _context: object, many: bool
    ) -> None:
        if statement.startswith("INSERT INTO organization "):
            inserts.append(many)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        with database.write() as session, operation(session, "import", "units"):
            session.add_all(Organization(name=f"第{number}研究所") for number in range(50))
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert inserts == [True]

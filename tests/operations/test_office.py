import pytest
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.models import Event
from awardsdesk.operations.office import office_name, rename_office


def test_the_office_gets_its_name_on_record(database):
    with database.write() as session:
        rename_office(session, " 澄川市科学技术局 ")
    with database.read() as session:
        assert office_name(session) == "澄川市科学技术局"
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event.changes[0]["after"] == {"name": "澄川市科学技术局"}


def test_the_same_name_again_leaves_no_event(database):
    for _time in range(2):
        with database.write() as session:
            rename_office(session, "科学技术局")
    with database.read() as session:
        assert session.scalar(select(func.count(Event.id))) == 2


def test_a_name_of_blanks_is_refused(database):
    with pytest.raises(UserError, match="请填写单位名称"), database.write() as session:
        rename_office(session, "　")

"""What the history of one registration tells."""

from sqlalchemy import select

from awardsdesk.lists.registration import history_sheet
from awardsdesk.models import Achievement
from awardsdesk.store.database import Database


def test_the_history_of_a_number_that_a_workbook_brought_says_where_it_came_from(sample: Database) -> None:
    numbers = select(Achievement.registration_no, Achievement.id).order_by(Achievement.id)
    with sample.read() as session:
        told = {
            number is None: [section.title for section in history_sheet(session, id_).sections]
            for number, id_ in session.execute(numbers.limit(20))
        }
    assert told == {False: ["登记号由工作簿带来"], True: []}

"""What the history of one registration tells."""

import datetime as dt
import uuid

from sqlalchemy import select

from awardsdesk.lists.imports import imports
from awardsdesk.lists.registration import history_sheet
from awardsdesk.models import Achievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.registration import take_step
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.store.database import Database


def test_the_history_of_what_a_workbook_brought_says_where_it_came_from(sample: Database) -> None:
    numbers = select(Achievement.registration_no, Achievement.id).order_by(Achievement.id)
    with sample.read() as session:
        told = {
            number is None: [section.title for section in history_sheet(session, id_).sections]
            for number, id_ in session.execute(numbers.limit(20))
        }
    assert told == {False: ["登记号由工作簿带来"], True: ["由工作簿提交"]}


def test_the_history_says_in_which_file_by_whom_and_when_an_achievement_came(sample: Database) -> None:
    with sample.read() as session:
        record = session.scalars(select(Achievement.id).where(Achievement.registration_no.is_(None))).first()
        assert record is not None
        (came,) = imports(session)
        told = dict(history_sheet(session, record).sections[-1].rows)
    assert told == {"文件": came.source, "经办": f"{came.actor}　{came.at:%Y-%m-%d %H:%M}"}


def test_where_an_older_name_does_not_say_the_time_the_history_says_where_to_look(sample: Database) -> None:
    with sample.write() as session, operation(session, "试", "试"):
        row = session.scalars(select(Achievement).where(Achievement.registration_no.is_(None))).first()
        assert row is not None
        row.uid, record = uuid.UUID(int=1, version=4).hex, row.id
    with sample.read() as session:
        told = dict(history_sheet(session, record).sections[-1].rows)
    assert told == {"何时": "见“更多”里的“导入记录”"}


def test_the_history_of_a_form_begins_with_its_first_step(database: Database) -> None:
    said = Statement(day=dt.date(2008, 7, 1), unticked=True)
    units, completers = (UnitDraft("甲公司"),), (CompleterDraft("张三"),)
    with database.write() as session:
        record = save(session, AchievementDraft(title="电机", klass="软科学", units=units, completers=completers))
    with database.read() as session:
        assert history_sheet(session, record).sections == ()
    for verb in (Verb.SUBMIT, Verb.ACCEPT):
        with database.write() as session:
            take_step(session, verb, [record], said)
    with database.read() as session:
        titles = [section.title for section in history_sheet(session, record).sections]
    assert titles == ["2008-07-01　受理", "2008-07-01　提交"]


def test_what_a_workbook_brought_stays_below_the_steps(sample: Database) -> None:
    with sample.read() as session:
        record = session.scalars(select(Achievement.id).where(Achievement.registration_no.is_(None))).first()
    assert record is not None
    with sample.write() as session:
        take_step(session, Verb.ACCEPT, [record], Statement(day=dt.date(2008, 7, 1), unticked=True))
    with sample.read() as session:
        titles = [section.title for section in history_sheet(session, record).sections]
    assert titles == ["2008-07-01　受理", "由工作簿提交"]

"""Upgrades: through Alembic, in one transaction, after a verified backup; a failed one leaves no trace."""

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import select

from awardsdesk.documents.registration_papers import prepare_notices
from awardsdesk.errors import UserError
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.listing import Query
from awardsdesk.migrations import compared
from awardsdesk.models import Achievement, AchievementStep, Base, Entry, Event, NumberSeries
from awardsdesk.models.search import WORDS
from awardsdesk.operations.audit import operation
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.registration import take_step
from awardsdesk.operations.rounds import open_round
from awardsdesk.paths import resource
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.rules.rulebook import decode
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.store.engine import make_engine
from awardsdesk.store.inspection import REVISION
from awardsdesk.store.upgrade import SCRIPTS, upgrade

RELEASED = Path(__file__).parent.parent / "data" / "released"

REBUILD = '''"""Rebuild a parent table, then do {what}."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("entry") as table:
        table.alter_column("county", new_column_name="district")
    {what}
'''


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_schema"))


def scripts_with(tmp_path: Path, what: str) -> Path:
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_next.py").write_text(REBUILD.format(what=what, head=REVISION), "utf-8")
    return scripts


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "甲.awards"
    database = Database.create(path)
    book = decode(resource("sample", "rounds", "2008-J.json").read_bytes())
    with database.write() as session:
        round_ = open_round(session, "2008-J", 2008, book)
        with operation(session, "add", "entry"):
            session.add(Entry(round_id=round_.id, key="1", name="项目", county="澄东区"))
    database.close()
    return path


def test_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    path = tmp_path / "空.awards"
    fresh = tmp_path / "新.awards"
    Database.create(fresh).close()
    with closing(sqlite3.connect(path)):
        path.touch()
    upgrade(path)
    engine = make_engine(path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": compared})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    assert [name for name, _sql in schema(path)] == [name for name, _sql in schema(fresh)]
    assert dict(schema(path))[WORDS] == dict(schema(fresh))[WORDS]


def test_an_upgrade_keeps_rows_and_triggers_and_leaves_a_backup(filled: Path, tmp_path: Path) -> None:
    backup = upgrade(filled, scripts_with(tmp_path, "pass"))
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT key, district FROM entry").fetchall() == [("1", "澄东区")]
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (3,)
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").fetchall()
    assert triggers == [("event_no_delete",), ("event_no_update",)]
    old = Database.open(backup)
    with old.read() as session:
        assert session.scalars(select(Event.verb).order_by(Event.id)).all() == ["create", "open round", "add"]
    old.close()


def test_a_failing_upgrade_leaves_the_file_as_it_was(filled: Path, tmp_path: Path) -> None:
    before = schema(filled)
    with pytest.raises(UserError, match=r"^升级没有成功，文件保持原样：.*step three.*。升级前的备份在 .*$"):
        upgrade(filled, scripts_with(tmp_path, 'raise RuntimeError("step three")'))
    assert schema(filled) == before
    Database.open(filled).close()


def test_a_file_of_the_first_release_opens_and_its_rows_are_found(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "0001.awards", tmp_path / "旧.awards"))
    database = Database.open(path)
    with database.read() as session:

        def found(text: str) -> list[str]:
            rows = ACHIEVEMENTS.rows(session, ACHIEVEMENTS.ids(session, Query(text=text)))
            return [row[1] for row in rows]

        assert len(found("")) == 43
        assert found("葡萄糖") == found("ptt zyy") == ["λ/4波片法测定房水葡萄糖：一种Ω形微探头的研制"]
        assert found("hba1c") == ["“120”急救网络与HbA₁c快速检测（POCT）的区域应用"]
    assert faults(database) == []
    database.close()
    [backup] = (tmp_path / "旧-备份").iterdir()
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM achievement").fetchone() == (43,)


def test_a_file_of_the_first_release_has_its_registrations_counted(tmp_path: Path) -> None:
    database = Database.open(Path(shutil.copy(RELEASED / "0001.awards", tmp_path / "旧.awards")))
    with database.read() as session:
        rows = session.scalars(select(Achievement)).all()
        assert {(row.state, row.registration_no is None) for row in rows} <= {("已登记", False), ("已提交", True)}
        taken = {row.registration_no[:8]: 0 for row in rows if row.registration_no}
        for row in rows:
            if row.registration_no:
                taken[row.registration_no[:8]] = max(taken[row.registration_no[:8]], int(row.registration_no[8:]))
                assert row.registrar == row.registration_no[:3]
        letters = {"应用技术": "Y", "基础理论": "J", "软科学": "R"}
        series = session.scalars(select(NumberSeries)).all()
        assert {f"{row.registrar}{row.year}{letters[row.klass]}": row.last for row in series} == taken
        assert taken
        assert rules_of(session).registrars[0].code == "941"
    database.close()


def test_numbers_of_a_registrar_that_no_rules_know_were_given_elsewhere(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "0001.awards", tmp_path / "旧.awards"))
    with closing(sqlite3.connect(path)) as connection:
        numbered = "SELECT id FROM achievement WHERE registration_no IS NOT NULL ORDER BY id LIMIT 2"
        (first,), (second,) = connection.execute(numbered).fetchall()
        for id_, number in ((first, "ABC"), (second, "4202008Y0001")):
            connection.execute("UPDATE achievement SET registration_no = ? WHERE id = ?", (number, id_))
        connection.commit()
    database = Database.open(path)
    with database.read() as session:
        statement = select(Achievement.id).where(Achievement.state == "外单位登记", Achievement.registrar == "")
        assert set(session.scalars(statement)) == {first, second}
    database.close()


def test_a_step_of_before_letters_were_kept_is_told_as_long_as_nothing_changed(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "0001.awards", tmp_path / "旧.awards"))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    engine = make_engine(path)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        ((id_,),) = connection.execute("SELECT id FROM achievement WHERE registration_no IS NULL LIMIT 1")
        connection.execute("UPDATE achievement SET state = '补正' WHERE id = ?", (id_,))
        connection.execute(
            "INSERT INTO achievement_step VALUES (?, '2008-07-01 00:00:00', '甲', 'return', '已提交', '补正', '2008-07-01',"
            " '2008-07-15', '缺页', '[\"02\"]', '澄科补1号', '', 1)",
            (id_,),
        )
        connection.execute("PRAGMA user_version=4")
        connection.commit()
    database = Database.open(path)
    with database.read() as session:
        kept = session.execute(select(AchievementStep.letter, AchievementStep.paper)).all()
        (letter,) = prepare_notices(session, [id_]).content
    assert kept == [(None, None)]
    assert (letter.title, letter.number, letter.paragraphs[2]) == (
        "科技成果登记补正通知书",
        "澄科补1号",
        "（2）缺页。",
    )
    with database.write() as session:
        take_step(session, Verb.SUBMIT, [id_], Statement(day=dt.date(2008, 7, 2)))
    with database.read() as session, pytest.raises(UserError, match="2008-07-01 办理退回补正时没有存下文书"):
        prepare_notices(session, [id_])
    assert faults(database) == []
    database.close()

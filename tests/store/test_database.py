"""The open file: sessions, transactions, listeners, and what other files are told."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from awardsdesk.errors import UserError
from awardsdesk.models import Event, Organization
from awardsdesk.operations.audit import operation
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.database import Database
from awardsdesk.store.inspection import require_sound

RELEASED = Path(__file__).parent.parent / "data" / "released"


def add(database: Database, name: str) -> None:
    with database.write() as session, operation(session, "add", f"organization:{name}"):
        session.add(Organization(name=name))


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Organization.name).order_by(Organization.id)))


def test_write_commits_and_reopening_finds_it(tmp_path: Path) -> None:
    path = tmp_path / "甲.awards"
    database = Database.create(path, actor="李敏")
    add(database, "甲公司")
    database.close()
    again = Database.open(path)
    assert names(again) == ["甲公司"]
    again.close()
    assert sorted(item.name for item in tmp_path.iterdir()) == ["甲.awards"]


class Impatient(Progress):
    """Is given up as soon as a stretch of this name has begun."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._until = label

    def start(self, label: str, total: int = 0) -> None:
        super().start(label, total)
        if label == self._until:
            self.cancel()


def test_opening_may_be_given_up_while_the_file_is_looked_through(imported_year: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(imported_year, tmp_path / "年.awards"))
    with pytest.raises(Cancelled):
        Database.open(path, progress=Impatient("正在核对文件"))
    Database.open(path).close()


def test_opening_may_be_given_up_amid_sqlites_walk_through_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "长.awards"
    Database.create(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 300000) SELECT i, hex(randomblob(100)) FROM n"
        )
    progress = Progress()
    threading.Timer(0.01, progress.cancel).start()
    with pytest.raises(Cancelled):
        require_sound(path, progress)


def test_an_upgrade_that_is_given_up_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "0001.awards", tmp_path / "旧.awards"))
    before = path.read_bytes()
    with pytest.raises(Cancelled):
        Database.open(path, progress=Impatient("正在升级文件"))
    assert path.read_bytes() == before
    Database.open(path).close()


def test_write_rolls_everything_back_on_an_exception(database: Database) -> None:
    add(database, "甲公司")
    with pytest.raises(ZeroDivisionError), database.write() as session, operation(session, "add", "x"):
        session.add(Organization(name="乙公司"))
        session.flush()
        raise ZeroDivisionError
    assert names(database) == ["甲公司"]


@pytest.mark.parametrize(
    ("name", "where"), [("甲公司\ud83d分部", "“甲公司”之后"), ("\udcff", "文字开头"), ("😀\ud83d", "“😀”之后")]
)
def test_half_a_sign_is_told_and_nothing_is_written(database: Database, name: str, where: str) -> None:
    with pytest.raises(UserError) as told:
        add(database, name)
    number = next(ord(sign) for sign in name if "\ud800" <= sign <= "\udfff")
    assert str(told.value) == (
        f"{where}有一个残缺的字（U+{number:04X}），存不下来；这一步没有写入，原有数据完好。请删去它，重新输入这个字。"
    )
    assert names(database) == []
    with pytest.raises(UserError), database.read() as session:
        session.scalar(select(Organization.id).where(Organization.name == name))


def test_read_keeps_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(Organization(name="甲公司"))
        session.flush()
    assert names(database) == []


def test_the_file_is_read_while_a_step_larger_than_the_cache_is_under_way(database: Database) -> None:
    with database.write() as session, operation(session, "import", "units"):
        session.connection().exec_driver_sql("PRAGMA cache_size=10")
        session.add_all(Organization(name=f"第{number}研究所" * 40) for number in range(3000))
        session.flush()
        with closing(sqlite3.connect(database.path, timeout=0)) as window:
            seen = window.execute("SELECT count(*) FROM organization").fetchone()
    assert seen == (0,)


def test_listeners_hear_changed_tables_once_a_commit(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.listen(heard.append)
    add(database, "甲公司")
    with database.write() as session:
        session.scalar(select(func.count(Organization.id)))
    assert heard == [frozenset({"organization"})]


def test_a_change_outside_an_operation_is_a_bug_and_is_not_kept(database: Database) -> None:
    with pytest.raises(AssertionError, match="organization"), database.write() as session:
        session.add(Organization(name="甲公司"))
    assert names(database) == []


def test_second_start_says_who_has_the_file(database: Database) -> None:
    with pytest.raises(UserError, match="^文件正在使用：.+ 于 .+ 在 .+ 打开。请在那个窗口中继续，或关闭后再打开。$"):
        Database.open(database.path)


def test_create_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "甲.awards"
    path.write_bytes(b"precious")
    with pytest.raises(UserError) as told:
        Database.create(path)
    assert str(told.value) == "“甲.awards”已经存在，没有改动它；请换一个名称。"
    assert path.read_bytes() == b"precious"


def test_create_in_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        Database.create(tmp_path / "无" / "甲.awards")
    assert str(told.value) == f"文件夹“{tmp_path / '无'}”不存在，请先建立。"


def test_journal_is_a_rollback_journal(database: Database) -> None:
    with database.read() as session:
        connection = session.connection()
        answers = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema")
        }
    assert answers == {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET verb = 'x'", "DELETE FROM event", "REPLACE INTO event SELECT * FROM event"]
)
def test_the_audit_trail_refuses_changes(database: Database, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changed"), sqlite3.connect(database.path) as connection:
        connection.execute("PRAGMA recursive_triggers=ON")
        connection.execute(statement)
    with database.read() as session:
        assert session.scalars(select(Event.verb)).all() == ["create"]


def test_full_disk_is_told_and_loses_nothing(database: Database) -> None:
    add(database, "甲公司")
    with pytest.raises(UserError) as told, database.write() as session, operation(session, "add", "x"):
        session.connection().exec_driver_sql("PRAGMA max_page_count=1")
        for number in range(5000):
            session.add(Organization(name=f"{number}公司" * 20))
        session.flush()
    assert str(told.value) == "磁盘空间不足，这一步没有保存，原有数据完好；请腾出空间后重试。"
    assert names(database) == ["甲公司"]


def test_a_file_that_another_program_reads_is_told_and_the_next_step_goes_on(database: Database) -> None:
    with database.read() as session:
        session.execute(text("PRAGMA busy_timeout=0"))  # the same connection writes next
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM organization").fetchall()
        with pytest.raises(UserError) as told:
            add(database, "甲公司")
        assert str(told.value) == "“office.awards”正被其他程序占用，这一步没有保存；请稍后重试。"
        assert names(database) == []
    add(database, "甲公司")
    assert names(database) == ["甲公司"]


def test_full_disk_is_told_of_a_preview_too(database: Database) -> None:
    with pytest.raises(UserError) as told, database.read() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count=1")
        session.add_all(Organization(name=f"{number}公司" * 20) for number in range(5000))
        session.flush()
    assert str(told.value) == "磁盘空间不足，这一步没有保存，原有数据完好；请腾出空间后重试。"
    assert names(database) == []


FULL = """
import resource, sys
from pathlib import Path
from awardsdesk.errors import UserError
from awardsdesk.store.database import Database
from awardsdesk.store.inspection import require_sound
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    Database.create(Path(sys.argv[1]))
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_file_that_cannot_be_made_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "甲.awards"], capture_output=True, text=True, check=True
    )
    assert said.stdout == "没有建成“甲.awards”：磁盘读写出错。请核对磁盘空间和文件夹的权限。\n"
    assert list(tmp_path.iterdir()) == []


def test_a_step_has_more_room_for_pages_than_a_look(tmp_path):
    database = Database.create(tmp_path / "甲.awards")
    sizes = []
    for hand_out in (database.read, database.write, database.read):
        with hand_out() as session:
            sizes.append(session.scalar(text("PRAGMA cache_size")))
    database.close()
    assert sizes == [-65_536, -262_144, -65_536]

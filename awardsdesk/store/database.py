"""The open file: `read()` and `write()` hand out a Session; listeners hear which tables a commit changed."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.models import Base, Office
from awardsdesk.operations import people_searching, searching
from awardsdesk.operations.audit import now, operation, watch
from awardsdesk.operations.indexing import enter_changed
from awardsdesk.operations.samples import sample_rules
from awardsdesk.progress import Progress
from awardsdesk.store.engine import make_engine
from awardsdesk.store.ids import number_new_rows
from awardsdesk.store.inspection import APPLICATION_ID, REVISION, SCHEMA, require_ours, require_sound
from awardsdesk.store.lock import FileLock
from awardsdesk.store.upgrade import upgrade

Listener = Callable[[frozenset[str]], None]


class Database:
    """One open `.awards` file, held for this program until `close()`."""

    def __init__(self, path: Path, actor: str, lock: FileLock) -> None:
        self.path = path
        self.actor = actor
        self._lock = lock
        self._engine = make_engine(path, spill=False)
        self._listeners: list[Listener] = []

    @classmethod
    def create(cls, path: Path, actor: str = "", office: str = "") -> "Database":
        """Make a new file; raises UserError when something of that name exists."""
        if path.exists():
            raise UserError(_("“{name}”已经存在，没有改动它；请换一个名称。").format(name=path.name))
        if not path.parent.is_dir():
            raise UserError(_("文件夹“{path}”不存在，请先建立。").format(path=path.parent))
        lock = FileLock(path)
        try:
            _build(path, office)
            return cls(path, actor or getpass.getuser(), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, path: Path, actor: str = "", progress: Progress | None = None) -> "Database":
        """Open a file of ours, upgrading an older one after a verified backup; raises UserError for anything else."""
        schema = require_ours(path)
        lock = FileLock(path)
        try:
            require_sound(path, progress)
            if schema < SCHEMA:
                upgrade(path, progress=progress)
            return cls(path, actor or getpass.getuser(), lock)
        except BaseException:
            lock.release()
            raise

    @property
    def read_only(self) -> bool:
        """Tell whether nothing can be saved: the file may not be written, or no journal beside it."""
        return not all(os.access(place, os.W_OK) for place in (self.path, self.path.parent))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Hand out a session for looking; whatever it changes is rolled back."""
        with _telling(self.path), _whole_signs(), Session(self._engine, autoflush=False) as session:
            number_new_rows(session)  # a preview is an import that is rolled back
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Hand out a session in one immediate transaction, committed when the block ends without an exception."""
        engine = self._engine.execution_options(immediate=True)
        with _telling(self.path), _whole_signs(), Session(engine, expire_on_commit=False) as session:
            session.info["actor"] = self.actor
            watch(session)
            number_new_rows(session)
            searching.follow(session)
            people_searching.follow(session)
            yield session
            enter_changed(session)
            session.commit()
            tables = frozenset(session.info.get("tables", ()))
        if tables:
            for listener in tuple(self._listeners):
                listener(tables)

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the changed tables after each commit, in the thread that committed."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()
        self._lock.release()


@contextmanager
def _whole_signs() -> Iterator[None]:
    """Say where a text holds half a sign, which neither the file nor any paper can keep."""
    try:
        yield
    except UnicodeEncodeError as error:
        before = error.object[max(error.start - 12, 0) : error.start].encode(errors="ignore").decode()
        where = _("“{before}”之后").format(before=before) if before else _("文字开头")
        raise UserError(
            _(
                "{where}有一个残缺的字（U+{number:04X}），存不下来；这一步没有写入，原有数据完好。请删去它，重新输入这个字。"
            ).format(where=where, number=ord(error.object[error.start]))
        ) from error


def _build(path: Path, office: str) -> None:
    """Make the whole file under another name first, so that a crash leaves no half file under its own."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(b"")
        _fill(part, office)
        part.replace(path)
    except (OperationalError, OSError) as error:
        sentence = _("没有建成“{name}”：{said}。请核对磁盘空间和文件夹的权限。")
        raise UserError(sentence.format(name=path.name, said=reason(error))) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(part: Path, office: str) -> None:
    engine = make_engine(part)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
            Base.metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})
        with Session(engine) as session:
            watch(session)
            with operation(session, "create", "office"):
                session.add(Office(name=office, created_at=now(), registration_rules=sample_rules()))
            session.commit()
    finally:
        engine.dispose()  # Windows removes no open file


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Say what SQLite reports about disk, rights and locks; nothing of the transaction was kept."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig)
        if "full" in said:
            sentence = _("磁盘空间不足，这一步没有保存，原有数据完好；请腾出空间后重试。")
        elif "readonly" in said:
            sentence = _("“{name}”是只读的，这一步没有保存；请复制到可写的文件夹后打开。")
        elif "locked" in said:
            sentence = _("“{name}”正被其他程序占用，这一步没有保存；请稍后重试。")
        else:
            sentence = _("这一步没有保存，原有数据完好：{said}。")
        raise UserError(sentence.format(name=path.name, said=reason(error))) from error

"""Bring an older file to the newest schema: verified backup, one transaction, all or nothing.

The search index is filled here, by today's rules, when it is not whole: a migration that makes it, or that changes what
is searched, leaves it empty.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

import awardsdesk.migrations
from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.operations.audit import verify_chain
from awardsdesk.operations.indexing import rebuild, strays
from awardsdesk.operations.people_searching import PERSONS, UNITS
from awardsdesk.operations.searching import REGISTER
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.backup import back_up
from awardsdesk.store.engine import make_engine
from awardsdesk.store.inspection import SCHEMA

SCRIPTS = Path(awardsdesk.migrations.__file__).parent


def upgrade(path: Path, scripts: Path = SCRIPTS, progress: Progress | None = None) -> Path:
    """Upgrade the file in place and return the backup's path; on any failure the file is as it was."""
    progress = progress or Progress()
    backup = back_up(path, "升级前", progress).path
    progress.start(_("正在升级文件"))
    engine = make_engine(path)

    # Foreign keys off before BEGIN: a batch migration that rebuilds a table would otherwise empty its children.
    @event.listens_for(engine, "connect")
    def foreign_keys_off(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")

    try:
        with engine.execution_options(immediate=True).begin() as connection:
            _migrate(connection, scripts)
            _require_consistent(connection)
            for each in (REGISTER, UNITS, PERSONS):
                progress.check()
                if strays(connection, each):
                    rebuild(connection, each)
            progress.check()
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    except Cancelled:
        raise
    except Exception as error:
        raise UserError(
            _("升级没有成功，文件保持原样：{error}。升级前的备份在 {backup}").format(error=reason(error), backup=backup)
        ) from error
    finally:
        engine.dispose()
    return backup


def _migrate(connection: Connection, scripts: Path) -> None:
    from alembic import command  # noqa: PLC0415 - slow, and needed only when an upgrade is due
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _require_consistent(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise ValueError(_("{count} 行的引用丢失").format(count=len(broken)))
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        faults = verify_chain(session)
        session.close()
    if faults:
        raise ValueError(faults[0])

"""Connections to a file of ours: the pragmas that keep it safe, and transactions that are ours to begin."""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from awardsdesk.operations.search_words import spoken
from awardsdesk.progress import give_way

PRAGMAS = (
    "journal_mode=DELETE",  # clerks copy one file: no -wal may lie beside it
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE walks past the audit triggers
    "trusted_schema=OFF",
    "busy_timeout=5000",
    "temp_store=MEMORY",
)


CACHE, WRITING_CACHE = 65_536, 262_144
"""KiB. What a step has changed stays in the cache; with little room beside it each page would be read again and again."""


TURN = 300
"""Steps of SQLite, a fraction of a millisecond, after which a worker looks whether it is time to give way to the window."""


def make_engine(path: Path, *, spill: bool = True) -> Engine:
    """Return an engine on an existing file whose transactions cover DDL and begin IMMEDIATE when asked to.

    Without `spill` the file is written to at the commit only: till then a window may read it, and what is given up is
    gone at once. What one step changes is held in memory meanwhile.
    """

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
        )
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("spoken", 2, spoken, deterministic=True)
        connection.execute(f"PRAGMA cache_spill={'ON' if spill else 'OFF'}")
        connection.set_progress_handler(give_way, TURN)
        return connection

    # last in, first out: the connection that read last has the pages at hand, and the others fill no cache of their own
    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_use_lifo=True,
        json_serializer=_json,
        json_deserializer=msgspec.json.decode,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        cache = WRITING_CACHE if immediate else CACHE
        if connection.info.get("cache") != cache:
            connection.info["cache"] = cache
            connection.exec_driver_sql(f"PRAGMA cache_size=-{cache}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    @event.listens_for(engine, "reset")
    def reset(connection: sqlite3.Connection, record: Any, _state: Any) -> None:
        connection.rollback()  # of a commit that found the file in use SQLite keeps the transaction, SQLAlchemy does not
        if record.info.get("cache") == WRITING_CACHE:  # let go of by who wrote, not by the window that reads next
            record.info["cache"] = CACHE
            connection.execute(f"PRAGMA cache_size=-{CACHE}")

    return engine


def _json(value: Any) -> str:
    """Write a value as JSON, with its characters as they are."""
    return msgspec.json.encode(value).decode()

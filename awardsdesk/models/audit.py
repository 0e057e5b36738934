"""The audit trail: one event an operation, chained by hashes; triggers refuse to change or delete it."""

import datetime as dt
from typing import Any

from sqlalchemy import DDL, JSON, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base, new_uid


class Event(Base):
    """Who did what to what, when and why, with the rows before and after."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_originals", "originals", sqlite_where=text("originals IS NOT NULL")),)
    # read from the index alone: in a row they stand after the changes, megabytes of an import

    uid: Mapped[str] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    verb: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[Any]] = mapped_column(JSON)
    """[{table, id, before, after}], before None for a new row, after None for a deleted one."""
    previous_hash: Mapped[str]
    hash: Mapped[str]
    originals: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """[{digest, name, size}], the files it was done from as they were handed in, which lie where the scans do."""


class SealedValue(Base):
    """A confidential value that the trail names by a token; it may be wiped without breaking the chain."""

    __tablename__ = "sealed_value"

    token: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]


class Office(Base):
    """The one row that says whose file this is."""

    __tablename__ = "office"

    uid: Mapped[str] = mapped_column(default=new_uid, server_default="")
    """By which other offices know its packages, whatever it is called."""
    name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    registration_rules: Mapped[str] = mapped_column(default="", server_default="")
    """The office's rules of registration as JSON text."""


TRIGGERS = tuple(
    f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END"
    for verb in ("UPDATE", "DELETE")
)
for _trigger in TRIGGERS:
    event.listen(Event.__table__, "after_create", DDL(_trigger))

"""The audit trail: one event an operation, chained by hashes; triggers refuse to change or delete it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import DDL, JSON, ColumnElement, Dialect, Text, TypeDecorator, cast, event
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base


class LongJson(TypeDecorator[list[Any]]):
    """A list as JSON that may be tens of megabytes long: written item by item, and made a text by SQLite.

    As a text of Python's it would be copied twice, and other threads would stand still meanwhile.
    """

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], bytearray]:
        """Return what writes a list."""
        return _written

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        """Have SQLite take the bytes as a text."""
        return cast(bindvalue, Text)


def _written(items: list[Any]) -> bytearray:
    write = msgspec.json.Encoder()
    text = bytearray(b"[")
    for place, item in enumerate(items):
        text += b"," if place else b""
        text += write.encode(item)
    text += b"]"
    return text


class Event(Base):
    """Who did what to what, when and why, with the rows before and after."""

    __tablename__ = "event"

    uid: Mapped[str] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    verb: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[Any]] = mapped_column(LongJson)
    """[{table, id, before, after}], before None for a new row, after None for a deleted one."""
    previous_hash: Mapped[str]
    hash: Mapped[str]


class SealedValue(Base):
    """A confidential value that the trail names by a token; it may be wiped without breaking the chain."""

    __tablename__ = "sealed_value"

    token: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]


class Office(Base):
    """The one row that says whose file this is."""

    __tablename__ = "office"

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

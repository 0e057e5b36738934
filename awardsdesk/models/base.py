"""The common base of all tables and the column types that keep exact values exact."""

import secrets
import time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept as the text it was shown as: SQLite would make it a float."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        """Tell what the column holds in Python."""
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write plain digits, never an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the digits back."""
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """Every table has a row id; constraints have names, so that migrations can change them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as it is
        Decimal: Exact,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
        list[str | None]: JSON,
    }

    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - rows that are asked for nothing go in together

    id: Mapped[int] = mapped_column(primary_key=True)


def new_uid() -> str:
    """Return a name for a record that stays the same in every office's file: a UUID of version 7 (RFC 9562).

    Names in the order of time are entered at the end of an index, not all over it.
    """
    chance = secrets.token_hex(10)
    variant = "89ab"[int(chance[-1], 16) % 4]
    return f"{time.time_ns() // 1_000_000:012x}7{chance[:3]}{variant}{chance[3:18]}"

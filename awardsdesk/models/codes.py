"""Official code lists an office has brought in, each in its edition; the lists we ship lie in resources/codes."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base


class CodeList(Base):
    """One edition of one list, such as industry in GB/T 4754-2017."""

    __tablename__ = "code_list"
    __table_args__ = (UniqueConstraint("key", "edition"),)

    key: Mapped[str]
    edition: Mapped[str]
    title: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    """The workbook it came from."""
    imported_at: Mapped[dt.datetime]


class CodeItem(Base):
    """One code with its name; codes that begin with it lie below it."""

    __tablename__ = "code_item"
    __table_args__ = (UniqueConstraint("list_id", "code"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("code_list.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[str]

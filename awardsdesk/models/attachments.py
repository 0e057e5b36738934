"""Scans that belong to achievements; the files lie beside the office's file, named by their content."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base, new_uid


class Attachment(Base):
    """One scan of one achievement; several may share one content."""

    __tablename__ = "attachment"

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the content in hexadecimal: its name in the folder."""
    name: Mapped[str]
    """The name it came under."""
    media_type: Mapped[str]
    size: Mapped[int]
    """Bytes."""
    pages: Mapped[int] = mapped_column(default=1)
    item: Mapped[str] = mapped_column(default="")
    """The line of the checklist it proves; empty for none."""
    note: Mapped[str] = mapped_column(default="")
    added_at: Mapped[dt.datetime]
    added_by: Mapped[str]

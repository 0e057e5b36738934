"""What is remembered of those who send workbooks and packages."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base


class HeaderMapping(Base):
    """How a sender heads the columns of one kind of sheet, where that is not how we know them."""

    __tablename__ = "header_mapping"
    __table_args__ = (UniqueConstraint("sender", "kind"),)

    sender: Mapped[str]
    kind: Mapped[str]
    headings: Mapped[dict[str, Any]]
    """{the sender's heading, folded: the field it stands for, or "" for a column to be passed over}."""


class Package(Base):
    """A package (报送包) that was taken in, or that was sent: then the sender is this office."""

    __tablename__ = "package"

    uid: Mapped[str] = mapped_column(unique=True)
    sender: Mapped[str]
    """The uid of the office."""
    sender_name: Mapped[str]
    number: Mapped[int]
    """Counts the sender's packages from 1, without gaps."""
    made_at: Mapped[dt.datetime]
    achievements: Mapped[int]


class ReceivedAchievement(Base):
    """What the last package said of an achievement: what the next one says otherwise is news, the rest may be corrected here."""

    __tablename__ = "received_achievement"

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Its name in the sender's file."""
    mark: Mapped[str]
    """That name with a sign of each cell of its row."""
    scans: Mapped[list[str]]
    """Digests."""
    materials: Mapped[list[Any]]
    """Lines of the sender's checklist."""

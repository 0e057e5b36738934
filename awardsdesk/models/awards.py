"""What was granted: awards, certificates with everything printed on them, bonus shares and plaques."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awardsdesk.models.base import Base, new_uid
from awardsdesk.models.entries import Entry


class Award(Base):
    """One honour or tier granted to one entry; never deleted, at most revoked."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("round_id", "number"), UniqueConstraint("entry_id", "title"))

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    number: Mapped[str]
    title: Mapped[str]
    """The honour's or tier's name."""
    level: Mapped[int]
    """Place of the honour or tier in the rules, from 1, the highest."""
    sequence: Mapped[int]
    rank: Mapped[int | None]
    score: Mapped[str] = mapped_column(default="")
    bonus_fen: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    snapshot: Mapped[dict[str, Any]]
    """Names, units, persons and payee of the day of approval."""

    entry: Mapped[Entry] = relationship()
    certificates: Mapped[list["Certificate"]] = relationship(back_populates="award", order_by="Certificate.id")
    shares: Mapped[list["BonusShare"]] = relationship(order_by="BonusShare.position")
    plaques: Mapped[list["Plaque"]] = relationship(order_by="Plaque.id")


class Certificate(Base):
    """One sheet of paper for one holder; `snapshot` is everything printed on it, so that it reprints byte for byte."""

    __tablename__ = "certificate"

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    holder_kind: Mapped[str]
    holder: Mapped[str]
    position: Mapped[int]
    snapshot: Mapped[dict[str, Any]]
    status: Mapped[str]
    issued_on: Mapped[dt.date]
    void_reason: Mapped[str] = mapped_column(default="")

    award: Mapped[Award] = relationship(back_populates="certificates")


class BonusShare(Base):
    """A person's proposed share of a bonus, in fen; the shares of an award sum to its bonus."""

    __tablename__ = "bonus_share"
    __table_args__ = (UniqueConstraint("award_id", "position"),)

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    position: Mapped[int]
    name: Mapped[str]
    fen: Mapped[int]


class Plaque(Base):
    """One plate for the workshop, its text by line."""

    __tablename__ = "plaque"

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    lines: Mapped[list[str]]
    size: Mapped[str]
    material: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=1)

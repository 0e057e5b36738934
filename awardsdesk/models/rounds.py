"""Programmes, their yearly rounds with all rules as data, and what a round goes through before it is approved."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awardsdesk.models.base import Base, new_uid


class Programme(Base):
    """What is run every year; the year's rules belong to the round."""

    __tablename__ = "programme"

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]


class Round(Base):
    """One year of a programme; `revision` counts changes of anything the result depends on."""

    __tablename__ = "round"

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    title: Mapped[str]
    stage: Mapped[str]
    rules: Mapped[str]
    """The rule book as JSON text, exactly as sealed."""
    revision: Mapped[int] = mapped_column(default=0)
    document_no: Mapped[str] = mapped_column(default="")
    document_date: Mapped[dt.date | None]
    approved_at: Mapped[dt.datetime | None]

    programme: Mapped[Programme] = relationship()


class Meeting(Base):
    """The committee meeting whose quorum carries the ballots of a round."""

    __tablename__ = "meeting"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    title: Mapped[str]
    held_on: Mapped[dt.date | None]
    place: Mapped[str] = mapped_column(default="")
    expected: Mapped[int]
    present: Mapped[int]


class TieDecision(Base):
    """A recorded decision on a tie across a cut: who stands above it, and why."""

    __tablename__ = "tie_decision"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    cut: Mapped[str]
    members: Mapped[list[str]]
    above: Mapped[list[str]]
    reason: Mapped[str]
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[str]


class ComputedResult(Base):
    """The last computed result of a round; it is valid while `revision` equals the round's."""

    __tablename__ = "computed_result"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    revision: Mapped[int]
    computed_at: Mapped[dt.datetime]
    digest: Mapped[str]
    """SHA-256 of the outcome, to prove that what was approved is what was seen."""
    summary: Mapped[dict[str, Any]]

    standings: Mapped[list["ComputedStanding"]] = relationship(
        cascade="all, delete-orphan", order_by="ComputedStanding.position"
    )


class ComputedStanding(Base):
    """One entry's place in a computed result, for lists; the explanation is computed from the data on demand."""

    __tablename__ = "computed_standing"
    __table_args__ = (UniqueConstraint("result_id", "entry_id"),)

    result_id: Mapped[int] = mapped_column(ForeignKey("computed_result.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    position: Mapped[int]
    rank: Mapped[int | None]
    score: Mapped[str] = mapped_column(default="")
    objective: Mapped[str] = mapped_column(default="")
    expert: Mapped[str] = mapped_column(default="")
    proposed: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    """The highest honour, or the final tier."""
    reason: Mapped[str] = mapped_column(default="")
    tied: Mapped[bool] = mapped_column(default=False)
    undecided: Mapped[bool] = mapped_column(default=False)
    bonus_fen: Mapped[int] = mapped_column(default=0)


class PublicNotice(Base):
    """A public notice of a round and the days it stands."""

    __tablename__ = "public_notice"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    title: Mapped[str]
    opened_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]


class Objection(Base):
    """An objection to an entry; while it is open the round cannot be approved. The objector stays confidential."""

    __tablename__ = "objection"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    objector: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    grounds: Mapped[str]
    received_on: Mapped[dt.date]
    ruling: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[dt.date | None]

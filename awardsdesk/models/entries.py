"""What takes part in a round: applicants and nominations, their figures, vetoes, score sheets and ballots."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awardsdesk.models.achievements import Achievement
from awardsdesk.models.base import Base, new_uid
from awardsdesk.models.people import Expert, Organization, Person
from awardsdesk.models.rounds import Round


class Entry(Base):
    """An applicant (`key` is its credit code) or a nomination (`key` is its number) of a round.

    Names and bank details are those handed in with the entry, not today's master data.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    key: Mapped[str]
    name: Mapped[str]
    """A firm's name or a nomination's title."""
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    """The applicant, or the payee: the first completing unit."""
    county: Mapped[str] = mapped_column(default="")
    industry_code: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    payee_uscc: Mapped[str] = mapped_column(default="")
    bank: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    filed_on: Mapped[dt.date | None]
    group: Mapped[str] = mapped_column(default="")
    nominator: Mapped[str] = mapped_column(default="")
    nominated_tier: Mapped[str] = mapped_column(default="")
    registration_no: Mapped[str] = mapped_column(default="")
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"), index=True)
    formal_check: Mapped[str] = mapped_column(default="")
    formal_reason: Mapped[str] = mapped_column(default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)

    round: Mapped[Round] = relationship()
    organization: Mapped[Organization | None] = relationship()
    achievement: Mapped[Achievement | None] = relationship()
    units: Mapped[list["EntryUnit"]] = relationship(cascade="all, delete-orphan", order_by="EntryUnit.position")
    completers: Mapped[list["EntryCompleter"]] = relationship(
        cascade="all, delete-orphan", order_by="EntryCompleter.position"
    )
    reported: Mapped[list["ReportedValue"]] = relationship(cascade="all, delete-orphan", order_by="ReportedValue.id")
    verifications: Mapped[list["Verification"]] = relationship(cascade="all, delete-orphan", order_by="Verification.id")
    veto: Mapped["Veto | None"] = relationship(cascade="all, delete-orphan")
    sheets: Mapped[list["ScoreSheet"]] = relationship(cascade="all, delete-orphan", order_by="ScoreSheet.id")
    ballots: Mapped[list["Ballot"]] = relationship(cascade="all, delete-orphan", order_by="Ballot.position")


class EntryUnit(Base):
    """A completing unit of a nomination; `position` counts from 1 and has legal effect."""

    __tablename__ = "entry_unit"
    __table_args__ = (UniqueConstraint("entry_id", "position"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)

    organization: Mapped[Organization] = relationship()


class EntryCompleter(Base):
    """A completing person of a nomination; `unit` is the name of the person's unit."""

    __tablename__ = "entry_completer"
    __table_args__ = (UniqueConstraint("entry_id", "position"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class ReportedValue(Base):
    """A figure as the applicant reported it; numbers in `number`, levels and yes/no in `text`, both None: blank."""

    __tablename__ = "reported_value"
    __table_args__ = (UniqueConstraint("entry_id", "quantity"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    quantity: Mapped[str]
    number: Mapped[Decimal | None]
    text: Mapped[str | None]


class Verification(Base):
    """One department's word on one reported figure."""

    __tablename__ = "verification"
    __table_args__ = (UniqueConstraint("entry_id", "quantity", "level"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    quantity: Mapped[str]
    level: Mapped[str]
    opinion: Mapped[str]
    reported_number: Mapped[Decimal | None]
    reported_text: Mapped[str | None]
    number: Mapped[Decimal | None]
    text: Mapped[str | None]
    department: Mapped[str] = mapped_column(default="")
    checker: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[dt.date | None]
    evidence: Mapped[str] = mapped_column(default="")


class Veto(Base):
    """Why an applicant is excluded."""

    __tablename__ = "veto"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), unique=True)
    reason: Mapped[str]
    department: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[dt.date | None]


class ScoreSheet(Base):
    """One expert's marks for one entry, in the order of the panel's criteria; a missing mark is null."""

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("entry_id", "expert_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), index=True)
    marks: Mapped[list[str | None]] = mapped_column()
    """Decimal numbers as text."""
    recused: Mapped[bool] = mapped_column(default=False)
    suggested_tier: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")

    expert: Mapped[Expert] = relationship()


class Ballot(Base):
    """The vote on one entry for one tier; `position` is the order of voting on the entry."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("entry_id", "tier"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    position: Mapped[int]
    tier: Mapped[str]
    expected: Mapped[int]
    present: Mapped[int]
    recused: Mapped[int]
    yes: Mapped[int]
    no: Mapped[int]
    abstained: Mapped[int]

"""Registered achievements with their completing units and persons in legal order."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awardsdesk.models.base import Base, new_uid
from awardsdesk.models.people import Organization, Person
from awardsdesk.terms import RegistrationState


class Achievement(Base):
    """One achievement; `registration_no` is given at registration, never reused."""

    __tablename__ = "achievement"
    __table_args__ = (
        Index("ix_achievement_id", "id"),
    )  # a million ids in order are read from here, not from whole rows

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    title: Mapped[str]
    klass: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(default="", index=True)
    attribute: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    phase: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    discipline_code: Mapped[str] = mapped_column(default="")
    industry_code: Mapped[str] = mapped_column(default="")
    field_of_technology: Mapped[str] = mapped_column(default="")
    started: Mapped[str] = mapped_column(default="")
    ended: Mapped[str] = mapped_column(default="")
    evaluation_method: Mapped[str] = mapped_column(default="")
    evaluator: Mapped[str] = mapped_column(default="")
    evaluated_on: Mapped[dt.date | None]
    keywords: Mapped[list[str]] = mapped_column(default=list)
    abstract: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    registration_no: Mapped[str | None] = mapped_column(unique=True)
    registered_on: Mapped[dt.date | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default=RegistrationState.DRAFT, server_default="草稿", index=True)
    registrar: Mapped[str] = mapped_column(default="", server_default="")
    """Code of the body that gave the number."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the form of the class asks for beyond these columns, by the keys of its fields; never a float."""
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the certificate says, with the names of the day; frozen when the number is given."""

    units: Mapped[list["AchievementUnit"]] = relationship(
        cascade="all, delete-orphan", order_by="AchievementUnit.position"
    )
    completers: Mapped[list["AchievementCompleter"]] = relationship(
        cascade="all, delete-orphan", order_by="AchievementCompleter.position"
    )
    references: Mapped[list["AchievementReference"]] = relationship(
        cascade="all, delete-orphan", order_by="AchievementReference.id"
    )


class AchievementUnit(Base):
    """A completing unit; `position` counts from 1 and has legal effect."""

    __tablename__ = "achievement_unit"
    __table_args__ = (
        UniqueConstraint("achievement_id", "position"),
        # the latest works of a unit are read from here
        Index("ix_achievement_unit_of_organization", "organization_id", "position", "achievement_id"),
    )

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    sealed: Mapped[bool] = mapped_column(default=False, server_default="0")
    """The unit's seal is on the form."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    organization: Mapped[Organization] = relationship()


class AchievementCompleter(Base):
    """A completing person; `unit` is the name of the unit the person belongs to."""

    __tablename__ = "achievement_completer"
    __table_args__ = (UniqueConstraint("achievement_id", "position"),)

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    contribution: Mapped[str] = mapped_column(default="", server_default="")
    signed: Mapped[bool] = mapped_column(default=False, server_default="0")
    """The person's signature is on the form."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    person: Mapped[Person] = relationship()


class AchievementReference(Base):
    """A number by which one achievement may be known again: of its project, a patent, a software right."""

    __tablename__ = "achievement_reference"

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    """project, patent, software ..., as rules.duplicates compares them."""
    number: Mapped[str] = mapped_column(index=True)
    """Folded: half-width, upper case, no blanks; as it was written it stands in the details."""

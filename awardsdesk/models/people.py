"""Organizations and persons as they are today; what was printed keeps the names of its day elsewhere."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awardsdesk.models.base import Base, new_uid


class Organization(Base):
    """A unit or firm; the credit code tells firms apart, the name is the one on the seal."""

    __tablename__ = "organization"

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    name: Mapped[str] = mapped_column(index=True)
    uscc: Mapped[str | None] = mapped_column(unique=True)
    county: Mapped[str] = mapped_column(default="")
    industry_code: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    bank: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")

    names: Mapped[list["OrganizationName"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="OrganizationName.id"
    )


class OrganizationName(Base):
    """A name an organization bore before, until a day."""

    __tablename__ = "organization_name"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    until: Mapped[dt.date | None]

    organization: Mapped[Organization] = relationship(back_populates="names")


class Person(Base):
    """A completing person, told from a namesake by the unit."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("name", "organization_id"),)

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    name: Mapped[str] = mapped_column(index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)

    organization: Mapped[Organization | None] = relationship()


class Expert(Base):
    """A reviewer; experts' names and marks are confidential."""

    __tablename__ = "expert"
    __table_args__ = (UniqueConstraint("name", "unit"),)

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")

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
    postcode: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(default="", server_default="")
    bank: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    pinyin: Mapped[str] = mapped_column(default="", server_default="")
    """How the name is read where the dictionary would be wrong; empty: as the dictionary says."""

    names: Mapped[list["OrganizationName"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="OrganizationName.id"
    )


class OrganizationName(Base):
    """A name an organization bore before, until a day."""

    __tablename__ = "organization_name"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(index=True)
    until: Mapped[dt.date | None]

    organization: Mapped[Organization] = relationship(back_populates="names")


class Person(Base):
    """A completing person, told from a namesake by the unit."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("name", "organization_id"),)  # also how a name is found

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    name: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    id_type: Mapped[str] = mapped_column(default="", server_default="")
    id_no: Mapped[str] = mapped_column(default="", server_default="", index=True, info={"sealed": True})
    """Confidential: on no list and no paper, and in the audit trail only under a token (operations/sealing.py)."""
    orcid: Mapped[str] = mapped_column(default="", server_default="", index=True)
    phone: Mapped[str] = mapped_column(default="", server_default="")
    pinyin: Mapped[str] = mapped_column(default="", server_default="")
    """How the name is read where the dictionary would be wrong, in syllables parted by blanks."""

    organization: Mapped[Organization | None] = relationship()
    names: Mapped[list["PersonName"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="PersonName.id"
    )


class PersonName(Base):
    """A name a person bore before, until a day."""

    __tablename__ = "person_name"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    until: Mapped[dt.date | None]

    person: Mapped[Person] = relationship(back_populates="names")


class Expert(Base):
    """A reviewer; experts' names and marks are confidential."""

    __tablename__ = "expert"
    __table_args__ = (UniqueConstraint("name", "unit"),)

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")

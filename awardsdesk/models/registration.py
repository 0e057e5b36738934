"""What a registration goes through before and after it has its number, and the numbers given so far."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base


class AchievementStep(Base):
    """One step of a registration: who took it, when, why, under which document; never changed afterwards."""

    __tablename__ = "achievement_step"
    __table_args__ = (Index("ix_achievement_step_paper", "paper", sqlite_where=text("paper IS NOT NULL")),)

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    verb: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    day: Mapped[dt.date]
    """When it takes effect; `at` is when it was recorded."""
    until: Mapped[dt.date | None]
    """Last day of the term it begins."""
    reason: Mapped[str] = mapped_column(default="")
    codes: Mapped[list[str]] = mapped_column(default=list)
    document_no: Mapped[str] = mapped_column(default="")
    objector: Mapped[str] = mapped_column(default="", info={"sealed": True})
    """Confidential: on no list and no paper."""
    letter: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What its notice says, frozen in the words and names of its day; of a public notice what it says of this one."""
    paper: Mapped[str | None]
    """Names the public notice that lists it: of each taking of the step its own, the same for all that are on it."""


class Material(Base):
    """One line of an achievement's checklist."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("achievement_id", "item"),)

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"))
    item: Mapped[str]
    required: Mapped[bool]
    received: Mapped[bool] = mapped_column(default=False)
    form: Mapped[str] = mapped_column(default="")
    """原件 or 复印件."""
    pages: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")


class NumberSeries(Base):
    """The last serial of a registrar, year and class, given here or brought by a workbook; it falls only when the import is taken back."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("registrar", "year", "klass"),)

    registrar: Mapped[str]
    year: Mapped[int]
    klass: Mapped[str]
    last: Mapped[int]

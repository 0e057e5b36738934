"""What the register is searched and sorted by: made from the achievements, never the truth about them."""

from sqlalchemy import DDL, event
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base

WORDS = "achievement_words"
"""The full-text index: one row an achievement, its `words` as operations/searching.py parts them."""


class AchievementSearch(Base):
    """One achievement's line in the list and its sort keys; `id` is the achievement's."""

    __tablename__ = "achievement_search"

    title_key: Mapped[str] = mapped_column(index=True)
    unit_key: Mapped[str | None] = mapped_column(index=True)


# Each word stands between blanks, so every sign but a blank belongs to one. No triggers keep the index: with
# trusted_schema=OFF SQLite lets none near a virtual table.
CREATE_WORDS = (
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5(words, columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
)
event.listen(AchievementSearch.__table__, "after_create", DDL(CREATE_WORDS))

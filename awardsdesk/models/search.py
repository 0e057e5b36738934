"""What the register, units and persons are searched and sorted by: made from them, never the truth about them."""

from sqlalchemy import DDL, event
from sqlalchemy.orm import Mapped, mapped_column

from awardsdesk.models.base import Base

WORDS = "achievement_words"
"""The full-text index: one row an achievement, its `words` as operations/search_words.py parts them."""
UNIT_WORDS, PERSON_WORDS = "organization_words", "person_words"
"""The same of units and persons, as operations/people_searching.py makes them."""


class AchievementSearch(Base):
    """One achievement's line in the list and its sort keys; `id` is the achievement's."""

    __tablename__ = "achievement_search"

    title_key: Mapped[str] = mapped_column(index=True)
    title_fold: Mapped[str] = mapped_column(index=True, server_default="")
    """The title without what writers vary (its beginning, see operations/search_words.title_fold)."""
    unit_key: Mapped[str | None] = mapped_column(index=True)
    """The first completing unit's, as `person_key` is the first completer's."""
    person_key: Mapped[str | None] = mapped_column(index=True)


class OrganizationSearch(Base):
    """One unit's sort key; `id` is the unit's."""

    __tablename__ = "organization_search"

    name_key: Mapped[str] = mapped_column(index=True)


class PersonSearch(Base):
    """One person's sort keys; `id` is the person's."""

    __tablename__ = "person_search"

    name_key: Mapped[str] = mapped_column(index=True)
    unit_key: Mapped[str | None] = mapped_column(index=True)


# Each word stands between blanks, so every sign but a blank belongs to one. No triggers keep the index: with
# trusted_schema=OFF SQLite lets none near a virtual table.
CREATE_WORDS, CREATE_UNIT_WORDS, CREATE_PERSON_WORDS = (
    f"CREATE VIRTUAL TABLE {name} USING fts5(words, columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
    for name in (WORDS, UNIT_WORDS, PERSON_WORDS)
)
for _kind, _create in (
    (AchievementSearch, CREATE_WORDS),
    (OrganizationSearch, CREATE_UNIT_WORDS),
    (PersonSearch, CREATE_PERSON_WORDS),
):
    event.listen(_kind.__table__, "after_create", DDL(_create))

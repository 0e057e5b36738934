"""Titles are looked up as they are folded in the search index; an index of their own as written is entered for nothing."""

from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    """Drop the index."""
    op.drop_index('ix_achievement_title', 'achievement')

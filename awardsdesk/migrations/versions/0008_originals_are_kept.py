"""What is imported is kept as it was handed in: an event names the files."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    """Imports of before have none: what they were done from is nowhere."""
    op.add_column('event', sa.Column('originals', sa.JSON(), nullable=True))
    op.create_index('ix_event_originals', 'event', ['originals'], sqlite_where=sa.text('originals IS NOT NULL'))

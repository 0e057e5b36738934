"""What a notice says is kept with the step that sends it."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    """Steps of before have no letter: what they said is known as long as nothing was changed since."""
    op.add_column('achievement_step', sa.Column('letter', sa.JSON(), nullable=True))
    op.add_column('achievement_step', sa.Column('paper', sa.String(), nullable=True))
    op.create_index('ix_achievement_step_paper', 'achievement_step', ['paper'], sqlite_where=sa.text('paper IS NOT NULL'))

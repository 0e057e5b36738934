"""Offices send each other packages: which were sent and taken in, and what the last one said of an achievement."""

import sqlalchemy as sa
from alembic import op

from awardsdesk.models.base import new_uid

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    """Give the office a name that its packages bear, and make the tables."""
    op.add_column('office', sa.Column('uid', sa.String(), server_default='', nullable=False))
    op.execute(sa.text('UPDATE office SET uid = :uid').bindparams(uid=new_uid()))
    op.create_table(
        'package',
        sa.Column('uid', sa.String(), nullable=False),
        sa.Column('sender', sa.String(), nullable=False),
        sa.Column('sender_name', sa.String(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(), nullable=False),
        sa.Column('achievements', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_package'),
        sa.UniqueConstraint('uid', name='uq_package_uid'),
    )
    op.create_table(
        'received_achievement',
        sa.Column('achievement_id', sa.Integer(), nullable=False),
        sa.Column('uid', sa.String(), nullable=False),
        sa.Column('mark', sa.String(), nullable=False),
        sa.Column('scans', sa.JSON(), nullable=False),
        sa.Column('materials', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['achievement_id'],
            ['achievement.id'],
            name='fk_received_achievement_achievement_id_achievement',
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name='pk_received_achievement'),
        sa.UniqueConstraint('uid', name='uq_received_achievement_uid'),
    )
    op.create_index('ix_received_achievement_achievement_id', 'received_achievement', ['achievement_id'])

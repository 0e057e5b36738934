"""The search index of the register and the indexes its list is read by; store/upgrade.py fills it."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    """The search index of the register."""
    op.create_table('achievement_search',
    sa.Column('title_key', sa.String(), nullable=False),
    sa.Column('unit_key', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement_search'))
    )
    op.create_index(op.f('ix_achievement_search_title_key'), 'achievement_search', ['title_key'])
    op.create_index(op.f('ix_achievement_search_unit_key'), 'achievement_search', ['unit_key'])
    op.execute(
        "CREATE VIRTUAL TABLE achievement_words USING fts5(words, columnsize=0, "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
    )
    op.create_index('ix_achievement_id', 'achievement', ['id'])
    op.create_index(op.f('ix_achievement_klass'), 'achievement', ['klass'])
    op.create_index(op.f('ix_achievement_level'), 'achievement', ['level'])
    op.create_index(op.f('ix_achievement_registered_on'), 'achievement', ['registered_on'])

"""The life of a registration: states, steps, materials, series of numbers, the office's rules."""

import re

import sqlalchemy as sa
from alembic import op

from awardsdesk.paths import resource

revision = '0003'
down_revision = '0002'

NUMBER = re.compile(r"([0-9A-Z]{3})([0-9]{4})([YJR])([0-9]{4})")
CLASSES = {"Y": "应用技术", "J": "基础理论", "R": "软科学"}


def upgrade() -> None:
    """Columns are added, not rebuilt: the table keeps its triggers."""
    op.add_column('achievement', sa.Column('state', sa.String(), nullable=False, server_default='草稿'))
    op.add_column('achievement', sa.Column('registrar', sa.String(), nullable=False, server_default=''))
    op.add_column('achievement', sa.Column('snapshot', sa.JSON(), nullable=True))
    op.create_index('ix_achievement_state', 'achievement', ['state'])
    op.add_column('office', sa.Column('registration_rules', sa.String(), nullable=False, server_default=''))
    _make_tables()
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE office SET registration_rules = :rules"), {"rules": resource("registration", "office.json").read_text("utf-8")})
    connection.execute(
        sa.text("UPDATE achievement SET state = CASE WHEN registration_no IS NULL THEN '已提交' ELSE '已登记' END")
    )
    _count_numbers(connection)


def _make_tables() -> None:
    op.create_table(
        'achievement_step',
        sa.Column('achievement_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('verb', sa.String(), nullable=False),
        sa.Column('from_state', sa.String(), nullable=False),
        sa.Column('to_state', sa.String(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('codes', sa.JSON(), nullable=False),
        sa.Column('document_no', sa.String(), nullable=False),
        sa.Column('objector', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_achievement_step_achievement_id_achievement'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement_step')),
    )
    op.create_index(op.f('ix_achievement_step_achievement_id'), 'achievement_step', ['achievement_id'])
    op.create_table(
        'material',
        sa.Column('achievement_id', sa.Integer(), nullable=False),
        sa.Column('item', sa.String(), nullable=False),
        sa.Column('required', sa.Boolean(), nullable=False),
        sa.Column('received', sa.Boolean(), nullable=False),
        sa.Column('form', sa.String(), nullable=False),
        sa.Column('pages', sa.Integer(), nullable=True),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_material_achievement_id_achievement'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_material')),
        sa.UniqueConstraint('achievement_id', 'item', name=op.f('uq_material_achievement_id_item')),
    )
    op.create_table(
        'number_series',
        sa.Column('registrar', sa.String(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('klass', sa.String(), nullable=False),
        sa.Column('last', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_number_series')),
        sa.UniqueConstraint('registrar', 'year', 'klass', name=op.f('uq_number_series_registrar_year_klass')),
    )


def _count_numbers(connection: sa.Connection) -> None:
    """Numbers that are in the file count as taken."""
    last: dict[tuple[str, int, str], int] = {}
    rows = connection.execute(sa.text("SELECT id, registration_no FROM achievement WHERE registration_no IS NOT NULL"))
    for id_, number in rows.fetchall():
        if found := NUMBER.fullmatch(number):
            key = (found[1], int(found[2]), CLASSES[found[3]])
            last[key] = max(last.get(key, 0), int(found[4]))
            connection.execute(
                sa.text("UPDATE achievement SET registrar = :code WHERE id = :id"), {"code": found[1], "id": id_}
            )
    for (registrar, year, klass), serial in last.items():
        connection.execute(
            sa.text("INSERT INTO number_series (registrar, year, klass, last) VALUES (:registrar, :year, :klass, :last)"),
            {"registrar": registrar, "year": year, "klass": klass, "last": serial},
        )

"""The whole form of a registration, code lists, scans, senders' headings, what tells persons apart."""

import json

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    """Columns are added, not rebuilt: the tables keep their triggers."""
    _widen('achievement', details=sa.JSON())
    _widen('achievement_unit', sealed=sa.Boolean(), details=sa.JSON())
    _widen('achievement_completer', contribution=sa.String(), signed=sa.Boolean(), details=sa.JSON())
    _widen('organization', pinyin=sa.String(), postcode=sa.String(), email=sa.String())
    _widen('person', id_type=sa.String(), id_no=sa.String(), orcid=sa.String(), phone=sa.String(), pinyin=sa.String())
    op.create_index('ix_person_id_no', 'person', ['id_no'])
    op.create_index('ix_event_verb', 'event', ['verb'])
    op.create_index('ix_organization_name_name', 'organization_name', ['name'])
    op.execute('DELETE FROM achievement_search')  # made anew after the upgrade, with folded titles and first completers
    op.add_column('achievement_search', sa.Column('title_fold', sa.String(), nullable=False, server_default=''))
    op.create_index('ix_achievement_search_title_fold', 'achievement_search', ['title_fold'])
    op.add_column('achievement_search', sa.Column('person_key', sa.String(), nullable=True))
    op.create_index('ix_achievement_search_person_key', 'achievement_search', ['person_key'])
    op.create_index('ix_person_orcid', 'person', ['orcid'])
    op.drop_index('ix_person_name', 'person')
    op.drop_index('ix_achievement_unit_organization_id', 'achievement_unit')
    op.create_index('ix_achievement_unit_of_organization', 'achievement_unit', ['organization_id', 'position', 'achievement_id'])
    _make_tables()
    _make_search_of_people()
    _tell_other_registrars(op.get_bind())


def _widen(table: str, **columns: sa.types.TypeEngine) -> None:
    defaults = {sa.JSON: '{}', sa.Boolean: '0', sa.String: ''}
    for name, kind in columns.items():
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=defaults[type(kind)]))


def _make_tables() -> None:
    op.create_table(
        'achievement_reference',
        sa.Column('achievement_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('number', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_achievement_reference_achievement_id_achievement'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement_reference')),
    )
    op.create_index(op.f('ix_achievement_reference_achievement_id'), 'achievement_reference', ['achievement_id'])
    op.create_index(op.f('ix_achievement_reference_number'), 'achievement_reference', ['number'])
    op.create_table(
        'person_name',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_name_person_id_person'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_name')),
    )
    op.create_index(op.f('ix_person_name_person_id'), 'person_name', ['person_id'])
    op.create_table(
        'code_list',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('edition', sa.String(), nullable=False),
        sa.Column('title', sa.String(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('imported_at', sa.DateTime(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_list')),
        sa.UniqueConstraint('key', 'edition', name=op.f('uq_code_list_key_edition')),
    )
    op.create_table(
        'code_item',
        sa.Column('list_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['list_id'], ['code_list.id'], name=op.f('fk_code_item_list_id_code_list'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_item')),
        sa.UniqueConstraint('list_id', 'code', name=op.f('uq_code_item_list_id_code')),
    )
    op.create_table(
        'attachment',
        sa.Column('uid', sa.String(), nullable=False),
        sa.Column('achievement_id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('media_type', sa.String(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('pages', sa.Integer(), nullable=False),
        sa.Column('item', sa.String(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('added_at', sa.DateTime(), nullable=False),
        sa.Column('added_by', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_attachment_achievement_id_achievement'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
        sa.UniqueConstraint('uid', name=op.f('uq_attachment_uid')),
    )
    op.create_index(op.f('ix_attachment_achievement_id'), 'attachment', ['achievement_id'])
    op.create_index(op.f('ix_attachment_digest'), 'attachment', ['digest'])
    op.create_table(
        'header_mapping',
        sa.Column('sender', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('headings', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_header_mapping')),
        sa.UniqueConstraint('sender', 'kind', name=op.f('uq_header_mapping_sender_kind')),
    )
    op.create_table(
        'sealed_value',
        sa.Column('token', sa.String(), nullable=False),
        sa.Column('value', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sealed_value')),
        sa.UniqueConstraint('token', name=op.f('uq_sealed_value_token')),
    )


def _tell_other_registrars(connection: sa.Connection) -> None:
    """Numbers of registrars that the office's rules do not know were given elsewhere."""
    rules = connection.scalar(sa.text('SELECT registration_rules FROM office'))
    known = [each['code'] for each in json.loads(rules)['registrars']] if rules else []
    elsewhere = sa.text(
        "UPDATE achievement SET registrar = '', state = CASE state WHEN '已登记' THEN '外单位登记' ELSE state END"
        " WHERE registration_no IS NOT NULL AND snapshot IS NULL AND registrar NOT IN :known"
    )
    connection.execute(elsewhere.bindparams(sa.bindparam('known', expanding=True)), {'known': known})


def _make_search_of_people() -> None:
    for owner, keys in (('organization', ('name_key',)), ('person', ('name_key', 'unit_key'))):
        table = f'{owner}_search'
        columns = [sa.Column(key, sa.String(), nullable=key == 'unit_key') for key in keys]
        op.create_table(
            table, *columns, sa.Column('id', sa.Integer(), nullable=False), sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}'))
        )
        for key in keys:
            op.create_index(op.f(f'ix_{table}_{key}'), table, [key])
        op.execute(
            f"CREATE VIRTUAL TABLE {owner}_words USING fts5(words, columnsize=0, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
        )

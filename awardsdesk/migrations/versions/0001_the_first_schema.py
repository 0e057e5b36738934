"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None


def upgrade() -> None:
    """The first schema."""
    op.create_table('achievement',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('klass', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('attribute', sa.String(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('discipline_code', sa.String(), nullable=False),
    sa.Column('industry_code', sa.String(), nullable=False),
    sa.Column('field_of_technology', sa.String(), nullable=False),
    sa.Column('started', sa.String(), nullable=False),
    sa.Column('ended', sa.String(), nullable=False),
    sa.Column('evaluation_method', sa.String(), nullable=False),
    sa.Column('evaluator', sa.String(), nullable=False),
    sa.Column('evaluated_on', sa.Date(), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('abstract', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('registration_no', sa.String(), nullable=True),
    sa.Column('registered_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement')),
    sa.UniqueConstraint('registration_no', name=op.f('uq_achievement_registration_no')),
    sa.UniqueConstraint('uid', name=op.f('uq_achievement_uid'))
    )
    with op.batch_alter_table('achievement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_achievement_title'), ['title'], unique=False)

    op.create_table('event',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('uid', name=op.f('uq_event_uid'))
    )
    op.create_table('expert',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert')),
    sa.UniqueConstraint('name', 'unit', name=op.f('uq_expert_name_unit')),
    sa.UniqueConstraint('uid', name=op.f('uq_expert_uid'))
    )
    op.create_table('office',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office'))
    )
    op.create_table('organization',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('uscc', sa.String(), nullable=True),
    sa.Column('county', sa.String(), nullable=False),
    sa.Column('industry_code', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('bank', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization')),
    sa.UniqueConstraint('uid', name=op.f('uq_organization_uid')),
    sa.UniqueConstraint('uscc', name=op.f('uq_organization_uscc'))
    )
    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organization_name'), ['name'], unique=False)

    op.create_table('programme',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('code', name=op.f('uq_programme_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_programme_uid'))
    )
    op.create_table('achievement_unit',
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_achievement_unit_achievement_id_achievement'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_achievement_unit_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement_unit')),
    sa.UniqueConstraint('achievement_id', 'position', name=op.f('uq_achievement_unit_achievement_id_position'))
    )
    with op.batch_alter_table('achievement_unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_achievement_unit_organization_id'), ['organization_id'], unique=False)

    op.create_table('organization_name',
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_organization_name_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization_name'))
    )
    with op.batch_alter_table('organization_name', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organization_name_organization_id'), ['organization_id'], unique=False)

    op.create_table('person',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_person_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('name', 'organization_id', name=op.f('uq_person_name_organization_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_person_uid'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_organization_id'), ['organization_id'], unique=False)

    op.create_table('round',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('rules', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('document_no', sa.String(), nullable=False),
    sa.Column('document_date', sa.Date(), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_round_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round')),
    sa.UniqueConstraint('code', name=op.f('uq_round_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_round_uid'))
    )
    op.create_table('achievement_completer',
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_achievement_completer_achievement_id_achievement'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_achievement_completer_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement_completer')),
    sa.UniqueConstraint('achievement_id', 'position', name=op.f('uq_achievement_completer_achievement_id_position'))
    )
    with op.batch_alter_table('achievement_completer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_achievement_completer_person_id'), ['person_id'], unique=False)

    op.create_table('computed_result',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('computed_at', sa.DateTime(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_computed_result_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_computed_result')),
    sa.UniqueConstraint('round_id', name=op.f('uq_computed_result_round_id'))
    )
    op.create_table('entry',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('county', sa.String(), nullable=False),
    sa.Column('industry_code', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('payee_uscc', sa.String(), nullable=False),
    sa.Column('bank', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('group', sa.String(), nullable=False),
    sa.Column('nominator', sa.String(), nullable=False),
    sa.Column('nominated_tier', sa.String(), nullable=False),
    sa.Column('registration_no', sa.String(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=True),
    sa.Column('formal_check', sa.String(), nullable=False),
    sa.Column('formal_reason', sa.String(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievement.id'], name=op.f('fk_entry_achievement_id_achievement')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_entry_organization_id_organization')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_entry_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('round_id', 'key', name=op.f('uq_entry_round_id_key')),
    sa.UniqueConstraint('uid', name=op.f('uq_entry_uid'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_round_id'), ['round_id'], unique=False)

    op.create_table('meeting',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_meeting_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('round_id', name=op.f('uq_meeting_round_id'))
    )
    op.create_table('public_notice',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_public_notice_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice'))
    )
    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_notice_round_id'), ['round_id'], unique=False)

    op.create_table('tie_decision',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('cut', sa.String(), nullable=False),
    sa.Column('members', sa.JSON(), nullable=False),
    sa.Column('above', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_tie_decision_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tie_decision'))
    )
    with op.batch_alter_table('tie_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tie_decision_round_id'), ['round_id'], unique=False)

    op.create_table('award',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('score', sa.String(), nullable=False),
    sa.Column('bonus_fen', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_award_entry_id_entry')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_award_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('entry_id', 'title', name=op.f('uq_award_entry_id_title')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_award_round_id_number')),
    sa.UniqueConstraint('uid', name=op.f('uq_award_uid'))
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_round_id'), ['round_id'], unique=False)

    op.create_table('ballot',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('tier', sa.String(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('recused', sa.Integer(), nullable=False),
    sa.Column('yes', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('abstained', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_ballot_entry_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot')),
    sa.UniqueConstraint('entry_id', 'tier', name=op.f('uq_ballot_entry_id_tier'))
    )
    op.create_table('computed_standing',
    sa.Column('result_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('score', sa.String(), nullable=False),
    sa.Column('objective', sa.String(), nullable=False),
    sa.Column('expert', sa.String(), nullable=False),
    sa.Column('proposed', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('tied', sa.Boolean(), nullable=False),
    sa.Column('undecided', sa.Boolean(), nullable=False),
    sa.Column('bonus_fen', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_computed_standing_entry_id_entry')),
    sa.ForeignKeyConstraint(['result_id'], ['computed_result.id'], name=op.f('fk_computed_standing_result_id_computed_result'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_computed_standing')),
    sa.UniqueConstraint('result_id', 'entry_id', name=op.f('uq_computed_standing_result_id_entry_id'))
    )
    with op.batch_alter_table('computed_standing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_computed_standing_entry_id'), ['entry_id'], unique=False)

    op.create_table('entry_completer',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_completer_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_entry_completer_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_completer')),
    sa.UniqueConstraint('entry_id', 'position', name=op.f('uq_entry_completer_entry_id_position'))
    )
    with op.batch_alter_table('entry_completer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_completer_person_id'), ['person_id'], unique=False)

    op.create_table('entry_unit',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_unit_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_entry_unit_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_unit')),
    sa.UniqueConstraint('entry_id', 'position', name=op.f('uq_entry_unit_entry_id_position'))
    )
    with op.batch_alter_table('entry_unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_unit_organization_id'), ['organization_id'], unique=False)

    op.create_table('objection',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('objector', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('grounds', sa.String(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('ruling', sa.String(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_objection_entry_id_entry')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_objection_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_objection_round_id'), ['round_id'], unique=False)

    op.create_table('reported_value',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_reported_value_entry_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reported_value')),
    sa.UniqueConstraint('entry_id', 'quantity', name=op.f('uq_reported_value_entry_id_quantity'))
    )
    op.create_table('score_sheet',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('recused', sa.Boolean(), nullable=False),
    sa.Column('suggested_tier', sa.String(), nullable=False),
    sa.Column('remark', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_score_sheet_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['expert_id'], ['expert.id'], name=op.f('fk_score_sheet_expert_id_expert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet')),
    sa.UniqueConstraint('entry_id', 'expert_id', name=op.f('uq_score_sheet_entry_id_expert_id'))
    )
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_sheet_expert_id'), ['expert_id'], unique=False)

    op.create_table('verification',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.Column('reported_number', sa.String(), nullable=True),
    sa.Column('reported_text', sa.String(), nullable=True),
    sa.Column('number', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('checker', sa.String(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_verification_entry_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification')),
    sa.UniqueConstraint('entry_id', 'quantity', 'level', name=op.f('uq_verification_entry_id_quantity_level'))
    )
    op.create_table('veto',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_veto_entry_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_veto')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_veto_entry_id'))
    )
    op.create_table('bonus_share',
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('fen', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_bonus_share_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bonus_share')),
    sa.UniqueConstraint('award_id', 'position', name=op.f('uq_bonus_share_award_id_position'))
    )
    op.create_table('certificate',
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('holder_kind', sa.String(), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('void_reason', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_certificate_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_award_id'), ['award_id'], unique=False)

    op.create_table('plaque',
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('size', sa.String(), nullable=False),
    sa.Column('material', sa.String(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_plaque_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plaque'))
    )
    with op.batch_alter_table('plaque', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plaque_award_id'), ['award_id'], unique=False)
    op.execute("CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END")
    op.execute("CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END")

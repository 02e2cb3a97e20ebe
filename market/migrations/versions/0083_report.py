"""0083 what a bazaar's report counts: turnover, visitors, pictures, who leads a group"""

import sqlalchemy as sa
from alembic import op

revision = '0083'
down_revision = '0082'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'turnover',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('booking_id', sa.Integer(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=True),
        sa.Column('evidence', sa.String(length=20), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('amount IS NULL OR amount BETWEEN 0 AND 1000000000', name=op.f('ck_turnover_amount')),
        sa.CheckConstraint("evidence IN ('stated', 'by_helper', 'by_officer')", name=op.f('ck_turnover_evidence')),
        sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_turnover_booking_id_booking')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_turnover_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_turnover')),
    )
    op.create_index(op.f('ix_turnover_booking_id'), 'turnover', ['booking_id'])
    op.create_table(
        'visitor_count',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slot_id', sa.Integer(), nullable=False),
        sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.Column('undoes_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('n BETWEEN -500 AND 500 AND n <> 0', name=op.f('ck_visitor_count_n')),
        sa.CheckConstraint('(n < 0) = (undoes_id IS NOT NULL)', name=op.f('ck_visitor_count_undoes')),
        sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_visitor_count_slot_id_slot')),
        sa.ForeignKeyConstraint(
            ['undoes_id'], ['visitor_count.id'], name=op.f('fk_visitor_count_undoes_id_visitor_count')
        ),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_visitor_count_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visitor_count')),
        sa.UniqueConstraint('undoes_id', name=op.f('uq_visitor_count_undoes_id')),
    )
    op.create_index(op.f('ix_visitor_count_slot_id'), 'visitor_count', ['slot_id'])
    op.create_table(
        'report_picture',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('file', sa.String(length=60), nullable=False),
        sa.Column('alt', sa.String(length=200), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_report_picture_bazaar_id_bazaar')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_report_picture_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_picture')),
    )
    op.create_index(op.f('ix_report_picture_bazaar_id'), 'report_picture', ['bazaar_id'])
    op.create_table(
        'led_by_consent',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('leaders', sa.String(length=20), nullable=False),
        sa.Column('text_version', sa.String(length=20), nullable=False),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('given_by', sa.String(length=80), nullable=False),
        sa.Column('given_by_id', sa.Integer(), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("leaders IN ('women', 'disabled')", name=op.f('ck_led_by_consent_leaders')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_led_by_consent_group_id_groups')),
        sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_led_by_consent_given_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_led_by_consent')),
    )
    op.create_index(op.f('ix_led_by_consent_group_id'), 'led_by_consent', ['group_id'])
    op.create_index(
        'uq_led_by_consent_live', 'led_by_consent', ['group_id', 'leaders'], unique=True,
        sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'),
    )

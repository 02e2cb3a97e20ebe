"""0081 what each group was told of a bazaar, by which way, and what it said"""

import sqlalchemy as sa
from alembic import op

revision = '0081'
down_revision = '0080'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'notice',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('news', sa.String(length=60), nullable=False),
        sa.Column('occasion', sa.String(length=100), nullable=False),
        sa.Column('template', sa.String(length=40), nullable=False),
        sa.Column('params', sa.JSON(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('unsaid_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('nonce', sa.String(length=32), nullable=False),
        sa.Column('key_hash', sa.String(length=64), nullable=False),
        sa.Column('browser_hash', sa.String(length=64), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('opened_by', sa.String(length=80), nullable=False),
        sa.Column('opened_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_notice_application_id')),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_notice_bazaar_id')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_notice_group_id')),
        sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_notice_opened_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
        sa.UniqueConstraint('application_id', 'occasion', name=op.f('uq_notice_application_id_occasion')),
        sa.UniqueConstraint('key_hash', name=op.f('uq_notice_key_hash')),
    )
    op.create_index('ix_notice_bazaar_id_news', 'notice', ['bazaar_id', 'news'], unique=False)
    op.create_index(op.f('ix_notice_group_id'), 'notice', ['group_id'], unique=False)
    op.create_table(
        'brought',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('notice_id', sa.Integer(), nullable=False),
        sa.Column('way', sa.String(length=20), nullable=False),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('taken_back_by', sa.String(length=80), nullable=False),
        sa.Column('taken_back_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_brought_by_id')),
        sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_brought_notice_id')),
        sa.ForeignKeyConstraint(['taken_back_by_id'], ['person.id'], name=op.f('fk_brought_taken_back_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_brought')),
        sa.CheckConstraint("way IN ('whatsapp', 'paper', 'phone')", name=op.f('ck_brought_way')),
    )
    op.create_index(op.f('ix_brought_notice_id'), 'brought', ['notice_id'], unique=False)
    op.create_table(
        'reply',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('notice_id', sa.Integer(), nullable=True),
        sa.Column('said', sa.String(length=20), nullable=False),
        sa.Column('way', sa.String(length=20), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('counts_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by', sa.String(length=80), nullable=False),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_reply_application_id')),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_reply_bazaar_id')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_reply_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_reply_ended_by_id')),
        sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_reply_notice_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reply')),
        sa.CheckConstraint("said IN ('yes', 'no', 'read')", name=op.f('ck_reply_said')),
        sa.CheckConstraint("way IN ('link', 'account', 'officer')", name=op.f('ck_reply_way')),
        sa.CheckConstraint("state IN ('waits', 'counts', 'taken_back', 'overtaken')", name=op.f('ck_reply_state')),
    )
    op.create_index(op.f('ix_reply_application_id'), 'reply', ['application_id'], unique=False)
    op.create_index('ix_reply_due', 'reply', ['state', 'counts_at'], unique=False)
    op.create_index(op.f('ix_reply_notice_id'), 'reply', ['notice_id'], unique=False)
    op.create_index('uq_reply_waiting', 'reply', ['application_id'], unique=True, sqlite_where=sa.text("state = 'waits'"), postgresql_where=sa.text("state = 'waits'"))
    op.create_table(
        'announcement',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(length=600), nullable=False),
        sa.Column('audience', sa.String(length=20), nullable=False),
        sa.Column('which', sa.String(length=60), nullable=False),
        sa.Column('groups', sa.Integer(), nullable=False),
        sa.Column('made_by', sa.String(length=80), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_announcement_bazaar_id')),
        sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_announcement_made_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
        sa.CheckConstraint("audience IN ('everyone', 'block', 'category', 'unanswered')", name=op.f('ck_announcement_audience')),
    )
    op.create_index(op.f('ix_announcement_bazaar_id'), 'announcement', ['bazaar_id'], unique=False)
    with op.batch_alter_table('message') as table:
        table.add_column(sa.Column('notice_id', sa.Integer(), nullable=True))
        table.create_index(
            'ix_message_notice_id', ['notice_id'], unique=False,
            sqlite_where=sa.text('notice_id IS NOT NULL'), postgresql_where=sa.text('notice_id IS NOT NULL'),
        )

"""0008 payouts"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('drafted', 'approved')")
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_index('ix_ledger_entry_ref', 'ledger_entry', ['ref'])
    op.create_table(
        'payout_batch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', text(length=16), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('made_by', text(length=80), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
        sa.Column('approved_by_id', sa.Integer(), nullable=True),
        sa.Column('approved_by', text(length=80), nullable=False),
        sa.Column('approved_at', moment(), nullable=True),
        sa.CheckConstraint(
            'approved_by_id IS NULL OR approved_by_id <> made_by_id', name=op.f('ck_payout_batch_two_people')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payout_batch')),
        sa.UniqueConstraint('number', name=op.f('uq_payout_batch_number')),
        sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_payout_batch_made_by_id')),
        sa.ForeignKeyConstraint(['approved_by_id'], ['person.id'], name=op.f('fk_payout_batch_approved_by_id')),
    )
    op.create_table(
        'payout',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('reason', text(length=300), nullable=False),
        sa.Column('proof', text(length=120), nullable=False),
        sa.Column('sent_at', moment(), nullable=True),
        sa.Column('sent_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('amount > 0', name=op.f('ck_payout_amount')),
        sa.CheckConstraint(
            "state IN ('drafted', 'approved', 'sent', 'failed', 'dropped')", name=op.f('ck_payout_state')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payout')),
        sa.ForeignKeyConstraint(['batch_id'], ['payout_batch.id'], name=op.f('fk_payout_batch_id')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_payout_group_id')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payout_account_id')),
        sa.ForeignKeyConstraint(['sent_by_id'], ['person.id'], name=op.f('fk_payout_sent_by_id')),
    )
    op.create_index(op.f('ix_payout_batch_id'), 'payout', ['batch_id'])
    op.create_index(op.f('ix_payout_group_id'), 'payout', ['group_id'])
    op.create_index('uq_payout_live', 'payout', ['group_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_table(
        'arrival',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('arrived_on', sa.Date(), nullable=False),
        sa.Column('proof', text(length=120), nullable=False),
        sa.Column('token', text(length=64), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('at', moment(), nullable=False),
        sa.CheckConstraint('amount > 0', name=op.f('ck_arrival_amount')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_arrival')),
        sa.UniqueConstraint('token', name=op.f('uq_arrival_token')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_arrival_by_id')),
    )

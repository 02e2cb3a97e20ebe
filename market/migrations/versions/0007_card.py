"""0007 card"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

METHODS = "method IN ('transfer', 'qris', 'cash', 'card')"
REFUNDS = "state IN ('due', 'sending', 'sent', 'paid', 'failed', 'dropped')"
LIVE = sa.text("state IN ('new', 'open')")
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    for table in ('bill', 'payment', 'sub_order'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_method'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_method'), METHODS)
    op.add_column('terms', sa.Column('card', sa.Boolean(), nullable=False, server_default=sa.true()))
    _new_tables()
    _bills_and_payments()
    _refunds()


def _new_tables() -> None:
    op.create_table(
        'card_session',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('ref', text(length=40), nullable=False),
        sa.Column('attempt', sa.Integer(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('provider_id', text(length=120), nullable=True),
        sa.Column('url', text(length=1000), nullable=False),
        sa.Column('intent', text(length=120), nullable=True),
        sa.Column('cost', sa.BigInteger(), nullable=True),
        sa.Column('language', text(length=2), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
        sa.Column('expires_at', moment(), nullable=False),
        sa.Column('checked_at', moment(), nullable=False),
        sa.CheckConstraint('amount > 0', name=op.f('ck_card_session_amount')),
        sa.CheckConstraint("state IN ('new', 'open', 'paid', 'expired', 'failed')", name=op.f('ck_card_session_state')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_card_session')),
        sa.UniqueConstraint('ref', 'attempt', name=op.f('uq_card_session_ref_attempt')),
        sa.UniqueConstraint('provider_id', name=op.f('uq_card_session_provider_id')),
        sa.UniqueConstraint('intent', name=op.f('uq_card_session_intent')),
    )
    op.create_index(
        'uq_card_session_live', 'card_session', ['ref'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index(op.f('ix_card_session_checked_at'), 'card_session', ['checked_at'])
    op.create_table(
        'card_share',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('card_session_id', sa.Integer(), nullable=False),
        sa.Column('bill_id', sa.Integer(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('amount > 0', name=op.f('ck_card_share_amount')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_card_share')),
        sa.UniqueConstraint('card_session_id', 'bill_id', name=op.f('uq_card_share_card_session_id_bill_id')),
        sa.ForeignKeyConstraint(['card_session_id'], ['card_session.id'], name=op.f('fk_card_share_card_session_id')),
        sa.ForeignKeyConstraint(['bill_id'], ['bill.id'], name=op.f('fk_card_share_bill_id')),
    )
    op.create_index(op.f('ix_card_share_bill_id'), 'card_share', ['bill_id'])
    op.create_table(
        'dispute',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('provider_id', text(length=80), nullable=False),
        sa.Column('card_session_id', sa.Integer(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('cost', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('opened_at', moment(), nullable=False),
        sa.Column('closed_at', moment(), nullable=True),
        sa.CheckConstraint('amount > 0', name=op.f('ck_dispute_amount')),
        sa.CheckConstraint("state IN ('open', 'won', 'lost')", name=op.f('ck_dispute_state')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute')),
        sa.UniqueConstraint('provider_id', name=op.f('uq_dispute_provider_id')),
        sa.ForeignKeyConstraint(['card_session_id'], ['card_session.id'], name=op.f('fk_dispute_card_session_id')),
    )
    op.create_index(op.f('ix_dispute_card_session_id'), 'dispute', ['card_session_id'])
    op.create_table(
        'provider_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('provider_id', text(length=120), nullable=False),
        sa.Column('kind', text(length=80), nullable=False),
        sa.Column('at', moment(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_event')),
        sa.UniqueConstraint('provider_id', name=op.f('uq_provider_event_provider_id')),
    )


def _bills_and_payments() -> None:
    op.add_column('bill', sa.Column('card_open', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('bill', sa.Column('earned_at', moment(), nullable=True))
    op.create_index(op.f('ix_bill_earned_at'), 'bill', ['earned_at'])
    with op.batch_alter_table('payment') as batch_op:
        batch_op.add_column(sa.Column('card_session_id', sa.Integer(), nullable=True))
        batch_op.alter_column('rounding', existing_type=sa.Integer(), type_=sa.BigInteger())
        batch_op.drop_constraint(op.f('ck_payment_amount'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_payment_amount'), 'amount >= 0 AND rounding >= 0 AND amount + rounding > 0'
        )
        batch_op.create_unique_constraint(
            op.f('uq_payment_bill_id_card_session_id'), ['bill_id', 'card_session_id']
        )
        batch_op.create_foreign_key(
            op.f('fk_payment_card_session_id'), 'card_session', ['card_session_id'], ['id']
        )


def _refunds() -> None:
    with op.batch_alter_table('refund') as batch_op:
        batch_op.add_column(sa.Column('besides', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('note', text(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('way', sa.String(length=20), nullable=False, server_default='by_hand'))
        batch_op.add_column(sa.Column('token', text(length=64), nullable=True))
        batch_op.add_column(sa.Column('provider_id', text(length=80), nullable=True))
        for name, length in (('bank', 40), ('number', 40), ('holder', 80), ('granted_by', 80)):
            batch_op.add_column(sa.Column(name, text(length=length), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('granted_by_id', sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f('ck_refund_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_refund_state'), REFUNDS)
        batch_op.create_check_constraint(op.f('ck_refund_way'), "way IN ('by_hand', 'card', 'bank')")
        batch_op.create_check_constraint(op.f('ck_refund_besides'), 'besides BETWEEN 0 AND amount')
        batch_op.create_unique_constraint(op.f('uq_refund_token'), ['token'])
        batch_op.create_unique_constraint(op.f('uq_refund_provider_id'), ['provider_id'])
        batch_op.create_foreign_key(op.f('fk_refund_granted_by_id'), 'person', ['granted_by_id'], ['id'])
    # What came besides a bill's amount and went back with it, as the ledger has it.
    op.execute(
        'UPDATE refund SET besides = amount - (SELECT b.amount FROM bill b WHERE b.id = refund.bill_id)'
        ' WHERE amount > (SELECT b.amount FROM bill b WHERE b.id = refund.bill_id)'
    )

"""0006 ledger"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

NEW = 'INSERT INTO ledger_entry (source, target, amount, fact_kind, fact_id, leg, ref, at)'
OWN, ROUNDING = "'group/' || b.group_id || '/own'", "'group/' || b.group_id || '/rounding'"


def upgrade() -> None:
    op.create_table(
        'ledger_entry',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('source', sa.String(length=60), nullable=False),
        sa.Column('target', sa.String(length=60), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('fact_kind', sa.String(length=20), nullable=False),
        sa.Column('fact_id', sa.Integer(), nullable=False),
        sa.Column('leg', sa.String(length=20), nullable=False),
        sa.Column('ref', sa.String(length=40), nullable=False),
        sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint('amount > 0', name=op.f('ck_ledger_entry_amount')),
        sa.CheckConstraint('source <> target', name=op.f('ck_ledger_entry_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
        sa.UniqueConstraint('fact_kind', 'fact_id', 'leg', name=op.f('uq_ledger_entry_fact_kind_fact_id_leg')),
    )
    op.create_index('ix_ledger_entry_source', 'ledger_entry', ['source', 'at'])
    op.create_index('ix_ledger_entry_target', 'ledger_entry', ['target', 'at'])
    op.add_column('order_line', sa.Column('fee', sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column('bill', sa.Column('fee', sa.BigInteger(), nullable=False, server_default='0'))
    with op.batch_alter_table('bill') as batch_op:
        batch_op.create_check_constraint(op.f('ck_bill_fee'), 'fee BETWEEN 0 AND amount')
    _book_what_was()
    # Until now a bill could be settled while its claim stayed open, to be paid a second time.
    op.execute(
        "UPDATE claim SET state = 'confirmed' WHERE state = 'open' AND bill_id IN"
        " (SELECT id FROM bill WHERE state = 'settled')"
    )


def _book_what_was() -> None:
    """Payments and refunds from before the ledger, as the code books them now; there was no fee."""
    payments = 'FROM payment p JOIN bill b ON b.id = p.bill_id'
    refunds = "FROM refund r JOIN bill b ON b.id = r.bill_id WHERE r.state = 'paid'"
    own = f"CASE WHEN b.group_id IS NULL THEN 'organiser' ELSE {OWN} END"
    goods = 'CASE WHEN r.amount > b.amount THEN b.amount ELSE r.amount END'
    at = 'COALESCE(r.paid_at, r.owed_at)'
    op.execute(f"{NEW} SELECT 'buyer', {own}, p.amount, 'payment', p.id, 'amount', b.ref, p.received_at {payments}")
    op.execute(
        f"{NEW} SELECT 'buyer', {ROUNDING}, p.rounding, 'payment', p.id, 'rounding', b.ref, p.received_at {payments}"
        ' WHERE p.rounding > 0 AND b.group_id IS NOT NULL'
    )
    op.execute(f"{NEW} SELECT {own}, 'buyer', {goods}, 'refund', r.id, 'amount', b.ref, {at} {refunds}")
    op.execute(
        f"{NEW} SELECT {ROUNDING}, 'buyer', r.amount - b.amount, 'refund', r.id, 'rounding', b.ref, {at} {refunds}"
        ' AND r.amount > b.amount AND b.group_id IS NOT NULL'
    )

"""0024 every account that a buyer named for her money"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'refund_account',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('refund_id', sa.Integer(), nullable=False),
        sa.Column('bank', sa.String(length=40), nullable=False),
        sa.Column('number', sa.String(length=40), nullable=False),
        sa.Column('holder', sa.String(length=80), nullable=False),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('usable_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_refund_account_by_id')),
        sa.ForeignKeyConstraint(['refund_id'], ['refund.id'], name=op.f('fk_refund_account_refund_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_account')),
    )
    op.create_index(op.f('ix_refund_account_refund_id'), 'refund_account', ['refund_id'])
    op.execute(
        'INSERT INTO refund_account (refund_id, bank, number, holder, given_at, usable_at) '
        "SELECT id, bank, number, holder, owed_at, owed_at FROM refund WHERE number <> ''"
    )

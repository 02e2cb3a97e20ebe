"""0005 unique sums"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column('payment', sa.Column('rounding', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('bill', sa.Column('asked', sa.BigInteger(), nullable=True))
    op.add_column('bill', sa.Column('closed_at', moment(), nullable=True))
    op.add_column('bill', sa.Column('released_at', moment(), nullable=True))
    # Bills from before ask for their plain amount, which others may ask for too.
    op.execute('UPDATE bill SET asked = amount, released_at = made_at')
    with op.batch_alter_table('bill') as batch_op:
        batch_op.alter_column('asked', existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_check_constraint(op.f('ck_bill_asked'), 'asked - amount BETWEEN 0 AND 999')
    live = sa.text("method = 'transfer' AND released_at IS NULL")
    op.create_index(
        'uq_bill_asked', 'bill', ['account_id', 'asked'], unique=True, sqlite_where=live, postgresql_where=live
    )

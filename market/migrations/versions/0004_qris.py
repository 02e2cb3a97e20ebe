"""0004 qris"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

METHODS = "method IN ('transfer', 'qris', 'cash')"


def upgrade() -> None:
    for table in ('bill', 'payment', 'sub_order'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_method'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_method'), METHODS)
    op.add_column('terms', sa.Column('qris', sa.Boolean(), nullable=False, server_default=sa.true()))
    text = sqlmodel.sql.sqltypes.AutoString
    with op.batch_alter_table('account') as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=20), nullable=False, server_default='bank'))
        batch_op.add_column(sa.Column('payload', text(length=512), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('amount_inside', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f('ck_account_kind'), "kind IN ('bank', 'qris')")
        batch_op.create_check_constraint(op.f('ck_account_payload'), "(kind = 'qris') = (payload <> '')")

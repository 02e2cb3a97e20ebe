"""0014 collecting"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('account') as table:
        table.alter_column('group_id', existing_type=sa.Integer(), nullable=True)
        table.drop_constraint(op.f('ck_account_kind'), type_='check')
        table.create_check_constraint(op.f('ck_account_kind'), "kind IN ('bank', 'qris', 'platform')")
        table.create_check_constraint(op.f('ck_account_whose'), "group_id IS NOT NULL OR kind = 'bank'")

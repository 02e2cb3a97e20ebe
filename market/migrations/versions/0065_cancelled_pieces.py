"""0065 pieces of a line can be cancelled before they leave"""

import sqlalchemy as sa
from alembic import op

revision = '0065'
down_revision = '0064'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('order_line') as table:
        table.add_column(sa.Column('cancelled', sa.Integer(), nullable=False, server_default='0'))
        table.create_check_constraint('cancelled', 'cancelled BETWEEN 0 AND quantity')
    with op.batch_alter_table('order_line') as table:
        table.alter_column('cancelled', server_default=None)

"""0022 which browser's cart became an order"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('orders') as table:
        table.add_column(sa.Column('cart_hash', sa.String(length=64), nullable=False, server_default=''))
    with op.batch_alter_table('orders') as table:
        table.alter_column('cart_hash', server_default=None)

"""0015 refund proof"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('refund') as table:
        table.add_column(sa.Column('proof', sa.String(length=120), nullable=False, server_default=''))
    with op.batch_alter_table('refund') as table:
        table.alter_column('proof', server_default=None)

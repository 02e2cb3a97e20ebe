"""0018 which booths an absent group gave"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('attendance') as table:
        table.add_column(sa.Column('gave', sa.String(length=40), nullable=False, server_default=''))
    with op.batch_alter_table('attendance') as table:
        table.alter_column('gave', server_default=None)

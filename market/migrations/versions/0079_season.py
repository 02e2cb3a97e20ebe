"""0079 a season: the same groups on every day of a weekly market"""

import sqlalchemy as sa
from alembic import op

revision = '0079'
down_revision = '0078'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('bazaar') as table:
        table.add_column(sa.Column('season', sa.Boolean(), nullable=False, server_default=sa.false()))

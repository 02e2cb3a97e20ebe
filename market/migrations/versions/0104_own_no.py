"""0104 whether a group itself took its registration back, so that nobody else sends it again"""

import sqlalchemy as sa
from alembic import op

revision = '0104'
down_revision = '0103'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('application') as table:
        table.add_column(sa.Column('own_no', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('application') as table:
        table.alter_column('own_no', server_default=None)


def downgrade() -> None:
    op.drop_column('application', 'own_no')

"""0069 a fee for each class of booth"""

import sqlalchemy as sa
from alembic import op

revision = '0069'
down_revision = '0068'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('bazaar') as table:
        table.add_column(sa.Column('fee_classes', sa.JSON(), nullable=False, server_default='{}'))
    with op.batch_alter_table('booth') as table:
        table.add_column(sa.Column('fee_class', sa.String(length=20), nullable=False, server_default=''))

"""0075 categories that are no longer used"""

import sqlalchemy as sa
from alembic import op

revision = '0075'
down_revision = '0074'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('category') as table:
        table.add_column(sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))

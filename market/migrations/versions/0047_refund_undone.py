"""0047 money back that went by word of mouth, and that was said to have gone by mistake"""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

HOW = sa.Enum('cash', 'told', name='how', native_enum=False, create_constraint=True, length=20)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('refund') as table:
        table.add_column(sa.Column('how', HOW, nullable=True))
        table.add_column(sa.Column('undone_at', MOMENT, nullable=True))

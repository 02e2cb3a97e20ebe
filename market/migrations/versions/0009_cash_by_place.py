"""0009 cash by place"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('tariff', sa.Column('cash', sa.Boolean(), nullable=False, server_default=sa.true()))

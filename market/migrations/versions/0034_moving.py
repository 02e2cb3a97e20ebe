"""0034 a group that moves keeps its officers for a while"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('groups') as table:
        table.add_column(sa.Column('moved_from', sa.String(length=13), nullable=True))
        table.add_column(sa.Column('moves_over_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('answered_since', sa.DateTime(timezone=True), nullable=True))
        table.create_index(op.f('ix_groups_moves_over_at'), ['moves_over_at'])

"""0033 a PIN chosen by a code rests at first; who made a claim link"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.add_column(sa.Column('pin_rests_until', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('claim_link') as table:
        table.add_column(sa.Column('by_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_claim_link_by_id'), 'person', ['by_id'], ['id'])

"""0013 booth watt"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('bazaar') as table:
        table.add_column(sa.Column('booth_watt', sa.Integer(), nullable=False, server_default='300'))
        table.create_check_constraint(op.f('ck_bazaar_booth_watt'), 'booth_watt >= 0')
    with op.batch_alter_table('bazaar') as table:
        table.alter_column('booth_watt', server_default=None)

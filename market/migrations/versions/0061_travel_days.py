"""0061 how many days a parcel travels: what is made first is promised that much later, and travels no longer"""

import sqlalchemy as sa
from alembic import op

revision = '0061'
down_revision = '0060'
branch_labels = None
depends_on = None

SINCE = {
    'sqlite': "CAST(julianday(arrives_by) - julianday(date(placed_at)) AS INTEGER)",
    'postgresql': "arrives_by - CAST(placed_at AS date)",
}


def upgrade() -> None:
    with op.batch_alter_table('sub_order') as table:
        table.add_column(sa.Column('travel_days', sa.Integer(), server_default='0', nullable=False))
    days = SINCE[op.get_bind().dialect.name]
    op.execute(f"UPDATE sub_order SET travel_days = {days} WHERE {days} BETWEEN 1 AND 60")
    with op.batch_alter_table('sub_order') as table:
        table.alter_column('travel_days', server_default=None)
        table.create_check_constraint(op.f('ck_sub_order_travel_days'), 'travel_days >= 0')

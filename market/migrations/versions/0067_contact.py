"""0067 whom to ask for at the office that ordered"""

import sqlalchemy as sa
from alembic import op

revision = '0067'
down_revision = '0066'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('orders') as table:
        table.add_column(sa.Column('contact', sa.String(length=80), nullable=False, server_default=''))
    quotes = 'SELECT quote.contact FROM quote WHERE quote.order_id = orders.id'
    op.execute(f"UPDATE orders SET contact = COALESCE(({quotes}), '')")
    with op.batch_alter_table('orders') as table:
        table.alter_column('contact', server_default=None)

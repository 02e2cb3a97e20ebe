"""0025 what one network keeps from others, goods the group answers for first, cash goods not picked up"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE hold SET origin = ''")  # plain addresses until now
    op.drop_index('ix_cart_address', 'cart')
    with op.batch_alter_table('cart') as table:
        table.drop_column('address')
    for name, column in (('hold', 'beyond'), ('cartline', 'asks')):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(name) as table:
            table.alter_column(column, server_default=None)
    with op.batch_alter_table('sub_order') as table:
        table.add_column(sa.Column('ask_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('collect_by', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('origin', sa.String(length=64), nullable=True))
    for column in ('ask_at', 'collect_by', 'origin'):
        there = sa.text(f'{column} IS NOT NULL')
        op.create_index(
            f'ix_sub_order_{column}', 'sub_order', [column], sqlite_where=there, postgresql_where=there
        )

"""0031 letters: whether the address was proved, and the network that caused them"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('message') as table:
        table.add_column(sa.Column('proved', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('caused_by', sa.String(length=64), nullable=True))
    op.execute("UPDATE message SET proved = true WHERE channel = 'tap'")
    with op.batch_alter_table('message') as table:
        table.alter_column('proved', server_default=None)
    caused = sa.text('caused_by IS NOT NULL')
    op.create_index(
        'ix_message_caused_by', 'message', ['caused_by', 'written_at'], sqlite_where=caused, postgresql_where=caused
    )
    for column in ('quiet_to_buyer', 'quiet_to_group'):
        with op.batch_alter_table('sub_order') as table:
            table.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table('sub_order') as table:
            table.alter_column(column, server_default=None)

"""0035 what a message is about, so that it can be taken away while it waits"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None
WAITS = sa.text('about IS NOT NULL AND sent_at IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('message') as table:
        table.add_column(sa.Column('about', sa.String(length=60), nullable=True))
        table.add_column(sa.Column('unsaid_at', sa.DateTime(timezone=True), nullable=True))
        table.create_index('ix_message_about', ['about'], sqlite_where=WAITS, postgresql_where=WAITS)

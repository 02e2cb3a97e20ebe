"""0036 the messages that wait are found without the sent ones"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None
UNSENT = sa.text('sent_at IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('message') as table:
        table.drop_index('ix_message_due_at')
        table.create_index('ix_message_unsent', ['channel', 'due_at'], sqlite_where=UNSENT, postgresql_where=UNSENT)

"""0099 when the readers of a complaint were told, a letter a day; a group may say no to one thing and give up another"""

import sqlalchemy as sa
from alembic import op

revision = '0099'
down_revision = '0098'
branch_labels = None
depends_on = None

WAITING = {
    'uq_reply_waiting': (['application_id', 'said'], "state = 'waits' AND slot_id IS NULL"),
    'uq_reply_waiting_day': (['application_id', 'slot_id', 'said'], "state = 'waits' AND slot_id IS NOT NULL"),
}


def upgrade() -> None:
    with op.batch_alter_table('complaint') as table:
        table.add_column(sa.Column('told_on', sa.Date(), nullable=True))
    op.execute('UPDATE complaint SET told_on = made_on')  # a letter told of each, when it was made
    for name, (columns, which) in WAITING.items():
        where = sa.text(which)
        op.drop_index(name, table_name='reply')
        op.create_index(name, 'reply', columns, unique=True, sqlite_where=where, postgresql_where=where)

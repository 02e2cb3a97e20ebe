"""0085 news that stands on the page of a group which nothing else reaches"""

import sqlalchemy as sa
from alembic import op

revision = '0085'
down_revision = '0084'
branch_labels = None
depends_on = None

CHANNELS = ('email', 'whatsapp', 'tap', 'page')


def upgrade() -> None:
    with op.batch_alter_table('message') as table:
        table.drop_constraint(op.f('ck_message_channel'), type_='check')
        table.create_check_constraint(op.f('ck_message_channel'), sa.column('channel').in_(CHANNELS))

"""0044 helping a group, too, waits for the owner of a number named at the command line"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('appointment') as table:
        table.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        table.create_foreign_key('fk_appointment_group_id', 'groups', ['group_id'], ['id'])

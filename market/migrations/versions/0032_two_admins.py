"""0032 what two admins are asked for"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

WHAT = sa.Enum('code', 'second_off', name='what', native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    with op.batch_alter_table('code_request') as table:
        table.add_column(sa.Column('what', WHAT, nullable=False, server_default='code'))
    with op.batch_alter_table('code_request') as table:
        table.alter_column('what', existing_type=WHAT, server_default=None)

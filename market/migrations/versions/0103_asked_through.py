"""0103 the helper by whose code came the PIN of whoever asked a change of roles"""

import sqlalchemy as sa
from alembic import op

revision = '0103'
down_revision = '0102'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('role_change', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_through_id', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('role_change', schema=None) as batch_op:
        batch_op.drop_column('asked_through_id')

"""0122 the login that opened a till"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0122'
down_revision = '0121'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('till', schema=None) as batch_op:
        batch_op.add_column(sa.Column('login_id', sa.Integer(), nullable=True))


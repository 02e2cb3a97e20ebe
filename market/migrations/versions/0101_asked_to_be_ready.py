"""0101 of which day those who wait were asked whether they are ready"""

import sqlalchemy as sa
from alembic import op

revision = '0101'
down_revision = '0100'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('slot', sa.Column('ready_asked_for', sa.Date(), nullable=True))

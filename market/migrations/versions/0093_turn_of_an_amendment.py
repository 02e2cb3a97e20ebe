"""0093 the facts of a turn instead of words, where the program gave a booth"""

import sqlalchemy as sa
from alembic import op

revision = '0093'
down_revision = '0092'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('amendment', sa.Column('turn', sa.JSON(), nullable=True))

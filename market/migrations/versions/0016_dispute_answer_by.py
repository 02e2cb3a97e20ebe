"""0016 until when a dispute is answered"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('dispute') as table:
        table.add_column(sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True))

"""0097 the reason of what was found at the gate as a fact, where nobody wrote one; the place in a queue by its name"""

import sqlalchemy as sa
from alembic import op

revision = '0097'
down_revision = '0096'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('amendment') as table:
        table.alter_column('turn', new_column_name='in_queue')
    with op.batch_alter_table('attendance') as table:
        table.add_column(sa.Column('why', sa.String(length=20), nullable=True))
        table.create_check_constraint(op.f('ck_attendance_why'), "why IN ('empty_booth', 'came_after')")

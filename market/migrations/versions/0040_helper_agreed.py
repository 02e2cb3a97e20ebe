"""0040 the group's yes to a facilitator whom an officer asks"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('invitation') as table:
        table.add_column(sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('agreed_by_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_invitation_agreed_by_id'), 'person', ['agreed_by_id'], ['id'])

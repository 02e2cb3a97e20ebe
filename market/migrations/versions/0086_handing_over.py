"""0086 a facilitator hands a group over to another one"""

import sqlalchemy as sa
from alembic import op

revision = '0086'
down_revision = '0085'
branch_labels = None
depends_on = None

HANDED_OVER = "state = 'open' AND instead_of_id IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table('invitation') as table:
        table.add_column(sa.Column('instead_of_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_invitation_instead_of_id'), 'person', ['instead_of_id'], ['id'])
    op.create_index(
        'uq_invitation_instead_of', 'invitation', ['group_id', 'instead_of_id'], unique=True,
        sqlite_where=sa.text(HANDED_OVER), postgresql_where=sa.text(HANDED_OVER),
    )

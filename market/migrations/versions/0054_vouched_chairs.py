"""0054 which chairs an officer saw when she vouched for the group: those of vouched groups now"""

import sqlalchemy as sa
from alembic import op

revision = '0054'
down_revision = '0053'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.add_column(sa.Column('vouched_for', sa.Boolean(), nullable=False, server_default=sa.false()))
    m = sa.table('membership', *(sa.column(c) for c in ('group_id', 'chair', 'ended_at', 'vouched_for')))
    g = sa.table('groups', sa.column('id'), sa.column('state'))
    checked = sa.select(g.c.id).where(g.c.state == 'checked')
    chairs = (m.c.group_id.in_(checked), m.c.chair, m.c.ended_at.is_(None))
    op.get_bind().execute(sa.update(m).where(*chairs).values(vouched_for=sa.true()))
    with op.batch_alter_table('membership') as table:
        table.alter_column('vouched_for', server_default=None)

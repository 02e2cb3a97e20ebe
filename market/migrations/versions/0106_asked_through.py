"""0106 everybody by whose code came the PIN of whoever asked a change of roles; the own no of who is concerned"""

import sqlalchemy as sa
from alembic import op

revision = '0106'
down_revision = '0105'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('role_change') as table:
        table.add_column(sa.Column('asked_through', sa.JSON(), nullable=False, server_default='[]'))
        table.add_column(sa.Column('own_no_at', sa.DateTime(timezone=True), nullable=True))
    _move('asked_through_id', 'asked_through', lambda one: [one])
    with op.batch_alter_table('role_change') as table:
        table.alter_column('asked_through', server_default=None)
        table.drop_column('asked_through_id')


def downgrade() -> None:
    with op.batch_alter_table('role_change') as table:
        table.add_column(sa.Column('asked_through_id', sa.Integer(), nullable=True))
    _move('asked_through', 'asked_through_id', lambda several: min(several, default=None))
    with op.batch_alter_table('role_change') as table:
        table.drop_column('asked_through')
        table.drop_column('own_no_at')


def _move(was, becomes, make) -> None:
    columns = (sa.column('id', sa.Integer), sa.column('asked_through', sa.JSON), sa.column('asked_through_id', sa.Integer))
    changes = sa.table('role_change', *columns)
    found = op.get_bind().execute(sa.select(changes.c.id, changes.c[was]).where(changes.c[was].is_not(None))).all()
    for key, value in found:
        op.execute(sa.update(changes).where(changes.c.id == key).values({becomes: make(value)}))

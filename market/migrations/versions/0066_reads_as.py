"""0066 how names read: without signs, strokes and pairs that look like one letter"""

import sqlalchemy as sa
from alembic import op

revision = '0066'
down_revision = '0065'
branch_labels = None
depends_on = None


def upgrade() -> None:
    from market.kernel.names import reads_as

    groups = sa.table('groups', sa.column('id', sa.Integer), sa.column('name', sa.String), sa.column('reads_as', sa.String))
    connection = op.get_bind()
    for key, name, was in connection.execute(sa.select(groups.c.id, groups.c.name, groups.c.reads_as)).all():
        if was != reads_as(name):
            connection.execute(sa.update(groups).where(groups.c.id == key).values(reads_as=reads_as(name)))

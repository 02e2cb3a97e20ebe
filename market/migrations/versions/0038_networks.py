"""0038 no address of a network is kept: those from before are forgotten"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('security_event', 'known_browser'):
        rows = sa.table(name, sa.column('network', sa.String))
        op.execute(sa.update(rows).values(network=''))
    for name in ('slowdown', 'attempt'):
        op.execute(sa.delete(sa.table(name)))

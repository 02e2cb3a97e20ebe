"""0102 letters that were given up after an hour stay so, now that others are tried for four days"""

import sqlalchemy as sa
from alembic import op

revision = '0102'
down_revision = '0101'
branch_labels = None
depends_on = None


def upgrade() -> None:
    message = sa.table('message', sa.column('attempts'), sa.column('sent_at'))
    op.execute(sa.update(message).where(message.c.sent_at.is_(None), message.c.attempts >= 8).values(attempts=56))


def downgrade() -> None:
    pass

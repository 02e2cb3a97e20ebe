"""0080 two offices of one place may ask the same person"""

import sqlalchemy as sa
from alembic import op

revision = '0080'
down_revision = '0079'
branch_labels = None
depends_on = None

OPEN_PLACE = "state = 'open' AND identifier <> '' AND group_id IS NULL"


def upgrade() -> None:
    op.drop_index('uq_invitation_place', 'invitation')
    op.create_index(
        'uq_invitation_place', 'invitation', ['kind', 'place', 'agency', 'identifier'], unique=True,
        sqlite_where=sa.text(OPEN_PLACE), postgresql_where=sa.text(OPEN_PLACE),
    )

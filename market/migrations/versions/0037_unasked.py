"""0037 members who were never asked are so by name; PINs that somebody else chose end"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.alter_column('accepted_at', existing_type=sa.DateTime(timezone=True), nullable=True)
    # Whoever was added before people were asked: those have nobody who gave them the role, and founded nothing.
    op.execute(
        "UPDATE membership SET accepted_at = NULL WHERE given_by_id IS NULL AND accepted_by IN ('account', 'pin')"
        ' AND NOT chair'
    )
    op.execute('UPDATE membership SET pin_hash = NULL WHERE pin_chosen_at IS NULL')

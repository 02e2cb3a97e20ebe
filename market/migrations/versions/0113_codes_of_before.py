"""0113 of a PIN code from before nobody knows whether it was given by a PIN, and unknown is read as if it was"""

import sqlalchemy as sa
from alembic import op

revision = '0113'
down_revision = '0112'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('pin_code') as table:
        table.alter_column('by_pin', existing_type=sa.Boolean(), nullable=True)
    codes = sa.table('pin_code', sa.column('by_pin', sa.Boolean))
    # Codes of before 0105 and those since cannot be told apart any more.
    op.execute(sa.update(codes).where(codes.c.by_pin.is_(False)).values(by_pin=None))


def downgrade() -> None:
    codes = sa.table('pin_code', sa.column('by_pin', sa.Boolean))
    op.execute(sa.update(codes).where(codes.c.by_pin.is_(None)).values(by_pin=False))
    with op.batch_alter_table('pin_code') as table:
        table.alter_column('by_pin', existing_type=sa.Boolean(), nullable=False)

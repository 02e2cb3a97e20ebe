"""0105 whether a PIN code was given by somebody named by her PIN, through whom another may have given it"""

import sqlalchemy as sa
from alembic import op

revision = '0105'
down_revision = '0104'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('pin_code') as table:
        table.add_column(sa.Column('by_pin', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('pin_code') as table:
        table.alter_column('by_pin', server_default=None)
    codes = sa.table('pin_code', sa.column('issued_by_id', sa.Integer), sa.column('by_pin', sa.Boolean))
    people = sa.table('person', sa.column('id', sa.Integer), sa.column('password_hash', sa.String))
    # Without an account she had no other way to give one.
    without = sa.select(people.c.id).where(people.c.password_hash.is_(None))
    op.execute(sa.update(codes).where(codes.c.issued_by_id.in_(without)).values(by_pin=True))


def downgrade() -> None:
    op.drop_column('pin_code', 'by_pin')

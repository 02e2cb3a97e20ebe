"""0020 misses that slow down who guesses"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'slowdown',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('misses', sa.Integer(), nullable=False),
        sa.Column('missed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_slowdown')),
        sa.UniqueConstraint('name', name=op.f('uq_slowdown_name')),
    )
    op.create_index(op.f('ix_slowdown_missed_at'), 'slowdown', ['missed_at'])

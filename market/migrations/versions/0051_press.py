"""0051 a form of ours is done once: what was pressed, and where it led"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'press',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('content_hash', sa.String(length=64), nullable=False),
        sa.Column('said', sa.String(length=40), nullable=False),
        sa.Column('request_mark', sa.String(length=22), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('location', sa.String(length=2000), nullable=True),
        sa.Column('words', sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_press')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_press_token_hash')),
    )
    op.create_index(op.f('ix_press_at'), 'press', ['at'])

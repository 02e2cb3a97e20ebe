"""0107 beats of the worker, a clock that jumped, and what it ended while it was wrong"""

import sqlalchemy as sa
from alembic import op

revision = '0107'
down_revision = '0106'
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'clock_beat',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('start', sa.String(length=40), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('seconds', sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_beat')),
        sa.UniqueConstraint('start', name=op.f('uq_clock_beat_start')),
    )
    op.create_table(
        'clock_stop',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('known_from', sa.Enum('seconds', 'beats', 'database', name='known_from', native_enum=False, create_constraint=True, length=20), nullable=False),
        sa.Column('found_at', MOMENT, nullable=False),
        sa.Column('expected_at', MOMENT, nullable=False),
        sa.Column('confirmed_at', MOMENT, nullable=True),
        sa.Column('mended_at', MOMENT, nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_stop')),
    )
    op.create_index(op.f('ix_clock_stop_mended_at'), 'clock_stop', ['mended_at'])
    op.create_table(
        'mistimed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('mark', sa.String(length=40), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('due_at', MOMENT, nullable=True),
        sa.Column('ran_on', sa.Boolean(), nullable=False),
        sa.Column('done_at', MOMENT, nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mistimed')),
        sa.UniqueConstraint('mark', name=op.f('uq_mistimed_mark')),
    )


def downgrade() -> None:
    for name in ('mistimed', 'clock_stop', 'clock_beat'):
        op.drop_table(name)

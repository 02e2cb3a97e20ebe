"""0110 which lights are red, and whether the operator was told"""

import sqlalchemy as sa
from alembic import op

revision = '0110'
down_revision = '0109'
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'red_light',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=20), nullable=False),
        sa.Column('machine', sa.String(length=80), nullable=False),
        sa.Column('said', sa.String(length=300), nullable=False),
        sa.Column('since', MOMENT, nullable=False),
        sa.Column('told_at', MOMENT, nullable=True),
        sa.Column('over_at', MOMENT, nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_red_light')),
        sa.UniqueConstraint('code', 'machine', name=op.f('uq_red_light_code_machine')),
    )


def downgrade() -> None:
    op.drop_table('red_light')

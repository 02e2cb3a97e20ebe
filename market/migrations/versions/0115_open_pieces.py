"""0115 goods that are weighed: what is left of the unit that was opened last"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0115'
down_revision = '0114'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('open_piece',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=False),
    sa.Column('grams_left', sa.Integer(), nullable=False),
    sa.CheckConstraint('grams_left >= 0', name=op.f('ck_open_piece_grams_left')),
    sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_open_piece_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_open_piece')),
    sa.UniqueConstraint('variant_id', name=op.f('uq_open_piece_variant_id'))
    )

"""0010 recap"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        'recap',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('token', text(length=32), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('first_month', sa.Date(), nullable=False),
        sa.Column('figures', text(), nullable=False),
        sa.Column('made_by', text(length=80), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
        sa.Column('withdrawn_at', moment(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recap')),
        sa.UniqueConstraint('token', name=op.f('uq_recap_token')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_recap_group_id')),
    )
    op.create_index(op.f('ix_recap_group_id'), 'recap', ['group_id'])

"""0092 who read a complaint"""

import sqlalchemy as sa
from alembic import op

revision = '0092'
down_revision = '0091'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'complaint_look',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('complaint_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_complaint_look_by_id_person')),
        sa.ForeignKeyConstraint(
            ['complaint_id'], ['complaint.id'], name=op.f('fk_complaint_look_complaint_id_complaint')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_look')),
        sa.UniqueConstraint('complaint_id', 'by_id', 'day', name=op.f('uq_complaint_look_complaint_id_by_id_day')),
    )

"""0084 complaints that money was asked for at a bazaar"""

import sqlalchemy as sa
from alembic import op

revision = '0084'
down_revision = '0083'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'complaint',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=12), nullable=False),
        sa.Column('key_hash', sa.String(length=64), nullable=False),
        sa.Column('what', sa.String(length=2000), nullable=False),
        sa.Column('who_asked', sa.String(length=160), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=True),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('contact', sa.String(length=120), nullable=False),
        sa.Column('made_on', sa.Date(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('outcome', sa.String(length=20), nullable=True),
        sa.Column('answer', sa.String(length=2000), nullable=False),
        sa.Column('handled_on', sa.Date(), nullable=True),
        sa.Column('handled_by', sa.String(length=80), nullable=False),
        sa.Column('handled_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('received', 'looked_at', 'answered')", name=op.f('ck_complaint_state')),
        sa.CheckConstraint(
            "outcome IN ('founded', 'unfounded', 'unclear', 'handed_on')", name=op.f('ck_complaint_outcome')
        ),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_complaint_bazaar_id_bazaar')),
        sa.ForeignKeyConstraint(['handled_by_id'], ['person.id'], name=op.f('fk_complaint_handled_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
        sa.UniqueConstraint('number', name=op.f('uq_complaint_number')),
        sa.UniqueConstraint('key_hash', name=op.f('uq_complaint_key_hash')),
    )
    op.create_index(op.f('ix_complaint_bazaar_id'), 'complaint', ['bazaar_id'])

"""0043 on which of a group's phones a member said her PIN"""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'known_phone',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('device_id', sa.Integer(), nullable=False),
        sa.Column('membership_id', sa.Integer(), nullable=False),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_known_phone_device_id')),
        sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_known_phone_membership_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_known_phone')),
        sa.UniqueConstraint('device_id', 'membership_id', name=op.f('uq_known_phone_device_id_membership_id')),
    )
    op.create_index(op.f('ix_known_phone_membership_id'), 'known_phone', ['membership_id'])

"""0076 admins by invitation, and deputies for a time"""

import sqlalchemy as sa
from alembic import op

revision = '0076'
down_revision = '0075'
branch_labels = None
depends_on = None

KINDS = ('member', 'facilitator', 'officer', 'superior', 'successor', 'admin', 'deputy')


def upgrade() -> None:
    with op.batch_alter_table('invitation') as table:
        table.drop_constraint(op.f('ck_invitation_kind'), type_='check')
        table.create_check_constraint(op.f('ck_invitation_kind'), sa.column('kind').in_(KINDS))
        table.add_column(sa.Column('begins_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('until', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('officer') as table:
        table.drop_index('uq_officer_live')
        table.add_column(sa.Column('stands_in_for_id', sa.Integer(), nullable=True))
        table.add_column(sa.Column('until', sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f('fk_officer_stands_in_for_id'), 'officer', ['stands_in_for_id'], ['id'])
        table.create_index(
            'uq_officer_live', ['office_id', 'person_id'], unique=True,
            sqlite_where=sa.text('ended_at IS NULL AND until IS NULL'),
            postgresql_where=sa.text('ended_at IS NULL AND until IS NULL'),
        )

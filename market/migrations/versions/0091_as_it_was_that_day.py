"""0091 from when until when a booth could not be used; the village of a group as it was when its list was frozen"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0091'
down_revision = '0090'
branch_labels = None
depends_on = None


text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        'outage',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('booth_id', sa.Integer(), nullable=False),
        sa.Column('since', moment(), nullable=False),
        sa.Column('until', moment(), nullable=False),
        sa.ForeignKeyConstraint(['booth_id'], ['booth.id'], name=op.f('fk_outage_booth_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outage')),
    )
    op.create_index('ix_outage_booth_id', 'outage', ['booth_id'])
    with op.batch_alter_table('application') as table:
        table.add_column(sa.Column('village', text(length=13), nullable=False, server_default=''))
    with op.batch_alter_table('application') as table:
        table.alter_column('village', server_default=None)
    op.execute(
        'UPDATE application SET village = (SELECT village FROM groups WHERE groups.id = application.group_id) '
        'WHERE bazaar_id IN (SELECT id FROM bazaar WHERE frozen_at IS NOT NULL)'
    )

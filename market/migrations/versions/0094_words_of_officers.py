"""0094 what an officer wrote down for a group: giving up booths, not standing by; performances called off"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0094'
down_revision = '0093'
branch_labels = None
depends_on = None

WAITING = {
    'uq_reply_waiting': (['application_id'], "state = 'waits' AND slot_id IS NULL"),
    'uq_reply_waiting_day': (['application_id', 'slot_id'], "state = 'waits' AND slot_id IS NOT NULL"),
}
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    _standby()
    _reply()
    with op.batch_alter_table('performance') as table:
        table.add_column(sa.Column('off_at', moment(), nullable=True))


def _standby() -> None:
    with op.batch_alter_table('standby') as table:
        table.add_column(sa.Column('ended_by', text(length=80), nullable=False, server_default=''))
        table.add_column(sa.Column('ended_by_id', sa.Integer(), nullable=True))
        table.add_column(sa.Column('ended_office', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_foreign_key(op.f('fk_standby_ended_by_id'), 'person', ['ended_by_id'], ['id'])
    with op.batch_alter_table('standby') as table:
        table.alter_column('ended_by', server_default=None)
        table.alter_column('ended_office', server_default=None)


def _reply() -> None:
    op.drop_index('uq_reply_waiting', table_name='reply')
    with op.batch_alter_table('reply') as table:
        table.drop_constraint(op.f('ck_reply_said'), type_='check')
        table.add_column(sa.Column('slot_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_reply_slot_id'), 'slot', ['slot_id'], ['id'])
    with op.batch_alter_table('reply') as table:
        table.create_check_constraint(op.f('ck_reply_said'), "said IN ('yes', 'no', 'withdraw', 'read')")
    for name, (columns, which) in WAITING.items():
        where = sa.text(which)
        op.create_index(name, 'reply', columns, unique=True, sqlite_where=where, postgresql_where=where)

"""0098 what a dead block cost, who came and had no booth, days that last longer again, and whose acts they were"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0098'
down_revision = '0097'
branch_labels = None
depends_on = None

FOUND = "found IN ('arrived', 'late', 'left', 'absent', 'no_booth', 'unseen')"
KINDS = (
    "kind IN ('booth_broken', 'booth_repaired', 'slot_cancelled', 'slot_postponed', 'prolonged', 'slot_ended', "
    "'slot_shortened', 'slot_lengthened', 'moved', 'placed', 'without', 'substitute', 'venue', 'map_link', 'draw_at', "
    "'rules', 'closes_at', 'round_added', 'round_dropped')"
)
SIGNED = {
    'amendment': 'made_by_id', 'attendance': 'noted_by_id', 'drawevent': 'answered_by_id', 'pin': 'made_by_id',
    'plan': 'made_by_id',
}  # fmt: skip


def upgrade() -> None:
    for name, column in (('attendance', 'found'), ('amendment', 'kind')):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f'ck_{name}_{column}'), type_='check')
    for name, column, allowed in (('attendance', 'found', FOUND), ('amendment', 'kind', KINDS)):
        with op.batch_alter_table(name) as table:
            table.create_check_constraint(op.f(f'ck_{name}_{column}'), allowed)
    for name, column in SIGNED.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f'fk_{name}_{column}'), 'person', [column], ['id'])
    for column in ('moved', 'without'):
        op.add_column('amendment', sa.Column(column, sa.Integer(), nullable=True))
    with op.batch_alter_table('booking') as table:
        text = sqlmodel.sql.sqltypes.AutoString(length=40)
        table.add_column(sa.Column('broke', text, nullable=False, server_default=''))
    with op.batch_alter_table('booking') as table:
        table.alter_column('broke', server_default=None)

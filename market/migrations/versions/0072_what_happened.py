"""0072 what happened stays: attendance as rows that are only added, booths with their moments, changes with both values"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0072'
down_revision = '0071'
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('booth_broken', 'booth_repaired', 'slot_cancelled', 'slot_postponed', 'prolonged', 'slot_ended', "
    "'moved', 'substitute', 'venue', 'map_link', 'draw_at', 'rules')"
)
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column('slot', sa.Column('ended_at', moment(), nullable=True))
    _booths()
    _attendance()
    with op.batch_alter_table('amendment') as table:
        table.drop_constraint(op.f('ck_amendment_kind'), type_='check')
        table.alter_column('what', type_=text(), existing_nullable=False)
        table.alter_column('became', type_=text(), existing_nullable=False)
        table.add_column(sa.Column('slot_at', text(length=20), nullable=False, server_default=''))
    with op.batch_alter_table('amendment') as table:
        table.alter_column('slot_at', server_default=None)
        table.create_check_constraint(op.f('ck_amendment_kind'), KINDS)


def _booths() -> None:
    stands = sa.text('until IS NULL')
    with op.batch_alter_table('bookedbooth') as table:
        table.drop_constraint(op.f('uq_bookedbooth_slot_id_booth_id'), type_='unique')
        table.add_column(sa.Column('since', moment(), nullable=True))
        table.add_column(sa.Column('until', moment(), nullable=True))
    op.create_index(
        'uq_bookedbooth_slot_id_booth_id', 'bookedbooth', ['slot_id', 'booth_id'],
        unique=True, sqlite_where=stands, postgresql_where=stands,
    )  # fmt: skip


def _attendance() -> None:
    names = ('booking_id', 'noted_by', 'gave')
    moments = ('arrived_at', 'left_at', 'absent_at')
    old = sa.table('attendance', *map(sa.column, names), *(sa.column(name, moment()) for name in moments))
    connection = op.get_bind()
    kept = connection.execute(sa.select(old)).mappings().all()
    op.drop_table('attendance')
    new = op.create_table(
        'attendance',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('booking_id', sa.Integer(), nullable=False),
        sa.Column('found', sa.String(length=20), nullable=False),
        sa.Column('was', text(length=20), nullable=False),
        sa.Column('at', moment(), nullable=False),
        sa.Column('gave', text(length=40), nullable=False),
        sa.Column('reason', text(length=300), nullable=False),
        sa.Column('noted_by', text(length=80), nullable=False),
        sa.CheckConstraint("found IN ('arrived', 'left', 'absent')", name=op.f('ck_attendance_found')),
        sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_attendance_booking_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    )
    op.create_index(op.f('ix_attendance_booking_id'), 'attendance', ['booking_id'])
    rows = []
    for each in kept:
        was = ''
        for found, name in zip(('arrived', 'left', 'absent'), moments, strict=True):
            if each[name] is not None:
                told = {'booking_id': each['booking_id'], 'noted_by': each['noted_by'], 'reason': ''}
                gave = each['gave'] if found == 'absent' else ''
                rows.append({**told, 'found': found, 'was': was, 'at': each[name], 'gave': gave})
                was = found
    if rows:
        connection.execute(sa.insert(new), rows)

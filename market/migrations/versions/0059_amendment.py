"""0059 what an office changed after publishing is an amendment: other changes are asked for and wait"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0059'
down_revision = '0058'
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    kinds = "kind IN ('booth_broken', 'booth_repaired', 'slot_cancelled', 'slot_postponed', 'prolonged')"
    columns = [
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('what', text(length=20), nullable=False),
        sa.Column('became', text(length=20), nullable=False),
        sa.Column('reason', text(length=300), nullable=False),
        sa.Column('made_by', text(length=80), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
    ]
    names = [column.name for column in columns]
    new = op.create_table(
        'amendment',
        *columns,
        sa.CheckConstraint(kinds, name=op.f('ck_amendment_kind')),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_amendment_bazaar_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment')),
    )
    old = sa.table('change', *map(sa.column, names))
    op.get_bind().execute(sa.insert(new).from_select(names, sa.select(*(old.c[name] for name in names))))
    op.drop_table('change')
    op.create_index(op.f('ix_amendment_bazaar_id'), 'amendment', ['bazaar_id'])
    if op.get_bind().dialect.name == 'postgresql':  # letters are named by an amendment's number: it goes on
        op.execute("SELECT setval(pg_get_serial_sequence('amendment', 'id'), (SELECT max(id) FROM amendment))")

"""0017 what was changed after publishing"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('what', sa.String(length=20), nullable=False),
        sa.Column('became', sa.String(length=20), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.Column('made_by', sa.String(length=80), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('booth_broken', 'booth_repaired', 'slot_cancelled', 'slot_postponed', 'prolonged')",
            name=op.f('ck_change_kind'),
        ),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_change_bazaar_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_change')),
    )
    op.create_index(op.f('ix_change_bazaar_id'), 'change', ['bazaar_id'])
    with op.batch_alter_table('slot') as table:
        table.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('slot') as table:
        table.alter_column('revision', server_default=None)
    op.execute("UPDATE slot SET revision = 1 WHERE listed_as <> '' AND listed_as <> CAST(day AS VARCHAR(10)) || 'T' || substr(CAST(starts AS VARCHAR(8)), 1, 5)")

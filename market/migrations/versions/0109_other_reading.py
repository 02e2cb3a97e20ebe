"""0109 how else a group's name can be read, whose sign may be meant for a letter"""

import sqlalchemy as sa
from alembic import op

revision = '0109'
down_revision = '0108'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'other_reading',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('reads_as', sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_other_reading_group_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_other_reading')),
    )
    op.create_index(op.f('ix_other_reading_group_id'), 'other_reading', ['group_id'])
    op.create_index(op.f('ix_other_reading_reads_as'), 'other_reading', ['reads_as'])
    from market.kernel.names import readings, reads_as

    groups = sa.table('groups', sa.column('id', sa.Integer), sa.column('name', sa.String))
    others = sa.table('other_reading', sa.column('group_id', sa.Integer), sa.column('reads_as', sa.String))
    connection = op.get_bind()
    for key, name in connection.execute(sa.select(groups.c.id, groups.c.name)).all():
        for each in sorted(readings(name) - {reads_as(name)}):
            connection.execute(sa.insert(others).values(group_id=key, reads_as=each))


def downgrade() -> None:
    op.drop_table('other_reading')

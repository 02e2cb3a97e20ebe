"""0039 who gave whom a role in a group, appended instead of overwritten"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'bond',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('giver_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_bond_group_id')),
        sa.ForeignKeyConstraint(['giver_id'], ['person.id'], name=op.f('fk_bond_giver_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bond_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bond')),
    )
    op.create_index('ix_bond_person', 'bond', ['person_id', 'at'])
    op.execute(
        'INSERT INTO bond (group_id, giver_id, person_id, at) SELECT group_id, given_by_id, person_id, role_since'
        ' FROM membership WHERE given_by_id IS NOT NULL AND given_by_id <> person_id'
    )
    # Who invited or was asked for a role is written elsewhere too, and was overwritten where she gave herself another.
    op.execute(
        'INSERT INTO bond (group_id, giver_id, person_id, at) SELECT group_id, by_id, answered_by_id, answered_at'
        " FROM invitation WHERE kind = 'member' AND state = 'accepted' AND group_id IS NOT NULL"
        ' AND answered_by_id IS NOT NULL AND answered_by_id <> by_id'
    )
    with op.batch_alter_table('membership') as table:
        table.drop_constraint('fk_membership_given_by_id', type_='foreignkey')
        table.drop_column('given_by_id')
        table.drop_column('role_since')

"""0070 every verdict on a registration is a line that stays"""

import sqlalchemy as sa
from alembic import op

revision = '0070'
down_revision = '0069'
branch_labels = None
depends_on = None

STATES = ('draft', 'submitted', 'returned', 'eligible', 'not_eligible', 'withdrawn')


def upgrade() -> None:
    op.create_table(
        'judging',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('verdict', sa.Enum(*STATES, name='verdict', native_enum=False, create_constraint=True, length=20), nullable=True),
        sa.Column('note', sa.String(length=500), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undoes_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_judging_bazaar_id')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_judging_by_id')),
        sa.ForeignKeyConstraint(['undoes_id'], ['judging.id'], name=op.f('fk_judging_undoes_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_judging')),
        sa.UniqueConstraint('undoes_id', name=op.f('uq_judging_undoes_id')),
    )
    op.create_index(op.f('ix_judging_bazaar_id'), 'judging', ['bazaar_id'])
    op.create_table(
        'judgedline',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('judging_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('missed', sa.Enum('judged', 'changed', 'gone', 'own', name='missed', native_enum=False, create_constraint=True, length=20), nullable=True),
        sa.Column('was', sa.Enum(*STATES, name='was', native_enum=False, create_constraint=True, length=20), nullable=False),
        sa.Column('became', sa.Enum(*STATES, name='became', native_enum=False, create_constraint=True, length=20), nullable=False),
        sa.Column('was_note', sa.String(length=500), nullable=False),
        sa.Column('was_reserved', sa.Boolean(), nullable=False),
        sa.Column('was_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('was_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['judging_id'], ['judging.id'], name=op.f('fk_judgedline_judging_id')),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_judgedline_application_id')),
        sa.ForeignKeyConstraint(['was_by_id'], ['person.id'], name=op.f('fk_judgedline_was_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_judgedline')),
        sa.UniqueConstraint('judging_id', 'application_id', name=op.f('uq_judgedline_judging_id_application_id')),
    )
    op.create_index(op.f('ix_judgedline_application_id'), 'judgedline', ['application_id'])

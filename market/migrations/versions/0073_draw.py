"""0073 a draw that nobody can steer: named before registration opens, the list frozen before its moment"""

import sqlalchemy as sa
from alembic import op

revision = '0073'
down_revision = '0072'
branch_labels = None
depends_on = None

WAY = sa.Enum('source', 'witnesses', name='way', native_enum=False, length=20, create_constraint=True)
KIND = sa.Enum(
    'objection', 'corrected', 'renamed', 'set_aside', name='kind', native_enum=False, length=20, create_constraint=True
)


def upgrade() -> None:
    op.create_table(
        'draw',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('way', WAY, nullable=False),
        sa.Column('source', sa.String(length=160), nullable=False),
        sa.Column('address', sa.String(length=300), nullable=False),
        sa.Column('reading', sa.String(length=160), nullable=False),
        sa.Column('digits', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('every_days', sa.Integer(), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.Column('of', sa.DateTime(timezone=True), nullable=True),
        sa.Column('missing', sa.String(length=300), nullable=False),
        sa.Column('drawn_by', sa.JSON(), nullable=False),
        sa.Column('minutes', sa.String(length=2000), nullable=False),
        sa.Column('photo', sa.String(length=60), nullable=True),
        sa.Column('entered_by', sa.String(length=80), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('digits >= 1 AND digits <= 20', name='digits'),
        sa.CheckConstraint('every_days >= 1', name='every_days'),
        sa.CheckConstraint('times >= 0', name='times'),
        sa.CheckConstraint("way = 'witnesses' OR source <> ''", name='source'),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('bazaar_id'),
    )
    op.create_table(
        'drawevent',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('kind', KIND, nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=True),
        sa.Column('was', sa.String(length=200), nullable=False),
        sa.Column('became', sa.String(length=200), nullable=False),
        sa.Column('told', sa.JSON(), nullable=False),
        sa.Column('reason', sa.String(length=1000), nullable=False),
        sa.Column('made_by', sa.String(length=80), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answer', sa.String(length=1000), nullable=False),
        sa.Column('answered_by', sa.String(length=80), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['application_id'], ['application.id']),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id']),
        sa.ForeignKeyConstraint(['made_by_id'], ['person.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('application_id', 'kind', 'was'),
    )
    op.create_index('ix_drawevent_bazaar_id', 'drawevent', ['bazaar_id'])
    # A list that was frozen by the rule before, and not yet published, is frozen again by this one.
    op.execute(
        "UPDATE bazaar SET frozen_at = NULL, frozen_list = '', sealed_list = '', list_hash = '', number_drawn = '', "
        "seed = NULL WHERE state = 'closed'"
    )
    op.execute(
        "UPDATE plan SET state = 'cancelled' WHERE state IN ('waiting', 'running') AND bazaar_id IN "
        "(SELECT bazaar.id FROM bazaar WHERE bazaar.state = 'closed')"
    )
    # Marks of those that stand in no published file: there is nothing of them to withhold.
    op.execute(
        "UPDATE application SET reserved = (1 = 0) WHERE reserved AND state <> 'eligible' AND bazaar_id IN "
        "(SELECT bazaar.id FROM bazaar WHERE bazaar.state IN ('published', 'cancelled'))"
    )

"""0042 what a helper would change of a group waits for the group's word"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

FACTS = ('name', 'village', 'phone', 'address', 'story', 'pickup_note')


def upgrade() -> None:
    op.create_table(
        'group_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('fact', sa.Enum(*FACTS, name='fact', native_enum=False, length=20, create_constraint=True), nullable=False),
        sa.Column('value', sa.String(length=4000), nullable=False),
        sa.Column(
            'state', sa.Enum('waiting', 'done', 'dropped', name='state', native_enum=False, length=20, create_constraint=True),
            nullable=False,
        ),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('asked_by', sa.String(length=80), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('takes_effect_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_by', sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_group_change_asked_by_id')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_group_change_group_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_group_change')),
    )
    for column in ('group_id', 'asked_by_id', 'takes_effect_at'):
        op.create_index(op.f(f'ix_group_change_{column}'), 'group_change', [column])
    waits = sa.text("state = 'waiting'")
    op.create_index(
        'uq_group_change_open', 'group_change', ['group_id', 'fact'], unique=True, sqlite_where=waits,
        postgresql_where=waits,
    )
    rows = sa.table('message', sa.column('id', sa.Integer), sa.column('template', sa.String), sa.column('params', sa.String))
    db = op.get_bind()
    for key, params in db.execute(sa.select(rows.c.id, rows.c.params).where(rows.c.template == 'group_number')).all():
        told = json.dumps(json.loads(params) | {'step': 'fact_changed', 'kind': 'phone'})
        db.execute(sa.update(rows).where(rows.c.id == key).values(template='group_change', params=told))

"""0023 who appointed whom, accounts that begin later, changes of roles, stand-ins, payments taken back"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20, create_constraint=True)


def person(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    for name in ('officer', 'facilitation'):
        with op.batch_alter_table(name) as table:
            table.add_column(person('given_by_id'))
            table.create_foreign_key(op.f(f'fk_{name}_given_by_id'), 'person', ['given_by_id'], ['id'])
    with op.batch_alter_table('account') as table:
        table.add_column(sa.Column('begins_at', MOMENT, nullable=True))
    _one_live_account()
    op.create_index(
        'uq_account_live', 'account', ['group_id', 'kind'], unique=True,
        sqlite_where=sa.text('approved_at IS NOT NULL AND retired_at IS NULL'),
        postgresql_where=sa.text('approved_at IS NOT NULL AND retired_at IS NULL'),
    )
    with op.batch_alter_table('payment') as table:
        table.add_column(sa.Column('taken_back_at', MOMENT, nullable=True))
        table.add_column(sa.Column('taken_back_why', sa.String(length=300), nullable=False, server_default=''))
    with op.batch_alter_table('payment') as table:
        table.alter_column('taken_back_why', server_default=None)
    with op.batch_alter_table('claim') as table:
        table.add_column(sa.Column('browser', sa.String(length=64), nullable=False, server_default=''))
    with op.batch_alter_table('claim') as table:
        table.alter_column('browser', server_default=None)
    _names()
    _role_changes()
    _stand_ins()


def _one_live_account() -> None:
    """Where two accounts of a kind were approved at the same moment, the newer one stays."""
    account, newer = (sa.table('account', *(sa.column(name) for name in ('id', 'group_id', 'kind', 'approved_at')),
                               sa.column('retired_at', MOMENT)).alias(name) for name in ('account', 'newer'))
    live = (newer.c.approved_at.is_not(None), newer.c.retired_at.is_(None))
    same = (newer.c.group_id == account.c.group_id, newer.c.kind == account.c.kind, newer.c.id > account.c.id)
    old = sa.select(account.c.id).where(
        account.c.approved_at.is_not(None), account.c.retired_at.is_(None), sa.exists().where(*same, *live)
    )
    connection = op.get_bind()
    keys = list(connection.scalars(old))
    if keys:
        rows = sa.table('account', sa.column('id', sa.Integer), sa.column('retired_at', MOMENT))
        connection.execute(sa.update(rows).where(rows.c.id.in_(keys)).values(retired_at=datetime.now(UTC)))


def _names() -> None:
    """What each group's name reads as, so that look-alikes are found; written as it is now, in a fixed form."""
    with op.batch_alter_table('groups') as table:
        table.add_column(sa.Column('look_again_for', sa.String(length=20), nullable=False, server_default=''))
        table.add_column(sa.Column('reads_as', sa.String(length=160), nullable=False, server_default=''))
    with op.batch_alter_table('groups') as table:
        table.alter_column('look_again_for', server_default=None)
        table.alter_column('reads_as', server_default=None)
    op.create_index(op.f('ix_groups_reads_as'), 'groups', ['reads_as'])
    from market.kernel.names import reads_as

    groups = sa.table('groups', sa.column('id', sa.Integer), sa.column('name', sa.String), sa.column('reads_as', sa.String))
    connection = op.get_bind()
    for key, name in connection.execute(sa.select(groups.c.id, groups.c.name)).all():
        connection.execute(sa.update(groups).where(groups.c.id == key).values(reads_as=reads_as(name)))


def _role_changes() -> None:
    op.create_table(
        'role_change',
        sa.Column('id', sa.Integer(), nullable=False),
        person('group_id', nullable=False),
        person('membership_id', nullable=False),
        sa.Column('kind', state('kind', 'roles', 'leave', 'succession'), nullable=False),
        sa.Column('chair', sa.Boolean(), nullable=False),
        sa.Column('treasurer', sa.Boolean(), nullable=False),
        sa.Column('state', state('state', 'waiting', 'objected', 'done', 'dropped'), nullable=False),
        person('asked_by_id', nullable=False),
        sa.Column('asked_by', sa.String(length=80), nullable=False),
        sa.Column('asked_at', MOMENT, nullable=False),
        sa.Column('takes_effect_at', MOMENT, nullable=True),
        sa.Column('person_agreed_at', MOMENT, nullable=True),
        sa.Column('holder_agreed_at', MOMENT, nullable=True),
        person('seconded_by_id'),
        sa.Column('seconded_by', sa.String(length=80), nullable=False),
        person('objected_by_id'),
        sa.Column('objected_by', sa.String(length=80), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        person('decided_by_id'),
        sa.Column('decided_by', sa.String(length=80), nullable=False),
        sa.Column('decided_at', MOMENT, nullable=True),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_role_change_group_id')),
        sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_role_change_membership_id')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_role_change_asked_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_role_change')),
    )
    for column in ('group_id', 'takes_effect_at'):
        op.create_index(op.f(f'ix_role_change_{column}'), 'role_change', [column])
    op.create_index(
        'uq_role_change_open', 'role_change', ['membership_id'], unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'objected')"),
        postgresql_where=sa.text("state IN ('waiting', 'objected')"),
    )


def _stand_ins() -> None:
    op.create_table(
        'stand_in',
        sa.Column('id', sa.Integer(), nullable=False),
        person('group_id', nullable=False),
        person('treasurer_id', nullable=False),
        person('membership_id', nullable=False),
        person('asked_by_id', nullable=False),
        sa.Column('asked_by', sa.String(length=80), nullable=False),
        sa.Column('named_at', MOMENT, nullable=False),
        sa.Column('agreed_at', MOMENT, nullable=True),
        sa.Column('agreed_by', sa.String(length=80), nullable=False),
        sa.Column('begun_at', MOMENT, nullable=True),
        sa.Column('begun_by', sa.String(length=80), nullable=False),
        sa.Column('ended_at', MOMENT, nullable=True),
        sa.CheckConstraint('treasurer_id <> membership_id', name=op.f('ck_stand_in_somebody_else')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_stand_in_group_id')),
        sa.ForeignKeyConstraint(['treasurer_id'], ['membership.id'], name=op.f('fk_stand_in_treasurer_id')),
        sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_stand_in_membership_id')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_stand_in_asked_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_in')),
    )
    for column in ('group_id', 'membership_id'):
        op.create_index(op.f(f'ix_stand_in_{column}'), 'stand_in', [column])
    op.create_index(
        'uq_stand_in_live', 'stand_in', ['treasurer_id'], unique=True,
        sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'),
    )

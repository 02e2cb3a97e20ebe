"""0027 known browsers, a second step at sign-in, when a login was used last"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

PERSON = ('person_id', 'person', 'id')


def upgrade() -> None:
    with op.batch_alter_table('login') as table:
        table.add_column(sa.Column('used_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('second_at', sa.DateTime(timezone=True), nullable=True))
    # Whoever is signed in stays so, and is counted as unused from now on.
    login = sa.table('login', sa.column('used_at', sa.DateTime(timezone=True)))
    op.execute(login.update().values(used_at=datetime.now(UTC)))
    with op.batch_alter_table('login') as table:
        table.alter_column('used_at', existing_type=sa.DateTime(timezone=True), nullable=False)
    _personal('known_browser', sa.Column('token_hash', sa.String(length=64), nullable=False),
              sa.Column('network', sa.String(length=64), nullable=False),
              sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
              unique=('token_hash', 'person_id'))
    _personal('pending_login', sa.Column('token_hash', sa.String(length=64), nullable=False),
              sa.Column('back', sa.String(length=300), nullable=False),
              sa.Column('tries', sa.Integer(), nullable=False),
              sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False), unique=('token_hash',))
    _personal('recovery_code', sa.Column('code_hash', sa.String(length=64), nullable=False),
              sa.Column('used_at', sa.DateTime(timezone=True), nullable=True), unique=('code_hash',))
    _personal('second_factor', sa.Column('nonce', sa.String(length=32), nullable=False),
              sa.Column('last_step', sa.Integer(), nullable=False),
              sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
              sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
              unique=('person_id',), indexed=False)


def _personal(name: str, *columns: sa.Column, unique: tuple[str, ...], indexed: bool = True) -> None:
    op.create_table(
        name,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f(f'fk_{name}_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')),
        sa.UniqueConstraint(*unique, name=op.f(f'uq_{name}_{"_".join(unique)}')),
    )
    if indexed:
        op.create_index(op.f(f'ix_{name}_person_id'), name, ['person_id'])

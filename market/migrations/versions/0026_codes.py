"""0026 codes of eight signs, a live one a person; two admins for an admin; "bukan saya" """

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

LIVE = sa.text('used_at IS NULL AND ended_at IS NULL')


def upgrade() -> None:
    op.create_table(
        'reset_code',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(length=120), nullable=False),
        sa.Column('issued_by_id', sa.Integer(), nullable=True),
        sa.Column('asked_by_id', sa.Integer(), nullable=True),
        sa.Column('capacity', sa.String(length=20), nullable=False),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reset_code_person_id')),
        sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_reset_code_issued_by_id')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_reset_code_asked_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_code')),
    )
    op.create_index(op.f('ix_reset_code_person_id'), 'reset_code', ['person_id'])
    op.create_index(
        'uq_reset_code_live', 'reset_code', ['person_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    # Who issued a code is kept; codes of six digits open nothing any more.
    op.execute(
        'INSERT INTO reset_code (person_id, code_hash, issued_by_id, capacity, issued_at, expires_at, used_at, ended_at) '
        "SELECT person_id, '', issued_by_id, capacity, issued_at, expires_at, used_at, CURRENT_TIMESTAMP FROM resetcode"
    )
    op.drop_table('resetcode')
    op.create_table(
        'denial',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('code_id', sa.Integer(), nullable=True),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_denial_person_id')),
        sa.ForeignKeyConstraint(['code_id'], ['reset_code.id'], name=op.f('fk_denial_code_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_denial')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_denial_token_hash')),
    )
    op.create_index(op.f('ix_denial_person_id'), 'denial', ['person_id'])
    op.create_table(
        'code_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('granted_by_id', sa.Integer(), nullable=True),
        sa.Column('granted_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_code_request_person_id')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_code_request_asked_by_id')),
        sa.ForeignKeyConstraint(['granted_by_id'], ['person.id'], name=op.f('fk_code_request_granted_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_request')),
    )
    op.create_index(op.f('ix_code_request_person_id'), 'code_request', ['person_id'])

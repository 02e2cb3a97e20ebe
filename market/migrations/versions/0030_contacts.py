"""0030 proved contacts, appointments that wait for them, links to begin with"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text('proved_at IS NULL AND ended_at IS NULL')


def kind() -> sa.Enum:
    return sa.Enum('phone', 'email', name='kind', native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        'contact_proof',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', kind(), nullable=False),
        sa.Column('value', sa.String(length=200), nullable=False),
        sa.Column(
            'way',
            sa.Enum('whatsapp', 'email', 'call', 'link', name='way', native_enum=False, length=20,
                    create_constraint=True),
            nullable=False,
        ),
        sa.Column('code_hash', sa.String(length=120), nullable=True),
        sa.Column('asked_at', MOMENT, nullable=False),
        sa.Column('expires_at', MOMENT, nullable=False),
        sa.Column('read_by_id', sa.Integer(), nullable=True),
        sa.Column('proved_at', MOMENT, nullable=True),
        sa.Column('ended_at', MOMENT, nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_proof_person_id')),
        sa.ForeignKeyConstraint(['read_by_id'], ['person.id'], name=op.f('fk_contact_proof_read_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_proof')),
    )
    for column in ('person_id', 'value'):
        op.create_index(op.f(f'ix_contact_proof_{column}'), 'contact_proof', [column])
    op.create_index(
        'uq_contact_proof_open', 'contact_proof', ['person_id', 'kind'], unique=True, sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        'appointment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', kind(), nullable=False),
        sa.Column('value', sa.String(length=200), nullable=False),
        sa.Column('place', sa.String(length=13), nullable=False),
        sa.Column('agency', sa.String(length=120), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('expires_at', MOMENT, nullable=False),
        sa.Column('begun_at', MOMENT, nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment')),
    )
    op.create_index(op.f('ix_appointment_value'), 'appointment', ['value'])
    op.create_table(
        'start_link',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', kind(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('expires_at', MOMENT, nullable=False),
        sa.Column('used_at', MOMENT, nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_start_link_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_start_link')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_start_link_token_hash')),
    )
    op.create_index(op.f('ix_start_link_person_id'), 'start_link', ['person_id'])

"""0019 how a member said yes, proved contacts, security events, claim links by their name"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ACCEPTED = sa.Enum('founded', 'claimed', 'account', 'pin', name='accepted_by', native_enum=False, length=20,
                   create_constraint=True)


def upgrade() -> None:
    op.create_table(
        'security_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('group_id', sa.Integer(), nullable=True),
        sa.Column('network', sa.String(length=64), nullable=False),
        sa.Column('params', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_security_event')),
    )
    for column in ('at', 'person_id', 'group_id'):
        op.create_index(op.f(f'ix_security_event_{column}'), 'security_event', [column])
    _rename_links()
    with op.batch_alter_table('person') as table:
        for name in ('phone_proved_at', 'email_proved_at', 'restricted_until'):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('membership') as table:
        table.add_column(sa.Column('accepted_by', ACCEPTED, nullable=False, server_default='account'))
        table.add_column(sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('given_by_id', sa.Integer(), nullable=True))
        table.add_column(sa.Column('role_since', sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f('fk_membership_given_by_id'), 'person', ['given_by_id'], ['id'])
    op.execute('UPDATE membership SET accepted_at = since, role_since = since')
    op.execute(
        "UPDATE membership SET accepted_by = 'pin' WHERE pin_hash IS NOT NULL AND person_id IN "
        "(SELECT id FROM person WHERE password_hash IS NULL)"
    )
    with op.batch_alter_table('membership') as table:
        table.alter_column('accepted_by', server_default=None)
        for name in ('accepted_at', 'role_since'):
            table.alter_column(name, existing_type=sa.DateTime(timezone=True), nullable=False)


def _rename_links() -> None:
    op.create_table(
        'claim_link',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('phone', sa.String(length=20), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_claim_link_group_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_link')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_claim_link_token_hash')),
    )
    op.create_index(op.f('ix_claim_link_group_id'), 'claim_link', ['group_id'])
    op.execute(
        'INSERT INTO claim_link (group_id, name, phone, token_hash, expires_at, used_at) '
        'SELECT group_id, name, phone, token_hash, expires_at, used_at FROM invitation'
    )
    op.drop_table('invitation')

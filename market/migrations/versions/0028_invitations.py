"""0028 invitations, codes for a PIN, who answers for a group's phone"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

OPEN = "state = 'open' AND identifier <> ''"
OPEN_PLACE = OPEN + ' AND group_id IS NULL'


def upgrade() -> None:
    op.create_table(
        'invitation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('member', 'facilitator', 'officer', 'superior', 'successor', name='kind',
                                  native_enum=False, length=20, create_constraint=True), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=True),
        sa.Column('place', sa.String(length=13), nullable=False),
        sa.Column('agency', sa.String(length=120), nullable=False),
        sa.Column('identifier', sa.String(length=200), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('chair', sa.Boolean(), nullable=False),
        sa.Column('treasurer', sa.Boolean(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('open', 'accepted', 'declined', 'withdrawn', name='state', native_enum=False,
                                   length=20, create_constraint=True), nullable=False),
        sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_invitation_group_id')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_invitation_by_id')),
        sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_invitation_answered_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    )
    for column in ('group_id', 'identifier', 'by_id'):
        op.create_index(op.f(f'ix_invitation_{column}'), 'invitation', [column])
    op.create_index('uq_invitation_group', 'invitation', ['kind', 'group_id', 'identifier'], unique=True,
                    sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
    op.create_index('uq_invitation_place', 'invitation', ['kind', 'place', 'identifier'], unique=True,
                    sqlite_where=sa.text(OPEN_PLACE), postgresql_where=sa.text(OPEN_PLACE))
    op.create_table(
        'invitation_block',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_block_person_id')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_invitation_block_by_id')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_invitation_block_group_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_block')),
    )
    op.create_index(op.f('ix_invitation_block_person_id'), 'invitation_block', ['person_id'])
    _pin_codes()
    with op.batch_alter_table('membership') as table:
        table.add_column(sa.Column('pin_chosen_at', sa.DateTime(timezone=True), nullable=True))
    _devices()


def _pin_codes() -> None:
    op.create_table(
        'pin_code',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('invitation_id', sa.Integer(), nullable=True),
        sa.Column('membership_id', sa.Integer(), nullable=True),
        sa.Column('code_hash', sa.String(length=120), nullable=False),
        sa.Column('issued_by_id', sa.Integer(), nullable=False),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('(invitation_id IS NULL) <> (membership_id IS NULL)', name=op.f('ck_pin_code_one_of')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_pin_code_group_id')),
        sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_pin_code_invitation_id')),
        sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_pin_code_membership_id')),
        sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_pin_code_issued_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_pin_code')),
    )
    for column in ('group_id', 'invitation_id', 'membership_id'):
        op.create_index(op.f(f'ix_pin_code_{column}'), 'pin_code', [column])


def _devices() -> None:
    """Who set a phone up answers for it; where she stands in the group no more, the phone ends now."""
    with op.batch_alter_table('device') as table:
        table.add_column(sa.Column('kept_by_id', sa.Integer(), nullable=True))
        table.add_column(sa.Column('used_at', sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f('fk_device_kept_by_id'), 'person', ['kept_by_id'], ['id'])
    op.execute('UPDATE device SET kept_by_id = added_by_id')
    with op.batch_alter_table('device') as table:
        table.alter_column('kept_by_id', existing_type=sa.Integer(), nullable=False)
    stands = ('EXISTS (SELECT 1 FROM {0} WHERE {0}.group_id = device.group_id AND {0}.person_id = device.kept_by_id '
              'AND {0}.ended_at IS NULL)')
    suspended = "EXISTS (SELECT 1 FROM groups WHERE groups.id = device.group_id AND groups.state = 'suspended')"
    op.execute(
        'UPDATE device SET ended_at = CURRENT_TIMESTAMP WHERE ended_at IS NULL AND '
        f"({suspended} OR NOT ({stands.format('membership')} OR {stands.format('facilitation')}))"
    )

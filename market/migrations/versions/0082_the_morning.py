"""0082 the morning of a bazaar: who came late or is unseen, who sells there, who stands by, offers of ten minutes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0082'
down_revision = '0081'
branch_labels = None
depends_on = None

FOUND = "found IN ('arrived', 'late', 'left', 'absent', 'unseen')"
KINDS = (
    "kind IN ('booth_broken', 'booth_repaired', 'slot_cancelled', 'slot_postponed', 'prolonged', 'slot_ended', "
    "'slot_shortened', 'moved', 'placed', 'without', 'substitute', 'venue', 'map_link', 'draw_at', 'rules')"
)
STATES = "state IN ('open', 'taken', 'declined', 'lapsed', 'overtaken')"
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    for name, column, allowed in (('attendance', 'found', FOUND), ('amendment', 'kind', KINDS)):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f'ck_{name}_{column}'), type_='check')
        with op.batch_alter_table(name) as table:
            table.create_check_constraint(op.f(f'ck_{name}_{column}'), allowed)
    with op.batch_alter_table('attendance') as table:
        table.add_column(sa.Column('who', text(length=80), nullable=False, server_default=''))
    with op.batch_alter_table('attendance') as table:
        table.alter_column('who', server_default=None)
    _standby()
    _day_offer()


def _standby() -> None:
    op.create_table(
        'standby',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('slot_id', sa.Integer(), nullable=False),
        sa.Column('said_at', moment(), nullable=False),
        sa.Column('said_by', text(length=80), nullable=False),
        sa.Column('said_by_id', sa.Integer(), nullable=True),
        sa.Column('office', sa.Boolean(), nullable=False),
        sa.Column('ended_at', moment(), nullable=True),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_standby_application_id')),
        sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_standby_slot_id')),
        sa.ForeignKeyConstraint(['said_by_id'], ['person.id'], name=op.f('fk_standby_said_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_standby')),
    )
    op.create_index(op.f('ix_standby_slot_id'), 'standby', ['slot_id'])
    live = sa.text('ended_at IS NULL')
    op.create_index(
        'uq_standby_live', 'standby', ['application_id', 'slot_id'], unique=True,
        sqlite_where=live, postgresql_where=live,
    )  # fmt: skip


def _day_offer() -> None:
    op.create_table(
        'day_offer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('slot_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('booths', text(length=25), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
        sa.Column('answer_by', moment(), nullable=False),
        sa.Column('answered_at', moment(), nullable=True),
        sa.Column('answered_by', text(length=80), nullable=False),
        sa.Column('answered_by_id', sa.Integer(), nullable=True),
        sa.Column('office', sa.Boolean(), nullable=False),
        sa.CheckConstraint(STATES, name=op.f('ck_day_offer_state')),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_day_offer_bazaar_id')),
        sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_day_offer_slot_id')),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_day_offer_application_id')),
        sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_day_offer_answered_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_day_offer')),
    )
    for column in ('application_id', 'bazaar_id', 'state'):
        op.create_index(op.f(f'ix_day_offer_{column}'), 'day_offer', [column])
    still = sa.text("state = 'open'")
    for name, column in (('group', 'application_id'), ('booths', 'booths')):
        op.create_index(
            f'uq_day_offer_{name}', 'day_offer', ['slot_id', column], unique=True,
            sqlite_where=still, postgresql_where=still,
        )  # fmt: skip

"""0125 which helpers may know a PIN, since it was typed on a phone that they set up"""

import sqlalchemy as sa
from alembic import op

revision = '0125'
down_revision = '0124'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'seen_pin',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('membership_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_seen_pin_membership_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_seen_pin_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_seen_pin')),
        sa.UniqueConstraint('membership_id', 'person_id', name=op.f('uq_seen_pin_membership_id_person_id')),
    )
    columns = {
        'known_phone': ('device_id', 'membership_id', 'said_at'),
        'device': ('id', 'group_id', 'added_by_id', 'kept_at'),
        'membership': ('id', 'group_id', 'person_id', 'pin_hash', 'pin_chosen_at', 'ended_at'),
        'seen_pin': ('membership_id', 'person_id', 'at'),
    }
    k, d, m, s = (sa.table(name, *map(sa.column, names)) for name, names in columns.items())
    setter = m.alias('setter')
    belongs = sa.select(setter.c.id).where(
        setter.c.group_id == d.c.group_id, setter.c.person_id == d.c.added_by_id, setter.c.ended_at.is_(None)
    )
    this_one = (m.c.pin_hash.is_not(None), m.c.ended_at.is_(None))
    typed = sa.or_(m.c.pin_chosen_at.is_(None), k.c.said_at >= m.c.pin_chosen_at)
    before = sa.or_(d.c.kept_at.is_(None), m.c.pin_chosen_at.is_(None), m.c.pin_chosen_at < d.c.kept_at)
    read = (
        sa.select(m.c.id, d.c.added_by_id, sa.func.max(k.c.said_at))
        .select_from(k.join(d, d.c.id == k.c.device_id).join(m, m.c.id == k.c.membership_id))
        .where(*this_one, typed, before, ~belongs.correlate(d).exists())
        .group_by(m.c.id, d.c.added_by_id)
    )
    op.execute(sa.insert(s).from_select(['membership_id', 'person_id', 'at'], read))

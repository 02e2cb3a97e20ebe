"""0046 with whose code a member chose her PIN"""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.add_column(sa.Column('pin_by_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_membership_pin_by_id'), 'person', ['pin_by_id'], ['id'])
    columns = {
        'membership': ('id', 'group_id', 'person_id', 'pin_hash', 'pin_chosen_at', 'pin_by_id', 'ended_at'),
        'pin_code': ('id', 'group_id', 'membership_id', 'invitation_id', 'issued_by_id', 'used_at'),
        'invitation': ('id', 'answered_by_id'),
    }
    m, k, i = (sa.table(name, *map(sa.column, names)) for name, names in columns.items())
    issuer = sa.alias(m, 'issuer')
    of_us = sa.select(issuer.c.id).where(issuer.c.group_id == m.c.group_id, issuer.c.person_id == k.c.issued_by_id)
    hers = sa.or_(
        k.c.membership_id == m.c.id,
        k.c.invitation_id.in_(sa.select(i.c.id).where(i.c.answered_by_id == m.c.person_id)),
    )
    last = (
        sa.select(k.c.issued_by_id)
        .where(k.c.group_id == m.c.group_id, hers, k.c.used_at <= m.c.pin_chosen_at, of_us.correlate(m, k).exists())
        .order_by(k.c.id.desc())
        .limit(1)
        .correlate(m)
        .scalar_subquery()
    )
    op.execute(sa.update(m).where(m.c.pin_hash.is_not(None), m.c.ended_at.is_(None)).values(pin_by_id=last))

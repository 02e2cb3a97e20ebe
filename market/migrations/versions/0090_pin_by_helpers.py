"""0090 also with which helper's code a member without an account chose her PIN"""

import sqlalchemy as sa
from alembic import op

revision = '0090'
down_revision = '0089'
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = {
        'membership': ('id', 'group_id', 'person_id', 'pin_hash', 'pin_chosen_at', 'pin_by_id', 'ended_at'),
        'pin_code': ('id', 'group_id', 'membership_id', 'invitation_id', 'issued_by_id', 'used_at'),
        'invitation': ('id', 'answered_by_id'),
        'person': ('id', 'password_hash'),
    }
    m, k, i, p = (sa.table(name, *map(sa.column, names)) for name, names in columns.items())
    hers = sa.or_(
        k.c.membership_id == m.c.id,
        k.c.invitation_id.in_(sa.select(i.c.id).where(i.c.answered_by_id == m.c.person_id)),
    )
    last = (
        sa.select(k.c.issued_by_id)
        .where(k.c.group_id == m.c.group_id, hers, k.c.used_at <= m.c.pin_chosen_at)
        .order_by(k.c.id.desc())
        .limit(1)
        .correlate(m)
        .scalar_subquery()
    )
    no_account = m.c.person_id.in_(sa.select(p.c.id).where(p.c.password_hash.is_(None)))
    free = (m.c.pin_hash.is_not(None), m.c.ended_at.is_(None), m.c.pin_by_id.is_(None), no_account)
    op.execute(sa.update(m).where(*free).values(pin_by_id=last))

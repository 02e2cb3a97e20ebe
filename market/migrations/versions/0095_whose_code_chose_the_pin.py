"""0095 once more with whose code each member chose her PIN: by codes that are hers alone

0046 and 0090 took every code of an answered invitation of the group for hers, so that of two who were let in one after
the other the first to be let in could be bound to the helper of the second.
"""

from datetime import timedelta

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0095'
down_revision = '0094'
branch_labels = None
depends_on = None

TOGETHER = timedelta(minutes=1)  # a code is used and the PIN chosen in one act
COLUMNS = {
    'membership': ('id', 'group_id', 'person_id', 'pin_hash', 'pin_by_id', 'ended_at'),
    'pin_code': ('id', 'group_id', 'membership_id', 'invitation_id', 'issued_by_id'),
    'invitation': ('id', 'identifier', 'answered_by_id'),
    'person': ('id', 'password_hash'),
}


def upgrade() -> None:
    m, k, i, p = (sa.table(name, *map(sa.column, names)) for name, names in COLUMNS.items())
    chosen_at, used_at = (sa.column(name, sqlmodel.sql.sqltypes.UTCDateTime()) for name in ('pin_chosen_at', 'used_at'))
    m.append_column(chosen_at)
    k.append_column(used_at)
    by_name = sa.and_(i.c.answered_by_id == m.c.person_id, i.c.identifier == '')  # else she chose it in her account
    hers = sa.and_(k.c.group_id == m.c.group_id, used_at <= chosen_at, sa.or_(k.c.membership_id == m.c.id, by_name))
    found = op.get_bind().execute(
        sa.select(m.c.id, m.c.pin_by_id, chosen_at, p.c.password_hash, k.c.issued_by_id, used_at)
        .select_from(m.join(p, p.c.id == m.c.person_id).outerjoin(k.outerjoin(i, i.c.id == k.c.invitation_id), hers))
        .where(m.c.pin_hash.is_not(None), m.c.ended_at.is_(None))
        .order_by(m.c.id, k.c.id)
    )
    last = {row.id: row for row in found}  # the code used last, of each
    right = {key: row.issued_by_id for key, row in last.items() if row.pin_by_id or _with_a_code(row)}
    for key, by in right.items():
        if by != last[key].pin_by_id:
            op.execute(sa.update(m).where(m.c.id == key).values(pin_by_id=by))


def _with_a_code(row: sa.Row) -> bool:
    """Whether the PIN of somebody of whom nothing is written comes from that code: not if she chose it since in an
    account of her own."""
    return row.used_at is not None and (row.password_hash is None or row.pin_chosen_at - row.used_at < TOGETHER)

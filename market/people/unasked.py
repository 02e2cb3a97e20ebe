"""Memberships of a time when nobody was asked: their members say yes themselves, or not."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.group import Group
from market.people.membership import Membership


def unasked_of(db: Session, person_id: int) -> list[tuple[Membership, Group]]:
    """Memberships given before people were asked, to which she has not said yes herself."""
    rows = table(Membership)
    wanted = (
        sa.select(Membership, Group)
        .join(Group, table(Group).c.id == rows.c.group_id)
        .where(rows.c.person_id == person_id, rows.c.ended_at.is_(None), rows.c.accepted_at.is_(None))
        .order_by(rows.c.id)
    )
    return [(membership, group) for membership, group in db.execute(wanted)]

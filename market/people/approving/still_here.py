"""Still here: who asked for something, or agreed to it, must stand in the group without a break until it counts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.helpers import Facilitation
from market.people.membership import Membership
from market.people.signing_in.denial import was_denied

M, F = table(Membership), table(Facilitation)


def still_here(db: Session, group_id: int, person_id: int | None, since: datetime) -> bool:
    """Whether somebody has belonged to a group, or helped it, without a break since then, and nobody has denied
    what her account did then.
    """
    either = [
        sa.select(each.c.id).where(
            each.c.group_id == group_id, each.c.person_id == person_id, each.c.since <= since, each.c.ended_at.is_(None)
        )
        for each in (M, F)
    ]
    if person_id is None or was_denied(db, person_id, since):
        return False
    return db.execute(sa.union_all(*either)).first() is not None

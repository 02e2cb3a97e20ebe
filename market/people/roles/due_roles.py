"""Changes of roles whose time has come: found by the clock, done once each."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken
from market.people.access import CLOCK
from market.people.group import Group, is_open
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeState as S

C, G = table(RoleChange), table(Group)


def due_changes(db: Session, moment: datetime, after: int = 0, most: int = 100) -> list[int]:
    """The changes, with an id above `after`, that waited long enough and met no objection.

    In a closed group the clock does nothing that its officer has not said yes to.
    """
    may = sa.or_(is_open(G), C.c.decided_by_id.is_not(None))
    due = (C.c.state == S.WAITING, C.c.takes_effect_at <= moment, C.c.id > after, may)
    wanted = sa.select(C.c.id).join(G, G.c.id == C.c.group_id).where(*due)
    return list(db.scalars(wanted.order_by(C.c.id).limit(most)))


def take_effect(db: Session, key: int) -> None:
    """Does a change that waited long enough; tested again inside."""
    change = db.scalars(locked(sa.select(RoleChange).where(C.c.id == key))).one()
    if change.state is not S.WAITING or change.takes_effect_at is None or change.takes_effect_at > now():
        raise Overtaken("state_moved")
    if change.chair is False and change.membership.chair and not change.membership.other_chair():
        change.drop(CLOCK)
        return
    change.carry_out(CLOCK)

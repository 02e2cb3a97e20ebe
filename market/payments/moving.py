"""When a move is over: a day after it, and never while something waits that the former officers may stop or decide."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.payments.account import A
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import GroupChange, GroupChangeState
from market.people.group import Group, is_open
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeState

C, G, R, S = (table(each) for each in (GroupChange, Group, RoleChange, StandIn))
WAITS = (
    sa.select(A.c.id).where(
        A.c.group_id == G.c.id, A.c.begins_at.is_not(None), A.c.approved_at.is_(None), A.c.retired_at.is_(None)
    ),
    sa.select(R.c.id).where(R.c.group_id == G.c.id, R.c.state.in_((RoleChangeState.WAITING, RoleChangeState.OBJECTED))),
    sa.select(C.c.id).where(C.c.group_id == G.c.id, C.c.state == GroupChangeState.WAITING),
    sa.select(S.c.id).where(S.c.group_id == G.c.id, S.c.agreed_at.is_(None), S.c.ended_at.is_(None)),
)


def moves_over(db: Session, moment: datetime, after: int = 0, most: int = 100) -> list[int]:
    """The groups, with an id above `after`, for which the new officers answer from now on; none that is closed."""
    ready = (G.c.moves_over_at <= moment, G.c.moved_from.is_not(None), is_open(G))
    due = (G.c.id > after, *ready, *(~each.exists() for each in WAITS))
    return list(db.scalars(sa.select(G.c.id).where(*due).order_by(G.c.id).limit(most)))

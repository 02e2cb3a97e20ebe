"""The changes of a group's roles: all of them, one, and those that wait for an officer since the group was closed."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.one_of import one_of
from market.kernel.record import table
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeKind
from market.people.roles.role_states import RoleChangeState as S

C = table(RoleChange)


def role_changes(db: Session, group_id: int, *, limit: int = 30) -> list[RoleChange]:
    """A group's changes, open ones first, then the newest."""
    over = sa.case((C.c.state.in_((S.WAITING, S.OBJECTED)), 0), else_=1)
    wanted = sa.select(RoleChange).where(C.c.group_id == group_id).order_by(over, C.c.id.desc()).limit(limit)
    return list(db.scalars(wanted))


def the_role_change(db: Session, group_id: int, key: int) -> RoleChange:
    """A change of this group, locked until the commit."""
    return one_of(db, RoleChange, key, lock=True, group_id=group_id)


def wait_for_officer(db: Session, group_id: int) -> None:
    """A group is closed: what a helper confirmed there before now waits for the officer who closed it."""
    undecided = {"decided_by_id": None, "decided_by": "", "decided_at": None}
    waits = (C.c.group_id == group_id, C.c.state == S.WAITING, C.c.decided_by_id.is_not(None))
    succession = C.c.kind == RoleChangeKind.SUCCESSION
    db.flush()
    db.execute(sa.update(C).where(*waits, succession).values(takes_effect_at=None, **undecided))
    db.execute(sa.update(C).where(*waits).values(**undecided))

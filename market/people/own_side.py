"""Own side: nobody vouches, judges or decides for a group that is her own, as an officer or admin.

Her own is a group that she belongs to or helps, now or within thirty days: stepping out for a day changes nothing.
What is an officer's own side is also that of her deputy.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.helpers import STILL, Facilitation, H, O
from market.people.membership import Membership

OWN_FOR = timedelta(days=30)
M, F = table(Membership), table(Facilitation)
# Reckoned when a statement is sent: some are put together once, when the program starts.
SINCE: sa.BindParameter[datetime] = sa.bindparam(
    "own_since", callable_=lambda: now() - OWN_FOR, type_=M.c.ended_at.type
)


def is_own(db: Session, person_id: int | None, group_id: int) -> bool:
    """Whether a group is on somebody's own side."""
    return bool(own_groups(db, person_id, [group_id]))


def own_groups(db: Session, person_id: int | None, group_ids: Collection[int]) -> set[int]:
    """Those of these groups that are on somebody's own side, in one statement."""
    if person_id is None or not group_ids:
        return set()
    return set(
        db.scalars(
            sa.union_all(*(rows.where(rows.selected_columns.group_id.in_(group_ids)) for rows in _own(person_id)))
        )
    )


def on_own_side(
    person_id: int | sa.ColumnElement[int], group_id: sa.ColumnElement[int] | sa.ColumnElement[int | None]
) -> sa.ColumnElement[bool]:
    """`is_own` for a condition on groups."""
    return group_id.in_(sa.union_all(*_own(person_id)))


def _own(person_id: int | sa.ColumnElement[int]) -> list[sa.Select[tuple[int]]]:
    """The groups that she, or whom she stands in for, belongs to or helps, now or lately."""
    for_whom = sa.select(H.c.person_id).join(O, O.c.stands_in_for_id == H.c.id).where(O.c.person_id == person_id, STILL)
    for_whom = for_whom.correlate_except(H, O)  # two queries deep, where a column of persons would be any person's
    return [
        sa.select(each.c.group_id)
        .where(sa.or_(each.c.person_id == person_id, each.c.person_id.in_(for_whom)))
        .where(sa.or_(each.c.ended_at.is_(None), each.c.ended_at > SINCE))
        for each in (M, F)
    ]


def require_other_side(db: Session, person_id: int | None, *groups: int) -> None:
    """Refused when one of these groups is her own: a colleague decides."""
    if any(is_own(db, person_id, each) for each in groups):
        raise Refused("own_side")

"""With whose code somebody chose her PIN on a group's phone: the giver may have chosen it, and be named by it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.access import Actor
from market.people.helpers import Facilitation
from market.people.membership import Membership

GROUP, WHO = sa.bindparam("group", type_=sa.Integer), sa.bindparam("who", type_=sa.Integer)
M, H = table(Membership), table(Facilitation)
K = sa.table("pin_code", *map(sa.column, ("id", "group_id", "issued_by_id", "issued_at")))
HERS, GIVER, INSIDE = sa.alias(M, "hers"), sa.alias(M, "giver"), sa.alias(M, "inside")


def gave_as_helper(group: sa.ColumnElement[int], giver: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a code of hers is a helper's, in SQL: she helped this group ever, or gave it while she did not belong."""
    helped = sa.select(H.c.id).where(H.c.group_id == group, H.c.person_id == giver).exists()
    since = (K.c.group_id == group, K.c.issued_by_id == giver, K.c.issued_at >= INSIDE.c.ended_at)
    later = sa.select(K.c.id).where(*since).correlate_except(K)
    hers = (INSIDE.c.group_id == group, INSIDE.c.person_id == giver)
    belonged = sa.select(INSIDE.c.id).where(*hers, sa.not_(later.exists())).exists()
    return sa.and_(giver.is_not(None), sa.or_(helped, sa.not_(belonged)))


# With whose code she chose her PIN, and with whose code who gave that one had chosen hers. A PIN that the giver chose
# only later counts for nothing.
FIRST = sa.select(HERS.c.pin_by_id.label("by"), HERS.c.pin_chosen_at.label("chosen_at")).where(
    HERS.c.group_id == GROUP, HERS.c.person_id == WHO, HERS.c.ended_at.is_(None), HERS.c.pin_hash.is_not(None)
)
CHAIN = FIRST.cte("chain", recursive=True)
CHAIN = CHAIN.union(
    sa.select(GIVER.c.pin_by_id, GIVER.c.pin_chosen_at).where(
        GIVER.c.group_id == GROUP, GIVER.c.person_id == CHAIN.c.by, GIVER.c.pin_chosen_at <= CHAIN.c.chosen_at
    )
)
BY_ANYBODY = sa.select(CHAIN.c.by).where(CHAIN.c.by.is_not(None))
BY_HELPERS = sa.select(CHAIN.c.by).where(gave_as_helper(GROUP, CHAIN.c.by))


def own_word(db: Session, group_id: int, by: Actor, of: int) -> bool:
    """Whether what she says of somebody is surely hers: not by a PIN that this one may have chosen, or a helper."""
    if by.own_id is not None or by.person_id is None:
        return True
    return not by.pin_by_helpers and of not in pin_givers(db, group_id, by.person_id)


def pin_givers(db: Session, group_id: int, person_id: int) -> frozenset[int]:
    """Who may have chosen the PIN that opens for her: whose code it was, straight or through others."""
    return frozenset(db.scalars(BY_ANYBODY, {"group": group_id, "who": person_id}))

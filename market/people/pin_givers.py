"""With whose code somebody chose her PIN on a group's phone, and which helper may have read it on hers.

Either may know it, and be named by it.
"""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.access import Actor
from market.people.helpers import Facilitation
from market.people.invitation import Invitation
from market.people.membership import Membership
from market.people.seen_pin import SeenPin

GROUP, WHO = sa.bindparam("group", type_=sa.Integer), sa.bindparam("who", type_=sa.Integer)
M, H, S = table(Membership), table(Facilitation), table(SeenPin)
K = sa.table(
    "pin_code",
    *map(sa.column, ("id", "group_id", "membership_id", "invitation_id", "issued_by_id", "issued_at", "used_at")),
    sa.column("by_pin", sa.Boolean),
)
I = table(Invitation)
HERS, GIVER, INSIDE, OF = (sa.alias(M, name) for name in ("hers", "giver", "inside", "of"))
USED, GAVE = sa.alias(K, "used"), sa.alias(K, "gave")


def gave_as_helper(group: sa.ColumnElement[int], giver: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a code of hers is a helper's, in SQL: she helped this group ever, or gave it while she did not belong.

    So it stays when she joins afterwards.
    """
    helped = sa.select(H.c.id).where(H.c.group_id == group, H.c.person_id == giver).exists()
    hers = sa.and_(INSIDE.c.group_id == group, INSIDE.c.person_id == giver)
    then = sa.and_(
        INSIDE.c.since <= K.c.issued_at, sa.or_(INSIDE.c.ended_at.is_(None), INSIDE.c.ended_at > K.c.issued_at)
    )
    inside = sa.select(INSIDE.c.id).where(hers, then).correlate_except(INSIDE).exists()
    given = sa.select(K.c.id).where(K.c.group_id == group, K.c.issued_by_id == giver, sa.not_(inside))
    outside = given.correlate_except(K).exists()
    belonged = sa.select(INSIDE.c.id).where(hers).correlate_except(INSIDE).exists()
    return sa.and_(giver.is_not(None), sa.or_(helped, outside, sa.not_(belonged)))


# With whose code she chose her PIN, and with whose code who gave that one had chosen hers. A PIN that the giver chose
# only later counts for nothing; one from which she gave codes since stays what it was, whatever she chose afterwards.
FIRST = sa.select(HERS.c.pin_by_id.label("by"), HERS.c.pin_chosen_at.label("chosen_at")).where(
    HERS.c.group_id == GROUP, HERS.c.person_id == WHO, HERS.c.ended_at.is_(None), HERS.c.pin_hash.is_not(None)
)
CHOSEN = sa.select(GIVER.c.person_id.label("who"), GIVER.c.pin_by_id.label("by"), GIVER.c.pin_chosen_at.label("at"))
USER = sa.func.coalesce(OF.c.person_id, I.c.answered_by_id)
PASSED_ON = (
    sa.select(USER, USED.c.issued_by_id, USED.c.used_at)
    .outerjoin(OF, OF.c.id == USED.c.membership_id)
    .outerjoin(I, sa.and_(I.c.id == USED.c.invitation_id, I.c.identifier == ""))
    .where(USED.c.group_id == GROUP)
    .where(
        sa.exists().where(
            GAVE.c.group_id == GROUP,
            GAVE.c.issued_by_id == USER,
            GAVE.c.by_pin.is_not(False),
            GAVE.c.issued_at >= USED.c.used_at,
        )
    )
)
EARLIER = sa.union(CHOSEN.where(GIVER.c.group_id == GROUP), PASSED_ON).subquery("earlier")
CHAIN = FIRST.cte("chain", recursive=True)
CHAIN = CHAIN.union(
    sa.select(EARLIER.c.by, EARLIER.c.at).where(EARLIER.c.who == CHAIN.c.by, EARLIER.c.at <= CHAIN.c.chosen_at)
)
SEEN = sa.select(S.c.person_id.label("by")).join(HERS, HERS.c.id == S.c.membership_id)
SEEN = SEEN.where(HERS.c.group_id == GROUP, HERS.c.person_id == WHO, HERS.c.ended_at.is_(None))
BY_ANYBODY = sa.select(CHAIN.c.by).where(CHAIN.c.by.is_not(None)).union(SEEN)
BY_HELPERS = sa.select(CHAIN.c.by).where(gave_as_helper(GROUP, CHAIN.c.by)).union(SEEN)


def own_word(db: Session, group_id: int, by: Actor, of: int) -> bool:
    """Whether what she says of somebody is surely hers: not by a PIN that this one may have chosen, or whoever may be
    this one by a PIN, or a helper."""
    givers = behind(db, group_id, by)
    return not by.pin_by_helpers and (not givers or givers.isdisjoint({of} | pin_givers(db, group_id, of)))


def may_be_same(
    db: Session, group_id: int, by: Actor, of: int, *, there: int | None = None, but: Collection[int] = ()
) -> bool:
    """Whether who speaks in a group may be another who spoke there, or in the group `there`: by a PIN that one may know
    of the other, or a third of both, as long as it opens. That somebody in `but` knows a PIN counts for nothing."""
    speaks = {by.person_id} | behind(db, group_id, by)
    spoke = {of} | pin_givers(db, there or group_id, of)
    return not (speaks & spoke).issubset(but)


def without_a_say(db: Session, group_id: int, by: Actor) -> frozenset[int]:
    """Who may be speaking as her, by a PIN that came by their codes, and chairs the group no more, or never did."""
    givers = behind(db, group_id, by)
    if not givers:
        return givers
    chairs = sa.select(M.c.person_id).where(M.c.group_id == group_id, M.c.ended_at.is_(None), M.c.chair)
    return givers.difference(db.scalars(chairs))


def may_be_another(db: Session, group_id: int, by: Actor) -> bool:
    """Whether a helper may be speaking as her, or a former chair: what chairs do at once waits then."""
    return by.may_be_helper or bool(without_a_say(db, group_id, by))


def behind(db: Session, group_id: int, by: Actor) -> frozenset[int]:
    """Who may be speaking as her: whose codes her PIN came by; nobody in an account of her own."""
    return pin_givers(db, group_id, by.person_id) if by.own_id is None and by.person_id is not None else frozenset()


def pin_givers(db: Session, group_id: int, person_id: int) -> frozenset[int]:
    """Who may know the PIN that opens for her: whose code it was, straight or through others, or who read it."""
    return frozenset(db.scalars(BY_ANYBODY, {"group": group_id, "who": person_id}))

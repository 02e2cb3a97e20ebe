"""Presser: who said that money came, or went back. Where she can come to that no more, another may take it back."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import ACCOUNT
from market.kernel.clock import now
from market.kernel.record import table
from market.messages.outbox import tell
from market.payments.bill import Bill, Custodian, handler
from market.payments.payment import Payment
from market.people.access import Actor, Role
from market.people.colleagues import held_since
from market.people.group import ANSWERED_IN, Group
from market.people.helpers import Facilitation, Officer
from market.people.membership import Membership
from market.people.own_side import on_own_side
from market.people.person import Person
from market.people.place import within

STILL_ASKED = timedelta(days=2)  # 24 waking hours, whatever hour they begin in
W, G, M, F, O = (table(each) for each in (Person, Group, Membership, Facilitation, Officer))
SINCE: sa.BindParameter[datetime] = sa.bindparam(
    "asked_since", callable_=lambda: now() - STILL_ASKED, type_=M.c.ended_at.type
)
BELONGS, HELPS = (
    sa.select(each.c.id)
    .where(each.c.group_id == G.c.id, each.c.person_id == W.c.id)
    .where(sa.or_(each.c.ended_at.is_(None), each.c.ended_at > SINCE))  # who ends it may be who takes her word back
    .exists()
    for each in (M, F)
)
INSIDE = sa.or_(BELONGS, HELPS)
ANSWERS = (
    sa.select(O.c.id)
    .where(O.c.person_id == W.c.id, held_since(SINCE), O.c.reads_only.is_(False), within(ANSWERED_IN, O.c.place))
    .exists()
)
OTHER_SIDE = sa.and_(W.c.ended_at.is_(None), sa.not_(on_own_side(W.c.id, G.c.id)))
LEFT_GROUP = sa.not_(sa.or_(INSIDE, sa.and_(sa.or_(W.c.admin, ANSWERS), OTHER_SIDE)))
LEFT_PLATFORM = sa.not_(sa.and_(W.c.admin, OTHER_SIDE))


def whose_word(db: Session, group_id: int, people: Collection[int | None], by: Actor) -> set[int]:
    """Those of these people whose word about a group's own money `by` may take back: she herself, and for chair and
    treasurer whoever comes to it no more.

    Such a one left the group or helps it no longer, and holds no office over it, each for two days now, or it came to
    be her own side.
    """
    others = {each for each in people if each is not None} - {by.person_id}
    hers = {by.person_id} if by.person_id in people and by.person_id is not None else set[int]()
    if not others or not by.roles & {Role.CHAIR, Role.TREASURER}:
        return hers
    wanted = sa.select(W.c.id).join(G, G.c.id == group_id).where(W.c.id.in_(others), LEFT_GROUP)
    return hers | set(db.scalars(wanted))


def tell_presser(db: Session, person_id: int | None, by: Actor, bill: Bill, reason: str, *, name: str) -> None:
    """That another took her word back: so that she hears of it who can say whether it was wrong."""
    if person_id is not None and person_id != by.person_id:
        told = {"by": by.name, "ref": bill.ref, "reason": reason, "path": ACCOUNT}
        tell(db, Person.get(db, person_id).recipient, "word_taken_back", told, name=f"word/{name}")


def presser_gone(db: Session, payments: Sequence[Payment]) -> set[int]:
    """The keys of those of these payments whose presser may take back nothing there any more.

    As `whose_word` says; of what the platform holds, she runs it no more; of a booth fee, she works on that bazaar no
    more, for two days, or its group is on her own side. What nobody pressed, such as a card's, is none.
    """
    pressed = [each for each in payments if each.confirmed_by_id is not None]
    organisers = [each for each in pressed if each.custodian is Custodian.ORGANISER]
    groups = [each.key for each in pressed if each.custodian is not Custodian.ORGANISER]
    return (_left_groups(db, groups) if groups else set()) | (_left_bazaars(db, organisers) if organisers else set())


def _left_groups(db: Session, payments: Sequence[int]) -> set[int]:
    """Of money that is a group's own, or that the platform holds for one."""
    rows = table(Payment)
    left = sa.case((rows.c.custodian == Custodian.PLATFORM, LEFT_PLATFORM), else_=LEFT_GROUP)
    wanted = sa.select(rows.c.id).join(W, W.c.id == rows.c.confirmed_by_id).join(G, G.c.id == rows.c.group_id)
    return set(db.scalars(wanted.where(rows.c.id.in_(payments), left)))


def _left_bazaars(db: Session, payments: Sequence[Payment]) -> set[int]:
    """Of booth fees, which the organiser has."""
    rows = table(Bill)
    bills = list(db.scalars(sa.select(Bill).where(rows.c.id.in_([each.bill_id for each in payments]))))
    keepers, groups, since = dict[int, set[int]](), dict[int, int](), now() - STILL_ASKED
    for kind in {bill.kind for bill in bills}:
        of_kind = [bill for bill in bills if bill.kind == kind]
        keepers |= handler(kind).keepers(db, of_kind, since)
        groups |= handler(kind).groups(db, of_kind)
    own = _own_sides(db, {each.confirmed_by_id for each in payments}, groups.values())
    return {
        each.key
        for each in payments
        if each.confirmed_by_id not in keepers.get(each.bill_id, set())
        or (each.confirmed_by_id, groups.get(each.bill_id)) in own
    }


def _own_sides(db: Session, people: Collection[int | None], groups: Collection[int]) -> set[tuple[int, int]]:
    """Of these people and groups the pairs of which the group is on her own side."""
    both = sa.select(W.c.id, G.c.id.label("group_id")).select_from(W.join(G, sa.true()))
    wanted = both.where(W.c.id.in_(people), G.c.id.in_(groups))
    return {(row.id, row.group_id) for row in db.execute(wanted.where(on_own_side(W.c.id, G.c.id)))}

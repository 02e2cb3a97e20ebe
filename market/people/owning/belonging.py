"""What an account entered and left while it was not its owner's: groups, helping, offices.

What it entered it leaves, else whoever may let her in has nothing to say over her any more; what it left is hers again.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.access import CLOCK
from market.people.act import note
from market.people.group import lock_group
from market.people.helpers import Facilitation, Officer, helps, offices
from market.people.membership import Membership, find_membership, members
from market.people.person import Person
from market.people.roles.role_change import end_what_rests
from market.people.security import SecurityEvent, security_event
from market.people.undoing import Made, undoes

WHY_CLOSED = "Didirikan lewat akun yang saat itu bukan dipakai pemiliknya"
E, F, M, O = (table(each) for each in (SecurityEvent, Facilitation, Membership, Officer))


@undoes("membership.person_id")
def undo_memberships(db: Session, made: Made) -> None:
    """A PIN chosen for the group's phone opens nothing; groups she entered she leaves, those she left are hers."""
    chosen = sa.update(M).where(made.holds(M.c.person_id, M.c.pin_chosen_at))
    db.execute(chosen.values(pin_hash=None, pin_chosen_at=None))
    if not made.denied:
        return
    entered = sa.select(Membership).where(made.holds(M.c.person_id, M.c.accepted_at), M.c.ended_at.is_(None))
    for membership in db.scalars(entered.order_by(M.c.group_id)).all():
        _leave(db, membership)
    left = sa.select(Membership).where(
        made.holds(M.c.person_id, M.c.ended_at), _by_herself(made, "membership_ended", M)
    )
    for membership in db.scalars(left.order_by(M.c.group_id, M.c.id.desc())).all():
        _return(db, membership)


def _by_herself(made: Made, code: str, rows: sa.Table) -> sa.ColumnElement[bool]:
    """Whether it was she who ended it, and no chair, officer or clock."""
    said = sa.select(E.c.id).where(E.c.code == code, made.holds(E.c.person_id, E.c.at), E.c.by_id == made.person_id)
    of = rows.c.get("group_id")
    return (said if of is None else said.where(E.c.group_id == of)).exists()


def _leave(db: Session, membership: Membership) -> None:
    """A group of which she is the only one is closed: its officer is asked for by whoever founded it in truth.

    One that others belong to by now, and that has no other chair, keeps her: they end what she holds by their own way.
    """
    group = lock_group(db, membership.group_id)
    alone = len(members(db, group.key)) == 1
    if not alone and membership.chair and not membership.other_chair():
        return
    if alone and group.open:
        group.suspend(WHY_CLOSED)
        note(db, CLOCK, "group_suspended", group.key, note=WHY_CLOSED)
    end_what_rests(db, membership, CLOCK)
    membership.end()


def _return(db: Session, membership: Membership) -> None:
    group, key = lock_group(db, membership.group_id), membership.person_id
    if find_membership(db, group.key, key) or helps(db, group.key, key):
        return
    membership.ended_at = None
    _written(db, key, group.key)


@undoes("facilitation.person_id", "officer.person_id")
def undo_posts_left(db: Session, made: Made) -> None:
    """Helping, and offices, that she gave up: else a group has no helper, and a place nobody who answers for it."""
    if not made.denied:
        return
    helped = sa.select(Facilitation).where(
        made.holds(F.c.person_id, F.c.ended_at), _by_herself(made, "helping_ended", F)
    )
    for helping in db.scalars(helped.order_by(F.c.group_id, F.c.id.desc())).all():
        if not find_membership(db, helping.group_id, made.person_id) and not helps(
            db, helping.group_id, made.person_id
        ):
            helping.ended_at = None
            _written(db, made.person_id, helping.group_id)
    held = sa.select(Officer).where(made.holds(O.c.person_id, O.c.ended_at), _by_herself(made, "office_ended", O))
    for office in db.scalars(held.order_by(O.c.place, O.c.id.desc())).all():
        if all(each.place != office.place for each in offices(db, made.person_id)):
            office.ended_at = None
            _written(db, made.person_id)


def _written(db: Session, person_id: int, group_id: int | None = None) -> None:
    db.flush()
    security_event(db, "post_given_back", person_id=person_id, group_id=group_id)
    if group_id is not None:
        note(db, CLOCK, "post_given_back", group_id, name=Person.get(db, person_id).name, of=person_id)

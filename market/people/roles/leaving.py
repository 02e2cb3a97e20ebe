"""Leaving a group ends what depends on the member, and all are told; and who may not delete her account yet.

A role in money or an office never ends in silence: its bearer hands it over first, in the way that tells the others.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import locked, table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.approving.stand_in import stands_in_now
from market.people.colleagues import colleagues
from market.people.group import Group
from market.people.helpers import STILL, Officer, end_posts, helped_groups, officers_of, offices
from market.people.membership import Membership, members
from market.people.news_of_posts import tell_admins_gone
from market.people.person import Person, admins
from market.people.reset_code import used_lately
from market.people.roles.facilitating import end_helping
from market.people.roles.role_change import end_what_rests, end_what_she_asked, withdraw_asked
from market.people.security import security_event
from market.people.signing_in.contact import PROOF
from market.people.signing_in.whose_word import met_after

WHY_CLOSED = "Pemiliknya menghapus akunnya"
KNOWN_AFTER = timedelta(days=7)
M, G, O, P = (table(each) for each in (Membership, Group, Officer, Person))


def memberships_of(db: Session, person_id: int) -> list[Membership]:
    """Every group that somebody belongs to now."""
    wanted = sa.select(Membership).where(M.c.person_id == person_id, M.c.ended_at.is_(None)).order_by(M.c.id)
    return list(db.scalars(wanted))


def require_nothing_held(db: Session, person: Person) -> None:
    """Refused, saying what to do first, while somebody holds a role in money or is the last in an office.

    Locks the others who hold the same: when the last two go at once, one stays.
    """
    _require_known(db, person)
    _lock_those_beside(db, person)
    for membership in memberships_of(db, person.key):
        _require_free(db, membership)
    for office in offices(db, person.key):
        beside = [each for each, _ in colleagues(db, office.office_id) if each.key != office.key]
        others = [each for each in beside if not each.reads_only and each.until is None]
        if not office.reads_only and not office.until and not others:
            raise Refused("last_officer", agency=office.agency)
    if person.admin and [each.key for each in admins(db)] == [person.key]:
        raise Refused("last_admin")


def _require_known(db: Session, person: Person) -> None:
    """Refused a while after a code opened the account, or a number of it changed, unless a helper met her: her letters
    can still deny it, and nobody can give back what is deleted.
    """
    code = used_lately(db, person.key)
    if code is not None and met_after(db, code):
        return
    changed = sa.select(sa.func.max(PROOF.c.proved_at)).where(
        PROOF.c.person_id == person.key, PROOF.c.former.is_not(None), PROOF.c.former != "", PROOF.c.ended_at.is_(None)
    )
    moments = (code.used_at if code else None, db.scalar(changed))
    free_at = max((each + KNOWN_AFTER for each in moments if each), default=None)
    if free_at is not None and free_at > now():
        raise Refused("deleted_later", until=free_at)


def _lock_those_beside(db: Session, person: Person) -> None:
    """Groups, then offices, then admins, each in the order of their ids."""
    groups = sa.select(M.c.group_id).where(M.c.person_id == person.key, M.c.ended_at.is_(None))
    db.execute(sa.select(G.c.id).where(G.c.id.in_(groups)).order_by(G.c.id).with_for_update())
    offices_of_hers = sa.select(O.c.office_id).where(O.c.person_id == person.key, O.c.ended_at.is_(None))
    beside = sa.select(Officer).where(O.c.office_id.in_(offices_of_hers), O.c.ended_at.is_(None)).order_by(O.c.id)
    db.scalars(locked(beside)).all()
    if person.admin:
        db.execute(sa.select(P.c.id).where(P.c.admin, P.c.ended_at.is_(None)).order_by(P.c.id).with_for_update())


def _require_free(db: Session, membership: Membership) -> None:
    group = Group.get(db, membership.group_id)
    alone = len(members(db, group.key)) == 1
    if alone and membership.chair:
        if group.open and officers_of(db, group.answered_in):
            raise Refused("only_one_here", group=group.name)
    elif membership.chair and not membership.other_chair():
        raise Refused("only_chair_here", group=group.name)
    elif membership.chair or membership.treasurer:
        raise Refused("role_held", group=group.name)
    elif stands_in_now(db, membership.key):
        raise Refused("stands_in_now", group=group.name)


def _close_behind(db: Session, membership: Membership, by: Actor) -> None:
    """Closes a group in which nobody is left; where an officer answers for it, she must have closed it before."""
    group = Group.get(db, membership.group_id)
    if membership.chair and group.open and len(members(db, group.key)) == 1:
        group.suspend(WHY_CLOSED, by)
        security_event(db, "group_closed", person_id=by.person_id, by_id=by.person_id, group_id=group.key)


def leave_everything(db: Session, person: Person) -> None:
    """Ends every membership, office and post of somebody who may go, and tells those who worked with her."""
    by = Actor(person_id=person.key, name=person.name)
    withdraw_asked(db, by)
    for membership in memberships_of(db, person.key):
        _close_behind(db, membership, by)
        end_what_rests(db, membership, by)
        end_what_she_asked(db, membership.group_id, person.key, by)
        membership.end(by)
    for group in helped_groups(db, person.key):
        end_helping(db, group.key, person.key, by=by)
    end_posts(db, sa.select(Officer).where(O.c.person_id == person.key, STILL), by)  # one to come too
    if person.admin:
        db.execute(sa.update(table(Person)).where(table(Person).c.id == person.key).values(admin=False))
        db.refresh(person)
        security_event(db, "admin_ended", person_id=person.key, by_id=person.key)
        tell_admins_gone(db, person)

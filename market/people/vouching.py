"""Vouching: an officer says that she knows a group, or opens it again; who hears that she is to look again.

Nobody does so for a group that is her own.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_at_office, group_page
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import tell
from market.people.access import CLOCK, Actor
from market.people.act import Act, note
from market.people.group import Group, is_open, reads_like, require_own_name
from market.people.helpers import officers_of
from market.people.membership import Membership, people_to_tell
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.security import security_event

G, M, P = table(Group), table(Membership), table(Person)


def who_chairs(db: Session, group: Group) -> list[tuple[int, str]]:
    """Who chairs it now: id and name of each."""
    chairs = sa.select(M.c.person_id, P.c.name).join(P, P.c.id == M.c.person_id)
    found = db.execute(chairs.where(M.c.group_id == group.key, M.c.chair, M.c.ended_at.is_(None)))
    return [(row.person_id, row.name) for row in found]


def vouched_facts(group: Group, chairs: Iterable[tuple[int, str]]) -> tuple[object, ...]:
    """What an officer looks at before she vouches: when one of these changes, it is to be looked at again."""
    return group.name, group.village, group.phone, group.story, tuple(sorted(chairs))


def vouch(db: Session, group: Group, *, by: Actor, agency: str) -> Act:
    """An officer vouches for it, and for those who chair it today. Refused while one of its name is vouched for."""
    require_other_side(db, by.person_id, group.key)
    require_own_name(db, group.name, group.village, but=group.key)
    group.vouched(by, agency)
    _vouch_for_chairs(db, group.key)
    security_event(db, "group_vouched", person_id=by.person_id, by_id=by.person_id, group_id=group.key)
    return note(db, by, "group_checked", group.key, agency=agency)


def lock_alike(db: Session, group: Group) -> None:
    """Locks a group with all of its city whose name reads like its own, in one order: of two that are vouched for at
    once the second sees the first."""
    alike = sa.or_(G.c.id == group.key, reads_like(group, Group))
    db.execute(sa.select(G.c.id).where(alike).order_by(G.c.id).with_for_update())
    db.refresh(group)


def require_none_closed(db: Session, group: Group) -> None:
    """Refused when an officer closed a group of its city whose name reads like its own: it may be that one, anew."""
    closed = sa.select(G.c.id).where(reads_like(group, Group), sa.not_(is_open(G)))
    if db.execute(closed).first():
        raise Refused("closed_reads_alike")


def reopen(db: Session, group: Group, *, by: Actor) -> None:
    """An officer opens it again; refused to one of its own people."""
    require_other_side(db, by.person_id, group.key)
    group.restored(by)
    note(db, by, "group_restored", group.key)


def _vouch_for_chairs(db: Session, group_id: int) -> None:
    """Marks today's chairs as those the officer looked at; once none of them is chair she is asked to look again."""
    now_there = sa.and_(M.c.chair, M.c.ended_at.is_(None))
    db.execute(sa.update(M).where(M.c.group_id == group_id).values(vouched_for=now_there))


def tell_to_look_again(db: Session, group: Group, why: str) -> None:
    """`why` is renamed, new_chair, new_number or new_account.

    Each is led to the page on which she can do something about it.
    """
    event = note(db, CLOCK, f"look_again_{why}", group.key)
    name = f"group/{group.key}/look_again/{event.key}"
    told = {"group": group.name, "agency": group.agency, "step": why}
    for chair in people_to_tell(db, group.key):
        params = told | {"kind": "chair", "path": group_page(group.slug, "profil")}
        tell(db, chair.recipient, "look_again", params, name=f"{name}/{chair.key}")
    for officer in officers_of(db, group.answered_in):
        params = told | {"kind": "officer", "path": group_at_office(group.slug)}
        tell(db, officer.recipient, "look_again", params, name=f"{name}/dinas/{officer.key}")

"""Helping a group: begun by a yes; what depends on it ends with it. Nobody helps a group in which she holds a role."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.device import end_devices
from market.people.group import Group
from market.people.helpers import Facilitation, facilitators, helps, officers_of
from market.people.invitation import Invitation, withdraw_all
from market.people.membership import Membership, bearers_of, find_membership
from market.people.namesakes import apart_from
from market.people.news_of_posts import tell_post_ended
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.roles.role_change import end_what_she_asked
from market.people.security import security_event


def begin_helping(
    db: Session, group_id: int, person: Person, *, organisation: str = "", given_by: int | None = None
) -> Facilitation:
    """Begins the help of a facilitator who said yes. Refused for members and present helpers of the group."""
    require_may_help(db, group_id, person)
    apart = apart_from(db, Group.get(db, group_id), person, now())
    security_event(db, "helping_begun", person_id=person.key, by_id=given_by, group_id=group_id)
    return Facilitation(
        group_id=group_id, person_id=person.key, organisation=organisation, given_by_id=given_by, apart=apart
    ).add(db)


def require_may_help(db: Session, group_id: int, person: Person) -> None:
    """Refused for a member of the group, and for one who helps it already."""
    if find_membership(db, group_id, person.key):
        raise Refused("member_not_helper")
    if helps(db, group_id, person.key):
        raise Refused("helps_already")


def end_helping(db: Session, group_id: int, person_id: int, *, by: Actor) -> None:
    """She helps no more; what she asked for ends, and the phones she set up go with her, unless a chair made them the
    group's own. NotFound when she does not help it.
    """
    rows = table(Facilitation)
    live = (rows.c.group_id == group_id, rows.c.person_id == person_id, rows.c.ended_at.is_(None))
    if not db.execute(sa.update(rows).where(*live).values(ended_at=now()).returning(rows.c.id)).first():
        raise NotFound(f"helper {person_id}")
    person = Person.get(db, person_id)
    event = security_event(db, "helping_ended", person_id=person_id, by_id=by.person_id, group_id=group_id)
    _tell_ended(db, Group.get(db, group_id), person, by.person_id, event.key)
    ends = (table(Invitation).c.group_id == group_id, table(Invitation).c.instead_of_id == person_id)
    withdraw_all(db, by, *ends, answered_at=now())
    end_what_she_asked(db, group_id, person_id, Actor(person_id=person_id, name=person.name))
    end_devices(db, group_id, kept_by=person_id)


def dismiss_helper(db: Session, group: Group, person_id: int, by: Actor) -> None:
    """An officer ends it, or the helper herself. Refused to an officer who is of the group's side."""
    if person_id != by.person_id:
        require_other_side(db, by.person_id, group.key)
    end_helping(db, group.key, person_id, by=by)
    note(db, by, "facilitator_ended", group.key)


def _tell_ended(db: Session, group: Group, person: Person, by_id: int | None, event: int) -> None:
    """Tells chairs and treasurers, other facilitators, officers of the place; herself unless she ended it."""
    bearers = bearers_of(db, group.key)
    people = [*bearers, *facilitators(db, group.key), *officers_of(db, group.answered_in)]
    told = [each for each in people if each.key not in (by_id, person.key)] + ([person] if person.key != by_id else [])
    path, name = group_page(group.slug, "anggota"), f"helping/{group.key}/{person.key}/{event}"
    tell_post_ended(db, person, told, kind="facilitator", what=group.name, path=path, name=name)


def both_sides(db: Session) -> list[tuple[int, int]]:
    """(group, person) of everybody who helps a group and holds a role in it: by the rules there are none."""
    f, m = table(Facilitation), table(Membership)
    wanted = sa.select(f.c.group_id, f.c.person_id).join(
        Membership, sa.and_(m.c.group_id == f.c.group_id, m.c.person_id == f.c.person_id, m.c.ended_at.is_(None))
    )
    return [(group, person) for group, person in db.execute(wanted.where(f.c.ended_at.is_(None)))]

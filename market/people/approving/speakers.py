"""Speakers: everybody who may have a say in a group, as the actors they would be in it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.access import Actor, Role
from market.people.approving.stand_in import STANDS_IN
from market.people.group import Group
from market.people.helpers import facilitators, officers_of
from market.people.membership import Membership
from market.people.person import Person

M, P = table(Membership), table(Person)


def speakers(db: Session, group: Group) -> list[tuple[Person, Actor]]:
    """Members, chairs first, then facilitators, then the officers who answer for it; each once."""
    belongs = (M.c.group_id == group.key, M.c.ended_at.is_(None), P.c.ended_at.is_(None))
    wanted = (
        sa.select(Person, Membership, STANDS_IN.label("stands_in")).join(M, M.c.person_id == P.c.id).where(*belongs)
    )
    found = db.execute(wanted.order_by(M.c.chair.desc(), M.c.id)).all()
    treasurer = any(row.Membership.treasurer for row in found)
    called = {row.Person.key: row.Membership.called(row.Person) for row in found}
    roles: dict[int, tuple[Person, set[Role]]] = {}
    for row in found:
        m = row.Membership
        held = {Role.MEMBER: True, Role.CHAIR: m.chair, Role.TREASURER: m.treasurer or row.stands_in}
        roles[row.Person.key] = row.Person, {role for role, holds in held.items() if holds}
    for role, people in (
        (Role.FACILITATOR, facilitators(db, group.key)),
        (Role.OFFICER, officers_of(db, group.answered_in)),
    ):
        for person in people:
            roles.setdefault(person.key, (person, {role}))
    return [
        (person, Actor(person.key, called.get(person.key, person.name), roles=frozenset(held), has_treasurer=treasurer))
        for person, held in roles.values()
    ]

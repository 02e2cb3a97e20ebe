"""Namesakes: two of a group whose names read alike are told apart, wherever the group speaks of one of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.names import readings
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.device import Device
from market.people.group import Group
from market.people.helpers import Facilitation, officers_of
from market.people.invitation import Invitation, InvitationState
from market.people.person import Person

MOST_LETTERS = 80  # of a name as it is kept with what somebody did
P, F, D = table(Person), table(Facilitation), table(Device)
M = sa.table("membership", *map(sa.column, ("group_id", "person_id", "ended_at", "apart")))
I = table(Invitation)


def name_apart(name: str, apart: str) -> str:
    """A name with what tells it from another's, which no long name pushes out of what is kept of it."""
    return name[: MOST_LETTERS - len(apart)] + apart


def helpers_called(db: Session, group_id: int) -> dict[int, str]:
    """The names of who helps a group now, as it tells them from others, by their ids."""
    wanted = sa.select(P.c.id, P.c.name, F.c.apart).join(F, F.c.person_id == P.c.id)
    found = db.execute(wanted.where(F.c.group_id == group_id, F.c.ended_at.is_(None)).order_by(F.c.id))
    return {row.id: name_apart(row.name, row.apart) for row in found}


def refuse_namesake(db: Session, group_id: int, name: str) -> None:
    """Refused for somebody invited by name alone whose name reads like a member's or helper's, or that of another who
    was invited so: whoever types it can type what tells her from that one."""
    asked = sa.select(I.c.name).where(
        I.c.group_id == group_id, I.c.identifier == "", I.c.state == InvitationState.OPEN, I.c.expires_at > now()
    )
    if _reads_like(name, _names_in(db, group_id, 0, live=True) | _phones_of(db, group_id) | set(db.scalars(asked))):
        raise Refused("name_in_group", field="name", name=name)


def refuse_name_of_a_person(db: Session, group: Group, name: str) -> None:
    """Refused for a phone that is called like somebody of the group, who helps it or answers for it: what is done on it
    while nobody said who she is stands under its name."""
    officers = {each.name for each in officers_of(db, group.answered_in)}
    if _reads_like(name, _names_in(db, group.key, 0, live=True) | officers):
        raise Refused("phone_named_like_person", field="name", name=name)


def apart_from(db: Session, group: Group, person: Person, since: datetime) -> str:
    """What tells her from who is or was called alike: the day she begins, and a number for the second of a day."""
    taken = _names_in(db, group.key, person.key) | _phones_of(db, group.key)
    day = since.astimezone(group.zone)
    if not _reads_like(person.name, taken):
        return ""
    date, nth, apart = f"{day.day}/{day.month}/{day.year}", 1, ""
    while not apart or name_apart(person.name, apart) in taken:
        apart = f" ({date})" if nth == 1 else f" ({date}, {nth})"
        nth += 1
    return apart


def _reads_like(name: str, others: set[str]) -> bool:
    alike = readings(name)
    return any(readings(each) & alike for each in others)


def _names_in(db: Session, group_id: int, but: int, *, live: bool = False) -> set[str]:
    """The names that people of a group have or had, and how they are told apart; not hers with the id `but`."""
    inside = sa.select(P.c.name, M.c.apart).join(M, M.c.person_id == P.c.id)
    inside = inside.where(M.c.group_id == group_id, P.c.id != but)
    found = db.execute(inside.where(M.c.ended_at.is_(None)) if live else inside).all()
    beside = sa.select(P.c.name, F.c.apart).join(F, F.c.person_id == P.c.id)
    helping = db.execute(beside.where(F.c.group_id == group_id, F.c.ended_at.is_(None), P.c.id != but)).all()
    return {each for row in (*found, *helping) for each in (row.name, name_apart(row.name, row.apart))}


def _phones_of(db: Session, group_id: int) -> set[str]:
    """The names under which things were done on its phones."""
    return set(db.scalars(sa.select(D.c.name).where(D.c.group_id == group_id)))

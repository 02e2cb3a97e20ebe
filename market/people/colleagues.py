"""Who holds an office: its officers and superiors, handing it on, letting somebody look.

A superior whom somebody named who never acted for the office looks from outside: the office does not end that.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.doer import Doer
from market.kernel.one_of import one_of, the_one
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.helpers import BEGUN, STILL, O, Officer, appoint, offices
from market.people.invitation import BY_OFFICERS, Invitation, asked_for_office
from market.people.office import the_office
from market.people.person import Person

MOST_COLLEAGUES = 200


def held_since(moment: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """Whether an office is held, or was at any time since then, for a condition on officers."""
    return sa.and_(BEGUN, *(sa.or_(end.is_(None), end > moment) for end in (O.c.ended_at, O.c.until)))


ACTED = O.alias("acted")
NAMED_BY_OFFICE = (
    sa.select(ACTED.c.id)
    .where(ACTED.c.person_id == O.c.given_by_id, ACTED.c.office_id == O.c.office_id, ACTED.c.reads_only.is_(False))
    .correlate(O)
    .exists()
)


def colleagues(db: Session, office_id: int | None) -> list[tuple[Officer, Person]]:
    """Everybody who holds this office, superiors last."""
    rows = table(Officer)
    wanted = sa.select(Officer, Person).join(Person, table(Person).c.id == rows.c.person_id)
    wanted = wanted.where(rows.c.office_id == office_id, STILL).order_by(rows.c.reads_only, rows.c.id)
    found = db.execute(wanted.limit(MOST_COLLEAGUES))
    return [(officer, person) for officer, person in found]


def asked_by_office(db: Session, office: Officer) -> list[Invitation]:
    """Whom those who act in an office asked to look into it, to stand in or to take it over."""
    acts = set(db.scalars(sa.select(O.c.person_id).where(O.c.office_id == office.office_id, O.c.reads_only.is_(False))))
    found = asked_for_office(db, office.place, *BY_OFFICERS)
    return [each for each in found if each.agency == office.agency and each.by_id in acts]


def own_office(db: Session, person_id: int, office_id: int | None) -> Officer:
    """How this person holds an office, as one who acts there in her own name: no deputy gives it on."""
    rows = table(Officer)
    wanted = sa.select(Officer).where(rows.c.person_id == person_id, rows.c.office_id == office_id, STILL)
    return the_one(db, wanted.where(rows.c.reads_only.is_(False), rows.c.until.is_(None)), f"office {office_id}")


def hand_over(db: Session, office: Officer, successor: Person) -> None:
    """The successor holds the office from now on, and this officer no longer; nothing else changes hands."""
    if successor.key == office.person_id:
        raise Refused("own_successor")
    appoint(db, successor, office.place, office.agency, by_id=office.person_id)
    office.end(Actor(person_id=office.person_id, name=Person.get(db, office.person_id).name))


def let_read(db: Session, office: Officer, superior: Person) -> None:
    """A superior sees what this office sees, and does nothing there."""
    appoint(db, superior, office.place, office.agency, by_id=office.person_id, reads_only=True)


def let_look_over(db: Session, place: str, agency: str, superior: Person, by_id: int) -> None:
    """A superior whom an admin names: if the office named her before, she looks by the admin's word from now on.

    Refused for an office that there is not.
    """
    office = the_office(db, place, agency)
    for held in offices(db, superior.key):
        if held.reads_only and held.office_id == office.key:
            held.give_way(by_id)
    appoint(db, superior, place, agency, by_id=by_id, reads_only=True)


def acted_in(db: Session, person_id: int) -> list[str]:
    """The names of the offices for which somebody ever acted, as a deputy too. A superior whom she asks in there counts
    as one whom the office itself named."""
    hers = sa.select(O.c.agency).where(O.c.person_id == person_id, O.c.reads_only.is_(False))
    return list(db.scalars(hers.distinct().order_by(O.c.agency)))


def named_by_office(db: Session, office_id: int | None) -> set[int]:
    """The keys of the superiors whom somebody of this office named, and the office may end."""
    return set(db.scalars(sa.select(O.c.id).where(O.c.office_id == office_id, O.c.reads_only, STILL, NAMED_BY_OFFICE)))


def dismiss_officer(db: Session, key: int, by: Actor) -> None:
    """An admin ends an office that somebody holds. NotFound once it is over."""
    found = db.get(Officer, key)
    if found is None or found.ended_at is not None:
        raise NotFound("officer")
    found.end(by)
    note(db, by, "officer_ended", place=found.place)


def end_reading(db: Session, office_id: int | None, key: int, by: Doer) -> None:
    """Refused for one whom the office did not name itself."""
    found = one_of(db, Officer, key, office_id=office_id)
    if not found.reads_only or found.ended_at is not None:
        raise NotFound(f"officer {key}")
    if key not in named_by_office(db, office_id):
        raise Refused("looks_from_outside")
    found.end(by)

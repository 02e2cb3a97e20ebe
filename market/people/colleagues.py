"""Who holds an office: its officers and superiors, handing it on, letting somebody look."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.helpers import STILL, Officer, appoint
from market.people.person import Person

MOST_COLLEAGUES = 200


def colleagues(db: Session, office_id: int | None) -> list[tuple[Officer, Person]]:
    """Everybody who holds this office, superiors last."""
    rows = table(Officer)
    wanted = sa.select(Officer, Person).join(Person, table(Person).c.id == rows.c.person_id)
    wanted = wanted.where(rows.c.office_id == office_id, STILL).order_by(rows.c.reads_only, rows.c.id)
    found = db.execute(wanted.limit(MOST_COLLEAGUES))
    return [(officer, person) for officer, person in found]


def own_office(db: Session, person_id: int, office_id: int | None) -> Officer:
    """How this person holds an office, as one who acts there in her own name: no deputy gives it on."""
    rows = table(Officer)
    wanted = sa.select(Officer).where(rows.c.person_id == person_id, rows.c.office_id == office_id, STILL)
    found = db.scalars(wanted.where(rows.c.reads_only.is_(False), rows.c.until.is_(None))).first()
    if found is None:
        raise NotFound(f"office {office_id}")
    return found


def hand_over(db: Session, office: Officer, successor: Person) -> None:
    """The successor holds the office from now on, and this officer no longer; nothing else changes hands."""
    if successor.key == office.person_id:
        raise Refused("own_successor")
    appoint(db, successor, office.place, office.agency, by=office.person_id)
    office.end(office.person_id)


def let_read(db: Session, office: Officer, superior: Person) -> None:
    """A superior sees what this office sees, and does nothing there."""
    appoint(db, superior, office.place, office.agency, by=office.person_id, reads_only=True)


def end_reading(db: Session, office_id: int | None, key: int, by: int | None) -> None:
    found = db.get(Officer, key)
    if found is None or found.office_id != office_id or not found.reads_only or found.ended_at is not None:
        raise NotFound(f"officer {key}")
    found.end(by)

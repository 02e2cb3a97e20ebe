"""Appointing at the command line: nobody is officer, admin or facilitator before the named number or e-mail is proved.

On the web offices come by invitation (people/joining/inviting.py), which waits for the same proof.
"""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.people.helpers import appoint
from market.people.person import Person
from market.people.roles.facilitating import begin_helping
from market.people.security import security_event
from market.people.signing_in.contact import ContactKind, contact_of, proved_at, read_out_by

WAITS = timedelta(days=30)


class Appointment(Record, table=True):
    """An office for `place`, helping `group_id`, or with neither running the platform; waits for a number's owner.

    It follows the number, not an account: whoever proves the number holds it.
    """

    kind: ContactKind = Field(sa_column=state_column(ContactKind, "kind"))
    value: str = Field(max_length=200, index=True)
    place: str = Field(default="", max_length=13)
    group_id: int | None = Field(default=None, foreign_key="groups.id")
    agency: str = Field(default="", max_length=120)
    made_at: datetime = Field(default_factory=now)
    expires_at: datetime
    begun_at: datetime | None = None


A = table(Appointment)


def proved_herself(db: Session, person: Person, kind: ContactKind) -> bool:
    """Whether a code that came to this contact proved it; one read out in a call is an officer's word for his place."""
    value = contact_of(person, kind) or ""
    return proved_at(person, kind) is not None and read_out_by(db, person.key, value) is None


def appoint_once_proved(
    db: Session, person: Person, kind: ContactKind, value: str, *, place: str = "", agency: str = "",
    group_id: int | None = None,
) -> None:  # fmt: skip
    """Begins now if she has proved this contact herself; else once she proves it."""
    appointment = Appointment(
        kind=kind, value=value, place=place, agency=agency, group_id=group_id, expires_at=now() + WAITS
    ).add(db)
    if proved_herself(db, person, kind):
        _begin(db, appointment, person)


def begin_appointments(db: Session, person: Person, kind: ContactKind, value: str) -> None:
    """Begins what waited for the owner of this number or e-mail, now that she has proved it."""
    for appointment in db.scalars(_waiting(kind, value).with_for_update()):
        _begin(db, appointment, person)


def _begin(db: Session, appointment: Appointment, person: Person) -> None:
    appointment.begun_at = now()
    if appointment.group_id is not None:
        with suppress(Refused):  # not for somebody who belongs to it by now, or helps it already
            begin_helping(db, appointment.group_id, person)
    elif appointment.place:
        with suppress(Refused):  # who holds it already
            appoint(db, person, appointment.place, appointment.agency, by_id=None)
    else:
        person.admin = True
        security_event(db, "admin_given", person_id=person.key)


def _waiting(kind: ContactKind, value: str | None) -> sa.Select[Appointment]:
    waits = (A.c.kind == kind, A.c.value == value, A.c.begun_at.is_(None), A.c.expires_at > now())
    return sa.select(Appointment).where(*waits).order_by(A.c.id)

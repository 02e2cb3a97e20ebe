"""StartLink: the first way into an account that was made at the command line; once, within seven days."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.kernel.tokens import digest, new_token
from market.people.owning.proving import prove_by_link
from market.people.owning.taking_over import end_every_way
from market.people.person import Person, lock_person
from market.people.security import security_event
from market.people.signing_in.contact import ContactKind

LASTS = timedelta(days=7)


class StartLink(Record, table=True):
    """Proof of the contact `value`: whoever runs the machine gives it to the owner, whatever else the account has."""

    __tablename__ = "start_link"

    person_id: int = Field(foreign_key="person.id", index=True)
    kind: ContactKind = Field(sa_column=state_column(ContactKind, "kind"))
    value: str = Field(default="", max_length=200)
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None


S = table(StartLink)
OPEN = S.c.used_at.is_(None)


def new_start_link(db: Session, person: Person, kind: ContactKind, value: str) -> str:
    """The token of a fresh link; earlier ones of this person end."""
    end_start_links(db, person.key)
    token = new_token()
    StartLink(person_id=person.key, kind=kind, value=value, token_hash=digest(token), expires_at=now() + LASTS).add(db)
    security_event(db, "start_link_made", person_id=person.key)
    return token


def end_start_links(db: Session, person_id: int) -> None:
    """Called for a newer one, or when the account ends; never for somebody who is merely signed in."""
    db.execute(sa.update(S).where(S.c.person_id == person_id, OPEN).values(used_at=now()))


def waits_to_start(db: Session, kind: ContactKind, value: str) -> Person | None:
    """The person for whom a link was made with this contact, and who has opened none yet, even if it ran out."""
    p = table(Person)
    nothing = (each.is_(None) for each in (p.c.phone, p.c.email, p.c.password_hash, p.c.lost_way_at, p.c.ended_at))
    wanted = sa.select(Person).join(StartLink, S.c.person_id == p.c.id)
    wanted = wanted.where(S.c.kind == kind, S.c.value == value, OPEN, *nothing)
    return db.scalars(wanted.order_by(S.c.id.desc()).limit(1)).first()


def find_start_link(db: Session, token: str) -> StartLink:
    """The link with this token. Refused when it was used, ran out or never was."""
    found = db.scalars(sa.select(StartLink).where(S.c.token_hash == digest(token))).first()
    if found is None or found.used_at is not None or found.expires_at <= now():
        raise Refused("link_used")
    return found


def start(db: Session, token: str, password_hash: str, *, network: str = "") -> Person:
    """Sets her own password; ends all that opened the account before, and all that it issued."""
    link = find_start_link(db, token)
    person = lock_person(db, link.person_id)
    if not link.update_if(OPEN, S.c.expires_at > now(), used_at=now()):
        raise Refused("link_used")
    person.change_password(password_hash)
    prove_by_link(db, person, link.kind, link.value)
    end_every_way(db, person)
    person.restricted_until = None
    security_event(db, "start_link_used", person_id=person.key, network=network)
    return person

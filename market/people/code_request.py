"""CodeRequest: for an admin who forgot the password two other admins are needed; the second reads the code out."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor, Role
from market.people.person import Person
from market.people.reset import ResetCode, grant, lock_person
from market.people.security import security_event

LASTS = timedelta(hours=24)


class CodeRequest(Record, table=True):
    """The first admin asks, within 24 hours another grants. Neither is the one concerned."""

    __tablename__ = "code_request"

    person_id: int = Field(foreign_key="person.id", index=True)
    asked_by_id: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now)
    expires_at: datetime
    granted_by_id: int | None = Field(default=None, foreign_key="person.id")
    granted_at: datetime | None = None


R, P = table(CodeRequest), table(Person)
OPEN = R.c.granted_at.is_(None)


def ask_for_code(db: Session, person_id: int, *, by: Actor) -> None:
    """The first of two admins. Asking again asks once."""
    person, _ = _two(db, person_id, by)
    live = sa.select(R.c.id).where(R.c.person_id == person_id, OPEN, R.c.expires_at > now())
    if not db.execute(live).first():
        CodeRequest(person_id=person.key, asked_by_id=by.person_id or 0, expires_at=now() + LASTS).add(db)
        security_event(db, "code_asked", person_id=person_id, by_id=by.person_id)


def grant_code(db: Session, request_id: int, code_hash: str, *, by: Actor) -> tuple[ResetCode, str]:
    """The second of two admins: the code, and whom it is for. Refused for who asked, and for whom it is asked."""
    asked = db.get(CodeRequest, request_id)
    if asked is None:
        raise NotFound(f"code request {request_id}")
    person, second = _two(db, asked.person_id, by)
    first = db.get(Person, asked.asked_by_id)
    if second.key == asked.asked_by_id or first is None or not first.admin or first.ended_at is not None:
        raise Refused("code_two_admins")
    if not asked.update_if(OPEN, R.c.expires_at > now(), granted_at=now(), granted_by_id=second.key):
        raise Refused("code_two_admins")
    code = grant(db, person, code_hash, by=second.key, capacity=Role.ADMIN.value, asked_by=asked.asked_by_id)
    return code, person.name


def _two(db: Session, person_id: int, by: Actor) -> tuple[Person, Person]:
    """(the admin concerned, locked; another admin who acts, as they are now)."""
    by.refuse_while_resting()
    person = lock_person(db, person_id)
    acts = db.get(Person, by.own_id or 0)
    if acts is None or not acts.admin or acts.ended_at is not None or acts.restricted:
        raise NotFound("admin")
    if not person.admin or person.key == acts.key:
        raise Refused("code_two_admins")
    return person, acts


def open_requests(db: Session, by: int) -> list[Any]:
    """(id, person, asked_by, asked_at, own) of what waits for a second admin; never what is asked for oneself."""
    asker = P.alias()
    wanted = (
        sa.select(R.c.id, P.c.name.label("person"), asker.c.name.label("asker"), R.c.asked_at, R.c.asked_by_id)
        .join(P, P.c.id == R.c.person_id)
        .join(asker, asker.c.id == R.c.asked_by_id)
        .where(OPEN, R.c.expires_at > now(), R.c.person_id != by)
    )
    return list(db.execute(wanted.order_by(R.c.id)))

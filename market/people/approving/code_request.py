"""CodeRequest: what needs two admins besides the one concerned.

Either a code for an admin who forgot the password, which the second reads out; or an end of the app's codes, for
anybody who lost the phone and the recovery codes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.other_admin import refusals_as_other, require_other_admin
from market.people.person import Person, lock_person
from market.people.reset_code import ResetCode
from market.people.security import security_event
from market.people.signing_in.reset import grant
from market.people.signing_in.second_factor import end_factor, second_factor

LASTS = timedelta(hours=24)


class Wanted(StrEnum):
    CODE = "code"
    SECOND_OFF = "second_off"


class CodeRequest(Record, table=True):
    """The first admin asks, within 24 hours another grants. Neither is the one concerned, nor do they count as one."""

    __tablename__ = "code_request"

    person_id: int = Field(foreign_key="person.id", index=True)
    what: Wanted = Field(default=Wanted.CODE, sa_column=state_column(Wanted, "what"))
    asked_by_id: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now)
    expires_at: datetime
    granted_by_id: int | None = Field(default=None, foreign_key="person.id")
    granted_at: datetime | None = None


R, P = table(CodeRequest), table(Person)
OPEN = R.c.granted_at.is_(None)


def ask_for_code(db: Session, person_id: int, *, by: Actor) -> None:
    """The first of two admins asks. A second press changes nothing."""
    person, _ = _two(db, person_id, by)
    if not person.admin:
        raise Refused("code_two_admins")
    _ask(db, person, Wanted.CODE, by)
    note(db, by, "code_asked", name=person.name, of=person.key)


def ask_to_end_factor(db: Session, person_id: int, *, by: Actor) -> None:
    """The same for an end of the app's codes. Refused when she has no app."""
    person, _ = _two(db, person_id, by)
    if second_factor(db, person.key) is None:
        raise Refused("app_none", field="identifier")
    _ask(db, person, Wanted.SECOND_OFF, by)
    note(db, by, "second_off_asked", name=person.name, of=person.key)


def _ask(db: Session, person: Person, what: Wanted, by: Actor) -> None:
    live = sa.select(R.c.id).where(R.c.person_id == person.key, R.c.what == what, OPEN, R.c.expires_at > now())
    if not db.execute(live).first():
        CodeRequest(person_id=person.key, what=what, asked_by_id=by.key, expires_at=now() + LASTS).add(db)
        code = "code_asked" if what is Wanted.CODE else "second_off_asked"
        security_event(db, code, person_id=person.key, by_id=by.person_id)


def grant_code(db: Session, request_id: int, code_hash: str, *, by: Actor) -> ResetCode:
    """The second of two admins grants: the code. Refused to who asked, and to the one concerned."""
    said = _grant(db, request_id, Wanted.CODE, by)
    if not said.person.admin:
        raise Refused("code_two_admins")
    asked_by = said.asked.asked_by_id
    code = grant(db, said.person, code_hash, by_id=said.second.key, capacity=Role.ADMIN.value, asked_by=asked_by)
    note(db, by, "code_issued", name=said.person.name, of=said.person.key)
    return code


def grant_end_of_factor(db: Session, request_id: int, *, by: Actor) -> Person:
    """The second of two admins grants: returns the person, who needs no codes any more; all her logins end."""
    person = _grant(db, request_id, Wanted.SECOND_OFF, by).person
    end_factor(db, person, by=by)
    note(db, by, "second_off", name=person.name, of=person.key)
    return person


@dataclass(frozen=True, slots=True)
class _Granted:
    """What was asked, whom it concerns, and the second admin, who said yes."""

    asked: CodeRequest
    person: Person
    second: Person


def _grant(db: Session, request_id: int, what: Wanted, by: Actor) -> _Granted:
    asked = db.get(CodeRequest, request_id)
    if asked is None or asked.what is not what:
        raise NotFound(f"code request {request_id}")
    person, second = _two(db, asked.person_id, by)
    first = db.get(Person, asked.asked_by_id)
    require_other_admin(db, by, asked.asked_by_id, same="code_two_admins")
    if first is None or not first.admin or first.ended_at is not None:
        raise Refused("code_two_admins")
    if not asked.update_if(OPEN, R.c.expires_at > now(), granted_at=now(), granted_by_id=second.key):
        raise Refused("code_two_admins")
    return _Granted(asked=asked, person=person, second=second)


def _two(db: Session, person_id: int, by: Actor) -> tuple[Person, Person]:
    """(the person concerned, locked; the admin who acts, another person), as they are now."""
    by.refuse_while_resting()
    person = lock_person(db, person_id)
    acts = db.get(Person, by.own_id or 0)
    if acts is None or not acts.admin or acts.ended_at is not None or acts.restricted:
        raise NotFound("admin")
    if person.key == acts.key:
        raise Refused("code_two_admins")
    return person, acts


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """What waits for a second admin, for whom, who asked, and why she who looks may not grant it (None: she may)."""

    key: int
    what: Wanted
    person: str
    asker: str
    asked_at: datetime
    own: bool
    refusal: Refused | None


def open_requests(db: Session, by: Actor) -> list[OpenRequest]:
    """What waits for a second admin, nothing for oneself."""
    asker = P.alias()
    wanted = (
        sa.select(
            R.c.id, R.c.what, P.c.name.label("person"), asker.c.name.label("asker"), R.c.asked_at, R.c.asked_by_id
        )
        .join(P, P.c.id == R.c.person_id)
        .join(asker, asker.c.id == R.c.asked_by_id)
        .where(OPEN, R.c.expires_at > now(), R.c.person_id != by.person_id)
        .where(asker.c.admin.is_(True), asker.c.ended_at.is_(None))
    )
    found = db.execute(wanted.order_by(R.c.id)).all()
    refusals = refusals_as_other(db, by, [row.asked_by_id for row in found], same="code_two_admins")
    return [
        OpenRequest(
            key=row.id, what=row.what, person=row.person, asker=row.asker, asked_at=row.asked_at,
            own=row.asked_by_id == by.person_id, refusal=refusals.get(row.asked_by_id),
        )
        for row in found
    ]  # fmt: skip

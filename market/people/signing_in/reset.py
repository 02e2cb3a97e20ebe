"""ResetCode: a way in for who forgot the password, read out by somebody whose standing over her is real."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import short_code
from market.messages.overtaken import unsay
from market.people.access import Actor, Role
from market.people.everywhere import stands_of
from market.people.letting_in import standing_over
from market.people.login import end_all
from market.people.person import Person, hash_secret, lock_person
from market.people.security import SecurityEvent, security_event
from market.people.signing_in.denial import LASTS as DENIED_FOR
from market.people.signing_in.denial import Denies, N, tell_every_way
from market.people.signing_in.rest import rest_after_code
from market.people.undoing import EVER, Made, Why, undoes

LASTS = timedelta(hours=24)
LETTERS = 8
CONSOLE = "console"
SAID_ENOUGH = 2
ISSUED, USED = "reset_code_issued", "code_used"


class ResetCode(Record, table=True):
    """Good for 24 hours and once; a newer one ends it. `asked_by_id` is the first of two admins.

    Eight of 29 signs: a stranger who tries a thousand a minute meets one in half a million days, so no counter that
    he could use up stands before it. Hashed as a password is: a stolen backup opens nothing.
    """

    __tablename__ = "reset_code"
    __table_args__ = (
        sa.Index(
            "uq_reset_code_live",
            "person_id",
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND ended_at IS NULL"),
        ),
    )

    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(max_length=120)
    issued_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    capacity: str = Field(max_length=20)
    issued_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.used_at is None and self.ended_at is None and self.expires_at > now()


C, E, P = table(ResetCode), table(SecurityEvent), table(Person)
OPEN = sa.and_(C.c.used_at.is_(None), C.c.ended_at.is_(None))


def new_code() -> tuple[str, str]:
    """(the code to read out, its hash to keep). Hashes, so call it before BEGIN."""
    code = short_code(LETTERS)
    return code, hash_secret(code)


def capacity_over(db: Session, by: Actor, people: Collection[int]) -> dict[int, Role]:
    """For each of these people whom `by` may let in: as what. Read now, in this transaction.

    Never on a group's phone, never for oneself, and not while one rests after a code oneself.
    """
    if by.own_id is None or not people:
        return {}
    issuer = Person.get(db, by.own_id)
    if issuer.restricted or issuer.ended_at is not None:
        return {}
    stands = stands_of(db, {*people, by.own_id})
    own = replace(stands[by.own_id], admin=by.admin and stands[by.own_id].admin)  # an admin by two steps alone
    found = {key: standing_over(own, stands[key]) for key in people if key != by.own_id}
    return {key: role for key, role in found.items() if role is not None}


def issue_code(db: Session, person_id: int, code_hash: str, *, by: Actor) -> ResetCode:
    """A code for somebody; who had one before has only this one. Ends no login yet.

    Refused when `by` has no real standing over her.
    """
    by.refuse_while_resting()
    person = lock_person(db, person_id)
    if not person.has_account:
        raise Refused("pin_device_only")
    role = capacity_over(db, by, {person_id}).get(person_id)
    if role is None:
        raise Refused("code_by_others")
    return grant(db, person, code_hash, by=by.own_id, capacity=role.value)


def issue_at_console(db: Session, person_id: int, code_hash: str) -> ResetCode:
    """For who has the machine itself: anybody, an admin too."""
    return grant(db, lock_person(db, person_id), code_hash, by=None, capacity=CONSOLE)


def grant(
    db: Session, person: Person, code_hash: str, *, by: int | None, capacity: str, asked_by: int | None = None
) -> ResetCode:
    """The code itself, for a locked person, and word of it by every way she has."""
    db.execute(sa.update(C).where(C.c.person_id == person.key, OPEN).values(ended_at=now()))
    code = ResetCode(
        person_id=person.key,
        code_hash=code_hash,
        issued_by_id=by,
        asked_by_id=asked_by,
        capacity=capacity,
        expires_at=now() + LASTS,
    ).add(db)
    security_event(db, "code_issued", person_id=person.key, by_id=by, reset_code=code.key, capacity=capacity)
    unsay(db, about_codes(person.key), (ISSUED,))  # of the code before
    _tell(db, person, code, ISSUED)
    return code


def kept_code(db: Session, person_id: int) -> tuple[int, str | None]:
    """(id, hash) of the code that lets this person in now; (0, None) when there is none."""
    found = db.execute(
        sa.select(C.c.id, C.c.code_hash).where(C.c.person_id == person_id, OPEN, C.c.expires_at > now())
    ).first()
    return (found.id, found.code_hash) if found else (0, None)


def use_code(db: Session, person_id: int, code_id: int, password_hash: str, *, network: str = "") -> Person:
    """Once: sets the new password, ends every login, lets money rest, tells the owner. The code was compared before."""
    person = lock_person(db, person_id)
    used = db.execute(
        sa.update(C)
        .where(C.c.id == code_id, C.c.person_id == person_id, OPEN, C.c.expires_at > now())
        .values(used_at=now())
        .returning(C.c.id)
    ).first()
    if used is None:
        raise Refused("code_wrong", field="code")
    code = ResetCode.get(db, code_id)
    if not _still_real(db, code, person):
        raise Refused("code_wrong", field="code")
    person.change_password(password_hash)
    rest_after_code(db, person)
    end_all(db, person.key)
    security_event(db, "code_used", person_id=person.key, network=network, reset_code=code.key)
    _tell(db, person, code, USED)
    return person


def _still_real(db: Session, code: ResetCode, person: Person) -> bool:
    """Whether who issued a code has a say over her still: what she issued ends with her role or office."""
    issuers = {each for each in (code.issued_by_id, code.asked_by_id) if each is not None}
    if not issuers:  # at the command line
        return True
    stands = stands_of(db, {person.key, *issuers})
    if person.admin:
        return all(stands[each].admin for each in issuers)
    return all(standing_over(stands[each], stands[person.key]) for each in issuers)


def end_codes_by(db: Session, issuer_id: int) -> None:
    """No code lets anybody in that somebody issued, or asked for, who lost what let her."""
    undo_codes(db, Made(issuer_id, EVER, now(), Why.ANEW))


@undoes("reset_code.issued_by_id")
def undo_codes(db: Session, made: Made) -> None:
    """Codes for others that nobody has used yet, also those she asked for."""
    whose = (made.holds(column, C.c.issued_at) for column in (C.c.issued_by_id, C.c.asked_by_id))
    issued = sa.or_(*whose)
    for person_id in db.scalars(sa.select(C.c.person_id).where(issued, OPEN)).all():
        end_codes(db, person_id)


@undoes("security_event.by_id")
def undo_met(db: Session, made: Made) -> None:
    """Whom she said to have met rests anew, where that was her last word about who came in by a code."""
    met = sa.select(E.c.person_id).where(made.holds(E.c.by_id, E.c.at), E.c.code == "rest_ended").distinct()
    for person_id in db.scalars(met).all() if made.denied else []:
        code, person = used_lately(db, person_id), db.get(Person, person_id)
        if code is not None and person is not None and person.ended_at is None and not person.restricted:
            rest_after_code(db, lock_person(db, person_id))
            _tell(db, person, code, USED, again=f"/again/{int(now().timestamp())}")


def used_lately(db: Session, person_id: int) -> ResetCode | None:
    """The last code that opened this account, for as long as its letters could deny it, while nobody has."""
    wanted = sa.select(ResetCode).where(
        C.c.person_id == person_id, C.c.used_at.is_not(None), C.c.ended_at.is_(None), C.c.issued_at > now() - DENIED_FOR
    )
    return db.scalars(wanted.order_by(C.c.used_at.desc()).limit(1)).first()


def settled(db: Session, person_id: int, code: ResetCode | None, signed_in: datetime | None = None) -> bool:
    """Whether nobody can say "bukan saya" any more to who came, or comes, by this code: else whoever found her old
    phone, and denies all that she does, would shut her out for ever.

    So it is when a helper met who came, for what she does in a login of before that (`signed_in`); and when of late
    links shut somebody out twice, and now a facilitator, officer or admin gave the code who gave none of those denied.
    """
    if code is None:
        return False
    met = met_after(db, code)
    if met and signed_in and signed_in <= met:
        return True
    if code.capacity == Role.CHAIR.value:
        return False
    shut = (N.c.person_id == person_id, N.c.until_at > now() - DENIED_FOR, N.c.until_at < code.issued_at)
    by_link = N.c.expires_at > N.c.made_at  # not from inside the account: there speaks who knows its password
    said = db.scalars(sa.select(N.c.id).where(*shut, by_link).limit(SAID_ENOUGH)).all()
    wanted = sa.select(C.c.issued_by_id, C.c.asked_by_id).join(N, N.c.code_id == C.c.id)
    gave = db.execute(wanted.where(C.c.person_id == person_id, N.c.used_at.is_not(None)))
    denied = {each for row in gave for each in row if each is not None}
    return len(said) >= SAID_ENOUGH and not denied & {code.issued_by_id, code.asked_by_id}


def burnt(db: Session, code: ResetCode) -> bool:
    """Whether nobody can say "bukan saya" to this code before it was used: two of late were denied, and this one is of
    a facilitator, officer or admin. Else whoever holds her old phone, or her password, ends each before she types it.
    """
    if code.used_at is not None or code.capacity == Role.CHAIR.value:
        return False
    others = sa.or_(N.c.code_id.is_(None), N.c.code_id != code.key)
    lately = (N.c.person_id == code.person_id, N.c.used_at > now() - DENIED_FOR, others)
    return len(db.scalars(sa.select(N.c.id).where(*lately).limit(SAID_ENOUGH)).all()) >= SAID_ENOUGH


def met_after(db: Session, code: ResetCode) -> datetime | None:
    """When a helper met who came in by this code, and not by a later one."""
    if code.used_at is None:
        return None
    after = sa.select(sa.func.min(C.c.used_at)).where(C.c.person_id == code.person_id, C.c.used_at > code.used_at)
    until = db.execute(after).scalar_one() or now()
    said = [E.c.person_id == code.person_id, E.c.code == "rest_ended", E.c.at >= code.used_at, E.c.at <= until]
    hers = (N.c.person_id == E.c.by_id, N.c.since <= E.c.at, N.c.until_at >= E.c.at)
    said.append(~sa.select(N.c.id).where(*hers).exists())  # by an account that was its owner's then
    return db.scalars(sa.select(E.c.at).where(*said).order_by(E.c.at).limit(1)).first()


def _tell(db: Session, person: Person, code: ResetCode, template: str, again: str = "") -> None:
    params = {"capacity": code.capacity}
    if template == USED and person.restricted_until:
        params |= {"until_at": person.restricted_until.isoformat(), "zone": settings().zone.key}
    name, about = f"reset/{code.key}/{template}{again}", about_codes(person.key)
    said = burnt(db, code) if template == ISSUED else settled(db, person.key, code)
    denies = None if said else Denies(code.issued_at, code_id=code.key)
    tell_every_way(db, person, template, params, name=name, denies=denies, by=code.issued_by_id, about=about)


def about_codes(person_id: int) -> str:
    """By what letters about somebody's codes are found while they wait to be sent."""
    return f"codes/{person_id}"


def end_codes(db: Session, person_id: int) -> None:
    """No code lets this person in any more."""
    db.execute(sa.update(C).where(C.c.person_id == person_id, OPEN).values(ended_at=now()))
    unsay(db, about_codes(person_id), (ISSUED,))


def code_issuers(db: Session, person_id: int, within: timedelta = timedelta(days=30)) -> set[int]:
    """Who let this person in by a code of late, or asked for it: none of them is a second person with her."""
    wanted = sa.select(C.c.issued_by_id, C.c.asked_by_id)
    rows = db.execute(wanted.where(C.c.person_id == person_id, C.c.issued_at > now() - within))
    return {key for row in rows for key in row if key is not None}


def codes_of(db: Session, people: Collection[int], within: timedelta = timedelta(days=30)) -> list[Any]:
    """Codes for these people with the names of person and issuer, newest first."""
    issuer = P.alias()
    wanted = (
        sa.select(
            C.c.id, C.c.person_id, P.c.name.label("person"), issuer.c.name.label("issuer"), C.c.issued_by_id,
            C.c.capacity, C.c.issued_at, C.c.used_at, C.c.ended_at, C.c.expires_at,
        )
        .join(P, P.c.id == C.c.person_id)
        .outerjoin(issuer, issuer.c.id == C.c.issued_by_id)
        .where(C.c.person_id.in_(people), C.c.issued_at > now() - within)
    )  # fmt: skip
    return list(db.execute(wanted.order_by(C.c.id.desc()).limit(20)))

"""Letting in: a code for somebody who forgot the password, read out by a person who really has a say over her."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.messages.overtaken import unsay
from market.people.access import Actor, Role
from market.people.act import note
from market.people.everywhere import stands_of
from market.people.letting_in import standing_over
from market.people.login import end_all
from market.people.person import Person, lock_person
from market.people.reset_code import CONSOLE, ISSUED, LASTS, OPEN, C, ResetCode, about_codes, used_lately
from market.people.security import SecurityEvent, security_event
from market.people.signing_in.denial import Denies, tell_every_way
from market.people.signing_in.rest import rest_after_code
from market.people.signing_in.whose_word import burnt, settled
from market.people.undoing import Made, undoes

MOST_A_DAY = 5  # from one issuer for one person
E = table(SecurityEvent)
USED = "code_used"


def capacity_over(db: Session, by: Actor, people: Collection[int]) -> dict[int, Role]:
    """For each of these people whom `by` may let in: as what. Read now, in this transaction.

    None on a group's phone, for `by` herself, or while `by` rests after a code.
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


def issue_code(
    db: Session, person_id: int, code_hash: str, *, by: Actor, group_id: int | None = None, called: str = ""
) -> ResetCode:
    """A code for somebody; it ends an earlier one, and no login yet.

    Refused when `by` has no real say over her. `called`: as in `say_met`.
    """
    by.refuse_while_resting()
    person = lock_person(db, person_id)
    if not person.has_account:
        raise Refused("pin_device_only")
    role = capacity_over(db, by, {person_id}).get(person_id)
    if role is None:
        raise Refused("code_by_others")
    _require_few(db, person_id, by.own_id or 0)
    note(db, by, "code_issued", group_id, name=called or person.name, of=person_id)
    return grant(db, person, code_hash, by_id=by.own_id, capacity=role.value)


def _require_few(db: Session, person_id: int, issuer_id: int) -> None:
    """TooOften after a few a day: each code causes letters by every way she has. Others may still let her in."""
    lately = (C.c.person_id == person_id, C.c.issued_by_id == issuer_id, C.c.issued_at > now() - timedelta(days=1))
    if len(db.scalars(sa.select(C.c.id).where(*lately).limit(MOST_A_DAY)).all()) >= MOST_A_DAY:
        raise Refused("codes_enough")


def issue_at_console(db: Session, person_id: int, code_hash: str) -> ResetCode:
    """A code from the command line: for anybody, an admin too."""
    return grant(db, lock_person(db, person_id), code_hash, by_id=None, capacity=CONSOLE)


def grant(
    db: Session, person: Person, code_hash: str, *, by_id: int | None, capacity: str, asked_by: int | None = None
) -> ResetCode:
    """Writes the code, for a locked person, and tells her by every way she has."""
    db.execute(sa.update(C).where(C.c.person_id == person.key, OPEN).values(ended_at=now()))
    code = ResetCode(
        person_id=person.key,
        code_hash=code_hash,
        issued_by_id=by_id,
        asked_by_id=asked_by,
        capacity=capacity,
        expires_at=now() + LASTS,
    ).add(db)
    security_event(db, "code_issued", person_id=person.key, by_id=by_id, reset_code=code.key, capacity=capacity)
    unsay(db, about_codes(person.key), (ISSUED,))  # of the code before
    _tell(db, person, code, ISSUED)
    return code


def use_code(db: Session, person_id: int, code_id: int, password_hash: str, *, network: str = "") -> Person:
    """Uses a code, once: sets the new password, ends every login, begins the rest, tells the owner. Compared before."""
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
    """Whether the issuer of a code still has a say over her: codes end with the issuer's role or office."""
    issuers = {each for each in (code.issued_by_id, code.asked_by_id) if each is not None}
    if not issuers:  # at the command line
        return True
    stands = stands_of(db, {person.key, *issuers})
    if person.admin:
        return all(stands[each].admin for each in issuers)
    return all(standing_over(stands[each], stands[person.key]) for each in issuers)


@undoes("security_event.by_id")
def undo_met(db: Session, made: Made) -> None:
    """People whom she said she had met rest anew, while the code that let them in can still be denied."""
    met = sa.select(E.c.person_id, sa.func.max(E.c.id)).where(made.holds(E.c.by_id, E.c.at), E.c.code == "rest_ended")
    for person_id, event in db.execute(met.group_by(E.c.person_id)).all() if made.denied else []:
        code, person = used_lately(db, person_id), db.get(Person, person_id)
        if code is not None and person is not None and person.ended_at is None and not person.restricted:
            rest_after_code(db, lock_person(db, person_id))
            _tell(db, person, code, USED, again=f"/again/{event}")


def _tell(db: Session, person: Person, code: ResetCode, template: str, again: str = "") -> None:
    params = {"capacity": code.capacity}
    if template == USED and person.restricted_until:
        params |= {"until_at": person.restricted_until.isoformat(), "zone": settings().zone.key}
    name, about = f"reset/{code.key}/{template}{again}", about_codes(person.key)
    said = burnt(db, code) if template == ISSUED else settled(db, person.key, code)
    denies = None if said else Denies(code.issued_at, code_id=code.key)
    tell_every_way(db, person, template, params, name=name, denies=denies, by_id=code.issued_by_id, about=about)

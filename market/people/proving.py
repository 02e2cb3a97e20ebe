"""Proving: the moment at which a number or e-mail becomes somebody's, and leaves who had it before."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.people.appointing import begin_appointments
from market.people.contact import (
    OPEN,
    PROOF,
    ContactKind,
    ContactProof,
    ProofWay,
    contact_of,
    end_proofs,
    proved_at,
    recipient_at,
)
from market.people.denial import tell_every_way
from market.people.pending_login import end_pending_of
from market.people.person import Person
from market.people.reset import end_codes
from market.people.security import security_event

P = table(Person)


def prove(db: Session, person_id: int, proof_id: int, *, network: str = "") -> ContactKind:
    """The code came back from her own login: the number or e-mail is hers, and nobody else's.

    Who had it before keeps the account and its orders, and needs another way in. Of two who prove it at once one
    has it, and the other is refused.
    """
    proof = db.get(ContactProof, proof_id)
    if proof is None or proof.person_id != person_id or proof.code_hash is None:
        raise NotFound(f"contact proof {proof_id}")
    kind, value = proof.kind, proof.value
    mine, former = _locked(db, person_id, kind, value)
    if former and proof.way is ProofWay.CALL and proved_at(former, kind) and not _by_admin(db, proof):
        raise Refused("contact_is_proved", field="code")
    if not proof.update_if(OPEN, PROOF.c.expires_at > now(), proved_at=now()):
        raise Refused("contact_moved", field="code")
    end_proofs(db, PROOF.c.kind == kind, PROOF.c.value == value)
    _take(db, mine, former, kind, value)
    for each in (mine, former):
        if each is not None:
            end_codes(db, each.key)  # what was issued before is not hers to use any more
    security_event(db, "contact_proved", person_id=person_id, by_id=proof.read_by_id, network=network, kind=kind.value)
    begin_appointments(db, mine, kind, value)
    return kind


def _by_admin(db: Session, proof: ContactProof) -> bool:
    """Whether an admin read the code out: what somebody else has proved no officer's call takes away."""
    return proof.read_by_id is not None and Person.get(db, proof.read_by_id).admin


def prove_by_link(db: Session, person: Person, kind: ContactKind) -> None:
    """The link of the command line was given to the owner of this contact by who runs the machine.

    An account that somebody else may have made with her number keeps only what the link proves.
    """
    value = contact_of(person, kind) or ""
    if proved_at(person, kind) is None:
        _set(person, ContactKind.EMAIL if kind is ContactKind.PHONE else ContactKind.PHONE, None)
    end_proofs(db, PROOF.c.kind == kind, PROOF.c.value == value)
    moment = now()
    ContactProof(
        person_id=person.key, kind=kind, value=value, way=ProofWay.LINK, expires_at=moment, proved_at=moment
    ).add(db)
    _set(person, kind, value)
    security_event(db, "contact_proved", person_id=person.key, kind=kind.value, link=True)
    begin_appointments(db, person, kind, value)


def _locked(db: Session, person_id: int, kind: ContactKind, value: str) -> tuple[Person, Person | None]:
    """The one who proves and the one who has the contact now, locked in the order of their ids."""
    column = P.c.phone if kind is ContactKind.PHONE else P.c.email
    wanted = sa.select(Person).where(sa.or_(P.c.id == person_id, column == value)).order_by(P.c.id)
    found = list(db.scalars(wanted.with_for_update().execution_options(populate_existing=True)))
    mine = next((person for person in found if person.key == person_id and person.ended_at is None), None)
    if mine is None:
        raise NotFound(f"person {person_id}")
    return mine, next((person for person in found if person.key != person_id), None)


def _take(db: Session, mine: Person, former: Person | None, kind: ContactKind, value: str) -> None:
    moment = int(now().timestamp())
    if former is not None:
        _set(former, kind, None)
        end_pending_of(db, former.key)
        db.flush()  # the number is free before it is taken: UNIQUE is looked at after each statement
        security_event(db, "contact_left", person_id=former.key, kind=kind.value)
        params = {"account": former.account_number, "kind": kind.value}
        tell(db, former.recipient, "contact_left", params, name=f"left/{former.key}/{kind}/{moment}", warns=True)
    old = contact_of(mine, kind)
    if old is not None and old != value:
        name = f"changed/{mine.key}/{kind}/{moment}"
        tell_every_way(db, mine, "contact_changed", {"kind": kind.value}, name=name, to=recipient_at(mine, kind, old))
        end_pending_of(db, mine.key)  # begun under the old one
        end_codes(db, mine.key)
    _set(mine, kind, value)


def _set(person: Person, kind: ContactKind, value: str | None) -> None:
    moment = now() if value else None
    if kind is ContactKind.PHONE:
        person.phone, person.phone_proved_at = value, moment
    else:
        person.email, person.email_proved_at = value, moment

"""Proving: the moment at which a number or e-mail becomes somebody's, and leaves its former account."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.messages.overtaken import unsay_to
from market.people.login import Login, logins_since
from market.people.owning.appointing import begin_appointments
from market.people.pending_login import end_pending_of
from market.people.person import Person
from market.people.reset_code import about_codes, used_lately
from market.people.security import security_event
from market.people.signing_in.contact import (
    OPEN,
    PROOF,
    ContactKind,
    ContactProof,
    ProofWay,
    contact_of,
    end_proofs,
    proved_at,
)
from market.people.signing_in.denial import Denies, end_links, tell_every_way
from market.people.signing_in.whose_word import settled

CHANGED = "contact_changed"
DENIES = timedelta(days=7)
P = table(Person)


def prove(db: Session, person_id: int, proof_id: int, *, network: str = "", login_id: int | None = None) -> ContactKind:
    """The code came back from her own login: from now on the number or e-mail is hers, and nobody else's.

    The account that had it before stays, with its orders, and needs another way in. Of two who prove it at once one
    gets it, and the other is refused.
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
    _end_former(db, mine, kind, value)
    _take(db, mine, former, proof, login_id)
    security_event(db, "contact_proved", person_id=person_id, by_id=proof.read_by_id, network=network, kind=kind.value)
    begin_appointments(db, mine, kind, value)
    return kind


def _end_former(db: Session, mine: Person, kind: ContactKind, value: str) -> None:
    """It is the former owner's no more: no link sent there denies anything, and no account gets it back later."""
    before = (PROOF.c.kind == kind, PROOF.c.former == value, PROOF.c.person_id != mine.key)
    for person_id in db.scalars(sa.update(PROOF).where(*before).values(former=None).returning(PROOF.c.person_id)).all():
        end_links(db, person_id, value)


def _by_admin(db: Session, proof: ContactProof) -> bool:
    """Whether an admin read the code out: an officer's call cannot take away what somebody else has proved."""
    return proof.read_by_id is not None and Person.get(db, proof.read_by_id).admin


def prove_by_link(db: Session, person: Person, kind: ContactKind, value: str) -> None:
    """A link from the command line: whoever runs the machine gave it to the owner of this contact.

    An account that somebody else may have made with her number keeps only what the link proves. Refused when another
    account proved it since the link was made.
    """
    _mine, other = _locked(db, person.key, kind, value)
    if other is not None and proved_at(other, kind):
        raise Refused("contact_moved")
    if other is not None:
        _leave(db, other, kind)
    if proved_at(person, kind) is None or contact_of(person, kind) != value:
        _set(person, ContactKind.EMAIL if kind is ContactKind.PHONE else ContactKind.PHONE, None, None)
    end_proofs(db, PROOF.c.kind == kind, PROOF.c.value == value)
    _end_former(db, person, kind, value)
    moment = now()
    ContactProof(
        person_id=person.key, kind=kind, value=value, way=ProofWay.LINK, expires_at=moment, proved_at=moment
    ).add(db)
    _set(person, kind, value, moment)
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


def _take(db: Session, mine: Person, former: Person | None, proof: ContactProof, login_id: int | None) -> None:
    kind, value, old = proof.kind, proof.value, contact_of(mine, proof.kind)
    if former is not None:
        end_links(db, former.key, value)  # its new owner must not speak for that account
        _leave(db, former, kind)
    if old != value:
        proof.former, proof.former_proved_at = old or "", proved_at(mine, kind)
    if old is not None and old != value:
        end_pending_of(db, mine.key)  # begun under the old one
    _set(mine, kind, value, now())
    db.flush()
    if old != value:
        _tell_changed(db, mine, proof, login_id)


def _leave(db: Session, former: Person, kind: ContactKind) -> None:
    """Takes the contact off the former account, before it is given: UNIQUE is checked after each statement."""
    _set(former, kind, None, None)
    end_pending_of(db, former.key)
    db.flush()
    event = security_event(db, "contact_left", person_id=former.key, kind=kind.value)
    params = {"account": former.account_number, "kind": kind.value}
    name = f"left/{former.key}/{event.key}"
    tell(db, former.recipient, "contact_left", params, name=name, warns=True)


def _tell_changed(db: Session, mine: Person, proof: ContactProof, login_id: int | None) -> None:
    """The replaced contact and all others hear of it, never the new one, to which it is no news.

    The letter's link denies the change, and what was done since the first login of the last seven days, or since the
    code that lately opened the account: a thief with a password comes in more than once, and the finder of an old phone
    can undo no more than a week. What a helper saw cannot be denied; then the replaced contact has no say any more.
    """
    step = "changed" if proof.former else "added"
    params, name = {"kind": proof.kind.value, "step": step}, f"changed/{proof.key}"
    denies = _denies(db, mine.key, login_id, proof)
    about = about_codes(mine.key)
    tell_every_way(db, mine, CHANGED, params, name=name, denies=denies, about=about, besides=proof.value)
    if denies is None:
        proof.former = None


def _denies(db: Session, person_id: int, login_id: int | None, proof: ContactProof | None = None) -> Denies | None:
    """What a denial of this change, or of one just made, would reach; None where a helper saw who did it."""
    done_at = proof.proved_at if proof and proof.proved_at else now()
    code, login = used_lately(db, person_id), db.get(Login, login_id) if login_id else None
    signed_in = login.created_at if login else now()
    began = min([done_at, max(signed_in, now() - DENIES), *logins_since(db, person_id, now() - DENIES)])
    if settled(db, person_id, code, signed_in):
        return None
    opened = max(code.issued_at, now() - DENIES) if code else began  # a code has a letter of its own, that lasts longer
    return Denies(min(began, opened), proof_id=proof.key if proof else None)


def tell_changed(
    db: Session, person: Person, template: str, params: dict[str, str], login_id: int | None, event: int
) -> None:
    """Tells every contact of hers that her account opens in another way from now on; each may deny that."""
    denies, name = _denies(db, person.key, login_id), f"person/{person.key}/{template}/{event}"
    tell_every_way(db, person, template, params, name=name, denies=denies, about=about_codes(person.key))


def give_back(db: Session, person: Person, since: datetime, until: datetime) -> None:
    """Takes what was proved within that time off the account, and gives it back what it had before.

    Not when somebody else has proved that since; one who only typed it is no obstacle.
    """
    denied = (PROOF.c.person_id == person.key, PROOF.c.proved_at >= since, PROOF.c.proved_at <= until)
    wanted = sa.select(ContactProof).where(*denied, PROOF.c.former.is_not(None), PROOF.c.ended_at.is_(None))
    proofs = list(db.scalars(wanted.order_by(PROOF.c.proved_at, PROOF.c.id)))
    for kind in dict.fromkeys(proof.kind for proof in proofs):
        changes = [proof for proof in proofs if proof.kind is kind]
        for change in changes:
            change.ended_at = now()
            end_links(db, person.key, change.value)
            unsay_to(db, change.value, person.key, change.proved_at or since)
        if contact_of(person, kind) in (None, *(change.value for change in changes)):
            _put_back(db, person, kind, changes[0])
        security_event(db, "contact_given_back", person_id=person.key, kind=kind.value)


def _put_back(db: Session, person: Person, kind: ContactKind, change: ContactProof) -> None:
    _set(person, kind, None, None)
    db.flush()
    if not change.former:
        return
    _mine, other = _locked(db, person.key, kind, change.former)
    if other is not None and proved_at(other, kind):
        return
    if other is not None:
        _leave(db, other, kind)
    _set(person, kind, change.former, change.former_proved_at)
    db.flush()


def _set(person: Person, kind: ContactKind, value: str | None, moment: datetime | None) -> None:
    if value is None and contact_of(person, kind) is not None:
        person.lost_way_at = now()
    if kind is ContactKind.PHONE:
        person.phone, person.phone_proved_at = value, moment
    else:
        person.email, person.email_proved_at = value, moment

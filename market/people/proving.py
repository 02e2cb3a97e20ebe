"""Proving: the moment at which a number or e-mail becomes somebody's, and leaves who had it before."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.people.access import Actor, Role
from market.people.appointing import A, begin_appointments
from market.people.contact import (
    LASTS,
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
from market.people.everywhere import stands_of
from market.people.group import ANSWERED_IN, Group
from market.people.invitation import I, InvitationState, Kind
from market.people.letting_in import Stands, standing_over
from market.people.person import Person
from market.people.place import lies_in
from market.people.security import security_event

P, G = table(Person), table(Group)
POSTS = (Kind.OFFICER, Kind.SUPERIOR, Kind.SUCCESSOR, Kind.FACILITATOR)
OWNER_HAS_HOURS = 24  # waking, before anybody is called for a number that is another account's


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
        db.flush()  # the number is free before it is taken: UNIQUE is looked at after each statement
        security_event(db, "contact_left", person_id=former.key, kind=kind.value)
        params = {"account": former.account_number, "kind": kind.value}
        tell(db, former.recipient, "contact_left", params, name=f"left/{former.key}/{kind}/{moment}", warns=True)
    old = contact_of(mine, kind)
    if old is not None and old != value:
        name = f"changed/{mine.key}/{kind}/{moment}"
        tell_every_way(db, mine, "contact_changed", {"kind": kind.value}, name=name, to=recipient_at(mine, kind, old))
    _set(mine, kind, value)


def _set(person: Person, kind: ContactKind, value: str | None) -> None:
    moment = now() if value else None
    if kind is ContactKind.PHONE:
        person.phone, person.phone_proved_at = value, moment
    else:
        person.email, person.email_proved_at = value, moment


# -- in a call --------------------------------------------------------------------------------------------------


def may_read_out(
    reader: Stands, person: Stands, asked: list[tuple[str, int | None]], by: int, owner: Stands | None = None
) -> bool:
    """Who may call a number and read a code out: an admin, or an officer of where she stands.

    Where posts wait for the number, an officer of all their places; of an admin's (no place) admins alone, whatever
    she founded herself. No officer for somebody of her own group; never who asked her to it. `asked` are (place, who
    asked) of the posts that wait. A number that is another account's, `owner`, only an officer of all her places.
    """
    if by in {giver for _, giver in asked}:
        return False
    if reader.admin:
        return True
    office = Stands(member_of=reader.member_of, acts_in=reader.acts_in)
    if owner is not None and standing_over(office, owner) is not Role.OFFICER:
        return False
    if asked:
        return all(waits and any(lies_in(waits, place) for place in reader.acts_in) for waits, _ in asked)
    if reader.member_of.keys() & person.member_of.keys():
        return False
    hers = [*person.member_of.values(), *person.helps.values()]
    return any(lies_in(code, place) for code in hers for place in reader.acts_in)


def waiting_calls(db: Session, caller: Actor) -> list[tuple[ContactProof, Person]]:
    """The calls that this officer or admin may make, the oldest first."""
    by = caller.own_id or 0
    wanted = sa.select(ContactProof, Person).join(Person, P.c.id == PROOF.c.person_id)
    wanted = wanted.where(OPEN, PROOF.c.way == ProofWay.CALL, PROOF.c.expires_at > now(), PROOF.c.person_id != by)
    found = [(proof, person) for proof, person in db.execute(wanted.order_by(PROOF.c.id).limit(100))]
    stands = stands_of(db, {by, *(person.key for _, person in found)})
    reader = replace(stands[by], admin=stands[by].admin and caller.admin)  # an admin by two steps alone
    values = [proof.value for proof, _ in found]
    waits, owners = _posts_asked(db, values), _owners(db, values)
    mine: list[tuple[ContactProof, Person]] = []
    for proof, person in found:
        had = owners.get(proof.value)
        if had is None or had.key == person.key:
            owner = None
        elif by != had.key and _had_time(proof, had.stands) and (reader.admin or not had.asks_back):
            owner = had.stands
        else:
            continue
        if may_read_out(reader, stands[person.key], waits.get(proof.value, []), by, owner):
            mine.append((proof, person))
    return mine


@dataclass(frozen=True)
class Owner:
    """Whose a number is now; `asks_back` while she is proving it herself."""

    key: int
    stands: Stands
    asks_back: bool


def _owners(db: Session, values: list[str]) -> dict[str, Owner]:
    """The accounts that have these numbers, proved or only typed."""
    back = sa.select(PROOF.c.id).where(
        OPEN, PROOF.c.person_id == P.c.id, PROOF.c.value == P.c.phone, PROOF.c.expires_at > now()
    )
    wanted = sa.select(P.c.phone, P.c.id, back.exists()).where(P.c.phone.in_(values), P.c.ended_at.is_(None))
    found = db.execute(wanted).all()
    stands = stands_of(db, {key for _, key, _ in found})
    return {value: Owner(key, stands[key], bool(asks)) for value, key, asks in found}


def _had_time(proof: ContactProof, owner: Stands) -> bool:
    """Whether who has the number was told long enough ago that another account asks for it."""
    return after_waking(proof.asked_at, OWNER_HAS_HOURS, owner.zone) <= now()


def _posts_asked(db: Session, values: list[str]) -> dict[str, list[tuple[str, int | None]]]:
    """(place, who asked) of the offices, groups to help and roles in money that wait for who has these numbers."""
    roles = sa.and_(I.c.kind == Kind.MEMBER, sa.or_(I.c.chair, I.c.treasurer))
    place = sa.func.coalesce(ANSWERED_IN, I.c.place)
    invited = sa.select(I.c.identifier, place, I.c.by_id).outerjoin(G, G.c.id == I.c.group_id)
    invited = invited.where(
        I.c.identifier.in_(values), I.c.state == InvitationState.OPEN, I.c.expires_at > now(),
        sa.or_(I.c.kind.in_(POSTS), roles),
    )  # fmt: skip
    named = sa.select(A.c.value, A.c.place, sa.null()).where(A.c.value.in_(values), A.c.begun_at.is_(None))
    found: dict[str, list[tuple[str, int | None]]] = {}
    for value, place, giver in [*db.execute(invited), *db.execute(named)]:
        found.setdefault(value, []).append((place, giver))
    return found


def read_out(db: Session, proof_id: int, code_hash: str, *, by: Actor) -> ContactProof:
    """The caller gets the code, once, to read it to who answers there; it is kept who did. For half an hour."""
    by.refuse_while_resting()
    mine = next((proof for proof, _ in waiting_calls(db, by) if proof.key == proof_id), None)
    if mine is None:
        raise NotFound(f"contact proof {proof_id}")
    mine.code_hash, mine.read_by_id, mine.expires_at = code_hash, by.own_id, now() + LASTS
    security_event(db, "contact_read_out", person_id=mine.person_id, by_id=by.own_id, proof=mine.key)
    return mine

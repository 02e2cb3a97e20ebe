"""ContactProof: somebody shows that a phone number or an e-mail is hers, by a code that only its owner gets."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import CONTACTS
from market.kernel.clock import now, today
from market.kernel.email import typed_email
from market.kernel.indexes import one_where
from market.kernel.phone import typed_phone
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused, TooOften
from market.kernel.settings import settings
from market.kernel.tokens import short_code, shown_code
from market.messages.outbox import Channel, send, tell
from market.messages.overtaken import unsay
from market.people.membership import first_group
from market.people.person import Person, hash_secret, lock_person

LASTS = timedelta(minutes=30)
CALL_WAITS = timedelta(days=3)
LETTERS = 8


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


class ProofWay(StrEnum):
    """`call`: an officer or admin calls the number and reads the code out. `link`: made at the command line."""

    WHATSAPP = "whatsapp"
    EMAIL = "email"
    CALL = "call"
    LINK = "link"


class ContactProof(Record, table=True):
    """One open for each person and kind. Only her own login can type the code, so nobody else can use up its tries.

    `read_by_id` read it out in a call; a call that nobody has made yet has no code. Where it changed something,
    `former` is what the account had before, empty for nothing; a change that was denied has ended.
    """

    __tablename__ = "contact_proof"
    __table_args__ = (
        one_where("uq_contact_proof_open", "person_id", "kind", where="proved_at IS NULL AND ended_at IS NULL"),
    )

    person_id: int = Field(foreign_key="person.id", index=True)
    kind: ContactKind = Field(sa_column=state_column(ContactKind, "kind"))
    value: str = Field(max_length=200, index=True)
    way: ProofWay = Field(sa_column=state_column(ProofWay, "way"))
    code_hash: str | None = Field(default=None, max_length=120)
    asked_at: datetime = Field(default_factory=now)
    expires_at: datetime
    read_by_id: int | None = Field(default=None, foreign_key="person.id")
    proved_at: datetime | None = None
    former: str | None = Field(default=None, max_length=200)
    former_proved_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.proved_at is None and self.ended_at is None and self.expires_at > now()


PROOF = table(ContactProof)
OPEN = sa.and_(PROOF.c.proved_at.is_(None), PROOF.c.ended_at.is_(None))


def typed_contact(text: str) -> tuple[ContactKind, str]:
    """(kind, normal form) of a phone number or e-mail as typed. Refused beside the one field for both."""
    try:
        if "@" in text:
            return ContactKind.EMAIL, typed_email(text)
        return ContactKind.PHONE, typed_phone(text)
    except Refused as refusal:
        raise refusal.beside("identifier") from None


def contact_of(person: Person, kind: ContactKind) -> str | None:
    return person.phone if kind is ContactKind.PHONE else person.email


def proved_at(person: Person, kind: ContactKind) -> datetime | None:
    return person.phone_proved_at if kind is ContactKind.PHONE else person.email_proved_at


def ways_to_prove(kind: ContactKind) -> list[ProofWay]:
    """The ways that are open here, the quickest first; the demo shows what it would have sent at /demo/kabar."""
    if kind is ContactKind.EMAIL:
        return [ProofWay.EMAIL] if settings().sends_email else []
    return ([ProofWay.WHATSAPP] if settings().whatsapp_url or settings().demo else []) + [ProofWay.CALL]


def new_proof_code() -> tuple[str, str]:
    """(the code, its hash to keep). Hashes, so call it before BEGIN."""
    code = short_code(LETTERS)
    return code, hash_secret(code)


def ask_for_proof(
    db: Session, person_id: int, kind: ContactKind, value: str, way: ProofWay, code: tuple[str, str]
) -> ContactProof:
    """Sends a code to `value`, or has a call wait. Nothing else changes until the code comes back.

    The letter carries no name: it goes to an address that nobody has proved.
    """
    if way not in ways_to_prove(kind):
        raise Refused("choice_unknown", field="way")
    person = lock_person(db, person_id)
    end_proofs(db, PROOF.c.person_id == person_id, PROOF.c.kind == kind)
    called = way is ProofWay.CALL
    proof = ContactProof(
        person_id=person_id,
        kind=kind,
        value=value,
        way=way,
        code_hash=None if called else code[1],
        expires_at=now() + (CALL_WAITS if called else LASTS),
    ).add(db)
    if called:
        _tell_owner(db, proof)
    else:
        channel = Channel.EMAIL if kind is ContactKind.EMAIL else Channel.WHATSAPP
        params = {"code": shown_code(code[0]), "minutes": int(LASTS.total_seconds()) // 60}
        about = f"proof/{proof.key}"
        send(
            db, channel, value, "contact_code", params, name=about, language=person.language, to_id=person_id,
            about=about,
        )  # fmt: skip
    return proof


def _tell_owner(db: Session, proof: ContactProof) -> None:
    """Tells the other account that has the number that somebody asks for it, before anybody is called.

    Once a day, however often strangers ask, so that letters to be sent by hand do not bury news for buyers.
    """
    wanted = sa.select(Person).where(table(Person).c.phone == proof.value, table(Person).c.id != proof.person_id)
    owner = db.scalars(wanted).first()
    if owner is not None:
        about = f"asked/{owner.key}"
        told = tell(
            db, owner.recipient, "contact_asked", {"path": CONTACTS}, name=f"{about}/{today(settings().zone)}",
            about=about, from_group=first_group(db, owner.key),
        )  # fmt: skip
        if not told:  # no call past an owner who cannot be told
            raise TooOften(3600)


def asked_by_others(db: Session, person: Person) -> bool:
    """Whether another account asks for this person's number in a call."""
    wanted = sa.select(PROOF.c.id).where(
        OPEN, PROOF.c.way == ProofWay.CALL, PROOF.c.value == person.phone, PROOF.c.person_id != person.key,
        PROOF.c.expires_at > now(),
    )  # fmt: skip
    return person.phone is not None and db.execute(wanted).first() is not None


def end_proofs(db: Session, *which: sa.ColumnElement[bool]) -> None:
    """These open proofs count no more."""
    ended = sa.update(PROOF).where(OPEN, *which).values(ended_at=now()).returning(PROOF.c.id)
    for key in db.scalars(ended).all():
        unsay(db, f"proof/{key}", ("contact_code",))


def open_proofs(db: Session, person_id: int) -> dict[ContactKind, ContactProof]:
    """What a person is proving now, by kind."""
    wanted = sa.select(ContactProof).where(PROOF.c.person_id == person_id, OPEN, PROOF.c.expires_at > now())
    return {proof.kind: proof for proof in db.scalars(wanted)}


def read_out_by(db: Session, person_id: int, value: str) -> int | None:
    """The id of the caller who read out the code by which this person last proved `value`."""
    wanted = sa.select(PROOF.c.read_by_id).where(
        PROOF.c.person_id == person_id, PROOF.c.value == value, PROOF.c.proved_at.is_not(None)
    )
    return db.execute(wanted.order_by(PROOF.c.proved_at.desc()).limit(1)).scalar_one_or_none()


def forget_contacts(db: Session, person_id: int) -> None:
    """Forgets the numbers and addresses that somebody who deleted her account has proved."""
    db.execute(sa.delete(PROOF).where(PROOF.c.person_id == person_id))


def plain_proofs(db: Session, person_id: int) -> list[dict[str, Any]]:
    """A person's proofs for the copy of her data, without secrets."""
    rows = db.scalars(sa.select(ContactProof).where(PROOF.c.person_id == person_id))
    return [row.model_dump(exclude={"code_hash"}) for row in rows]

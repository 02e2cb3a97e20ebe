"""Whose word counts: of an account's numbers and addresses, those that have been there longest may say "bukan saya".

A new number or address is on trial for thirty days, since whoever got in by a code or a password can prove one of his
own. Until then it is told what all are told, but may deny nothing; the one that it replaced may still deny.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.messages.outbox import Recipient
from market.people.person import Person
from market.people.signing_in.contact import PROOF, ContactKind, contact_of, proved_at

TRIAL = timedelta(days=30)  # as long as a link "bukan saya" works
P = table(Person)
OF_KIND = {ContactKind.PHONE: P.c.phone, ContactKind.EMAIL: P.c.email}
PROVED = {ContactKind.PHONE: P.c.phone_proved_at, ContactKind.EMAIL: P.c.email_proved_at}


@dataclass(frozen=True)
class Contact:
    """One number or address that hears of an account; `says` when its word counts."""

    kind: ContactKind
    value: str
    proved: bool
    says: bool

    @property
    def is_mail(self) -> bool:
        return self.kind is ContactKind.EMAIL

    def recipient(self, person: Person) -> Recipient:
        """The person, written to at this one alone."""
        phone, email = (None, self.value) if self.is_mail else (self.value, None)
        return Recipient(
            person.name, phone, email, person.language,
            phone_proved=self.proved and not self.is_mail, email_proved=self.proved and self.is_mail,
            person_id=person.key,
        )  # fmt: skip


def contacts_of(db: Session, person: Person) -> list[Contact]:
    """All contacts of an account, and those replaced within thirty days that nobody else has now."""
    changes = sa.select(PROOF.c.kind, PROOF.c.value, PROOF.c.former, PROOF.c.former_proved_at, PROOF.c.proved_at).where(
        PROOF.c.person_id == person.key, PROOF.c.proved_at > now() - TRIAL, PROOF.c.former.is_not(None),
        PROOF.c.ended_at.is_(None),
    )  # fmt: skip
    found: dict[tuple[ContactKind, str], bool] = {}  # whether it is proved
    for kind in ContactKind:
        value = contact_of(person, kind)
        if value:
            found[kind, value] = proved_at(person, kind) is not None
    came: dict[tuple[ContactKind, str], datetime | None] = {}  # None: before all changes, whatever came between
    instead: set[tuple[ContactKind, str]] = set()
    for change in db.execute(changes.order_by(PROOF.c.proved_at)):
        former = (change.kind, change.former)
        came.setdefault(former, None)
        came.setdefault((change.kind, change.value), change.proved_at)
        instead |= {(change.kind, change.value)} if change.former else set()
        if change.former and former not in found and not _is_anothers(db, person.key, *former):
            found[former] = change.former_proved_at is not None
    at = {contact: came.get(contact) for contact in found}
    if None in at.values():
        longest = None
    else:  # all are on trial: one that replaced another may speak, one that replaced nothing may not
        longest = min((moment for contact, moment in at.items() if moment and contact in instead), default=now())
    return [
        Contact(kind=kind, value=value, proved=proved, says=at[kind, value] == longest)
        for (kind, value), proved in found.items()
    ]


def _is_anothers(db: Session, person_id: int, kind: ContactKind, value: str) -> bool:
    """Whether somebody else has proved it meanwhile."""
    rows = sa.select(P.c.id).where(OF_KIND[kind] == value, P.c.id != person_id, PROVED[kind].is_not(None))
    return db.execute(rows).first() is not None

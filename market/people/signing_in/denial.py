"""Denial: the link in a letter by which somebody says "bukan saya": this was not me."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import ACCOUNT, denial_page
from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import digest, new_token
from market.messages.outbox import NOT_BY, tell
from market.people.membership import first_group
from market.people.person import Person
from market.people.signing_in.heard import Contact, contacts_of
from market.people.undoing import DENIED_FOR


class Denial(Record, table=True):
    """Needs no account, does nothing else, works once and for 30 days. `code_id` or `proof_id`: the code, or the
    changed number or address, it was written for; `sent_to` is a digest of where it went.

    A denial covers what the account did from `since` on. `until_at` is set once it was said and something had been
    done: nothing between the two was hers.
    """

    person_id: int = Field(foreign_key="person.id", index=True)
    code_id: int | None = Field(default=None, foreign_key="reset_code.id")
    proof_id: int | None = None
    token_hash: str = Field(max_length=64, unique=True)
    sent_to: str = Field(default="", max_length=64)
    made_at: datetime = Field(default_factory=now)
    since: datetime = Field(default_factory=now)
    until_at: datetime | None = None
    expires_at: datetime
    used_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether it was ended before its time: a helper met the owner, or it went to a contact no longer hers."""
        return self.expires_at < self.made_at + DENIED_FOR - timedelta(minutes=1)

    @property
    def live(self) -> bool:
        return self.used_at is None and self.expires_at > now()

    @classmethod
    def said(cls, db: Session, person_id: int, code_id: int, since: datetime) -> Self:
        """One without a link, spent as it is written: said from the account itself, or of a denied account's codes."""
        moment = now()
        return cls(
            person_id=person_id, code_id=code_id, token_hash=digest(new_token()), since=since, expires_at=moment,
            used_at=moment,
        ).add(db)  # fmt: skip


N = table(Denial)


@dataclass(frozen=True)
class Denies:
    """What the link in a letter denies: a code, or a changed number or address, and what was done from `since` on."""

    since: datetime
    code_id: int | None = None
    proof_id: int | None = None


def tell_every_way(
    db: Session,
    person: Person,
    template: str,
    params: dict[str, Any],
    *,
    name: str,
    denies: Denies | None,
    by_id: int | None = None,
    about: str | None = None,
    besides: str | None = None,
) -> None:
    """A letter by e-mail and WhatsApp to all contacts of hers, except `besides`; with a "bukan saya" link of its own
    for each that may deny (`heard.py`), where there is something to deny.

    Where neither can be sent it waits on her group's page, for somebody other than `by_id` to tell her: without the
    link, which any reader could press there.
    """
    contacts = [contact for contact in contacts_of(db, person) if contact.value != besides]
    by_whatsapp, by_mail = settings().whatsapp_url, settings().smtp_url.get_secret_value()
    heard = [contact for contact in contacts if contact.says] or contacts  # a recent one silences no other
    sent = any(by_mail if contact.is_mail else by_whatsapp for contact in heard)
    group = None if sent else first_group(db, person.key)
    for n, contact in enumerate(contacts):
        path = _link(db, person.key, contact, denies) if contact.says and denies else ACCOUNT
        told = params | {"path": path, NOT_BY: by_id or 0}
        to, by_hand = contact.recipient(person), {"path": ACCOUNT}
        tell(db, to, template, told, name=f"{name}/{n}", about=about, from_group=group, by_hand=by_hand, warns=True)


def _link(db: Session, person_id: int, contact: Contact, denies: Denies) -> str:
    token = new_token()
    Denial(
        person_id=person_id, code_id=denies.code_id, proof_id=denies.proof_id, token_hash=digest(token),
        sent_to=digest(contact.value), since=denies.since, expires_at=now() + DENIED_FOR,
    ).add(db)  # fmt: skip
    return denial_page(token)


def end_links(db: Session, person_id: int, value: str | None = None, *, code_id: int | None = None) -> None:
    """Ends all "bukan saya" links of this account, or those sent to one number or address, or about one code."""
    live = [N.c.person_id == person_id, N.c.used_at.is_(None), N.c.expires_at > now()]
    live += [N.c.code_id == code_id] if code_id is not None else []
    if value is not None:
        live.append(N.c.sent_to == digest(value))
    db.execute(sa.update(N).where(*live).values(expires_at=now()))


def was_denied(db: Session, person_id: int, moment: datetime) -> bool:
    """Whether what this account did at that moment was denied by its owner."""
    denied = sa.select(N.c.id).where(N.c.person_id == person_id, N.c.since <= moment, N.c.until_at >= moment)
    return db.execute(denied.limit(1)).first() is not None


def find_denial(db: Session, token: str) -> Denial:
    """What a link denies. Refused when it was used, ran out or never was."""
    found = written_denial(db, token)
    if found is None or not found.live:
        raise Refused("link_used")
    return found


def written_denial(db: Session, token: str) -> Denial | None:
    """The same, spent or not: whoever holds the link may know what became of it."""
    return db.scalars(sa.select(Denial).where(N.c.token_hash == digest(token))).first()

"""Denial: the link in a letter by which somebody says "bukan saya": this was not me."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import digest, new_token
from market.messages.outbox import NOT_BY, Recipient, tell
from market.people.membership import Membership
from market.people.person import Person

LASTS = timedelta(days=30)


class Denial(Record, table=True):
    """Needs no account, serves nothing else, works once and for 30 days. `code_id`: the code it was written for."""

    person_id: int = Field(foreign_key="person.id", index=True)
    code_id: int | None = Field(default=None, foreign_key="reset_code.id")
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.used_at is None and self.expires_at > now()


N, M = table(Denial), table(Membership)


def tell_every_way(
    db: Session,
    person: Person,
    template: str,
    params: dict[str, Any],
    *,
    name: str,
    code_id: int | None = None,
    by: int | None = None,
    about: str | None = None,
    to: Recipient | None = None,
) -> None:
    """A letter with a "bukan saya" link, by e-mail and WhatsApp.

    Where neither can be sent it waits on the page of her group, for somebody else than `by` to bring: without the link,
    which whoever reads it there could press.
    """
    to = to or person.recipient
    token = new_token()
    Denial(person_id=person.key, code_id=code_id, token_hash=digest(token), expires_at=now() + LASTS).add(db)
    sent = (to.phone and settings().whatsapp_url) or (to.email and settings().smtp_url.get_secret_value())
    params = params | {"path": f"/bukan-saya/{token}", NOT_BY: by or 0}
    group = None if sent else first_group(db, person.key)
    tell(db, to, template, params, name=name, about=about, from_group=group, by_hand={"path": "/akun"}, warns=True)


def first_group(db: Session, person_id: int) -> int | None:
    """The group that somebody has belonged to longest."""
    wanted = sa.select(M.c.group_id).where(M.c.person_id == person_id, M.c.ended_at.is_(None))
    return db.execute(wanted.order_by(M.c.id).limit(1)).scalar_one_or_none()


def find_denial(db: Session, token: str) -> Denial:
    """What a link denies. Refused when it was used, ran out or never was."""
    found = written_denial(db, token)
    if found is None or not found.live:
        raise Refused("link_used")
    return found


def written_denial(db: Session, token: str) -> Denial | None:
    """The same, spent or not: who holds the link may know what became of it."""
    return db.scalars(sa.select(Denial).where(N.c.token_hash == digest(token))).first()

"""SecurityEvent: who did what to an account, a role or something private. Appended, never edited."""

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.limits import count_in
from market.kernel.record import Record, table

KEPT = timedelta(days=365)
HOUR = timedelta(hours=1)
MOST = 500  # events an hour that strangers can cause


class SecurityEvent(Record, table=True):
    """`person_id` is whom it is about, `by_id` who did it, `network` where it came from (IPv6 by /64).

    `params` holds ids and kinds alone: never a password, key, code, phone number, e-mail or name.
    """

    __tablename__ = "security_event"

    at: datetime = Field(default_factory=now, index=True)
    code: str = Field(max_length=40)
    person_id: int | None = Field(default=None, index=True)
    by_id: int | None = None
    group_id: int | None = Field(default=None, index=True)
    network: str = Field(default="", max_length=64)
    params: str = "{}"

    @property
    def values(self) -> dict[str, Any]:
        return dict(json.loads(self.params))


def security_event(
    db: Session,
    code: str,
    *,
    person_id: int | None = None,
    by_id: int | None = None,
    group_id: int | None = None,
    network: str = "",
    **params: int | str | bool,
) -> None:
    """Writes an event down in the transaction of what it tells of."""
    SecurityEvent(
        code=code,
        person_id=person_id,
        by_id=by_id,
        group_id=group_id,
        network=network[:64],
        params=json.dumps(params),
    ).add(db)


def report_security(code: str, **facts: Any) -> None:
    """Writes an event in a write of its own, so that it survives the refusal it tells of."""
    write(lambda db: security_event(db, code, **facts))


def report_miss(code: str, person_id: int, network: str) -> None:
    """A wrong answer at sign-in: one row an hour for each account and network, so that no stranger fills the table.

    Nobody's number is one account for all of them; beyond 500 an hour from everywhere there is nothing more to learn.
    """
    write(lambda db: _first_this_hour(db, code, person_id, network))


def _first_this_hour(db: Session, code: str, person_id: int, network: str) -> None:
    if count_in(db, f"peristiwa/{code}/{person_id}/{network}", HOUR) == 1 and count_in(db, "peristiwa", HOUR) <= MOST:
        security_event(db, code, person_id=person_id or None, network=network)


def prune_events(db: Session) -> None:
    rows = table(SecurityEvent)
    db.execute(sa.delete(rows).where(rows.c.at < now() - KEPT))


def events_about(db: Session, person_id: int, *, limit: int = 20, skip: int = 0) -> list[SecurityEvent]:
    """What happened to one person's account, newest first."""
    rows = table(SecurityEvent)
    wanted = sa.select(SecurityEvent).where(rows.c.person_id == person_id)
    return list(db.scalars(wanted.order_by(rows.c.id.desc()).limit(limit).offset(skip)))

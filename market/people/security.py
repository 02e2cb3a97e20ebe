"""SecurityEvent: who did what to an account, a role or something private. Appended, never edited."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import Record, table


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


def events_about(db: Session, person_id: int, *, limit: int = 20) -> list[SecurityEvent]:
    """What happened to one person's account, newest first."""
    rows = table(SecurityEvent)
    wanted = sa.select(SecurityEvent).where(rows.c.person_id == person_id)
    return list(db.scalars(wanted.order_by(rows.c.id.desc()).limit(limit)))

"""SecurityEvent: who did what to an account, a role or something private. Appended, never edited."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.limits import count_in
from market.kernel.record import Record, changed, some, table

KEPT = timedelta(days=365)
HOUR = timedelta(hours=1)
MOST = 500  # events of one code an hour, where strangers can cause them


class SecurityEvent(Record, table=True):
    """`person_id` is whom it is about, `by_id` who did it, `network` a keyed digest of where it came
    from (IPv6 by /64): enough to see that two came from one place.

    `params` holds ids and kinds alone: never a password, key, code, phone number, e-mail or name.
    """

    __tablename__ = "security_event"
    __table_args__ = (sa.Index("ix_security_event_code_at", "code", "at"),)

    at: datetime = Field(default_factory=now, index=True)
    code: str = Field(max_length=40)
    person_id: int | None = Field(default=None, index=True)
    by_id: int | None = None
    group_id: int | None = Field(default=None, index=True)
    network: str = Field(default="", max_length=64)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


def security_event(
    db: Session,
    code: str,
    *,
    person_id: int | None = None,
    by_id: int | None = None,
    group_id: int | None = None,
    network: str = "",
    **params: int | str | bool,
) -> SecurityEvent:
    """Writes an event down in the transaction of what it tells of; its id marks the letters that it causes."""
    return SecurityEvent(
        code=code,
        person_id=person_id,
        by_id=by_id,
        group_id=group_id,
        network=network[:64],
        params=params,
    ).add(db)


def report_security(code: str, **facts: Any) -> None:
    """Writes an event in a write of its own, so that it survives the refusal it tells of."""
    write(lambda db: security_event(db, code, **facts))


def report_miss(code: str, person_id: int, network: str) -> None:
    """A wrong answer at sign-in: one row an hour for each account and network. All unknown numbers are one account."""
    thing = f"{person_id}/{network}"
    write(lambda db: once_an_hour(db, code, thing, person_id=person_id or None, network=network))


def once_an_hour(db: Session, code: str, thing: str, **facts: Any) -> None:
    """Writes an event that strangers can cause: once an hour for `thing`, and at most 500 of its code in all.

    Beyond that there is nothing more to learn, and the table stays small.
    """
    if count_in(db, f"{code}/{thing}", HOUR) == 1 and count_in(db, f"{code}/", HOUR) <= MOST:
        security_event(db, code, **facts)


def prune_events(db: Session) -> int:
    rows = table(SecurityEvent)
    return changed(db, sa.delete(rows).where(some(rows, rows.c.at < now() - KEPT)))


def events_about(db: Session, person_id: int, *, limit: int = 20, skip: int = 0) -> list[SecurityEvent]:
    """What happened to one person's account, newest first."""
    return _newest(table(SecurityEvent).c.person_id == person_id, db=db, limit=limit, skip=skip)


def find_events(db: Session, person_id: int | None, code: str, *, limit: int, skip: int) -> list[SecurityEvent]:
    """Events about or by one person, or everybody's; of one code, or every one; newest first."""
    rows = table(SecurityEvent)
    theirs = sa.or_(rows.c.person_id == person_id, rows.c.by_id == person_id) if person_id is not None else sa.true()
    return _newest(theirs, rows.c.code == code if code else sa.true(), db=db, limit=limit, skip=skip)


def _newest(*where: sa.ColumnElement[bool], db: Session, limit: int, skip: int) -> list[SecurityEvent]:
    rows = table(SecurityEvent)
    wanted = sa.select(SecurityEvent).where(*where)
    return list(db.scalars(wanted.order_by(rows.c.id.desc()).limit(limit).offset(skip)))


def forget_networks(db: Session, person_id: int) -> None:
    """Forgets where somebody came from, with the account; what happened stays, under its id."""
    rows = table(SecurityEvent)
    db.execute(sa.update(rows).where(rows.c.person_id == person_id).values(network=""))

"""KnownPhone: a group's phone on which a member gave her PIN rightly. Guesses elsewhere do not slow her here."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, some, table
from market.people.seen_pin import see_pin

LASTS = timedelta(days=180)


class KnownPhone(Record, table=True):
    """Known until 180 days after `said_at`, when her PIN was last given there."""

    __tablename__ = "known_phone"
    __table_args__ = (sa.UniqueConstraint("device_id", "membership_id"),)

    device_id: int = Field(foreign_key="device.id")
    membership_id: int = Field(foreign_key="membership.id", index=True)
    said_at: datetime = Field(default_factory=now)


K = table(KnownPhone)


def knows_phone(db: Session, device_id: int, membership_id: int) -> bool:
    """Whether the member gave her PIN rightly on this phone within 180 days."""
    mine = (K.c.device_id == device_id, K.c.membership_id == membership_id, K.c.said_at > now() - LASTS)
    return db.execute(sa.select(K.c.id).where(*mine)).first() is not None


def remember_phone(db: Session, device_id: int, membership_id: int) -> None:
    """Writes down that her PIN was given rightly there, or chosen; and who may have read it."""
    see_pin(db, device_id, membership_id)
    mine = (K.c.device_id == device_id, K.c.membership_id == membership_id)
    if not changed(db, sa.update(K).where(*mine).values(said_at=now())):
        KnownPhone(device_id=device_id, membership_id=membership_id).add(db)


def prune_phones(db: Session) -> int:
    return changed(db, sa.delete(K).where(some(K, K.c.said_at < now() - LASTS)))

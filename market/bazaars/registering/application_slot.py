"""Which slots an application asks for."""

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, table


class ApplicationSlot(Record, table=True):
    """One slot an application asks for."""

    __table_args__ = (sa.UniqueConstraint("application_id", "slot_id"),)
    application_id: int = Field(foreign_key="application.id")
    slot_id: int = Field(foreign_key="slot.id", index=True)


def slots_asked(db: Session, application_id: int) -> set[int]:
    rows = table(ApplicationSlot).c
    return set(db.scalars(sa.select(rows.slot_id).where(rows.application_id == application_id)))

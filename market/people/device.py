"""Device: a phone that belongs to the group and stays signed in 180 days."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.people.login import Login


class Device(Record, table=True):
    """Anyone who holds it may look, pack and count; money, prices and write-offs ask "Siapa?"."""

    group_id: int = Field(foreign_key="groups.id", index=True)
    name: str = Field(max_length=60)
    added_by_id: int = Field(foreign_key="person.id")
    added_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None

    def end(self) -> None:
        """A lost phone: signed out at once."""
        self.ended_at = now()
        logins = table(Login)
        self.db.execute(
            sa.update(logins).where(logins.c.device_id == self.key, logins.c.ended_at.is_(None)).values(ended_at=now())
        )


def live_devices(db: Session, group_id: int) -> list[Device]:
    rows = table(Device)
    wanted = sa.select(Device).where(rows.c.group_id == group_id, rows.c.ended_at.is_(None))
    return list(db.scalars(wanted.order_by(rows.c.id)))


def step_back_everywhere(db: Session, group_id: int, person_id: int) -> None:
    """Nobody is this person any more on the phones of a group."""
    rows, logins = table(Device), table(Login)
    phones = sa.select(rows.c.id).where(rows.c.group_id == group_id)
    said = sa.update(logins).where(logins.c.acting_id == person_id, logins.c.device_id.in_(phones))
    db.execute(said.values(acting_id=None, acting_until=None))

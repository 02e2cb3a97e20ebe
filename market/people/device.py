"""Device: a phone that belongs to the group and stays signed in 180 days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.people.access import CLOCK, Actor, Role
from market.people.act import note
from market.people.login import Login
from market.people.person import Person
from market.people.security import security_event

BELONGS, HELPS = (
    sa.table(name, *map(sa.column, ("id", "group_id", "person_id", "ended_at")))
    for name in ("membership", "facilitation")
)
NOTED_EVERY = timedelta(minutes=10)  # how exactly it is kept when something was done on it last


class Device(Record, table=True):
    """Anyone who holds it may look, pack and count; money, prices and write-offs ask "Siapa?".

    It stays as long as the person who answers for it, `kept_by_id`, is in the group: whoever set it up, until a chair
    makes it the group's own.
    """

    group_id: int = Field(foreign_key="groups.id", index=True)
    name: str = Field(max_length=60)
    added_by_id: int = Field(foreign_key="person.id")
    added_at: datetime = Field(default_factory=now)
    kept_by_id: int = Field(foreign_key="person.id")
    kept_at: datetime | None = None
    used_at: datetime | None = None
    ended_at: datetime | None = None

    def keep(self, by: Actor) -> None:
        """A chair says, in an account of her own, that this is the group's own phone: it stays when the person who set
        it up goes. Never by a PIN, which who holds a phone may read, or have chosen.
        """
        if Role.CHAIR not in by.roles:
            raise Refused("not_yours_to_do", who="chair")
        self.kept_by_id, self.kept_at = in_own_account(by), now()
        self._wrote("device_kept", by.person_id)
        note(self.db, by, "device_kept", self.group_id, name=self.name)

    def used(self) -> None:
        """Something was done on it just now; noted at most every ten minutes."""
        if self.used_at is None or self.used_at < now() - NOTED_EVERY:
            self.used_at = now()

    def end(self, by: Doer) -> None:
        """Signs it out at once, as when it is lost."""
        self.ended_at = now()
        self._wrote("device_ended", by.person_id)
        logins = table(Login)
        self.db.execute(
            sa.update(logins).where(logins.c.device_id == self.key, logins.c.ended_at.is_(None)).values(ended_at=now())
        )

    def was_set_up(self) -> None:
        """Writes down that it was set up, and by whom: she answers for it."""
        self._wrote("device_set_up", self.added_by_id)

    def _wrote(self, code: str, by_id: int | None) -> None:
        security_event(self.db, code, person_id=self.kept_by_id, by_id=by_id, group_id=self.group_id, device=self.key)


def in_own_account(by: Actor) -> int:
    """The id of who sets up a phone of the group, or makes it the group's own; refused to who is named by a PIN."""
    if by.own_id is None:
        raise Refused("phone_by_account")
    return by.own_id


def kept_from_outside(devices: sa.FromClause) -> sa.ColumnElement[bool]:
    """A condition on phones: an officer set it up, who neither belongs to the group nor helps it."""
    hers = (
        sa.select(each.c.id).where(
            each.c.group_id == devices.c.group_id, each.c.person_id == devices.c.kept_by_id, each.c.ended_at.is_(None)
        )
        for each in (BELONGS, HELPS)
    )
    return sa.and_(*(~each.correlate(devices).exists() for each in hers))


def end_devices_from_outside(db: Session, person_id: int) -> None:
    """The phones that she set up as an officer end with her office."""
    rows = table(Device)
    wanted = sa.select(Device).where(rows.c.kept_by_id == person_id, rows.c.ended_at.is_(None))
    for device in db.scalars(wanted.where(kept_from_outside(rows)).order_by(rows.c.id)):
        device.end(CLOCK)


def live_devices(db: Session, group_id: int) -> list[Device]:
    rows = table(Device)
    wanted = sa.select(Device).where(rows.c.group_id == group_id, rows.c.ended_at.is_(None))
    return list(db.scalars(wanted.order_by(rows.c.id)))


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """A phone, with the names of who set it up and who answers for it."""

    device: Device
    added_by: str
    kept_by: str


def shown_devices(db: Session, group_id: int, called: Mapping[int, str]) -> list[ShownDevice]:
    """The phones that are signed in; `called`: the names by which the group tells its people and helpers apart."""
    rows, added, kept = table(Device), table(Person).alias("added"), table(Person).alias("kept")
    wanted = (
        sa.select(Device, added.c.name.label("added_by"), kept.c.name.label("kept_by"))
        .join(added, added.c.id == rows.c.added_by_id)
        .join(kept, kept.c.id == rows.c.kept_by_id)
        .where(rows.c.group_id == group_id, rows.c.ended_at.is_(None))
    )
    found = db.execute(wanted.order_by(rows.c.id))
    return [
        ShownDevice(
            device=row.Device, added_by=called.get(row.Device.added_by_id, row.added_by),
            kept_by=called.get(row.Device.kept_by_id, row.kept_by),
        )
        for row in found
    ]  # fmt: skip


def end_devices(db: Session, group_id: int, *, kept_by: int | None = None) -> None:
    """All phones of a group are signed out, or those that one person answers for."""
    for device in live_devices(db, group_id):
        if kept_by is None or device.kept_by_id == kept_by:
            device.end(CLOCK)


def step_back_everywhere(db: Session, group_id: int, person_id: int) -> None:
    """Ends this person's acting by PIN on all phones of a group."""
    rows, logins = table(Device), table(Login)
    phones = sa.select(rows.c.id).where(rows.c.group_id == group_id)
    said = sa.update(logins).where(logins.c.acting_id == person_id, logins.c.device_id.in_(phones))
    db.execute(said.values(acting_id=None, acting_until=None))

"""Standing by: a group that waits says the evening before that it could come, slot by slot.

Whoever stands by is asked first when a booth is given back on the day. It ends with the slot; no turn is used by it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, Booking
from market.bazaars.booking.reply import Speaker
from market.bazaars.booking.taking_place import takes_place
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import sign, who_did
from market.kernel.indexes import one_where
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken
from market.people.group import Group

FROM = timedelta(hours=24)


class Standby(Record, table=True):
    """A group could come in this slot. `said_by` is who said so, by `office` when an officer wrote it down for her;
    `ended_by`, `ended_office` the same of "not after all", nobody where the clock or a booth ended it."""

    __table_args__ = (
        one_where("uq_standby_live", "application_id", "slot_id", where="ended_at IS NULL"),
    )  # fmt: skip

    application_id: int = Field(foreign_key="application.id")
    slot_id: int = Field(foreign_key="slot.id", index=True)
    said_at: datetime = Field(default_factory=now)
    said_by: str = Field(default="", max_length=80)
    said_by_id: int | None = Field(default=None, foreign_key="person.id")
    office: bool = False
    ended_at: datetime | None = None
    ended_by: str = Field(default="", max_length=80)
    ended_by_id: int | None = Field(default=None, foreign_key="person.id")
    ended_office: bool = False


@dataclass(frozen=True, slots=True)
class CanStandBy:
    """A slot for which a group may say that it could come, and what it said."""

    slot: Slot
    said: Standby | None


def takes_standby(bazaar: Bazaar, slot: Slot) -> bool:
    """From a day before it begins until it is over."""
    return takes_place(bazaar, slot) and now() >= slot.begins_at(bazaar) - FROM and not slot.over(bazaar)


def standing_by(db: Session, slot_id: int) -> dict[int, Standby]:
    """By application who could come in a slot."""
    rows = table(Standby)
    wanted = sa.select(Standby).where(rows.c.slot_id == slot_id, rows.c.ended_at.is_(None))
    return {each.application_id: each for each in db.scalars(wanted)}


def may_step_in(db: Session, application: Application, slot: Slot) -> bool:
    """Whether it waits for a booth of this slot: it has none there, and is not asked whether it wants one."""
    rows = table(Booking)
    mine = (rows.c.application_id == application.key, rows.c.slot_id == slot.key, rows.c.state.in_(LIVE))
    there = sa.select(rows.c.id).where(*mine).limit(1)
    return application.state is ApplicationState.ELIGIBLE and db.scalar(there) is None


def stand_by(db: Session, bazaar: Bazaar, slot: Slot, application: Application, *, by: Speaker) -> int:
    """ "Siap datang": of a group that waits; the id of its word. A second press changes nothing. Refused to a closed
    group."""
    if not takes_standby(bazaar, slot):
        raise Overtaken("standby_not_now")
    Group.get(db, application.group_id).require_open()
    if not may_step_in(db, application, slot):
        raise Overtaken("standby_not_theirs")
    said = standing_by(db, slot.key).get(application.key)
    if said is None:
        said = Standby(
            application_id=application.key, slot_id=slot.key,
            **who_did(by, "said_by"), office=by.office,
        ).add(db)  # fmt: skip
    return said.key


def stand_down(db: Session, slot: Slot, application: Application, *, by: Speaker | None = None) -> int:
    """It does not come after all, on whose word, or has a booth now; the id of the word that ends, 0 without one. A
    second press changes nothing."""
    said = standing_by(db, slot.key).get(application.key)
    if said is None:
        return 0
    said.ended_at = now()
    if by:
        sign(said, by, "ended_by")
        said.ended_office = by.office
    return said.key


def slots_to_stand_by(
    db: Session, bazaar: Bazaar, application: Application, slots: Sequence[Slot], there: Collection[int]
) -> list[CanStandBy]:
    """The slots for which a group that waits may say so now, and what it said; `there` are those it has a booth in."""
    open_ones = [slot for slot in slots if takes_standby(bazaar, slot) and slot.key not in there]
    if application.state is not ApplicationState.ELIGIBLE or not open_ones:
        return []
    mine = table(Standby)
    wanted = sa.select(Standby).where(mine.c.application_id == application.key, mine.c.ended_at.is_(None))
    said = {each.slot_id: each for each in db.scalars(wanted)}
    return [CanStandBy(slot=slot, said=said.get(slot.key)) for slot in open_ones]

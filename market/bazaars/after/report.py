"""What a bazaar brought, in figures that can be traced: who registered, who got a booth, who came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.attendance import CAME, Attendance, Found
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.kernel.record import table
from market.people.group import Group


@dataclass(frozen=True)
class SlotFigures:
    """One slot: groups that said yes, that were seen there, that were found absent."""

    slot: Slot
    confirmed: int
    came: int
    absent: int


@dataclass(frozen=True)
class Figures:
    """A bazaar in numbers of groups. `kelurahan`: how many stood, by their village's name."""

    applied: int
    eligible: int
    stood: int
    reserved_eligible: int
    reserved_stood: int
    from_queue: int
    first_time: int
    kelurahan: list[tuple[str, int]]
    slots: list[SlotFigures]


def figures(db: Session, bazaar: Bazaar, slots: list[Slot]) -> Figures:
    """In three statements, however many groups."""
    rows = _rows(db, bazaar)
    applied = {row.Application.key: row.Application for row in rows}
    stood = {row.Application.key: row for row in rows if row.stands is not None}
    eligible = {key for key, each in applied.items() if each.state is ApplicationState.ELIGIBLE}
    places: dict[str, int] = {}
    for row in stood.values():
        places[row.Group.village_name] = places.get(row.Group.village_name, 0) + 1
    return Figures(
        applied=len(applied),
        eligible=len(eligible),
        stood=len(stood),
        reserved_eligible=sum(applied[key].reserved for key in eligible),
        reserved_stood=sum(applied[key].reserved for key in stood),
        from_queue=len({row.Application.key for row in rows if row.from_queue}),
        first_time=sum(not row.stood_before for row in stood.values()),
        kelurahan=sorted(places.items(), key=lambda place: (-place[1], place[0])),
        slots=[_of_slot(slot, [row for row in rows if row.slot_id == slot.key]) for slot in slots],
    )


def _rows(db: Session, bazaar: Bazaar) -> Sequence[Any]:
    """A row for each booth that an application stands in, one without where it stands in none."""
    a, b, g, n = table(Application), table(Booking), table(Group), table(Attendance)
    others = b.alias("others")
    before = sa.select(others.c.id).where(
        others.c.group_id == a.c.group_id, others.c.bazaar_id != a.c.bazaar_id, others.c.id < b.c.id,
        others.c.state == BookingState.CONFIRMED,
    )  # fmt: skip
    return db.execute(
        sa.select(
            Application,
            Group,
            b.c.state.label("stands"),
            b.c.from_queue,
            b.c.slot_id,
            n.c.found,
            before.exists().label("stood_before"),
        )
        .join(Group, g.c.id == a.c.group_id)
        .outerjoin(b, sa.and_(b.c.application_id == a.c.id, b.c.state == BookingState.CONFIRMED))
        .outerjoin(n, n.c.id == _latest(b))
        .where(a.c.bazaar_id == bazaar.key, a.c.state != ApplicationState.DRAFT)
    ).all()


def _latest(b: sa.Table) -> sa.ScalarSelect[Any]:
    """What counts of all that was written down of a booking."""
    notes = table(Attendance).alias("notes")
    return sa.select(sa.func.max(notes.c.id)).where(notes.c.booking_id == b.c.id).scalar_subquery()


def _of_slot(slot: Slot, rows: list[Any]) -> SlotFigures:
    return SlotFigures(
        slot=slot,
        confirmed=len(rows),
        came=sum(row.found in CAME for row in rows),
        absent=sum(row.found is Found.ABSENT for row in rows),
    )

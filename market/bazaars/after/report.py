"""What a bazaar brought, in figures that can be traced: who came in, who was served, who came."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.attendance import Attendance
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
    """A bazaar in numbers of groups. `kelurahan` counts those who stood by their village's name."""

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
    a, b, g, n = table(Application), table(Booking), table(Group), table(Attendance)
    others = b.alias("others")
    before = sa.select(others.c.id).where(
        others.c.group_id == a.c.group_id, others.c.bazaar_id != a.c.bazaar_id, others.c.id < b.c.id,
        others.c.state == BookingState.CONFIRMED,
    )  # fmt: skip
    rows = db.execute(
        sa.select(
            Application, Group, b.c.state, b.c.from_queue, b.c.slot_id, n.c.arrived_at, n.c.absent_at, before.exists()
        )
        .join(Group, g.c.id == a.c.group_id)
        .outerjoin(b, sa.and_(b.c.application_id == a.c.id, b.c.state == BookingState.CONFIRMED))
        .outerjoin(n, n.c.booking_id == b.c.id)
        .where(a.c.bazaar_id == bazaar.key, a.c.state != ApplicationState.DRAFT)
    ).all()
    applied = {row[0].key: row[0] for row in rows}
    stood = {row[0].key: row for row in rows if row[2] is not None}
    eligible = {key for key, each in applied.items() if each.state is ApplicationState.ELIGIBLE}
    places: dict[str, int] = {}
    for row in stood.values():
        places[row[1].village_name] = places.get(row[1].village_name, 0) + 1
    return Figures(
        applied=len(applied),
        eligible=len(eligible),
        stood=len(stood),
        reserved_eligible=sum(applied[key].reserved for key in eligible),
        reserved_stood=sum(applied[key].reserved for key in stood),
        from_queue=len({row[0].key for row in rows if row[3]}),
        first_time=sum(not row[7] for row in stood.values()),
        kelurahan=sorted(places.items(), key=lambda each: (-each[1], each[0])),
        slots=[
            SlotFigures(
                slot,
                sum(row[4] == slot.key for row in rows),
                sum(row[4] == slot.key and row[5] is not None for row in rows),
                sum(row[4] == slot.key and row[6] is not None for row in rows),
            )
            for slot in slots
        ],
    )

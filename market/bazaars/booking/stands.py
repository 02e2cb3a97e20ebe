"""Who stands where: reads over the bookings of a group, of a slot, of a bazaar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, BookedBooth, BookedHour, Booking, BookingState
from market.bazaars.booking.found import in_vain
from market.bazaars.booth import ON_THE_PLAN, Booth, Outage, is_sound
from market.bazaars.registering.application import Application, ApplicationState, Named
from market.bazaars.slot import Slot, first_day, is_held
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.people.group import Group


def stands_of(db: Session, application_id: int) -> tuple[list[Booking], dict[int, list[str]]]:
    """A group's bookings, and the booths it holds now by slot, in one statement."""
    rows, held, booths = table(Booking), table(BookedBooth), table(Booth)
    wanted = (
        sa.select(Booking, booths.c.number)
        .outerjoin(held, sa.and_(held.c.booking_id == rows.c.id, held.c.until.is_(None)))
        .outerjoin(booths, booths.c.id == held.c.booth_id)
        .where(rows.c.application_id == application_id)
        .order_by(rows.c.id, booths.c.number)
    )
    bookings: dict[int, Booking] = {}
    stands: dict[int, list[str]] = {}
    for booking, number in db.execute(wanted):
        bookings[booking.key] = booking
        if number:
            stands.setdefault(booking.slot_id, []).append(number)
    return list(bookings.values()), stands


def numbers_held(db: Session, bookings: Sequence[Booking]) -> dict[int, list[str]]:
    """By booking the numbers of the booths it holds, in one statement."""
    held, booths = table(BookedBooth), table(Booth)
    mine = (held.c.booking_id.in_([booking.key for booking in bookings]), held.c.until.is_(None))
    wanted = sa.select(held.c.booking_id, booths.c.number).join(held, held.c.booth_id == booths.c.id).where(*mine)
    found: dict[int, list[str]] = {booking.key: [] for booking in bookings}
    for key, number in db.execute(wanted.order_by(booths.c.number)):
        found[key].append(number)
    return found


def booths_held(db: Session, booking: Booking) -> list[str]:
    """The numbers of the booths it stands in."""
    held, booths = table(BookedBooth), table(Booth)
    wanted = sa.select(booths.c.number).join(held, held.c.booth_id == booths.c.id).order_by(booths.c.number)
    return list(db.scalars(wanted.where(held.c.booking_id == booking.key, held.c.until.is_(None))))


def busy_hours(db: Session, group_ids: Sequence[int], *, except_bazaar: int) -> dict[int, set[datetime]]:
    """The hours each group has promised to other bazaars."""
    rows, bookings = table(BookedHour), table(Booking)
    wanted = (
        sa.select(rows.c.group_id, rows.c.hour)
        .join(bookings, bookings.c.id == rows.c.booking_id)
        .where(rows.c.group_id.in_(group_ids), bookings.c.bazaar_id != except_bazaar)
    )
    found: dict[int, set[datetime]] = {}
    for group_id, hour in db.execute(wanted):
        found.setdefault(group_id, set()).add(hour)
    return found


@dataclass(frozen=True, slots=True)
class SlotStand:
    """A booking in a slot, its group, and the numbers of its booths."""

    booking: Booking
    group: Group
    application: Application
    booths: list[str] = field(default_factory=list)


def stands_in(db: Session, slot_id: int) -> list[SlotStand]:
    """Who stands, or was to stand, in a slot: by the first booth, those without one last."""
    return stands_by_slot(db, [slot_id])[slot_id]


def stands_by_slot(db: Session, slot_ids: Sequence[int]) -> dict[int, list[SlotStand]]:
    """`stands_in` of many slots, in one statement."""
    by_slot: dict[int, list[SlotStand]] = {slot_id: [] for slot_id in slot_ids}
    found = _stands(db, table(Booking).c.slot_id.in_(slot_ids))
    for stand in sorted(found, key=lambda stand: (not stand.booths, stand.booths, stand.group.name)):
        by_slot[stand.booking.slot_id].append(stand)
    return by_slot


def the_stand(db: Session, bazaar_id: int, booking: int) -> SlotStand:
    """One of a bazaar; NotFound for another's, and for a booking that is over."""
    rows = table(Booking)
    found = _stands(db, rows.c.id == booking, rows.c.bazaar_id == bazaar_id)
    if not found:
        raise NotFound(f"booking {booking}")
    return found[0]


def bookings_of_number(db: Session, bazaar_id: int, number: str) -> dict[int, int]:
    """By slot the booking of the group with this registration number, in one statement."""
    rows, sent = table(Booking), table(Application)
    wanted = sa.select(rows.c.slot_id, rows.c.id).join(sent, sent.c.id == rows.c.application_id)
    wanted = wanted.where(rows.c.bazaar_id == bazaar_id, sent.c.number == number, rows.c.state.in_(LIVE))
    return {row.slot_id: row.id for row in db.execute(wanted.order_by(rows.c.id))}


def _stands(db: Session, *which: sa.ColumnElement[bool]) -> list[SlotStand]:
    rows, held, booths = table(Booking), table(BookedBooth), table(Booth)
    wanted = (
        sa.select(Booking, Group, Application, booths.c.number)
        .join(Group, table(Group).c.id == rows.c.group_id)
        .join(Application, table(Application).c.id == rows.c.application_id)
        .outerjoin(held, sa.and_(held.c.booking_id == rows.c.id, held.c.until.is_(None)))
        .outerjoin(booths, booths.c.id == held.c.booth_id)
        .where(rows.c.state.in_(LIVE), *which)
        .order_by(rows.c.id, booths.c.number)
    )
    found: dict[int, SlotStand] = {}
    for row in db.execute(wanted):
        stand = SlotStand(booking=row.Booking, group=row.Group, application=row.Application)
        found.setdefault(row.Booking.key, stand).booths.extend([row.number] if row.number else [])
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who has said yes to stand in a booth, and what it brings."""

    group: Group
    goods: str


def confirmed_in(db: Session, slot_id: int) -> dict[int, Confirmed]:
    """By booth who has said yes to stand there in a slot."""
    rows, held, sent = table(Booking), table(BookedBooth), table(Application)
    wanted = (
        sa.select(held.c.booth_id, Group, sent.c.goods)
        .join(rows, rows.c.id == held.c.booking_id)
        .join(sent, sent.c.id == rows.c.application_id)
        .join(Group, table(Group).c.id == sent.c.group_id)
        .where(held.c.slot_id == slot_id, held.c.until.is_(None), rows.c.state == BookingState.CONFIRMED)
    )
    return {row.booth_id: Confirmed(group=row.Group, goods=row.goods) for row in db.execute(wanted)}


def held_booths(db: Session, bazaar_id: int) -> dict[tuple[int, int], tuple[int, BookingState]]:
    """Who holds which (slot, booth): the application, and the state of its booking."""
    rows, booths = table(Booking), table(BookedBooth)
    wanted = (
        sa.select(booths.c.slot_id, booths.c.booth_id, rows.c.application_id, rows.c.state)
        .join(rows, rows.c.id == booths.c.booking_id)
        .where(rows.c.bazaar_id == bazaar_id, booths.c.until.is_(None))
    )
    return {(row.slot_id, row.booth_id): (row.application_id, row.state) for row in db.execute(wanted)}


def free_booths(db: Session, bazaar_id: int, slot_id: int) -> list[str]:
    """The numbers of the booths that nobody stands in now, in the order of the plan; broken ones left out."""
    rows, held = table(Booth), table(BookedBooth)
    taken = sa.select(held.c.booth_id).where(held.c.slot_id == slot_id, held.c.until.is_(None))
    wanted = sa.select(rows.c.number).where(rows.c.bazaar_id == bazaar_id, is_sound(rows), rows.c.id.not_in(taken))
    return list(db.scalars(wanted.order_by(*ON_THE_PLAN)))


def broken_on(db: Session, bazaar: Bazaar, booths: Sequence[Booth], slot: Slot | None) -> frozenset[int]:
    """The ids of those that could not be used when a day ended; before its end, or without one, of those that cannot
    now."""
    if slot is None or slot.ends_at(bazaar) >= now():
        return frozenset(booth.key for booth in booths if not booth.sound)
    moment = slot.ends_at(bazaar)
    still = {booth.key for booth in booths if booth.broken_at and booth.broken_at < moment}
    rows = table(Outage)
    then = (rows.c.since < moment, rows.c.until >= moment, rows.c.booth_id.in_([booth.key for booth in booths]))
    return frozenset(still | set(db.scalars(sa.select(rows.c.booth_id).where(*then))))


def stood_before(group_id: sa.Column[int], bazaar_id: sa.Column[int]) -> sa.Exists:
    """Whether a group stood at another bazaar on a day before this one's first: by days, which do not change any more
    once they are over, and not by who said yes first."""
    others, theirs = table(Booking).alias("others"), table(Slot).alias("theirs")
    earlier = sa.select(others.c.id).join(theirs, theirs.c.id == others.c.slot_id)
    return earlier.where(others.c.group_id == group_id, *earlier_stand(others, theirs, bazaar_id)).exists()


def earlier_stand(
    bookings: sa.FromClause, slots: sa.FromClause, bazaar_id: sa.ColumnElement[int]
) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on a booking and its slot: a group stood there on a day that was held before the first of a bazaar."""
    return (
        bookings.c.bazaar_id != bazaar_id, bookings.c.state == BookingState.CONFIRMED, is_held(slots),
        slots.c.day < first_day(bazaar_id), sa.not_(in_vain(bookings)),
    )  # fmt: skip


def standing_or_waiting(db: Session, bazaar: Bazaar, everyone: Sequence[Named]) -> list[Named]:
    """Whom a published bazaar still concerns: who has a place or is asked, and who waits for one."""
    rows = table(Booking)
    asked = sa.select(rows.c.application_id, rows.c.state).where(rows.c.bazaar_id == bazaar.key)
    had = [(row.application_id, row.state in LIVE) for row in db.execute(asked)]
    live, ever = {key for key, lives in had if lives}, {key for key, _ in had}
    waits = {each.key for each, _ in everyone if each.state is ApplicationState.ELIGIBLE and each.key not in ever}
    there = [(each, group) for each, group in everyone if each.state is not ApplicationState.WITHDRAWN]
    return [(each, group) for each, group in there if each.key in live | waits]

"""Attendance: who came, slot by slot; who did not come gives the booth back for that slot alone.

What was written down is never written over: whatever is found out later is a further row with its own name and moment,
and the latest counts. Nothing of it changes who was given the booth, nor anybody's points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Booking, BookingState, stand_from_now, stand_no_more
from market.bazaars.booking.found import HERE, Attendance, Found, Reason, WhyFound
from market.bazaars.booking.stands import booths_held, free_booths
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.language import shown_time
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused, needed_reason

GRACE = timedelta(minutes=45)
BEFORE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Presence:
    """All that was written down of a booking, the oldest first; the last row counts."""

    rows: Sequence[Attendance] = ()

    @property
    def found(self) -> Found | None:
        last = self.last
        return last.found if last and last.found is not Found.UNSEEN else None

    @property
    def last(self) -> Attendance | None:
        return self.rows[-1] if self.rows else None

    @property
    def last_key(self) -> int:
        """What a press goes by: an undo takes it back, an absence follows it."""
        return self.last.key if self.last else 0

    @property
    def here(self) -> bool:
        return self.found in HERE

    @property
    def came_first(self) -> Found | None:
        """How a group came that is here, or has left: in time or late; of what counts."""
        if self.here:
            return self.found
        if self.last and self.found is Found.LEFT and self.last.was in HERE:
            return Found(self.last.was)
        return None

    @property
    def who(self) -> str:
        """Who sells there, as it was said last."""
        return next((row.who for row in reversed(self.rows) if row.who), "")

    @property
    def absent(self) -> bool:
        return self.found is Found.ABSENT

    @property
    def at(self) -> datetime | None:
        """When it came, for a group that is here; otherwise of what counts."""
        return self.rows[-1].at if self.rows else None

    @property
    def gave(self) -> str:
        return self.rows[-1].gave if self.rows else ""

    @property
    def told(self) -> list[Attendance]:
        """What was said with a reason: absences, and what corrects them."""
        return [row for row in self.rows if row.reason or row.why]


def attendances(db: Session, bazaar_id: int) -> dict[int, Presence]:
    """By booking, what was written down so far."""
    bookings = table(Booking)
    return _presences(db, sa.select(bookings.c.id).where(bookings.c.bazaar_id == bazaar_id))


def presence_of(db: Session, booking: int) -> Presence:
    """The same of one booking."""
    return _presences(db, sa.select(table(Booking).c.id).where(table(Booking).c.id == booking)).get(booking, Presence())


def _presences(db: Session, bookings: sa.Select[tuple[int]]) -> dict[int, Presence]:
    rows = table(Attendance)
    found: dict[int, list[Attendance]] = {}
    for each in db.scalars(sa.select(Attendance).where(rows.c.booking_id.in_(bookings)).order_by(rows.c.id)):
        found.setdefault(each.booking_id, []).append(each)
    return {key: Presence(each) for key, each in found.items()}


@dataclass(frozen=True, slots=True)
class _Case:
    """A booking that counts, its slot, and what is written down of it."""

    booking: Booking
    slot: Slot
    presence: Presence

    def note(self, found: Found, *, by: str, reason: Reason, gave: str = "", who: str = "") -> None:
        db, was = self.booking.db, self.presence.found
        why = reason if isinstance(reason, WhyFound) else None
        Attendance(
            booking_id=self.booking.key,
            found=found,
            was=was or "",
            gave=gave,
            reason="" if why else reason.strip()[:300],
            why=why,
            noted_by=by[:80],
            who=who.strip()[:80],
        ).add(db)

    def stand_again(self, bazaar: Bazaar) -> bool:
        """An absent group has its booths again, while the slot runs. False when somebody else stands there by now."""
        if not self.presence.absent or self.slot.over(bazaar):
            return True
        gave, db = self.presence.gave.split(), self.booking.db
        if not set(gave) <= set(free_booths(db, bazaar.key, self.slot.key)):
            return False
        if gave:
            stand_from_now(db, bazaar, self.booking, gave)
        return True

    def give_booths(self, bazaar: Bazaar) -> str:
        """The numbers of the booths that it gives back by not being there; none once the slot is over."""
        db = self.booking.db
        gave = "" if self.slot.over(bazaar) else " ".join(booths_held(db, self.booking))
        if gave:
            stand_no_more(db, self.booking, now())
        return gave


def _case(db: Session, bazaar: Bazaar, booking: Booking, reason: Reason) -> _Case:
    """Refused without a reason once the slot is over: what is found out then is a correction."""
    if bazaar.state is not BazaarState.PUBLISHED or booking.state is not BookingState.CONFIRMED:
        raise Overtaken("state_moved")
    slot = db.get_one(Slot, booking.slot_id)
    if slot.over(bazaar):
        needed_reason(reason)
    return _Case(booking=booking, slot=slot, presence=presence_of(db, booking.key))


def arrive(
    db: Session, bazaar: Bazaar, booking: Booking, *, by: str, reason: Reason = "", who: str = "", late: bool = False
) -> None:
    """The group has come: on the day, not before; a second press changes nothing.

    A group that was marked absent gets its booths back while the slot runs, or comes without one when somebody else
    stands there: it is offered a free one, and keeps its other days. That is refused without a reason. Who comes back
    came when she came first: late stays late.
    """
    case = _case(db, bazaar, booking, reason)
    if now() < case.slot.begins_at(bazaar) - BEFORE:
        raise Refused("not_the_day")
    found = Found.LATE if late else case.presence.came_first or Found.ARRIVED
    if case.presence.found is found and not who.strip():
        return
    if case.presence.absent:
        needed_reason(reason)
    case.stand_again(bazaar)
    case.note(found, by=by, reason=reason, who=who)


def come_late(db: Session, bazaar: Bazaar, booking: Booking, *, by: str, reason: Reason = "", who: str = "") -> None:
    """It has come after the opening."""
    arrive(db, bazaar, booking, by=by, reason=reason, who=who, late=True)


def leave(db: Session, bazaar: Bazaar, booking: Booking, *, by: str, reason: Reason = "", who: str = "") -> None:
    case = _case(db, bazaar, booking, reason)
    if case.presence.found is Found.LEFT:
        return
    if not case.presence.here:
        raise Overtaken("state_moved")
    case.note(Found.LEFT, by=by, reason=reason, who=who)


def absent(db: Session, bazaar: Bazaar, booking: Booking, last: int, *, by: str, reason: Reason = "") -> None:
    """The group is not there `GRACE` after opening: its booth is free in this slot; it keeps its other slots.

    It costs the group its booth and its turn, so it is refused without a reason, and Overtaken when something was
    written since the row `last` that whoever presses has seen (0 for none): somebody may just have seen it come.
    """
    case = _case(db, bazaar, booking, reason)
    until = case.slot.begins_at(bazaar) + GRACE
    if now() < until:
        raise Refused("still_time", when=shown_time(until, bazaar.zone))
    if case.presence.absent:
        return
    if case.presence.last_key != last:
        raise Overtaken("state_moved")
    needed_reason(reason)
    case.note(Found.ABSENT, by=by, reason=reason, gave=case.give_booths(bazaar))


def undo_finding(db: Session, bazaar: Bazaar, booking: Booking, last: int, *, by: str, reason: Reason = "") -> None:
    """What was written last counts no more, but what counted before it. Overtaken when something was written since, or
    when somebody else stands in the booth that it gave back."""
    case = _case(db, bazaar, booking, reason)
    row = case.presence.last
    if row is None or row.key != last:
        raise Overtaken("state_moved")
    was = Found(row.was) if row.was else Found.UNSEEN
    if not case.stand_again(bazaar):
        raise Overtaken("booth_given_on")
    case.note(was, by=by, reason=reason, gave=case.give_booths(bazaar) if was is Found.ABSENT else "")

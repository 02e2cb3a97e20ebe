"""What a group sold, day by day, as its page of the bazaar shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.reporting.turnover import Turnover, final_at, mark_of_turnover, takes_turnover, turnovers
from market.bazaars.reporting.turnover_counted import uncounted
from market.bazaars.slot import Slot
from market.people.access import Actor, Do
from market.reports.bazaar_report import EVIDENCE
from market.till.in_hours import Hours, till_sums


@dataclass(frozen=True, slots=True)
class OwnTurnover:
    """A day that has begun. `latest` is what counts, None to a reader who may not know it; `nowhere` where
    the group was found absent, or had no booth, so that nothing of that day counts."""

    booking: Booking
    slot: Slot
    latest: Turnover | None
    mark: str
    takes: bool
    until: datetime
    nowhere: bool
    till: int = 0  # whole rupiah that its till counted in those hours

    @property
    def amount(self) -> int | None:
        return self.latest.amount if self.latest else None

    @property
    def may_type(self) -> bool:
        return self.takes and not self.nowhere

    @property
    def may_empty(self) -> bool:
        """All that is left to do with a number that does not count."""
        return self.takes and self.nowhere and self.amount is not None

    @property
    def how(self) -> str:
        """By what it is known, in words."""
        return EVIDENCE[self.latest.evidence]() if self.latest else ""


def hours_of(bazaar: Bazaar, slot: Slot) -> Hours:
    """From its beginning until the end that was announced, or a later one."""
    return Hours(slot.begins_at(bazaar), slot.given_until(bazaar))


def own_turnovers(
    db: Session, bazaar: Bazaar, slots: Sequence[Slot], bookings: Sequence[Booking], reader: Actor
) -> list[OwnTurnover]:
    """The days that a group stood; none before the first begins, nor to an officer. A phone that has not said who
    holds it is shown the field and no number."""
    stood = {each.slot_id: each for each in bookings if each.state is BookingState.CONFIRMED}
    begun = [slot for slot in slots if slot.begun(bazaar) and slot.key in stood]
    if not begun or not reader.offered(Do.BOOK):
        return []
    final = {stood[slot.key].key: final_at(bazaar, slot) for slot in begun}
    counted = till_sums(db, bookings[0].group_id, {slot.key: hours_of(bazaar, slot) for slot in begun})
    typed, nowhere, reads = turnovers(db, list(final)), uncounted(db, final), reader.may(Do.BOOK)
    return [
        OwnTurnover(
            booking=booking, slot=slot, latest=typed.get(booking.key) if reads else None,
            mark=mark_of_turnover(typed.get(booking.key)), takes=takes_turnover(bazaar, slot),
            until=final[booking.key], nowhere=booking.key in nowhere,
            till=counted.get(slot.key, 0) if reads else 0,
        )
        for slot in begun
        for booking in [stood[slot.key]]
    ]  # fmt: skip

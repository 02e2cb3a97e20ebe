"""A group gives single days of its season back, or all that are to come; the others stay its own."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Booking, BookingState, bookings_of, give_all_back
from market.bazaars.booking.deadline import too_late
from market.bazaars.booking.fee_owed import fees_lessen
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.refused import Overtaken


def release(db: Session, bazaar: Bazaar, application: Application, slot_ids: Collection[int] | None = None) -> None:
    """Gives confirmed days back that have not begun, all of them when none is named. Two days before it begins a day
    locks: from then on it counts as a turn, which a season uses up once however many days it has."""
    if bazaar.state is not BazaarState.PUBLISHED or not bazaar.season:
        raise Overtaken("state_moved")
    days = bazaar.days
    coming = {slot.key: slot for slot in days.coming}
    wanted = set(coming) if slot_ids is None else set(slot_ids)
    hers = [
        booking
        for booking in bookings_of(db, application.key, lock=True)
        if booking.state is BookingState.CONFIRMED and booking.slot_id in wanted & set(coming)
    ]
    if not hers or (slot_ids is not None and {booking.slot_id for booking in hers} != wanted):
        raise Overtaken("state_moved")
    late = [booking for booking in hers if too_late(bazaar, coming[booking.slot_id], days)]
    give_all_back(db, bazaar, [booking for booking in hers if booking not in late], BookingState.WITHDRAWN)
    give_all_back(db, bazaar, late, BookingState.WITHDRAWN_LATE)
    fees_lessen(db, bazaar, [application])


def can_release(bazaar: Bazaar, booking: Booking, slot: Slot) -> bool:
    return bazaar.season and booking.state is BookingState.CONFIRMED and slot.coming(bazaar)

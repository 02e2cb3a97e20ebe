"""A group gives confirmed days back: all that are to come, or single ones of its season; the others stay its own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState, bookings_of, give_all_back
from market.bazaars.booking.deadline import too_late
from market.bazaars.booking.fee_owed import fees_lessen
from market.bazaars.booking.reply import note_answered
from market.bazaars.booking.telling import tell_withdrawn
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.doer import Doer
from market.kernel.refused import Overtaken
from market.people.access import Actor


def withdraw(db: Session, bazaar: Bazaar, application: Application, *, by: Actor) -> None:
    """Gives all days back that are to come. Overtaken when none is. Whom a code let in waits with it.

    What a helper gives up, or who may be one, is told to the group.
    """
    by.refuse_while_resting()
    given = to_give_up(db, bazaar, application, None)
    give_days_up(db, bazaar, application, given, by)
    note_answered(bazaar, application, by)
    if by.may_be_helper:
        tell_withdrawn(db, bazaar, application, by.name, str(given[0].key))


def release(db: Session, bazaar: Bazaar, application: Application, slot_id: int, *, by: Actor) -> None:
    """Gives a day of a season back, as `withdraw`. Overtaken when it is not its own any more."""
    by.refuse_while_resting()
    given = to_give_up(db, bazaar, application, slot_id)
    give_days_up(db, bazaar, application, given, by)
    note_answered(bazaar, application, by)
    if by.may_be_helper:
        tell_withdrawn(db, bazaar, application, by.name, str(given[0].key), bazaar.days.of(slot_id))


def to_give_up(db: Session, bazaar: Bazaar, application: Application, slot_id: int | None) -> list[Booking]:
    """What it said yes to and can still give back: this day of a season, or with None all that have not begun.
    Overtaken where there is nothing."""
    if bazaar.state is not BazaarState.PUBLISHED or (slot_id and not bazaar.season):
        raise Overtaken("state_moved")
    confirmed = [b for b in bookings_of(db, application.key, lock=True) if b.state is BookingState.CONFIRMED]
    coming = {slot.key for slot in bazaar.days.coming}
    hers = [b for b in confirmed if b.slot_id in coming and slot_id in (None, b.slot_id)]
    if not hers:
        raise Overtaken("slot_over" if confirmed and slot_id is None else "state_moved")
    return hers


def give_days_up(
    db: Session,
    bazaar: Bazaar,
    application: Application,
    given: Sequence[Booking],
    by: Doer,
    said_at: datetime | None = None,
) -> None:
    """These booths are free again. From the lock of a day on that counts as a turn, by when it was said; a season uses
    one up however many days it has."""
    days = bazaar.days
    slots = {slot.key: slot for slot in days.slots}
    late = [booking for booking in given if too_late(bazaar, slots[booking.slot_id], days, said_at)]
    give_all_back(db, bazaar, [booking for booking in given if booking not in late], BookingState.WITHDRAWN, by)
    give_all_back(db, bazaar, late, BookingState.WITHDRAWN_LATE, by)
    fees_lessen(db, bazaar, [application])


def can_release(bazaar: Bazaar, booking: Booking, slot: Slot) -> bool:
    return bazaar.season and booking.state is BookingState.CONFIRMED and slot.coming(bazaar)

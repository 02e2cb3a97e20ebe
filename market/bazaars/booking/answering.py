"""What a group answers to its offer: yes or no; and what ends without an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import (
    LIVE,
    Booking,
    BookingState,
    bookings_of,
    confirm_all,
    expire_all,
    forgive_all,
    give_all_back,
    require_coming,
)
from market.bazaars.booking.deadline import locks_of
from market.bazaars.booking.fee_owed import charge_for_booths, fees_lessen
from market.bazaars.booking.overtaking import answered
from market.bazaars.booking.promising import promise
from market.bazaars.booking.releasing import give_days_up, to_give_up
from market.bazaars.booking.reply import Answer, Reply, due_replies
from market.bazaars.booking.telling import tell_cancelled
from market.bazaars.booking.unheard import wait_until_lock
from market.bazaars.registering.application import Application
from market.bazaars.slot import slots_of
from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import CLOCK, Actor
from market.people.group import Group


def confirm(db: Session, bazaar: Bazaar, application: Application, by: Doer) -> list[Booking]:
    """ "Ya, kami ikut": before the deadline, and nowhere else at those hours; a fee is owed from here on.

    Returns the days whose deadline had passed: they are gone. Refused while an officer has closed the group.
    """
    Group.get(db, application.group_id).require_open()
    asked = _answerable(db, bazaar, application)
    charge_for_booths(db, bazaar, application)
    slots = {slot.key: slot for slot in slots_of(db, bazaar.key)}
    confirm_all(db, asked.open, by)
    answered(db, [application])
    for booking in asked.open:
        promise(db, bazaar, booking, slots[booking.slot_id])
    return asked.over


def decline(db: Session, bazaar: Bazaar, application: Application, by: Doer) -> list[Booking]:
    """ "Tidak bisa ikut": no turn is used, and the queue moves. Returns the days whose deadline had passed."""
    asked = _answerable(db, bazaar, application)
    give_all_back(db, bazaar, asked.open, BookingState.DECLINED, by)
    answered(db, [application])
    fees_lessen(db, bazaar, [application])  # days of its offer may be charged already
    return asked.over


def settle_replies(db: Session, bazaar: Bazaar) -> None:
    """Each "no" that waited counts from now on, if the group still has, or is asked for, what it was said of."""
    for reply in due_replies(db, bazaar.key):
        application = Application.get(db, reply.application_id)
        try:
            given = _given_up(db, bazaar, application, reply)
        except Overtaken:
            reply.overtake(CLOCK)
            continue
        reply.count()
        said = Actor(person_id=reply.by_id)
        if reply.said is Answer.WITHDRAW:
            give_days_up(db, bazaar, application, given, said, reply.at)
            continue
        give_all_back(db, bazaar, given, BookingState.DECLINED, said)
        answered(db, [application])
        fees_lessen(db, bazaar, [application])


def _given_up(db: Session, bazaar: Bazaar, application: Application, reply: Reply) -> list[Booking]:
    """What a "no" that waited gives back. Overtaken where there is nothing any more."""
    if reply.said is Answer.WITHDRAW:
        return to_give_up(db, bazaar, application, reply.slot_id)
    offered = [b for b in bookings_of(db, application.key, lock=True) if b.state is BookingState.OFFERED]
    if not offered:
        raise Overtaken("answered_already")
    require_coming(bazaar, offered)
    return offered


def expire_offers(db: Session, bazaar: Bazaar) -> int:
    """Offers that nobody answered in time go back; returns how many."""
    settle_replies(db, bazaar)
    rows = table(Booking)
    due = sa.select(Booking).where(
        rows.c.bazaar_id == bazaar.key, rows.c.state == BookingState.OFFERED, rows.c.answer_by <= now()
    )
    found = list(db.scalars(locked(due)))
    waiting = {booking.key for booking in wait_until_lock(db, bazaar, found)}
    over = [booking for booking in found if booking.key not in waiting]
    _end_unanswered(db, bazaar, over)
    return len(over)


def _end_unanswered(db: Session, bazaar: Bazaar, offers: list[Booking]) -> None:
    """Their deadline has passed: the booths are free for the queue, and nobody pays for them."""
    if not offers:
        return
    expire_all(db, offers)
    silent = _applications_of(db, offers)
    answered(db, silent)
    fees_lessen(db, bazaar, silent)


def _applications_of(db: Session, bookings: Sequence[Booking]) -> list[Application]:
    """Each once."""
    forms, keys = table(Application), {booking.application_id for booking in bookings}
    return list(db.scalars(sa.select(Application).where(forms.c.id.in_(keys)).order_by(forms.c.id)))


def cancel_bazaar(db: Session, bazaar: Bazaar, reason: str, by: Actor) -> None:
    """The bazaar is cancelled before it began, with all that is booked and owed: nobody's turn is used. Where groups
    knew of it they are told."""
    public = bazaar.public
    bazaar.cancel(reason, by)
    early_enough(db, bazaar, by)
    rows = table(Booking)
    live = list(db.scalars(sa.select(Booking).where(rows.c.bazaar_id == bazaar.key, rows.c.state.in_(LIVE))))
    give_all_back(db, bazaar, live, BookingState.CANCELLED, by)
    fees_lessen(db, bazaar, _applications_of(db, live))
    if public:
        tell_cancelled(db, bazaar)


@dataclass(frozen=True, slots=True)
class OwnOffers:
    """The offers of a group: those it may answer, and those whose deadline has passed."""

    open: list[Booking]
    over: list[Booking]


def offered_to(db: Session, bazaar: Bazaar, application: Application) -> OwnOffers:
    """What the group may say yes or no to now. Overtaken when it said so, or is asked no more; Refused when it is too
    late for all of it."""
    offered = [b for b in bookings_of(db, application.key, lock=True) if b.state is BookingState.OFFERED]
    if not offered or bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("answered_already")
    asked = OwnOffers(open=[b for b in offered if b.may_answer], over=[b for b in offered if not b.may_answer])
    if not asked.open:
        raise Refused("offer_over")
    require_coming(bazaar, asked.open)
    return asked


def _answerable(db: Session, bazaar: Bazaar, application: Application) -> OwnOffers:
    """The same; those whose deadline has passed end as they do by the clock, and whoever asks moves the queue."""
    asked = offered_to(db, bazaar, application)
    _end_unanswered(db, bazaar, asked.over)
    return asked


def early_enough(db: Session, bazaar: Bazaar, by: Actor) -> None:
    """After a day, or the whole, was called off or postponed: who gave days back before the lock that there is now
    uses no turn. Of days that have begun nothing changes."""
    rows, days = table(Booking), bazaar.days
    late = sa.select(Booking).where(rows.c.bazaar_id == bazaar.key, rows.c.state == BookingState.WITHDRAWN_LATE)
    slots = {slot.key: slot for slot in days.slots if not slot.begun(bazaar)}
    forgiven = [
        booking
        for booking in db.scalars(locked(late))
        if (slot := slots.get(booking.slot_id))
        and (
            bazaar.state is BazaarState.CANCELLED or not slot.held or booking.changed_at < locks_of(bazaar, slot, days)
        )
    ]
    forgive_all(db, forgiven, by)

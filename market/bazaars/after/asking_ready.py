"""The afternoon before a day of a bazaar each group that waits is told, once, that it may say "siap datang".

Whoever has no account says it by the link of that notice. It binds nobody: no turn and no booth hang on it.
"""

from datetime import UTC, datetime, time, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.waiting import waiting_for
from market.bazaars.allotting.standby import FROM, takes_standby
from market.bazaars.bazaar import Bazaar, BazaarState, lock_bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.overtaking import ASKS_READY, day_subject
from market.bazaars.registering.application import ApplicationSlot
from market.bazaars.slot import Slot
from market.kernel.clock import day_of, now, out_of_the_night
from market.kernel.db import read
from market.kernel.each_alone import each_alone
from market.kernel.record import table

AT = time(16)
SAID_NO = (BookingState.DECLINED, BookingState.WITHDRAWN)


def asks_from(bazaar: Bazaar, slot: Slot) -> datetime:
    """16.00 of the day before, and never before it may be said."""
    afternoon = datetime.combine(slot.day - timedelta(days=1), AT, bazaar.zone)
    return max(afternoon, slot.begins_at(bazaar) - FROM)


def is_due(bazaar: Bazaar, slot: Slot) -> bool:
    """Whether those who wait are to be told now of this day: not yet told of it as it is, and not at night."""
    moment = now()
    open_now = takes_standby(bazaar, slot) and slot.coming(bazaar) and moment >= asks_from(bazaar, slot)
    return open_now and not slot.ready_asked and out_of_the_night(moment, bazaar.zone) == moment


def _untold(slots: sa.FromClause) -> sa.ColumnElement[bool]:
    """Not `Slot.ready_asked`, for a condition on slots."""
    return slots.c.ready_asked_for.is_distinct_from(slots.c.day)


def ask_ready(db: Session, bazaar: Bazaar, slot: Slot) -> None:
    """Tells who waits for this day, has not said so already, nor that it cannot come or promised its hours."""
    slot.ready_asked_for = slot.day
    hopes = _asked_for(db, slot) - _said_no(db, slot)
    letters = [
        GroupLetter(application=each.application, group=each.group, template=ASKS_READY)
        for each in waiting_for(db, bazaar, slot)
        if each.application.key in hopes and not each.ready and not each.busy
    ]
    told = {
        "slot": slot.key,
        "subject": day_subject(slot),
        "begins_at": slot.begins_at(bazaar).isoformat(),
        "zone": bazaar.zone.key,
    }
    tell_groups(db, bazaar, letters, f"ready/{slot.key}/{slot.revision}", **told)


def _asked_for(db: Session, slot: Slot) -> set[int]:
    rows = table(ApplicationSlot)
    return set(db.scalars(sa.select(rows.c.application_id).where(rows.c.slot_id == slot.key)))


def _said_no(db: Session, slot: Slot) -> set[int]:
    rows = table(Booking)
    wanted = sa.select(rows.c.application_id).where(rows.c.slot_id == slot.key, rows.c.state.in_(SAID_NO))
    return set(db.scalars(wanted))


def watch_ready() -> None:
    """Each day of a published bazaar that begins soon, for the worker."""
    s, b, day = table(Slot), table(Bazaar), day_of(now(), UTC)
    near = (s.c.day.between(day, day + timedelta(days=2)), s.c.cancelled_at.is_(None))
    wanted = sa.select(Slot, Bazaar).join(Bazaar, b.c.id == s.c.bazaar_id)
    with read() as db:
        found = db.execute(wanted.where(b.c.state == BazaarState.PUBLISHED, *near, _untold(s))).all()
        due = [(bazaar.key, slot.key) for slot, bazaar in found if is_due(bazaar, slot)]
    each_alone((partial(_ask, *keys) for keys in due), "who is ready")


def _ask(bazaar_id: int, slot_id: int, db: Session) -> None:
    bazaar = lock_bazaar(db, bazaar_id)
    slot = bazaar.days.of(slot_id)
    if is_due(bazaar, slot):
        ask_ready(db, bazaar, slot)

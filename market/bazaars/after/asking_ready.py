"""The afternoon before a day of a bazaar each group that waits is told, once, that it may say "siap datang"; whoever
waits only later, because another bazaar or an offer fell away, as soon as it does.

Whoever has no account says it by the link of that notice. It binds nobody: no turn and no booth hang on it.
"""

from datetime import UTC, datetime, time, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.waiting import Queued, waiting_for
from market.bazaars.allotting.standby import FROM, Standby, takes_standby
from market.bazaars.bazaar import Bazaar, lock_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import LIVE, BookedHour, Booking, BookingState
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.overtaking import ASKS_READY, day_subject
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.registering.application_slot import ApplicationSlot
from market.bazaars.slot import Slot
from market.kernel.clock import day_of, now, out_of_the_night
from market.kernel.db import read
from market.kernel.each_alone import each_alone
from market.kernel.record import table
from market.people.group import Group, is_open

AT = time(16)
READY = "ready"  # the head of this piece of news
SAID_NO = (BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.WITHDRAWN_LATE)


def asks_from(bazaar: Bazaar, slot: Slot) -> datetime:
    """16.00 of the day before, and never before it may be said."""
    afternoon = datetime.combine(slot.day - timedelta(days=1), AT, bazaar.zone)
    return max(afternoon, slot.begins_at(bazaar) - FROM)


def asks_now(bazaar: Bazaar, slot: Slot) -> bool:
    """Whether who waits for this day is to be told so by now, and not at night."""
    moment = now()
    open_now = takes_standby(bazaar, slot) and slot.coming(bazaar) and moment >= asks_from(bazaar, slot)
    return open_now and out_of_the_night(moment, bazaar.zone) == moment


def is_due(db: Session, bazaar: Bazaar, slot: Slot) -> bool:
    """Whether somebody waits for this day who is to be told now: all at first, later who only then became free."""
    return asks_now(bazaar, slot) and (not slot.ready_asked or bool(_to_ask(db, bazaar, slot)))


def ask_ready(db: Session, bazaar: Bazaar, slot: Slot) -> None:
    """Tells who waits for this day and was not told yet, has not said so already, nor that it cannot come or promised
    its hours."""
    slot.ready_asked_for = slot.day
    letters = [
        GroupLetter(application=each.application, group=each.group, template=ASKS_READY)
        for each in _to_ask(db, bazaar, slot)
    ]
    told = {
        "slot": slot.key,
        "subject": day_subject(slot),
        "begins_at": slot.begins_at(bazaar).isoformat(),
        "zone": bazaar.zone.key,
    }
    tell_groups(db, bazaar, letters, _occasion(slot), **told)


def _to_ask(db: Session, bazaar: Bazaar, slot: Slot) -> list[Queued]:
    """Of them who is in the queue of this day: a rank is of the days for which the list was frozen."""
    unasked = _unasked(db, bazaar, slot)
    queue = waiting_for(db, bazaar, slot) if unasked else []
    return [each for each in queue if each.application.key in unasked and not each.ready and not each.busy]


def _occasion(slot: Slot) -> str:
    """Asked anew of a day that was moved, and not of one whose venue or end changed."""
    return f"{READY}/{slot.key}/{slot.at}"


def slot_asked_about(news: str) -> int | None:
    """The id of the slot of which a piece of news asks who is ready; None of any other news."""
    head, _, rest = news.partition("/")
    return int(rest.partition("/")[0]) if head == READY else None


def _unasked(db: Session, bazaar: Bazaar, slot: Slot) -> set[int]:
    """The registrations that asked for this day, could come to stand there, and were not told of it as it is. One
    statement, which the worker may ask all night long."""
    a, wanted, g = table(Application), table(ApplicationSlot), table(Group)
    here = sa.select(a.c.id).join(wanted, wanted.c.application_id == a.c.id).join(g, g.c.id == a.c.group_id)
    waits = (wanted.c.slot_id == slot.key, a.c.state == ApplicationState.ELIGIBLE, is_open(g))
    but = sa.union_all(_there_or_no(slot), _word_said(bazaar, slot), _asked(slot))
    free = (a.c.id.not_in(but), a.c.group_id.not_in(_promised(bazaar, slot)))
    return set(db.scalars(here.where(*waits, *free)))


def _there_or_no(slot: Slot) -> sa.Select[int]:
    """Who has a booth on this day, is asked whether it wants one, or said no to one."""
    rows = table(Booking)
    return sa.select(rows.c.application_id).where(rows.c.slot_id == slot.key, rows.c.state.in_((*LIVE, *SAID_NO)))


def _word_said(bazaar: Bazaar, slot: Slot) -> sa.Select[int]:
    """Who stands by, or said so and took it back since that could be said."""
    rows = table(Standby)
    no_more = sa.and_(rows.c.ended_by != "", rows.c.ended_at >= slot.begins_at(bazaar) - FROM)
    said = sa.or_(rows.c.ended_at.is_(None), no_more)
    return sa.select(rows.c.application_id).where(rows.c.slot_id == slot.key, said)


def _asked(slot: Slot) -> sa.Select[int]:
    rows = table(Notice)
    return sa.select(rows.c.application_id).where(
        rows.c.bazaar_id == slot.bazaar_id, rows.c.occasion == _occasion(slot), rows.c.unsaid_at.is_(None)
    )


def _promised(bazaar: Bazaar, slot: Slot) -> sa.Select[int]:
    """The groups that are at another bazaar in some hour of this day."""
    hours, rows = table(BookedHour), table(Booking)
    elsewhere = sa.select(hours.c.group_id).join(rows, rows.c.id == hours.c.booking_id)
    return elsewhere.where(hours.c.hour.in_(slot.hours(bazaar)), rows.c.bazaar_id != bazaar.key)


def watch_ready() -> None:
    """Each day of a published bazaar that begins soon, for the worker."""
    s, b, day = table(Slot), table(Bazaar), day_of(now(), UTC)
    near = (s.c.day.between(day, day + timedelta(days=2)), s.c.cancelled_at.is_(None))
    wanted = sa.select(Slot, Bazaar).join(Bazaar, b.c.id == s.c.bazaar_id)
    with read() as db:
        found = db.execute(wanted.where(b.c.state == BazaarState.PUBLISHED, *near)).all()
        due = [(bazaar.key, slot.key) for slot, bazaar in found if is_due(db, bazaar, slot)]
    each_alone((partial(_ask, *keys) for keys in due), "who is ready")


def _ask(bazaar_id: int, slot_id: int, db: Session) -> None:
    bazaar = lock_bazaar(db, bazaar_id)
    slot = bazaar.days.of(slot_id)
    if is_due(db, bazaar, slot):
        ask_ready(db, bazaar, slot)

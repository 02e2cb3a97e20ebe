"""Offers whose clock does not run out: of groups whom nobody told, or whose answer an officer holds up.

Whoever has to bring the news, or may close a group, would else decide by it who stands there: the booth of a group
that could not answer goes to the next in rank.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking
from market.bazaars.booking.deadline import locks_of
from market.bazaars.booking.notice import N, Notice
from market.bazaars.booking.told import NEWEST, Narrowing, narrowing
from market.bazaars.slot import slots_of
from market.kernel.clock import now
from market.people.group import open_groups


def wait_until_lock(db: Session, bazaar: Bazaar, due: Sequence[Booking]) -> list[Booking]:
    """Those of these offers, over by the clock, that last until the lock of their day instead: only a person can tell
    their group, and nobody has; or it is closed and cannot say yes. From the lock on the clock counts for them too."""
    if not due:
        return []
    untold = _untold(db, [booking.application_id for booking in due])
    there = open_groups(db, [booking.group_id for booking in due])
    days, slots = bazaar.days, {slot.key: slot for slot in slots_of(db, bazaar.key)}
    waiting = []
    for booking in due:
        locks_at = locks_of(bazaar, slots[booking.slot_id], days)
        held_up = booking.application_id in untold or booking.group_id not in there
        if held_up and locks_at > now():
            booking.answer_by = locks_at
            waiting.append(booking)
            if notice := untold.get(booking.application_id):
                notice.params = notice.params | {"until_at": locks_at.isoformat()}
    db.flush()
    return waiting


def _untold(db: Session, application_ids: Collection[int]) -> dict[int, Notice]:
    """By application the newest question, of those that only a person can bring, and nobody has."""
    wanted = sa.select(Notice).where(N.c.application_id.in_(application_ids), NEWEST, narrowing(Narrowing.BY_HAND))
    return {notice.application_id: notice for notice in db.scalars(wanted)}

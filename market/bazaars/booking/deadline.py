"""Until when something of a bazaar is answered, and from when giving a day back costs a turn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from market.bazaars.bazaar import Bazaar
from market.bazaars.slot import LOCKS_BEFORE, Days, Slot
from market.kernel.clock import after_waking, now, out_of_the_night, waking_between

ANSWER_LASTS = timedelta(days=3)
NEAR_LASTS = timedelta(hours=2)
HOUR = timedelta(hours=1)


def locks_of(bazaar: Bazaar, slot: Slot, days: Days) -> datetime:
    """From here on giving a day back counts as a turn: two days before the first that is held. Of a season, and once
    the bazaar has begun, two days before that day itself."""
    return (slot if bazaar.season or days.begun else days.first).begins_at(bazaar) - LOCKS_BEFORE


def too_late(bazaar: Bazaar, slot: Slot, days: Days, at: datetime | None = None) -> bool:
    """Whether giving this day back, now or at that moment, comes too late to keep the turn."""
    return (at or now()) >= locks_of(bazaar, slot, days)


def answer_until(bazaar: Bazaar, slots: Sequence[Slot], days: Days, lasts: timedelta = ANSWER_LASTS) -> datetime:
    """Until when an offer of some of its days is answered: by the first of them."""
    first = min(slots, key=lambda slot: slot.begins_at(bazaar))
    return fitting(bazaar, lasts, locks_of(bazaar, first, days), first.begins_at(bazaar))


def changed_until(bazaar: Bazaar, slot: Slot, days: Days) -> datetime:
    """Until when a day is answered that its office changed or added: as an offer of it; once the bazaar's own lock has
    passed, by that of the day, so that nobody loses in one night a booth of the week after."""
    begins_at = slot.begins_at(bazaar)
    locks_at = locks_of(bazaar, slot, days)
    return fitting(bazaar, ANSWER_LASTS, locks_at if locks_at > now() else begins_at - LOCKS_BEFORE, begins_at)


def earliest_lock(bazaar: Bazaar, slots: Sequence[Slot], days: Days) -> datetime:
    """From when on giving all of these days back counts as a turn: from the first of their locks."""
    return min(locks_of(bazaar, slot, days) for slot in slots)


def fitting(
    bazaar: Bazaar, lasts: timedelta, locks_at: datetime, begins_at: datetime, since: datetime | None = None
) -> datetime:
    """A deadline that fits the time left, counted from now or `since`: it ends at no night and not after the lock;
    where less than two waking hours are left until then, in two hours that rest at night. Where those would pass the
    beginning they run through the night, and nothing is answered after it."""
    start = since or now()
    until = min(out_of_the_night(start + lasts, bazaar.zone), locks_at)
    if waking_between(start, until, bazaar.zone) < NEAR_LASTS / HOUR:
        until = after_waking(start, NEAR_LASTS / HOUR, bazaar.zone)
        if until >= begins_at:
            until = start + NEAR_LASTS
    return min(until, begins_at)

"""Planning a weekly market: one weekday from a day to another, over the end of a year too, without the days off."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from market.bazaars.bazaar import MOST_SLOTS, Bazaar
from market.bazaars.slot import Slot, slots_of, weekly_days
from market.kernel.refused import Refused, require_room

A_WEEK = timedelta(days=7)


def weekly(first: date, last: date) -> list[date]:
    """The weekday of `first`, every week until `last`. Refused when that is earlier, or more than a bazaar takes."""
    if last < first:
        raise Refused("season_backwards", field="season_until")
    if (last - first) // A_WEEK >= MOST_SLOTS:
        raise Refused("season_too_long", field="season_until", n=MOST_SLOTS)
    return weekly_days(first, last)


def plan_season(bazaar: Bazaar, days: Sequence[date], starts: time, ends: time, *, together: bool) -> int:
    """Adds these days to a draft; `together`: the same groups hold their booths on all its days, those that are there
    too. Returns how many."""
    bazaar.require_draft()
    if ends <= starts:
        raise Refused("ends_before_start", field="ends")
    if not days:
        raise Refused("slots_needed", field="days")
    if min(days) < bazaar.today:
        raise Refused("day_past", field="season_from")
    there = slots_of(bazaar.db, bazaar.key)
    new = sorted(set(days))
    require_room(len(there), MOST_SLOTS, "days", more=len(new))
    if any(slot.day in new and slot.starts < ends and starts < slot.ends for slot in there):
        raise Refused("slots_overlap", field="days")
    bazaar.season = together
    bazaar.db.add_all(Slot(bazaar_id=bazaar.key, day=day, starts=starts, ends=ends) for day in new)
    bazaar.db.flush()
    return len(new)

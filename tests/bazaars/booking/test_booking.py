"""From when on leaving a booth costs a turn."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import time_machine

from market.bazaars.booking.deadline import locks_of
from market.bazaars.slot import Days, Slot

WITA = ZoneInfo("Asia/Makassar")


def slot(day: int, called_off: bool = False) -> Slot:
    at = datetime(2026, 12, 1, tzinfo=UTC) if called_off else None
    return Slot(bazaar_id=1, day=date(2026, 12, day), starts=time(9), ends=time(17), cancelled_at=at)


def test_a_day_that_is_called_off_begins_nothing():
    """Who leaves ten days before the first day that is held leaves in time; where none is held, the first day
    counts."""
    bazaar = SimpleNamespace(zone=WITA, season=False)

    def locks_at(*slots: Slot) -> datetime:
        days = Days(bazaar, slots)
        return locks_of(bazaar, slots[-1], days)

    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC), tick=False):
        assert locks_at(slot(10), slot(20)) == datetime(2026, 12, 8, 9, tzinfo=WITA)
        assert locks_at(slot(10, called_off=True), slot(20)) == datetime(2026, 12, 18, 9, tzinfo=WITA)
        assert locks_at(slot(10, called_off=True)) == datetime(2026, 12, 8, 9, tzinfo=WITA)

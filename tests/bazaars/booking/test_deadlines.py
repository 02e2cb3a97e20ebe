"""Deadlines of offers fit the time that is left: never in the night, not past the lock, never into the day."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine

from market.bazaars.after.appeal import appeals_until
from market.bazaars.booking.deadline import ANSWER_LASTS, fitting

WITA = ZoneInfo("Asia/Makassar")
DAY = timedelta(hours=24)


def at(text: str) -> datetime:
    """A moment of December 2026 in the bazaar's zone: `18 20:30`."""
    return datetime.strptime(f"2026-12-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=WITA)


@pytest.mark.parametrize(
    ("now", "lasts", "lock", "begins", "until"),
    [
        ("01 10:00", ANSWER_LASTS, "18 09:00", "20 09:00", "04 10:00"),
        ("01 10:00", DAY, "18 09:00", "20 09:00", "02 10:00"),
        ("01 22:00", DAY, "18 09:00", "20 09:00", "03 09:00"),  # out of the night
        ("17 15:00", DAY, "18 09:00", "20 09:00", "18 09:00"),  # the time to the lock
        ("18 08:00", DAY, "18 09:00", "20 09:00", "18 10:00"),  # an hour before it: two hours all the same
        ("19 10:00", DAY, "18 09:00", "20 09:00", "19 12:00"),  # after it two hours
        ("19 20:30", DAY, "18 09:00", "20 09:00", "20 07:30"),  # which rest at night
        ("19 20:30", DAY, "18 09:00", "20 05:00", "19 22:30"),  # unless they would pass the beginning
        ("20 08:30", DAY, "18 09:00", "20 09:00", "20 09:00"),  # and never into the day
        ("20 04:30", DAY, "18 09:00", "20 05:00", "20 05:00"),
        ("17 20:00", DAY, "17 23:00", "19 23:00", "18 07:00"),  # one waking hour to the lock is too few
    ],
)
def test_an_offer_lasts_as_long_as_there_is_time(now, lasts, lock, begins, until):
    with time_machine.travel(at(now), tick=False):
        assert fitting(SimpleNamespace(zone=WITA), lasts, at(lock), at(begins)) == at(until)


@pytest.mark.parametrize(
    ("published", "until"),
    [
        ("10 10:00", "13 10:00"),
        ("17 10:00", "18 09:00"),  # the lock
        ("18 08:30", "18 10:30"),  # published at the lock: two hours all the same
        ("19 20:30", "20 07:30"),  # which rest at night
        ("20 08:30", "20 09:00"),  # and never into the day
    ],
)
def test_whoever_is_left_out_has_time_to_appeal_however_late_it_is_published(published, until):
    first = SimpleNamespace(begins_at=lambda bazaar: at("20 09:00"))
    days = SimpleNamespace(first=first, begun=False)
    bazaar = SimpleNamespace(published_at=at(published), zone=WITA, days=days, season=False)
    assert appeals_until(bazaar) == at(until)

"""When a group came, by what was written down of it."""

from datetime import UTC, datetime

import pytest

from market.bazaars.after.presence import Presence
from market.bazaars.booking.found import Attendance, Found


@pytest.mark.parametrize(
    ("found", "at"),
    [
        ([], None), ([Found.ARRIVED], 0), ([Found.LATE, Found.ARRIVED], 0), ([Found.ARRIVED, Found.LATE], 0),
        ([Found.ABSENT, Found.ARRIVED, Found.ARRIVED], 1), ([Found.ARRIVED, Found.LEFT], 1),
        ([Found.ARRIVED, Found.LEFT, Found.ARRIVED], 2), ([Found.LATE, Found.UNSEEN, Found.ARRIVED], 2),
    ],
)  # fmt: skip
def test_what_corrects_how_it_came_does_not_say_when(found, at):
    rows = [
        Attendance(booking_id=1, found=each, at=datetime(2026, 11, 29, 9 + n, tzinfo=UTC))
        for n, each in enumerate(found)
    ]
    assert Presence(rows).at == (None if at is None else rows[at].at)

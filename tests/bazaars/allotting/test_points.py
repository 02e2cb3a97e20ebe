"""Whose turn it is: what ends a group's waiting, and what leaves it as it was."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.bazaars.allotting.points import standings
from market.bazaars.bazaar import draft_bazaar
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import table
from tests import world
from tests.bazaars.reporting.held import AGENCY, Held, a_held_bazaar, moved_back, some_groups
from tests.conftest import both

pytestmark = pytest.mark.usefixtures("noon")
CANCELLED, DECLINED, LEFT_OUT, STOOD = range(4)


def missed(held: Held, officer: int) -> list[int]:
    """By group how many bazaars in a row left it out before the next one."""

    def work(db):
        new = draft_bazaar(db, name="Bazar Berikut", village="71.72", agency=AGENCY, by_id=officer)
        found = standings(db, new, held.groups)
        return [found[group].missed for group in held.groups]

    return write(work)


def nobody_stood(held: Held, *numbers: int) -> None:
    """These groups were left out."""

    def work(db):
        keys = [held.booking(n, day) for n in numbers for day in range(len(held.slots))]
        for rows, column in ((table(BookedBooth), "booking_id"), (table(Booking), "id")):
            db.execute(sa.delete(rows).where(rows.c[column].in_(keys)))

    write(work)


def became(held: Held, number: int, state: BookingState) -> None:
    def work(db):
        keys = [held.booking(number, day) for day in range(len(held.slots))]
        db.execute(sa.update(table(Booking)).where(table(Booking).c.id.in_(keys)).values(state=state))

    write(work)


@both
def test_who_stood_nowhere_keeps_what_it_waited_for(shop):
    """Neither a day that was called off nor a booth that broke is a turn; nor does a bazaar without a day count."""
    here, groups = world.a_shop(), some_groups(4)
    before = a_held_bazaar(here.officer, groups, name="Bazar Lama", came=False)
    moved_back(before, timedelta(days=60))
    nobody_stood(before, *range(4))
    held = a_held_bazaar(here.officer, groups, came=False)
    moved_back(held, timedelta(days=20))
    nobody_stood(held, LEFT_OUT)
    became(held, CANCELLED, BookingState.CANCELLED)
    became(held, DECLINED, BookingState.DECLINED)
    found = missed(held, here.officer)
    assert [found[n] for n in (CANCELLED, DECLINED, LEFT_OUT, STOOD)] == [1, 0, 2, 0]

    def called_off(db) -> None:
        mine = table(Slot).c.id.in_(held.slots)
        db.execute(sa.update(table(Slot)).where(mine).values(cancelled_at=now()))

    write(called_off)
    assert missed(held, here.officer) == [1, 1, 1, 1], "called off day by day as much as at once"

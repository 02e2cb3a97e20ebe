"""How long the groups of a bazaar had waited: since they last stood in one, and for how many they were left out.

Waiting ends with a day on which a group stood. One that is still to come when the bazaar begins, as in a season that
runs, or that was called off, ended none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.found import in_vain
from market.bazaars.booking.stands import earlier_stand
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.reporting.fact import fact
from market.bazaars.slot import Slot, last_day
from market.kernel.record import table

MONTHS = (3, 6, 12)  # the ends of the classes of waiting
MOST_MISSES = 3


@dataclass
class Past:
    """A group before a bazaar: the last day before it on which it stood somewhere, and how many bazaars of this
    organiser left it out since."""

    last_day: date | None = None
    missed: int = 0
    settled: bool = False  # whether its latest place with this organiser was found, behind which nothing counts


def pasts(chances: Iterable[Any], days: Iterable[Any]) -> dict[int, Past]:
    """By group, of the facts that `earlier_chances` and `last_days` read; who has no entry never took part before."""
    found: dict[int, Past] = {}
    for row in days:
        found[row.group_id] = Past(last_day=row.day)
    for row in sorted(chances, key=lambda row: row.at, reverse=True):
        past, stood = found.setdefault(row.group_id, Past()), bool(row.booking_id)
        if not past.settled:
            past.settled = stood
            past.missed += not stood
    return found


def last_days(bazaar: Bazaar) -> sa.Select[Any]:
    """Facts `stood`: of each group of this bazaar that stood anywhere before its first day, the last day it did."""
    b, s = table(Booking), table(Slot)
    wanted = (
        fact("stood", group_id=b.c.group_id, day=sa.func.max(s.c.day)).select_from(b).join(s, s.c.id == b.c.slot_id)
    )
    earlier = earlier_stand(b, s, sa.literal(bazaar.key))
    return wanted.where(b.c.group_id.in_(_groups_of(bazaar)), *earlier).group_by(b.c.group_id)


def _groups_of(bazaar: Bazaar) -> sa.Select[tuple[int]]:
    here = table(Application).alias("here")
    return sa.select(here.c.group_id).where(here.c.bazaar_id == bazaar.key)


def earlier_chances(bazaar: Bazaar) -> sa.Select[Any]:
    """Facts `chance`: each bazaar of this organiser, published before this one, that a group of it was eligible for:
    when it was published (`at`), and a booking with which the group stood there."""
    a, z, b = table(Application), table(Bazaar), table(Booking)
    mine = (b.c.application_id == a.c.id, b.c.state == BookingState.CONFIRMED, sa.not_(in_vain(b)))
    stood = sa.select(sa.func.max(b.c.id)).where(*mine)
    wanted = fact("chance", group_id=a.c.group_id, booking_id=stood.scalar_subquery(), at=z.c.published_at)
    return (
        wanted.select_from(a)
        .join(z, z.c.id == a.c.bazaar_id)
        .where(a.c.group_id.in_(_groups_of(bazaar)), a.c.state == ApplicationState.ELIGIBLE)
        .where(z.c.state == BazaarState.PUBLISHED, z.c.village == bazaar.village)
        .where(z.c.published_at < bazaar.published_at, last_day(z.c.id).is_not(None))
    )


@dataclass
class Waited:
    """Numbers of groups by how they had waited: those that stood, and those that were left out.

    `since` by class: the first time, up to so many of MONTHS, longer. `missed` by how often they were left out before,
    at most three times.
    """

    since: list[int] = field(default_factory=lambda: [0] * (len(MONTHS) + 2))
    missed: list[int] = field(default_factory=lambda: [0] * (MOST_MISSES + 1))

    def add(self, past: Past, day: date) -> None:
        self.missed[min(past.missed, MOST_MISSES)] += 1
        self.since[0 if past.last_day is None else _class_of((day - past.last_day).days)] += 1


def _class_of(days: int) -> int:
    return next((n for n, most in enumerate(MONTHS, 1) if days <= most * 365 // 12), len(MONTHS) + 1)

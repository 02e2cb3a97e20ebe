"""How long the groups of a bazaar had waited: since they last stood in one, and for how many they were left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from market.bazaars.after.fact import fact
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.kernel.record import table

MONTHS = (3, 6, 12)  # the ends of the classes of waiting
MOST_MISSES = 3


@dataclass
class Past:
    """A group before a bazaar: the last day it stood somewhere, and how many bazaars of this organiser left it out
    since."""

    last_day: date | None = None
    missed: int = 0
    settled: bool = False  # whether its latest place with this organiser was found, behind which nothing counts


def pasts(facts: Iterable[Any]) -> dict[int, Past]:
    """By group, of the facts that `earlier_chances` reads; without an entry it never took part before."""
    found: dict[int, Past] = {}
    for row in sorted(facts, key=lambda row: row.at, reverse=True):
        past, stood = found.setdefault(row.group_id, Past()), bool(row.booking_id)
        if stood and (past.last_day is None or row.day > past.last_day):
            past.last_day = row.day
        if row.n and not past.settled:
            past.settled = stood
            past.missed += not stood
    return found


def earlier_chances(bazaar: Bazaar) -> sa.Select[Any]:
    """Facts `chance`: each earlier bazaar that a group of this one was eligible for: when it was published (`at`), its
    last day, a booking with which the group stood there, and `n` 1 where it was of the same organiser."""
    a, z, b, s = table(Application), table(Bazaar), table(Booking), table(Slot)
    here = a.alias("here")
    ours = sa.select(here.c.group_id).where(here.c.bazaar_id == bazaar.key)
    stood = sa.select(sa.func.max(b.c.id)).where(b.c.application_id == a.c.id, b.c.state == BookingState.CONFIRMED)
    last = sa.select(sa.func.max(s.c.day)).where(s.c.bazaar_id == z.c.id, s.c.cancelled_at.is_(None)).scalar_subquery()
    same = sa.case((z.c.village == bazaar.village, 1), else_=0)
    wanted = fact(
        "chance", group_id=a.c.group_id, booking_id=stood.scalar_subquery(), n=same, at=z.c.published_at, day=last
    )
    return (
        wanted.select_from(a)
        .join(z, z.c.id == a.c.bazaar_id)
        .where(a.c.group_id.in_(ours), a.c.state == ApplicationState.ELIGIBLE, z.c.state == BazaarState.PUBLISHED)
        .where(z.c.published_at < bazaar.published_at, last.is_not(None))
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

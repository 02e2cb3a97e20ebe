"""Points: whose turn it is. 100, plus 40 for each bazaar in a row that left the group out, less 12 a turn in a year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import LIVE, TURNS, Booking, BookingState
from market.bazaars.booking.found import in_vain
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import last_day
from market.kernel.clock import now
from market.kernel.record import table

BASE, PER_MISS, PER_TURN = 100, 40, 12
MOST_MISSES = 3
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Standing:
    """Bazaars in a row that left the group out, and turns in the last twelve months."""

    missed: int = 0
    turns: int = 0

    @property
    def points(self) -> int:
        return max(1, BASE + PER_MISS * min(MOST_MISSES, self.missed) - PER_TURN * self.turns)


def standings(db: Session, bazaar: Bazaar, group_ids: list[int]) -> dict[int, Standing]:
    """The standing of each group before this bazaar: misses with this organiser, turns with anybody."""
    missed: dict[int, int] = defaultdict(int)
    turns: dict[int, int] = {}
    over: set[int] = set()
    both = sa.union_all(_turns(bazaar, group_ids), _earlier(bazaar, group_ids))
    for row in db.execute(both.order_by(sa.desc("published_at"))):
        if row.turn:
            turns[row.group_id] = row.n
        elif row.n:
            over.add(row.group_id)
        elif row.group_id not in over:
            missed[row.group_id] += 1
    return {group_id: Standing(missed.get(group_id, 0), turns.get(group_id, 0)) for group_id in group_ids}


def _turns(bazaar: Bazaar, group_ids: list[int]) -> sa.Select[Any]:
    """How many bazaars each group stood in within a year; not where it had a booking and no booth."""
    rows, bazaars = table(Booking), table(Bazaar)
    never = sa.cast(sa.null(), bazaars.c.published_at.type).label("published_at")
    return (
        sa.select(
            rows.c.group_id, sa.true().label("turn"), sa.func.count(sa.distinct(rows.c.bazaar_id)).label("n"), never
        )
        .join(bazaars, bazaars.c.id == rows.c.bazaar_id)
        .where(
            rows.c.group_id.in_(group_ids),
            rows.c.state.in_(TURNS),
            sa.not_(in_vain(rows)),
            sa.not_(sa.and_(bazaars.c.season, rows.c.from_queue)),  # one day of somebody else's season is no turn
            bazaars.c.published_at > now() - A_YEAR,
            bazaars.c.id != bazaar.key,
        )
        .group_by(rows.c.group_id)
    )


def _earlier(bazaar: Bazaar, group_ids: list[int]) -> sa.Select[Any]:
    """Each bazaar of this organiser, with a day that was held, that a group was eligible for, and 1 where it had a
    place. Where all it had was taken from it, as its day was called off or its booth broke, it is neither: it stood
    nowhere, and no draw left it out."""
    rows, bazaars, bookings = table(Application), table(Bazaar), table(Booking)
    mine = (bookings.c.application_id == rows.c.id, sa.not_(in_vain(bookings)))
    in_it = (
        sa.select(bookings.c.id)
        .where(
            *mine,
            bookings.c.state != BookingState.CANCELLED,
            bookings.c.from_queue.is_(False) | (bookings.c.state.in_((*LIVE, *TURNS)) & bazaars.c.season.is_(False)),
        )
        .exists()
    )
    planned = (*mine, bookings.c.from_queue.is_(False))
    taken_away = sa.select(bookings.c.id).where(*planned, bookings.c.state == BookingState.CANCELLED).exists()
    stood = sa.case((in_it, 1), else_=0)
    return (
        sa.select(rows.c.group_id, sa.false().label("turn"), stood, bazaars.c.published_at.label("published_at"))
        .join(bazaars, bazaars.c.id == rows.c.bazaar_id)
        .where(
            rows.c.group_id.in_(group_ids),
            rows.c.state == ApplicationState.ELIGIBLE,
            bazaars.c.village == bazaar.village,
            bazaars.c.state == BazaarState.PUBLISHED,
            bazaars.c.id != bazaar.key,
            last_day(bazaars.c.id).is_not(None),
            sa.or_(in_it, sa.not_(taken_away)),
        )
    )

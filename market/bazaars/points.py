"""Points: whose turn it is. 100, and 40 for each bazaar in a row that left a group out, less 12 a turn of late."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.application import Application, ApplicationState
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking import LIVE, TURNS, Booking
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
    turns = _turns(db, bazaar, group_ids)
    missed = _missed(db, bazaar, group_ids)
    return {group_id: Standing(missed.get(group_id, 0), turns.get(group_id, 0)) for group_id in group_ids}


def _turns(db: Session, bazaar: Bazaar, group_ids: list[int]) -> dict[int, int]:
    rows, bazaars = table(Booking), table(Bazaar)
    wanted = (
        sa.select(rows.c.group_id, sa.func.count(sa.distinct(rows.c.bazaar_id)))
        .join(bazaars, bazaars.c.id == rows.c.bazaar_id)
        .where(
            rows.c.group_id.in_(group_ids),
            rows.c.state.in_(TURNS),
            bazaars.c.published_at > now() - A_YEAR,
            bazaars.c.id != bazaar.key,
        )
        .group_by(rows.c.group_id)
    )
    return {row.group_id: int(row[1]) for row in db.execute(wanted)}


def _missed(db: Session, bazaar: Bazaar, group_ids: list[int]) -> dict[int, int]:
    """Eligible and without any place, counted back to the last bazaar that had one."""
    rows, bazaars, bookings = table(Application), table(Bazaar), table(Booking)
    in_it = (
        sa.select(bookings.c.id)
        .where(
            bookings.c.application_id == rows.c.id,
            bookings.c.from_queue.is_(False) | bookings.c.state.in_((*LIVE, *TURNS)),
        )
        .exists()
    )
    wanted = (
        sa.select(rows.c.group_id, in_it)
        .join(bazaars, bazaars.c.id == rows.c.bazaar_id)
        .where(
            rows.c.group_id.in_(group_ids),
            rows.c.state == ApplicationState.ELIGIBLE,
            bazaars.c.village == bazaar.village,
            bazaars.c.state == BazaarState.PUBLISHED,
            bazaars.c.id != bazaar.key,
        )
        .order_by(bazaars.c.published_at.desc())
    )
    found: dict[int, int] = defaultdict(int)
    over: set[int] = set()
    for group_id, stood in db.execute(wanted):
        if stood:
            over.add(group_id)
        elif group_id not in over:
            found[group_id] += 1
    return found

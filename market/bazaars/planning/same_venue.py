"""One venue promised twice on a day: asked about before registration opens, since two bazaars may share a field."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.slot import Slot
from market.kernel.record import from_row, table


@dataclass(frozen=True, slots=True)
class SameVenue:
    """Another bazaar at the same venue, on a day and in hours of this one."""

    name: str
    slug: str
    day: date


def same_venue(db: Session, bazaar: Bazaar) -> list[SameVenue]:
    """Those of the same organiser, and those of the same city that everybody may see; none without a venue."""
    venue = " ".join(bazaar.venue.lower().split())
    rows, mine, theirs = table(Bazaar), table(Slot).alias("mine"), table(Slot).alias("theirs")
    wanted = (
        sa.select(rows.c.name, rows.c.slug, theirs.c.day)
        .join(theirs, theirs.c.bazaar_id == rows.c.id)
        .join(mine, sa.and_(mine.c.day == theirs.c.day, mine.c.starts < theirs.c.ends, theirs.c.starts < mine.c.ends))
        .where(mine.c.bazaar_id == bazaar.key, rows.c.id != bazaar.key, sa.func.lower(rows.c.venue) == venue)
        .where(mine.c.cancelled_at.is_(None), theirs.c.cancelled_at.is_(None))
        .where(rows.c.state != BazaarState.CANCELLED, rows.c.village.startswith(bazaar.village[:5]))
        .where(sa.or_(rows.c.village == bazaar.village, rows.c.state != BazaarState.DRAFT))
        .distinct()
        .order_by(theirs.c.day, rows.c.name)
    )
    return [from_row(SameVenue, row) for row in db.execute(wanted)] if venue else []

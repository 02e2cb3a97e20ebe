"""Where a group stands today or tomorrow: for its first page, and for whoever looks for it."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booth import Booth
from market.bazaars.planning.site import spots_in_words
from market.bazaars.slot import Slot, is_held
from market.kernel.clock import now
from market.kernel.record import table
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class StandToday:
    """The bazaar, the day, from when to when as planned, and the numbers of the booths (`A01 + A02`)."""

    slug: str
    bazaar: str
    day: date
    starts: time
    booths: str
    bazaar_id: int

    def named(self, db: Session) -> "StandToday":
        """With the site at which the booths stand, where the bazaar has several."""
        return replace(self, booths=spots_in_words(db, self.bazaar_id)(self.booths))

    def today(self, group: Group) -> bool:
        return self.day == group.today


def standing(group: Group, days: int) -> sa.Select[Any]:
    """The next one within so many days from today that it has said yes to and that is not over, for a statement that
    asks more besides."""
    b, h, o, s, z = (table(each) for each in (Booking, BookedBooth, Booth, Slot, Bazaar))
    here = group.today
    hour = now().astimezone(group.zone).time().replace(tzinfo=None)
    to_come = sa.or_(s.c.day > here, sa.and_(s.c.day == here, s.c.ends > hour))
    return (
        sa.select(
            z.c.slug, z.c.name.label("bazaar"), s.c.day, s.c.starts,
            sa.func.aggregate_strings(o.c.number, " + ").label("booths"), z.c.id.label("bazaar_id"),
        )
        .select_from(b.join(h, h.c.booking_id == b.c.id).join(o, o.c.id == h.c.booth_id))
        .join(s, s.c.id == b.c.slot_id)
        .join(z, z.c.id == b.c.bazaar_id)
        .where(
            b.c.group_id == group.key, b.c.state == BookingState.CONFIRMED, h.c.until.is_(None),
            z.c.state == BazaarState.PUBLISHED, is_held(s),
            sa.or_(s.c.ended_at.is_(None), s.c.ended_at > now()),
            s.c.day >= here, s.c.day < here + timedelta(days=days), to_come,
        )
        .group_by(s.c.id, z.c.id, z.c.slug, z.c.name, s.c.day, s.c.starts)
        .order_by(s.c.day, s.c.starts)
        .limit(1)
    )  # fmt: skip


def stands_today(db: Session, group: Group) -> StandToday | None:
    """Where buyers find it today."""
    row = db.execute(standing(group, 1)).first()
    return StandToday(**row._mapping).named(db) if row else None

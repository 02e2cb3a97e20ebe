"""Offers of booths that the clock ended: by which, after a clock that was wrong, its operator finds them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.day_offer import DayOffer, DayOfferState
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.registering.application import Application
from market.kernel.record import table
from market.people.group import Group

MOST = 1_000


@dataclass(frozen=True, slots=True)
class EndedOffer:
    """An offer to a group that nobody answered; `kind` is the table that it stands in."""

    kind: str
    key: int
    bazaar: str
    group: str
    at: datetime
    due: datetime


def offers_ended_early(db: Session, since: datetime) -> list[EndedOffer]:
    """Those that ended at a time later than this, and were not due by then: the queue has moved on without them."""
    b, d = table(Booking), table(DayOffer)
    lasting = sa.select(
        sa.literal("booking").label("kind"), b.c.id, b.c.application_id, b.c.changed_at.label("at"), b.c.answer_by
    ).where(b.c.state == BookingState.EXPIRED, b.c.changed_at > since, b.c.answer_by > since)
    of_a_day = sa.select(sa.literal("day_offer"), d.c.id, d.c.application_id, d.c.answered_at, d.c.answer_by).where(
        d.c.state == DayOfferState.LAPSED, d.c.answered_at > since, d.c.answer_by > since
    )
    ended = sa.union_all(lasting, of_a_day).subquery("ended")
    a, g, z = table(Application), table(Group), table(Bazaar)
    wanted = (
        sa.select(ended, z.c.name.label("bazaar"), g.c.name.label("of_group"))
        .join(a, a.c.id == ended.c.application_id)
        .join(g, g.c.id == a.c.group_id)
        .join(z, z.c.id == a.c.bazaar_id)
        .order_by(ended.c.at, ended.c.id)
        .limit(MOST)
    )
    return [
        EndedOffer(kind=row.kind, key=row.id, bazaar=row.bazaar, group=row.of_group, at=row.at, due=row.answer_by)
        for row in db.execute(wanted)
    ]

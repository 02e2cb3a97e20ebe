"""Who stands where, for those who may exchange booths."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booth import Booth
from market.bazaars.registering.application import Application
from market.kernel.record import table
from market.people.group import Group


@dataclass
class Stander:
    """A group that said yes: its registration number, its name, and by slot its booths."""

    group_id: int
    number: str
    name: str
    stands: dict[int, list[str]]

    @property
    def booths(self) -> str:
        return ", ".join(sorted({" + ".join(sorted(booths)) for booths in self.stands.values()}))


def standers(db: Session, bazaar_id: int) -> dict[int, Stander]:
    """By application everybody who stands, in one statement."""
    b, h, o, a, g = (table(each) for each in (Booking, BookedBooth, Booth, Application, Group))
    wanted = (
        sa.select(b.c.application_id, b.c.group_id, a.c.number, g.c.name, b.c.slot_id, o.c.number.label("booth"))
        .select_from(
            b.join(h, h.c.booking_id == b.c.id)
            .join(o, o.c.id == h.c.booth_id)
            .join(a, a.c.id == b.c.application_id)
            .join(g, g.c.id == b.c.group_id)
        )
        .where(b.c.bazaar_id == bazaar_id, b.c.state == BookingState.CONFIRMED, h.c.until.is_(None))
        .order_by(g.c.name)
    )
    found: dict[int, Stander] = {}
    for row in db.execute(wanted):
        fresh = Stander(group_id=row.group_id, number=row.number, name=row.name, stands={})
        stander = found.setdefault(row.application_id, fresh)
        stander.stands.setdefault(row.slot_id, []).append(row.booth)
    return found

"""What a group's booths cost: the fee of the class of each, for every slot in which it holds it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, BookedBooth, Booking
from market.bazaars.booking.fee_charged import charge, lessen
from market.bazaars.booth import Booth
from market.bazaars.registering.application import Application
from market.kernel.record import table


def costs_of(db: Session, bazaar: Bazaar, applications: Sequence[Application]) -> dict[int, int]:
    """By application, in whole rupiah, what the booths of its offered and confirmed days cost. In a day that has begun
    those count that it held then: who moves, steps in or leaves meanwhile owes nothing more and nothing less."""
    b, held, booths = table(Booking), table(BookedBooth), table(Booth)
    counted = (
        sa.select(b.c.application_id, booths.c.fee_class, sa.func.count().label("stands"))
        .join(held, held.c.booking_id == b.c.id)
        .join(booths, booths.c.id == held.c.booth_id)
        .where(b.c.application_id.in_([each.key for each in applications]), b.c.state.in_(LIVE), held.c.since.is_(None))
        .group_by(b.c.application_id, booths.c.fee_class)
    )
    costs = dict.fromkeys((each.key for each in applications), 0)
    for row in db.execute(counted):
        costs[row.application_id] += bazaar.fee_of(row.fee_class) * int(row.stands)
    return costs


def charge_for_booths(db: Session, bazaar: Bazaar, application: Application) -> None:
    """The group says yes: what its booths cost is owed from here on, as far as it is not charged yet."""
    if bazaar.charges:
        charge(db, application, costs_of(db, bazaar, [application])[application.key])


def fees_lessen(db: Session, bazaar: Bazaar, applications: Sequence[Application]) -> None:
    """Nobody pays for a booth that was taken away, nor for a dearer one than it has now."""
    if not bazaar.charges or not applications:
        return
    costs = costs_of(db, bazaar, applications)
    lessen(db, {application.number: costs[application.key] for application in applications})


def fees_move(db: Session, bazaar: Bazaar, applications: Sequence[Application]) -> None:
    """Groups that had said yes hold other booths now: each owes what these cost, or gets back what is above it."""
    fees_lessen(db, bazaar, applications)
    for application in applications:
        charge_for_booths(db, bazaar, application)

"""Days to come that groups lost because their booths broke: which booths they were, to be offered again once mended."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.occupancy import Occupancy, spot_name
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, Booking, BookingState, Offered
from market.bazaars.booking.deadline import answer_until
from market.bazaars.registering.application import Application, ApplicationState
from market.kernel.record import table
from market.people.group import Group, is_open

NO = (BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.WITHDRAWN_LATE)


def keep_what_broke(db: Session, numbers: Mapping[int, str]) -> None:
    """By booking the booths whose breaking ended it."""
    rows = table(Booking)
    if numbers:
        broke = sa.case(dict(numbers), value=rows.c.id)
        db.execute(sa.update(rows).where(rows.c.id.in_(numbers)).values(broke=broke))


def lost_days(db: Session, bazaar: Bazaar, mended: Collection[str]) -> list[Offered]:
    """What groups lost by the breaking of these booths and may have again, on days to come: all their booths are sound
    and free, they fit there still by the rules of every way to come to stand, and were asked nothing else for that day
    since. As what they had them, by the plan or from the queue, they have them again."""
    days, found = bazaar.days, list[Offered]()
    coming = {slot.key: slot for slot in days.coming}
    lost = [(each, whose) for each, whose in _lost(db, bazaar, coming) if set(each.broke.split()) & set(mended)]
    if not lost:
        return []
    occupancy = Occupancy(db, bazaar)
    for booking, application in lost:
        slot, spot = coming[booking.slot_id], spot_name(booking.broke.split())
        if spot not in occupancy.room(application, slot):
            continue
        occupancy.seat(application, slot, spot)
        booths = [booth for booth in occupancy.booths.values() if booth.number in spot.split()]
        until = answer_until(bazaar, [slot], days)
        found.append(
            Offered(application=application, slot=slot, booths=booths, until=until, from_queue=booking.from_queue)
        )
    return found


def _lost(db: Session, bazaar: Bazaar, slot_ids: Collection[int]) -> list[tuple[Booking, Application]]:
    """The newest of each group in these slots, where it ended by booths that broke; the latest lost first. Not of a
    group that has given up since: it said no to all that it had left."""
    rows, others, sent, groups = table(Booking), table(Booking).alias("others"), table(Application), table(Group)
    its = others.c.application_id == rows.c.application_id
    newest = sa.select(sa.func.max(others.c.id)).where(its, others.c.slot_id == rows.c.slot_id)
    no = sa.select(others.c.id).where(its, others.c.state.in_(NO), others.c.changed_at > rows.c.changed_at)
    left = sa.select(others.c.id).where(its, others.c.state.in_(LIVE), others.c.slot_id.in_(slot_ids))
    wanted = (
        sa.select(Booking, Application)
        .join(Application, sent.c.id == rows.c.application_id)
        .join(Group, groups.c.id == rows.c.group_id)
        .where(rows.c.bazaar_id == bazaar.key, rows.c.slot_id.in_(slot_ids), rows.c.broke != "")
        .where(rows.c.id == newest.scalar_subquery(), sa.or_(sa.not_(no.exists()), left.exists()))
        .where(sent.c.state == ApplicationState.ELIGIBLE, is_open(groups))
    )
    found = db.execute(wanted.order_by(rows.c.changed_at.desc(), rows.c.id))
    return [(row.Booking, row.Application) for row in found]

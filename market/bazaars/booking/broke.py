"""Days to come that groups lost because their booths broke: which booths they were, to be offered again once mended."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookedBooth, Booking, Offered
from market.bazaars.booking.deadline import answer_until
from market.bazaars.booth import booths_of
from market.bazaars.registering.application import Application, ApplicationState
from market.kernel.record import table
from market.people.group import Group, GroupState


def keep_what_broke(db: Session, numbers: Mapping[int, str]) -> None:
    """By booking the booths whose breaking ended it."""
    rows = table(Booking)
    if numbers:
        broke = sa.case(dict(numbers), value=rows.c.id)
        db.execute(sa.update(rows).where(rows.c.id.in_(numbers)).values(broke=broke))


def lost_days(db: Session, bazaar: Bazaar, mended: Collection[str]) -> list[Offered]:
    """What groups lost by the breaking of these booths and may have again, on days to come: all their booths are sound
    and nobody has one of them, and they were asked nothing else for that day since."""
    days = bazaar.days
    coming = {slot.key: slot for slot in days.coming}
    sound = {booth.number: booth for booth in booths_of(db, bazaar.key) if booth.sound}
    taken = _taken(db, coming)
    found = []
    for booking, application in _lost(db, bazaar, coming):
        numbers, slot = booking.broke.split(), coming[booking.slot_id]
        booths = [sound[number] for number in numbers if number in sound]
        places = {(slot.key, booth.key) for booth in booths}
        if set(numbers) & set(mended) and len(booths) == len(numbers) and not places & taken:
            taken |= places
            until = answer_until(bazaar, [slot], days)
            found.append(Offered(application=application, slot=slot, booths=booths, until=until))
    return found


def _taken(db: Session, slot_ids: Collection[int]) -> set[tuple[int, int]]:
    held = table(BookedBooth)
    wanted = sa.select(held.c.slot_id, held.c.booth_id).where(held.c.slot_id.in_(slot_ids), held.c.until.is_(None))
    return {(row.slot_id, row.booth_id) for row in db.execute(wanted)}


def _lost(db: Session, bazaar: Bazaar, slot_ids: Collection[int]) -> list[tuple[Booking, Application]]:
    """The newest of each group in these slots, where it ended by booths that broke; the latest lost first."""
    rows, others, sent, groups = table(Booking), table(Booking).alias("others"), table(Application), table(Group)
    newest = sa.select(sa.func.max(others.c.id)).where(
        others.c.application_id == rows.c.application_id, others.c.slot_id == rows.c.slot_id
    )
    wanted = (
        sa.select(Booking, Application)
        .join(Application, sent.c.id == rows.c.application_id)
        .join(Group, groups.c.id == rows.c.group_id)
        .where(rows.c.bazaar_id == bazaar.key, rows.c.slot_id.in_(slot_ids), rows.c.broke != "")
        .where(rows.c.id == newest.scalar_subquery())
        .where(sent.c.state == ApplicationState.ELIGIBLE, groups.c.state != GroupState.SUSPENDED)
    )
    found = db.execute(wanted.order_by(rows.c.changed_at.desc(), rows.c.id))
    return [(row.Booking, row.Application) for row in found]

"""A day that is called off, moved, over sooner or of another end: who stands by for it hears so too."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment
from market.bazaars.after.day_offer import DayOffer, DayOfferState, open_offers
from market.bazaars.allotting.standby import Standby, standing_by
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, Booking
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.overtaking import day_subject, unsay_ready_asked
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.record import table
from market.people.access import CLOCK
from market.people.group import Group

OVER = "bazaar_standby_over"


def letters_to_ready(db: Session, slot: Slot, template: str) -> list[GroupLetter]:
    """One to each group that stands by for a slot, or is offered a booth of it, and has none there."""
    a, g, b, s, o = (table(each) for each in (Application, Group, Booking, Standby, DayOffer))
    ready = sa.select(s.c.application_id).where(s.c.slot_id == slot.key, s.c.ended_at.is_(None))
    asked = sa.select(o.c.application_id).where(o.c.slot_id == slot.key, o.c.state == DayOfferState.OPEN)
    there = sa.select(b.c.application_id).where(b.c.slot_id == slot.key, b.c.state.in_(LIVE))
    wanted = sa.select(Application, Group).join(Group, g.c.id == a.c.group_id).order_by(a.c.id)
    found = db.execute(wanted.where(a.c.id.in_(ready.union(asked)), a.c.id.not_in(there)))
    return [GroupLetter(application=application, group=group, template=template) for application, group in found]


def end_standing_by(db: Session, bazaar: Bazaar, slot: Slot, begins_at: datetime, said: Amendment) -> None:
    """Nobody stands by for a slot any more, nor is or was asked to, and no booth of it is offered, since it does not
    begin then or is over. Called before bookings end: who has a booth there hears of it by a letter of its own."""
    letters = letters_to_ready(db, slot, OVER)
    unsay_ready_asked(db, slot)
    slot.ready_asked_for = None
    for each in open_offers(db, slot.key):
        if each.no:
            each.no.overtake(CLOCK)
        each.offer.end(DayOfferState.OVERTAKEN)
    for ready in standing_by(db, slot.key).values():
        ready.ended_at = now()
    told = {
        "subject": day_subject(slot),
        "begins_at": begins_at.isoformat(),
        "zone": bazaar.zone.key,
        "reason": said.reason,
    }
    tell_groups(db, bazaar, letters, f"standby_over/{said.key}", **told)

"""Rain: a slot ends earlier than was said. One that runs ends now or at an hour to come, one to come loses its end.
When the rain stops it may last longer again, up to what was said first.

Whoever stands there, or stands by, is told, with the reason that everybody reads.
"""

from collections.abc import Collection
from datetime import UTC, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment, AmendmentKind, write_down
from market.bazaars.after.standing_down import end_standing_by, letters_to_ready
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, BookedHour, Booking
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.overtaking import day_subject
from market.bazaars.booking.promising import promise_all
from market.bazaars.booking.taking_place import running_slot, takes_place
from market.bazaars.planning.programme import Performance, call_off, performances_from
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.language import shown_time
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.group import Group


def end_early(db: Session, bazaar: Bazaar, slot_id: int, *, reason: str, by: Actor) -> list[Performance]:
    """A slot that runs is over from now on; who stood there did. What was still to come on its stages is called off:
    those."""
    slot = running_slot(bazaar, slot_id)
    at = now()
    dropped = performances_from(bazaar, slot, at.astimezone(bazaar.zone).time())
    became = f"{at.astimezone(bazaar.zone):%Y-%m-%dT%H:%M}"
    said = write_down(db, bazaar, AmendmentKind.SLOT_ENDED, slot.at, became=became, reason=reason, by=by)
    slot.ended_at, slot.revision = at, slot.revision + 1
    call_off(dropped)
    end_standing_by(db, bazaar, slot, slot.begins_at(bazaar), said)
    _tell(db, bazaar, slot, "bazaar_day_ended", f"bazaar_day_ended/{said.key}", said)
    return dropped


def said_end(bazaar: Bazaar, slot: Slot) -> datetime:
    """When a slot was to end before anybody shortened it, in UTC: the latest that was ever said of it."""
    rows = table(Amendment)
    mine = (rows.c.bazaar_id == bazaar.key, rows.c.kind == AmendmentKind.SLOT_SHORTENED, rows.c.slot_at == slot.at)
    first = bazaar.db.scalar(sa.select(sa.func.max(rows.c.what)).where(*mine))
    planned = datetime.combine(slot.day, slot.ends, bazaar.zone)
    said = datetime.fromisoformat(first).replace(tzinfo=bazaar.zone) if first else planned
    return max(said, planned).astimezone(UTC)


def end_at(db: Session, bazaar: Bazaar, slot_id: int, ends: time, *, reason: str, by: Actor) -> list[Performance]:
    """A slot ends at another hour of its day: earlier, or later again after it was shortened."""
    slot = _not_over(bazaar, slot_id)
    then, said = slot.ends_at(bazaar), said_end(bazaar, slot)
    if then < said and datetime.combine(slot.day, ends, bazaar.zone) >= then:
        lengthen(db, bazaar, slot_id, ends, reason=reason, by=by)
        return []
    return shorten(db, bazaar, slot_id, ends, reason=reason, by=by)


def lengthen(db: Session, bazaar: Bazaar, slot_id: int, ends: time, *, reason: str, by: Actor) -> None:
    """A slot that was shortened and is not over lasts longer again. Refused past the end that was said first, and into
    another slot; what was called off on its stages stays so. A group that gave the hours to another bazaar meanwhile
    reads that it need not be there in them."""
    slot = _not_over(bazaar, slot_id)
    then, said, at = slot.ends_at(bazaar), said_end(bazaar, slot), datetime.combine(slot.day, ends, bazaar.zone)
    if at > said:
        raise Refused("end_beyond_said", field="ends", when=shown_time(said, bazaar.zone))
    if at <= then:
        raise Overtaken("already_so", field="ends")
    if any(other is not slot and other.meets(bazaar, slot.day, slot.starts, ends) for other in bazaar.days.slots):
        raise Refused("slots_overlap", field="ends")
    was, became = f"{then.astimezone(bazaar.zone):%Y-%m-%dT%H:%M}", f"{slot.day}T{ends:%H:%M}"
    said_so = write_down(db, bazaar, AmendmentKind.SLOT_LENGTHENED, was, became=became, slot=slot, reason=reason, by=by)
    elsewhere = _set_end(db, bazaar, slot, ends)
    _tell(db, bazaar, slot, "bazaar_day_lengthened", f"bazaar_day_lengthened/{said_so.key}", said_so, elsewhere)


def shorten(db: Session, bazaar: Bazaar, slot_id: int, ends: time, *, reason: str, by: Actor) -> list[Performance]:
    """A slot that runs, or is to come, ends at this hour of its day; what was to begin later on its stages is called
    off: those. Refused when that hour is over, or no earlier than what was said before."""
    slot = _not_over(bazaar, slot_id)
    then, at = slot.ends_at(bazaar), datetime.combine(slot.day, ends, bazaar.zone)
    if at <= now():
        raise Refused("end_past", field="ends")
    if at >= then:
        raise Refused("end_not_earlier", field="ends", when=shown_time(then, bazaar.zone))
    if ends <= slot.starts:
        raise Refused("ends_before_start", field="ends")
    was = f"{then.astimezone(bazaar.zone):%Y-%m-%dT%H:%M}"
    became = f"{slot.day}T{ends:%H:%M}"
    said = write_down(db, bazaar, AmendmentKind.SLOT_SHORTENED, was, became=became, slot=slot, reason=reason, by=by)
    dropped = performances_from(bazaar, slot, ends)
    call_off(dropped)
    _set_end(db, bazaar, slot, ends)
    _tell(db, bazaar, slot, "bazaar_day_shortened", f"bazaar_day_shortened/{said.key}", said)
    return dropped


def _not_over(bazaar: Bazaar, slot_id: int) -> Slot:
    slot = bazaar.days.of(slot_id)
    if not takes_place(bazaar, slot) or slot.over(bazaar):
        raise Overtaken("slot_over")
    return slot


def _set_end(db: Session, bazaar: Bazaar, slot: Slot, ends: time) -> set[int]:
    """Of a slot that has begun no hour is given back; of one to come those after its end are free for other bazaars.
    Those before it are promised again by who did not promise them elsewhere. The ids of the groups that did."""
    slot.revision += 1
    if slot.begun(bazaar):
        slot.ended_at = datetime.combine(slot.day, ends, bazaar.zone).astimezone(UTC)
        return promise_all(db, bazaar, slot)
    slot.ends = ends
    hours, rows = table(BookedHour), table(Booking)
    there = sa.select(rows.c.id).where(rows.c.slot_id == slot.key)
    after = hours.c.hour.not_in(slot.hours(bazaar))
    db.execute(sa.delete(hours).where(hours.c.booking_id.in_(there), after))
    return promise_all(db, bazaar, slot)


def _tell(
    db: Session, bazaar: Bazaar, slot: Slot, template: str, once: str, said: Amendment, elsewhere: Collection[int] = ()
) -> None:
    """Every group that stands there, or is asked to, and who stands by for it; `elsewhere` are the ids of those that
    promised hours of it to another bazaar."""
    b, a, g = table(Booking), table(Application), table(Group)
    there = (
        sa.select(Application, Group)
        .join(Booking, b.c.application_id == a.c.id)
        .join(Group, g.c.id == a.c.group_id)
        .where(b.c.slot_id == slot.key, b.c.state.in_(LIVE))
        .order_by(a.c.id)
    )
    letters = [
        GroupLetter(application=application, group=group, template=template, more={"elsewhere": group.key in elsewhere})
        for application, group in db.execute(there)
    ]
    told = {
        "subject": day_subject(slot),
        "ends_at": slot.ends_at(bazaar).isoformat(),
        "zone": bazaar.zone.key,
        "reason": said.reason,
    }
    tell_groups(db, bazaar, letters + letters_to_ready(db, slot, "bazaar_standby_hours"), once, **told)

"""Who waits for a booth in a slot, by rank: what an officer sees who has a free booth before her, and why one goes
before another."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import InQueue
from market.bazaars.after.put_out import PutOut, put_out
from market.bazaars.allotting.occupancy import Occupancy, spot_name
from market.bazaars.allotting.standby import Standby, standing_by
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import LIVE, Booking
from market.bazaars.booking.stands import busy_hours
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.kernel.record import table
from market.people.group import Group, open_groups


@dataclass(frozen=True, slots=True)
class Queued:
    """A group that waits: its place by rank, from 1, or 0 for one that was put out of its booths; whether it said that
    it could come, and promised its hours to another bazaar; the free spots that fit it now (`A01`, `A01 A02`)."""

    application: Application
    group: Group
    place: int
    standby: Standby | None
    busy: bool
    spots: Sequence[str]
    out: PutOut | None = None

    @property
    def ready(self) -> bool:
        """Who was put out is at the bazaar: nobody has to say so."""
        return self.standby is not None or self.out is not None

    @property
    def first(self) -> bool:
        """Whether it may be asked: it fits somewhere, stands by, and is not elsewhere."""
        return self.ready and not self.busy and bool(self.spots)


def waiting_for(db: Session, bazaar: Bazaar, slot: Slot) -> list[Queued]:
    """The eligible who have no booth in a slot, the highest rank first, before them who was put out of one; not a group
    that an officer has closed."""
    occupancy = Occupancy(db, bazaar)
    if occupancy.problem is None:
        return []
    there, ready, out = _there(db, slot), standing_by(db, slot.key), put_out(db, slot.key)
    by_number = {
        each.number: each
        for each in occupancy.applications.values()
        if each.state is ApplicationState.ELIGIBLE and (each.key in out or each.key not in there)
    }
    by_rank = [by_number[each.id] for each in occupancy.problem.groups if each.id in by_number]
    ranked = sorted(by_rank, key=lambda each: each.key not in out)
    groups = open_groups(db, [each.group_id for each in ranked])
    promised, hours = busy_hours(db, list(groups), except_bazaar=bazaar.key), set(slot.hours(bazaar))
    open_ones = [each for each in ranked if each.group_id in groups]
    before = sum(each.key in out for each in open_ones)
    return [
        Queued(
            application=each,
            group=groups[each.group_id],
            place=max(place, 0),
            standby=ready.get(each.key),
            busy=bool(promised.get(each.group_id, set()) & hours),
            spots=occupancy.room(each, slot),
            out=out.get(each.key),
        )
        for place, each in enumerate(open_ones, start=1 - before)
    ]


def place_of(each: Queued, waiting: Sequence[Queued]) -> InQueue:
    """Why this one may be chosen: its place, and those before it that fit somewhere and are not there."""
    passed = passed_over(each, waiting)
    return InQueue(each.place, ready=each.ready, passed=tuple(other.place for other in passed if not other.ready))


def passed_over(each: Queued, waiting: Sequence[Queued]) -> list[Queued]:
    """Those before this one that fit somewhere and could come."""
    return [other for other in waiting if 0 < other.place < each.place and other.spots and not other.busy]


def seated(
    db: Session, bazaar: Bazaar, slot: Slot, ready: Sequence[Queued], kept: Sequence[tuple[Queued, str]]
) -> list[tuple[Queued, str]]:
    """Which free booths each who is ready may have: who was put out its own, where they can be used again; then by rank
    the first that fit. What is offered already (`kept`) is not free, nor are its watts."""
    occupancy = Occupancy(db, bazaar)
    for each, booths in kept:
        occupancy.seat(each.application, slot, booths)
    back = [(each, spot_name(each.out.was)) for each in ready if each.out]
    found: dict[int, tuple[Queued, str]] = {}
    for each, own in [*back, *((each, "") for each in ready)]:
        spots = [spot for spot in occupancy.room(each.application, slot) if spot == (own or spot)]
        if spots and each.application.key not in found:
            occupancy.seat(each.application, slot, spots[0])
            found[each.application.key] = each, spots[0]
    return list(found.values())


def _there(db: Session, slot: Slot) -> set[int]:
    rows = table(Booking)
    return set(db.scalars(sa.select(rows.c.application_id).where(rows.c.slot_id == slot.key, rows.c.state.in_(LIVE))))

"""What a bazaar brought, in figures that can be traced: who registered, who got a booth, who came."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.opening import keeps_quiet
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.found import CAME, HERE, Attendance, Found, latest_note
from market.bazaars.booking.stands import stood_before
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot, is_held
from market.kernel.record import table
from market.people.group import Group


@dataclass(frozen=True)
class SlotFigures:
    """One slot: groups that said yes, that were seen there, of these late, that were found absent, that came and had no
    booth, of whom nobody wrote anything down."""

    slot: Slot
    confirmed: int
    came: int
    late: int
    absent: int
    no_booth: int

    @property
    def unnoted(self) -> int:
        return self.confirmed - self.came - self.absent - self.no_booth


@dataclass(frozen=True)
class Figures:
    """A bazaar in numbers of groups. `kelurahan`: how many stood, by their village's name; `kinds` by the slug of
    their kind of goods, the most first. `standing` are the ids of those that stood, `left_out` of the others that
    could have, but for those that gave a place up; `numbers` of all registrations, and whether its fee was waived;
    `quiet` as `withheld` says."""

    applied: int
    eligible: int
    stood: int
    reserved_eligible: int
    reserved_stood: int
    from_queue: int
    first_time: int
    kelurahan: list[tuple[str, int]]
    kinds: list[tuple[str, int]]
    slots: list[SlotFigures]
    standing: frozenset[int]
    left_out: frozenset[int]
    numbers: dict[str, bool]
    quiet: bool


def figures(db: Session, bazaar: Bazaar, slots: list[Slot]) -> Figures:
    """In one statement, however many groups."""
    rows = _rows(db, bazaar)
    applied = {row.Application.key: row.Application for row in rows}
    stood = {row.Application.key: row for row in rows if row.stands is not None}
    placed = {row.Application.key for row in rows if row.placed}
    eligible = {key for key, each in applied.items() if each.state is ApplicationState.ELIGIBLE}
    return Figures(
        applied=len(applied),
        eligible=len(eligible),
        stood=len(stood),
        reserved_eligible=sum(applied[key].reserved for key in eligible),
        reserved_stood=sum(applied[key].reserved for key in stood),
        from_queue=len({row.Application.key for row in rows if row.from_queue}),
        first_time=sum(not row.stood_before for row in stood.values()),
        kelurahan=_most_first(row.Application.village_of(row.Group) for row in stood.values()),
        kinds=_most_first(row.Application.category for row in stood.values()),
        slots=[_of_slot(slot, [row for row in rows if row.slot_id == slot.key]) for slot in slots],
        standing=frozenset(applied[key].group_id for key in stood),
        left_out=frozenset(applied[key].group_id for key in eligible - stood.keys() - placed),
        numbers={each.number: bool(each.fee_waived) for each in applied.values()},
        quiet=any(keeps_quiet(each) for each in applied.values()),
    )


def _most_first(names: Any) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda each: (-each[1], each[0]))


def _rows(db: Session, bazaar: Bazaar) -> Sequence[Any]:
    """A row for each day that is held on which an application stands, one without where it stands on none."""
    a, b, g, n, s = (table(each) for each in (Application, Booking, Group, Attendance, Slot))
    held = sa.select(s.c.id).where(s.c.bazaar_id == bazaar.key, is_held(s))
    stands = sa.and_(b.c.application_id == a.c.id, b.c.state == BookingState.CONFIRMED, b.c.slot_id.in_(held))
    given = table(Booking).alias("given")
    placed = sa.select(given.c.id).where(given.c.application_id == a.c.id, given.c.state != BookingState.CANCELLED)
    return db.execute(
        sa.select(
            Application,
            Group,
            b.c.state.label("stands"),
            placed.exists().label("placed"),
            b.c.from_queue,
            b.c.slot_id,
            n.c.found,
            _last_seen(b).label("seen"),
            stood_before(a.c.group_id, a.c.bazaar_id).label("stood_before"),
        )
        .join(Group, g.c.id == a.c.group_id)
        .outerjoin(b, stands)
        .outerjoin(n, n.c.id == latest_note(b))
        .where(a.c.bazaar_id == bazaar.key, a.c.state != ApplicationState.DRAFT)
    ).all()


def _last_seen(b: sa.Table) -> sa.ScalarSelect[Any]:
    """How a group was last found there: in time or late, also when it has left since."""
    seen = table(Attendance).alias("seen")
    there = sa.select(seen.c.found).where(seen.c.booking_id == b.c.id, seen.c.found.in_(HERE))
    return there.order_by(seen.c.id.desc()).limit(1).scalar_subquery()


def _of_slot(slot: Slot, rows: list[Any]) -> SlotFigures:
    came = [row for row in rows if row.found in CAME]
    return SlotFigures(
        slot=slot,
        confirmed=len(rows),
        came=len(came),
        late=sum(row.seen is Found.LATE for row in came),
        absent=sum(row.found is Found.ABSENT for row in rows),
        no_booth=sum(row.found is Found.NO_BOOTH for row in rows),
    )

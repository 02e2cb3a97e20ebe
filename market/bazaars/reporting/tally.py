"""Several bazaars side by side: how many groups stood and came, who leads them, visitors, what was sold.

What groups said of themselves, and what they sold, is told as `few.py` allows, for each bazaar by itself
(`led_then.py`, `turnover_counted.py`). Only days that are held count.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.found import CAME, Attendance, Found, latest_note
from market.bazaars.booking.stands import stood_before
from market.bazaars.reporting.few import Amount, PrivateCount, Sums, sums_to_tell
from market.bazaars.reporting.led_then import groups_beside, keeping_quiet, led_then, said_of
from market.bazaars.reporting.turnover import Coverage, Evidence, coverage, final_at
from market.bazaars.reporting.turnover_counted import amounts_of, counted, findings_of
from market.bazaars.reporting.visitors import visitors_by_hour
from market.bazaars.slot import Days, Slot, is_held, last_day
from market.kernel.clock import now
from market.kernel.record import table
from market.people.facts.led_by import LedBy

MOST_BESIDE = 4


@dataclass
class Tally:
    """One bazaar. `stands` are bookings, by slot; `came` of them were seen there; `typed` by evidence the bookings
    with a number. `visitors` is None where nobody counted."""

    bazaar: Bazaar
    days: Days
    groups: set[int] = field(default_factory=set)
    stands: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    came: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    absent: int = 0
    no_booth: int = 0
    first_time: int = 0
    visitors: int | None = None
    amounts: list[Amount] = field(default_factory=list)
    typed: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    led_by: dict[LedBy, PrivateCount] = field(default_factory=dict)

    def stands_by(self, evidence: Evidence, slot_ids: Collection[int]) -> int:
        """How many stands said by this evidence what they sold."""
        return sum(len(each) for (day, by), each in self.typed.items() if by == evidence and day in slot_ids)

    def covered(self, slot_ids: Collection[int]) -> Coverage:
        typed = {key for (day, _by), each in self.typed.items() if day in slot_ids for key in each}
        came = {key for day in slot_ids for key in self.came[day]}
        return coverage(typed, came)

    @property
    def held(self) -> list[int]:
        """The ids of the days that are held."""
        return [slot.key for slot in self.days.held]

    @property
    def all_came(self) -> int:
        """Stands, over all days, that were seen there."""
        return sum(map(len, self.came.values()))

    @property
    def all_stands(self) -> int:
        return sum(map(len, self.stands.values()))

    def sums(self, evidence: Evidence) -> Sums:
        """What may be told of what was sold, by this evidence."""
        held = self.days.held
        final = {slot.key for slot in held if now() >= final_at(self.bazaar, slot)}
        mine = [each for each in self.amounts if each.evidence == evidence]
        return sums_to_tell(mine, final, all_days=bool(held) and len(final) == len(held))


def tallies(db: Session, bazaar: Bazaar, slots: Sequence[Slot]) -> list[Tally]:
    """This bazaar and up to four earlier ones of its office that are over, the newest first, in two statements."""
    found = [Tally(bazaar, Days(bazaar, slots)), *_earlier(db, bazaar, slots)]
    _read_stands(db, {each.bazaar.key: each for each in found})
    return found


def further_facts(found: Sequence[Tally]) -> list[sa.Select[Any]]:
    """The further facts that `add_facts` puts into tallies."""
    keys = [each.bazaar.key for each in found]
    stands = table(Booking).c.bazaar_id.in_(keys)
    return [
        visitors_by_hour(keys),
        amounts_of(keys),
        findings_of(stands),
        *said_of(keys),
        groups_beside(keys),
        keeping_quiet(keys),
    ]


def add_facts(found: Sequence[Tally], facts: Mapping[str, Sequence[Any]]) -> None:
    by_id = {each.bazaar.key: each for each in found}
    for row in facts["visitors"]:
        by_id[row.bazaar_id].visitors = (by_id[row.bazaar_id].visitors or 0) + int(row.n)
    for row in counted(facts["amount"], facts["finding"], _final(found)):
        each = by_id[row.bazaar_id]
        each.amounts.append(Amount(group=row.group_id, day=row.slot_id, evidence=row.word, rupiah=int(row.n)))
        each.typed[row.slot_id, row.word].add(row.booking_id)
    led = led_then(facts["said"], facts["beside"], facts["quiet"])
    for each in found:
        each.led_by = led.counts(each.bazaar.key, each.days)


def _final(found: Sequence[Tally]) -> dict[int, datetime]:
    """By day from when its numbers stay as they are."""
    return {slot.key: final_at(each.bazaar, slot) for each in found for slot in each.days.held}


def _earlier(db: Session, bazaar: Bazaar, slots: Sequence[Slot]) -> list[Tally]:
    z, s = table(Bazaar), table(Slot)
    first, last = Days(bazaar, slots).first.day, last_day(z.c.id)
    mine = sa.select(z.c.id).where(
        z.c.office_id == bazaar.office_id, z.c.id != bazaar.key, z.c.state == BazaarState.PUBLISHED, last < first
    )
    nearest = mine.order_by(last.desc(), z.c.id.desc()).limit(MOST_BESIDE)
    wanted = sa.select(Bazaar, Slot).join(Slot, s.c.bazaar_id == z.c.id).where(z.c.id.in_(nearest))
    found: dict[int, tuple[Bazaar, list[Slot]]] = {}
    for each, slot in db.execute(wanted.order_by(s.c.day, s.c.starts)):
        found.setdefault(each.key, (each, []))[1].append(slot)
    told = [Tally(each, Days(each, days)) for each, days in found.values()]
    return sorted(told, key=lambda each: each.days.last.day, reverse=True)


def _read_stands(db: Session, by_id: dict[int, Tally]) -> None:
    b, n, s = table(Booking), table(Attendance), table(Slot)
    before = stood_before(b.c.group_id, b.c.bazaar_id).label("before")
    wanted = (
        sa.select(b.c.bazaar_id, b.c.group_id, b.c.slot_id, b.c.id, n.c.found, before)
        .select_from(b)
        .join(s, s.c.id == b.c.slot_id)
        .outerjoin(n, n.c.id == latest_note(b))
        .where(b.c.bazaar_id.in_(by_id), b.c.state == BookingState.CONFIRMED, is_held(s))
    )
    for row in db.execute(wanted):
        each = by_id[row.bazaar_id]
        each.first_time += row.group_id not in each.groups and not row.before
        each.groups.add(row.group_id)
        each.stands[row.slot_id].add(row.id)
        if row.found in CAME:
            each.came[row.slot_id].add(row.id)
        each.absent += row.found is Found.ABSENT
        each.no_booth += row.found is Found.NO_BOOTH

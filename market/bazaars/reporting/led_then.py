"""Who led the groups of a bazaar, by what they said of themselves when it was over: that count stays as it is.

It is told as `few.py` allows, of the whole bazaar alone, and not where fewer than five groups, or none, tell it from an
earlier bazaar, or from several together: what such counts differ in would be what those few said, or said anew. Earlier
is whose last day was before, whichever was drafted first: so a count that was told stays told.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from market.bazaars.allotting.opening import KEEPS_QUIET, A
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.reporting.fact import fact
from market.bazaars.reporting.few import NOTHING, PrivateCount, adds_up, private_count, too_alike
from market.bazaars.slot import Days, Slot, is_held
from market.kernel.record import table
from market.people.facts.led_by import FORGETS, LedBy, LedByConsent

B, C, S = (table(each) for each in (Booking, LedByConsent, Slot))


def said_of(bazaar_ids: Collection[int]) -> list[sa.Select[Any]]:
    """Facts `said` of the groups of these bazaars: `n` 1 for each yes, -1 for each that was taken back, and when."""
    ours = sa.select(B.c.group_id).where(B.c.bazaar_id.in_(bazaar_ids))
    given, ended = (
        fact("said", group_id=C.c.group_id, word=C.c.leaders, n=sa.literal(n), at=at).where(
            C.c.group_id.in_(ours), sa.or_(C.c.text_version != FORGETS, C.c.withdrawn_at.is_(None))
        )
        for n, at in ((1, C.c.given_at), (-1, C.c.withdrawn_at))
    )
    return [given, ended.where(C.c.withdrawn_at.is_not(None))]


def groups_beside(bazaar_ids: Collection[int]) -> sa.Select[Any]:
    """Facts `beside`: the groups and days of these bazaars, and of every other one in which any of them stood."""
    there = B.alias("there")
    ours = sa.select(there.c.group_id).where(there.c.bazaar_id.in_(bazaar_ids))
    shared = sa.select(there.c.bazaar_id).where(there.c.group_id.in_(ours), there.c.state == BookingState.CONFIRMED)
    wanted = fact("beside", bazaar_id=B.c.bazaar_id, group_id=B.c.group_id, day=S.c.day).select_from(B)
    held = wanted.join(S, S.c.id == B.c.slot_id).where(B.c.state == BookingState.CONFIRMED, is_held(S))
    return held.where(B.c.bazaar_id.in_(shared)).distinct()


def keeping_quiet(bazaar_ids: Collection[int]) -> sa.Select[Any]:
    """Facts `quiet`: those of these bazaars in which somebody of the reserved share does not want to be seen. The share
    may be kept for just who leads a group: its number would tell sets apart."""
    return fact("quiet", bazaar_id=A.c.bazaar_id).where(A.c.bazaar_id.in_(bazaar_ids), KEEPS_QUIET).distinct()


@dataclass(frozen=True, slots=True)
class LedThen:
    """What the facts `said`, `beside` and `quiet` tell of bazaars; `last` is the last day of each."""

    said: Sequence[Any]
    groups: dict[int, frozenset[int]]
    last: dict[int, date]
    quiet: frozenset[int]

    def counts(self, bazaar_id: int, days: Days) -> dict[LedBy, PrivateCount]:
        """By who leads, as it may be told once the bazaar is over; nothing until then."""
        mine = self.groups.get(bazaar_id, frozenset())
        if not mine or bazaar_id in self.quiet or not days.over:
            return dict.fromkeys(LedBy, NOTHING)
        earlier = [self.groups[key] for key in self.groups if self._order(key) < self._order(bazaar_id)]
        if too_alike(mine, earlier) or adds_up(mine, earlier):
            return dict.fromkeys(LedBy, NOTHING)
        return {who: private_count(len(mine & self._at(who, days.ended_at)), len(mine)) for who in LedBy}

    def _order(self, bazaar_id: int) -> tuple[date, int]:
        return self.last[bazaar_id], bazaar_id

    def _at(self, who: LedBy, moment: datetime) -> set[int]:
        """The groups whose yes stood at a moment."""
        stands = Counter[int]()
        for row in self.said:
            if row.word == who and row.at <= moment:
                stands[row.group_id] += int(row.n)
        return {group for group, n in stands.items() if n > 0}


def led_then(said: Sequence[Any], beside: Iterable[Any], quiet: Iterable[Any]) -> LedThen:
    groups, last = defaultdict[int, set[int]](set), dict[int, date]()
    for row in beside:
        groups[row.bazaar_id].add(row.group_id)
        last[row.bazaar_id] = max(row.day, last.get(row.bazaar_id, row.day))
    return LedThen(
        said=said, groups={key: frozenset(each) for key, each in groups.items()}, last=last,
        quiet=frozenset(row.bazaar_id for row in quiet),
    )  # fmt: skip

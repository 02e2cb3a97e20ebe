"""Several booths cannot be used any more at once, while a slot runs or before: who stands there goes to free ones.

In a slot that runs the engine moves as few as it can, from this moment on; who stays without a booth is the lowest in
rank, and is told so. For the days to come each group is offered another, as when one booth breaks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import AmendmentKind, Cost, write_down
from market.bazaars.after.breaking import Leaving, break_booths, leaving
from market.bazaars.after.day_offer import OpenOffer, open_offers, refill
from market.bazaars.after.on_the_day import tell_today
from market.bazaars.after.touched import Touched
from market.bazaars.allocation.problem import Problem
from market.bazaars.allocation.resettle import resettle
from market.bazaars.allotting.occupancy import Occupancy
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookingState, stand_from_now, stand_no_more
from market.bazaars.booking.stands import SlotStand, stands_in
from market.bazaars.booking.taking_place import running_now
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.people.access import Actor


@dataclass(frozen=True, slots=True)
class Moved:
    """A group with its booths until now, and those it goes to; none for one that stays without."""

    stand: SlotStand
    became: list[str] = field(default_factory=list)

    @property
    def was(self) -> str:
        return " + ".join(self.stand.booths)

    @property
    def to(self) -> str:
        return " + ".join(self.became)


@dataclass(frozen=True, slots=True)
class Change:
    """What a dead block does to a slot that runs: who moves, in the order of the booths, and who stays without, the
    highest rank first; which offers of today end by it. And who leaves its booths on the days to come."""

    moves: Sequence[Moved] = ()
    without: Sequence[Moved] = ()
    offers: Sequence[OpenOffer] = ()
    later: Sequence[Leaving] = ()

    @property
    def shown(self) -> list[str]:
        """All that it does, so that a press does just what was shown."""
        today = [f"{each.stand.booking.key}: {each.was} > {each.to}" for each in (*self.moves, *self.without)]
        later = [f"{each.booking.key}: {each.was} > {each.became}" for each in self.later]
        return today + [f"offer {each.offer.key}" for each in self.offers] + later


def refill_today(db: Session, bazaar: Bazaar) -> None:
    """Offers what is free in the slot that runs, if one does."""
    if slot := running_now(bazaar):
        refill(db, bazaar, slot)


def change_of(db: Session, bazaar: Bazaar, numbers: Collection[str]) -> Change:
    """What would become of the slot that runs, if one does, and of the days to come without these booths; nothing is
    written."""
    slot = running_now(bazaar)
    today = _today(db, bazaar, slot, numbers) if slot and numbers else Change()
    taken = {*numbers, *chain.from_iterable(each.became for each in today.moves)}
    offers = open_offers(db, slot.key) if slot else []
    lost = [each for each in offers if taken & set(each.offer.booths.split())]
    return replace(today, offers=lost, later=leaving(db, bazaar, numbers))


def _today(db: Session, bazaar: Bazaar, slot: Slot, numbers: Collection[str]) -> Change:
    stands = [each for each in stands_in(db, slot.key) if each.booths and each.booking.state is BookingState.CONFIRMED]
    occupancy = Occupancy(db, bazaar, but=numbers)
    problem = occupancy.problem
    if problem is None:
        return Change(without=[Moved(stand=each) for each in stands if set(each.booths) & set(numbers)])
    known = {problem.group_at[e.application.number]: e for e in stands if e.application.number in problem.group_at}
    spots = {g: _spot(problem, each.booths) for g, each in known.items()}
    there = {g: spot for g, spot in spots.items() if spot is not None}
    found = resettle(
        problem, problem.slot_at[slot.name], there, sorted(set(known) - set(there)),
        {g: len(each.booths) for g, each in known.items()},
    )  # fmt: skip
    strangers = [each for each in stands if each not in known.values() and set(each.booths) & set(numbers)]
    moves = [Moved(stand=known[g], became=_numbers(problem, spot)) for g, spot in found.moves.items()]
    return Change(
        moves=sorted(moves, key=lambda each: each.stand.booths),
        without=[Moved(stand=each) for each in [known[g] for g in found.without] + strangers],
    )


def _spot(problem: Problem, numbers: Sequence[str]) -> int | None:
    """None for booths that are no more."""
    if not all(number in problem.booth_at for number in numbers):
        return None
    return problem.spot_at.get(tuple(sorted(problem.booth_at[number] for number in numbers)))


def _numbers(problem: Problem, spot: int) -> list[str]:
    return sorted(problem.booths[booth].id for booth in problem.spots[spot].booths)


def kill_block(
    db: Session, bazaar: Bazaar, numbers: Sequence[str], change: Change, *, reason: str, by: Actor
) -> Touched:
    """Breaks the booths until somebody repairs them; `change` is what that does to the slot that runs (`change_of`, in
    the same transaction). Returns whom it touched on the days to come. Refused without a reason, or for booths that are
    broken already."""
    slot = running_now(bazaar)
    cost = Cost(moved=len(change.moves), without=len(change.without))
    touched = break_booths(db, bazaar, numbers, reason=reason, by=by, today=cost)
    if slot:
        _apply(db, bazaar, slot, change, reason=reason, by=by)
    return touched


def _apply(db: Session, bazaar: Bazaar, slot: Slot, change: Change, *, reason: str, by: Actor) -> None:
    """All leave before anybody comes: two may change places."""
    for each in (*change.moves, *change.without):
        stand_no_more(db, each.stand.booking, now())
    for each in change.moves:
        stand_from_now(db, bazaar, each.stand.booking, each.became)
        _say(db, bazaar, slot, each, AmendmentKind.MOVED, reason, by)
    for each in change.without:
        _say(db, bazaar, slot, each, AmendmentKind.WITHOUT, reason, by)


def _say(db: Session, bazaar: Bazaar, slot: Slot, each: Moved, kind: AmendmentKind, reason: str, by: Actor) -> None:
    said = write_down(db, bazaar, kind, each.was, became=each.to, slot=slot, reason=reason, by=by)
    template = "bazaar_moved_today" if each.became else "bazaar_without_today"
    told = {"was": each.was, "became": each.to, "reason": reason.strip()}
    tell_today(db, bazaar, each.stand.application, slot, template, said, **told)

"""Who asks whom to exchange booths, and whose yes is the other group's."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from market.bazaars.after.exchange import confirmed_of, require_lawful
from market.bazaars.after.stander import Stander
from market.bazaars.after.swap import MOST_A_DAY, Swap, own_groups_of, swaps_with
from market.bazaars.allotting.opening import withheld
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.deadline import locks_of
from market.bazaars.booking.reply import note_answered
from market.bazaars.booking.telling import tell_swap
from market.bazaars.registering.application import Application
from market.bazaars.slot import Days
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.limits import attempt_within
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.group import Group


def ask_swap(db: Session, bazaar: Bazaar, mine: Application, theirs: Application, *, by: Actor) -> Swap:
    """Asks another group that stands in the same slots, and tells it; one open wish at a time, until the lock. Refused
    when the spots do not fit; where applications are withheld that is checked only once the other group has said yes:
    else any group with a booth could find out what the others need."""
    if own_groups_of(db, by, [mine.group_id, theirs.group_id]):
        raise Refused("own_side")
    one, other = ({b.slot_id for b in confirmed_of(db, each.key)} for each in (mine, theirs))
    refusal = refusal_to_ask(bazaar, bazaar.days, swaps_with(db, mine.key))
    if refusal:
        raise refusal
    if not one or one != other:
        raise Refused("swap_slots_differ", field="to")
    attempt_within(db, f"swap/{mine.key}", most=MOST_A_DAY, per=timedelta(days=1))
    if not withheld(db, bazaar):
        require_lawful(db, bazaar, mine.key, theirs.key)
    made = Swap(bazaar_id=bazaar.key, from_id=mine.key, to_id=theirs.key, **who_did(by, "asked_by")).add(db)
    note_answered(bazaar, mine, by)
    tell_swap(db, bazaar, theirs, "bazaar_swap_asked", Group.get(db, mine.group_id).name, made.step)
    return made


def whom_to_ask(db: Session, mine: Application, everyone: Mapping[int, Stander], by: Actor) -> list[Stander]:
    """Who stands in the same slots, and whom this person may ask in the group's name: an officer nobody of her own
    side, nor in its name."""
    stands = everyone.get(mine.key)
    if stands is None:
        return []
    others = [each for key, each in everyone.items() if key != mine.key and set(each.stands) == set(stands.stands)]
    own = own_groups_of(db, by, {mine.group_id, *(each.group_id for each in others)})
    return [] if mine.group_id in own else [each for each in others if each.group_id not in own]


def refusal_to_ask(bazaar: Bazaar, days: Days, swaps: Sequence[Swap]) -> Refused | None:
    """Why a registration with these swaps asks for no other now; None when it may."""
    if bazaar.state is not BazaarState.PUBLISHED or now() >= locks_of(bazaar, days.first, days):
        return Overtaken("swap_over")
    return Overtaken("swap_open") if any(each.open for each in swaps) else None

"""What an officer at the gate may write down now."""

from dataclasses import dataclass
from datetime import timedelta

from market.bazaars.after.attendance import BEFORE, GRACE
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.slot import Slot
from market.kernel.clock import now

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be written down of a slot now, so that a page offers nothing else."""

    arrivals: bool
    late: bool
    absences: bool
    running: bool
    over: bool

    @property
    def grace(self) -> int:
        """How many minutes after its opening a booth that is empty may be given back."""
        return GRACE // MINUTE


def gate(bazaar: Bazaar, slot: Slot) -> Gate:
    begins, held = slot.begins_at(bazaar), slot.held and bazaar.state is BazaarState.PUBLISHED
    return Gate(
        arrivals=held and now() >= begins - BEFORE,
        late=held and now() >= begins,
        absences=held and now() >= begins + GRACE,
        running=held and slot.running(bazaar),
        over=slot.over(bazaar),
    )

"""What an officer at the gate may write down now."""

from dataclasses import dataclass

from market.bazaars.after.attendance import BEFORE, GRACE, GRACE_MINUTES
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.taking_place import runs, takes_place
from market.bazaars.slot import Slot
from market.kernel.clock import now


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
        return GRACE_MINUTES


def gate(bazaar: Bazaar, slot: Slot) -> Gate:
    begins, held = slot.begins_at(bazaar), takes_place(bazaar, slot)
    return Gate(
        arrivals=held and now() >= begins - BEFORE,
        late=held and now() >= begins,
        absences=held and now() >= begins + GRACE,
        running=runs(bazaar, slot),
        over=slot.over(bazaar),
    )

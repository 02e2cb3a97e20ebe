"""Whether a day of a bazaar takes place for groups, and which one runs now."""

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.slot import Slot
from market.kernel.refused import Overtaken


def takes_place(bazaar: Bazaar, slot: Slot) -> bool:
    """Who stands there is published, and nobody called the day off; it may be to come, or over."""
    return bazaar.state is BazaarState.PUBLISHED and slot.held


def runs(bazaar: Bazaar, slot: Slot) -> bool:
    """It takes place at this moment."""
    return takes_place(bazaar, slot) and slot.running(bazaar)


def running_now(bazaar: Bazaar) -> Slot | None:
    """The slot that runs at this moment."""
    return next((slot for slot in bazaar.days.slots if runs(bazaar, slot)), None)


def running_slot(bazaar: Bazaar, key: int) -> Slot:
    """A slot of this bazaar that runs now. Overtaken before and after."""
    slot = bazaar.days.of(key)
    if not runs(bazaar, slot):
        raise Overtaken("slot_not_running")
    return slot

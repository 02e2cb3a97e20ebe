"""Naming: registration numbers and slots of a bazaar in words, for refusals that the allocation tells in its own."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.language import shown_day, shown_hour


def slot_words(slots: Sequence[Slot]) -> dict[str, str]:
    """The day and hour of each slot now, by its name in the files."""
    return {slot.name: f"{shown_day(slot.day)} {shown_hour(slot.starts)}" for slot in slots}


def names_in(db: Session, bazaar: Bazaar) -> dict[str, str]:
    """The words for each group, by registration number, and for each slot, by its name in the files."""
    groups = {application.number: group.name for application, group in applications_of(db, bazaar.key)}
    return groups | slot_words(slots_of(db, bazaar.key))

"""Whom a change after closing touches, and how each of them is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.overtaking import day_subject
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class TouchedOne:
    """A registration, and what the change is for it: `bazaar_{outcome}` is the letter."""

    application: Application
    outcome: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What was written down, and who is concerned by it."""

    said: Amendment
    by_it: Sequence[TouchedOne] = ()
    slot: Slot | None = None  # the one day that it is about

    def tell(self, db: Session, bazaar: Bazaar) -> None:
        """Each group what the change means to it, with its reason."""
        groups = Group.by_keys(db, [each.application.group_id for each in self.by_it])
        for outcome in sorted({each.outcome for each in self.by_it}):
            letters = [
                GroupLetter(each.application, groups[each.application.group_id], f"bazaar_{outcome}")
                for each in self.by_it
                if each.outcome == outcome
            ]
            more = {"subject": day_subject(self.slot)} if self.slot else {}
            tell_groups(db, bazaar, letters, f"{outcome}/{self.said.key}", reason=self.said.reason, **more)

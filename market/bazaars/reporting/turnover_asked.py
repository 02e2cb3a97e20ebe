"""For whom an officer may type a number on one day: stands that the group wrote nothing for. She reads none of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.bazaars.after.attendance import attendances
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookingState
from market.bazaars.booking.stands import SlotStand, stands_in
from market.bazaars.reporting.turnover import Turnover, mark_of_turnover, open_to_office, turnovers
from market.bazaars.slot import Slot


@dataclass(frozen=True, slots=True)
class AskedStand:
    """A stand with the latest typing, which is an officer's own or none."""

    stand: SlotStand
    latest: Turnover | None

    @property
    def by_officer(self) -> str:
        """Who typed the number in the office; nothing where there is none."""
        return self.latest.by if self.latest and self.latest.amount is not None else ""

    @property
    def mark(self) -> str:
        return mark_of_turnover(self.latest)


@dataclass(frozen=True, slots=True)
class AskedDay:
    """Of so many stands that were not found absent those that an officer may type for."""

    stands: int
    asked: list[AskedStand]

    @property
    def said(self) -> int:
        """How many have a number."""
        return self.stands - sum(not each.by_officer for each in self.asked)


def asked_on(db: Session, bazaar: Bazaar, slot: Slot) -> AskedDay:
    noted = attendances(db, bazaar.key)
    confirmed = [each for each in stands_in(db, slot.key) if each.booking.state is BookingState.CONFIRMED]
    there = [each for each in confirmed if each.booking.key not in noted or not noted[each.booking.key].absent]
    typed = turnovers(db, [each.booking.key for each in there])
    found = [AskedStand(each, typed.get(each.booking.key)) for each in there]
    return AskedDay(stands=len(there), asked=[each for each in found if open_to_office(each.latest)])

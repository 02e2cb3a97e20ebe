"""For whom an officer may type a number on one day: stands that the group wrote nothing for. She reads none of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.bazaars.after.presence import NOTHING_SEEN, attendances
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookingState
from market.bazaars.booking.found import CAME, SOLD_NOTHING
from market.bazaars.booking.stands import SlotStand, stands_in
from market.bazaars.reporting.turnover import Coverage, Turnover, coverage, mark_of_turnover, open_to_office, turnovers
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
    """How many said it, and those that an officer may type for: of all that stood there."""

    coverage: Coverage
    asked: list[AskedStand]


def asked_on(db: Session, bazaar: Bazaar, slot: Slot) -> AskedDay:
    noted = attendances(db, bazaar.key)
    confirmed = [each for each in stands_in(db, slot.key) if each.booking.state is BookingState.CONFIRMED]
    there = [each for each in confirmed if noted.get(each.booking.key, NOTHING_SEEN).found not in SOLD_NOTHING]
    keys = [each.booking.key for each in there]
    typed = turnovers(db, keys)
    found = [AskedStand(each, typed.get(each.booking.key)) for each in there]
    came = {key for key in keys if key in noted and noted[key].found in CAME}
    said = {key for key, each in typed.items() if each.amount is not None}
    return AskedDay(coverage=coverage(said, came), asked=[each for each in found if open_to_office(each.latest)])

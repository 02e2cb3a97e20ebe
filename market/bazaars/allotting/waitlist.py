"""The queue: what is given back goes to the first in rank it fits, one offer at a time; each skip is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.problem import Choice
from market.bazaars.allotting.occupancy import Occupancy
from market.bazaars.allotting.opening import ranks
from market.bazaars.allotting.plan import Plan
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.answering import expire_offers
from market.bazaars.booking.booking import Booking, Offered, book_all
from market.bazaars.booking.deadline import answer_until
from market.bazaars.booking.telling import tell_offers
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.record import Record, table
from market.people.group import open_groups

OFFER_LASTS = timedelta(hours=24)


class SkipCode(StrEnum):
    """It did not fit what was free; or an officer gave a booth to one that stood before her while the slot ran."""

    DOES_NOT_FIT = "does_not_fit"
    BY_HAND = "by_hand"


class Skip(Record, table=True):
    """One in the queue was passed over, and why; shown to that group. `offer` names what another was given: its
    registration number, with the slot where it was given in one alone."""

    __table_args__ = (sa.UniqueConstraint("application_id", "offer"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    offer: str = Field(max_length=60)
    code: str = Field(max_length=20)
    at: datetime = Field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A group that is passed over, for which offer, and why."""

    application: Application
    offer: str
    code: SkipCode


def write_skips(db: Session, bazaar: Bazaar, skipped: Sequence[Skipped]) -> None:
    """Writes down each group that was passed over for an offer, once."""
    kept = {"bazaar_id": bazaar.key, "at": now()}
    rows = [
        {"application_id": each.application.key, "offer": each.offer, "code": each.code, **kept} for each in skipped
    ]
    if rows:
        insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
        db.execute(insert(table(Skip)).on_conflict_do_nothing(index_elements=["application_id", "offer"]), rows)


class Queue:
    """The published problem with who stands where now, and who waits."""

    def __init__(self, db: Session, bazaar: Bazaar) -> None:
        self.db = db
        self.bazaar = bazaar
        self.occupancy = Occupancy(db, bazaar)
        self.applications = self.occupancy.applications

    def order(self) -> list[Application]:
        """Who waits, the highest rank first: standing nowhere, never asked for an answer before."""
        rows = table(Booking)
        had = set(self.db.scalars(sa.select(rows.c.application_id).where(rows.c.bazaar_id == self.bazaar.key)))
        return [application for application in self._ranked() if application.key not in had]

    def _ranked(self) -> list[Application]:
        """Every eligible group by rank, whether it stands or not. Not one that an officer has closed."""
        problem = self.occupancy.problem
        if problem is None:
            return []
        eligible = [each for each in self.applications.values() if each.state is ApplicationState.ELIGIBLE]
        there = open_groups(self.db, [each.group_id for each in eligible])
        by_number = {each.number: each for each in eligible if each.group_id in there}
        return [by_number[group.id] for group in problem.groups if group.id in by_number]

    def advance(self) -> list[Application]:
        """Offers what is free to the first it fits, until nothing fits anybody; returns who was asked.

        One pass through the queue is enough: what fitted nobody before fits nobody after more was given away.
        """
        problem = self.occupancy.problem
        if problem is None or self.bazaar.state is not BazaarState.PUBLISHED:
            return []
        fairness, passed = self.occupancy.fairness(), list[Application]()
        asked: list[tuple[Application, Choice]] = []
        skips: list[Skipped] = []
        for application in self.order():
            g = problem.group_at[application.number]
            choice = fairness.room_for(g)
            if choice is None:
                passed.append(application)
                continue
            fairness.seat(g, choice)
            asked.append((application, choice))
            skips += [Skipped(each, application.number, SkipCode.DOES_NOT_FIT) for each in passed]
        self._offer(asked)
        write_skips(self.db, self.bazaar, skips)
        return [application for application, _ in asked]

    def _offer(self, asked: list[tuple[Application, Choice]]) -> None:
        if not asked:
            return
        days = self.bazaar.days
        until = answer_until(self.bazaar, days.coming, days, OFFER_LASTS)
        stands = [
            Offered(application=application, slot=slot, booths=booths, until=until, from_queue=True)
            for application, choice in asked
            for slot, booths in self.occupancy.stands(choice)
        ]
        book_all(self.db, self.bazaar, stands)


def place_in_queue(db: Session, plan: Plan, application: Application) -> int | None:
    """The place in the queue, from 1: by points and lottery, among those who stand nowhere and were never asked."""
    rows, bookings = table(Application), table(Booking)
    asked = sa.select(bookings.c.id).where(bookings.c.application_id == rows.c.id).exists()
    wanted = sa.select(rows.c.number).where(
        rows.c.bazaar_id == application.bazaar_id, rows.c.state == ApplicationState.ELIGIBLE, sa.not_(asked)
    )
    waiting = set(db.scalars(wanted))
    order = [each.number for each in ranks(plan) if each.number in waiting]
    return order.index(application.number) + 1 if application.number in order else None


def skips_of(db: Session, application_id: int) -> list[Skip]:
    rows = table(Skip)
    return list(db.scalars(sa.select(Skip).where(rows.c.application_id == application_id).order_by(rows.c.id)))


class SeasonQueue(Queue):
    """Of a season each day is refilled by itself, and who was asked for one may be asked for another."""

    def order(self) -> list[Application]:
        """Every one by rank, also who stands on other days."""
        return self._ranked()

    def advance(self) -> list[Application]:
        """Offers each free spot of each day to come to the first it fits who was never asked for that day."""
        problem = self.occupancy.problem
        if problem is None or self.bazaar.state is not BazaarState.PUBLISHED:
            return []
        fairness, ranked, asked_for = self.occupancy.fairness(), self.order(), self._asked()
        days, stands = self.bazaar.days, list[Offered]()
        for slot in self._to_come():
            day, until = problem.slot_at[slot.name], answer_until(self.bazaar, [slot], days, OFFER_LASTS)
            for application in ranked:
                g = problem.group_at[application.number]
                spot = None if (application.key, slot.key) in asked_for else fairness.free_spot(g, day)
                if spot is None:
                    continue
                choice = problem.choice_of([(day, spot)])
                fairness.seat(g, choice)
                booths = [booths for _slot, booths in self.occupancy.stands(choice)]
                stands.append(
                    Offered(application=application, slot=slot, booths=booths[0], until=until, from_queue=True)
                )
        book_all(self.db, self.bazaar, stands)
        return list({each.application.key: each.application for each in stands}.values())

    def _to_come(self) -> list[Slot]:
        """Nobody is called by letter to a day that runs."""
        coming = (slot for slot in self.occupancy.slots.values() if slot.coming(self.bazaar))
        return sorted(coming, key=lambda slot: (slot.day, slot.starts))

    def _asked(self) -> set[tuple[int, int]]:
        rows = table(Booking)
        wanted = sa.select(rows.c.application_id, rows.c.slot_id).where(rows.c.bazaar_id == self.bazaar.key)
        return {(row.application_id, row.slot_id) for row in self.db.execute(wanted)}


class BegunQueue(SeasonQueue):
    """Once the first day has begun each day to come is refilled by itself, among those who were never asked."""

    order = Queue.order


def call_queue(db: Session, bazaar: Bazaar) -> list[Application]:
    """Takes back what nobody answered, offers what is free, and tells whom it is offered; returns them."""
    expire_offers(db, bazaar)
    queue = SeasonQueue if bazaar.season else BegunQueue if bazaar.days.begun else Queue
    asked = queue(db, bazaar).advance()
    tell_offers(db, bazaar, asked)
    return asked

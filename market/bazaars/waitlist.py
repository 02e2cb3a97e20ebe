"""The queue: what is given back goes to the first in rank it fits, one offer at a time; each skip is written down."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.application import Application, ApplicationState, applications_of
from market.bazaars.bazaar import Bazaar, BazaarState, booths_of, slots_of
from market.bazaars.booking import Booking, answer_until, book, expire_offers, held_booths
from market.bazaars.plan import Plan, published_plan
from market.kernel.clock import now
from market.kernel.record import Record, table

OFFER_LASTS = timedelta(hours=24)


class Skip(Record, table=True):
    """One in the queue was passed over, and why; shown to that group."""

    __table_args__ = (sa.UniqueConstraint("application_id", "offer"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    offer: str = Field(max_length=60)
    code: str = Field(max_length=20)
    at: datetime = Field(default_factory=now)


class Queue:
    """The problem of the published plan, with who stands where now."""

    def __init__(self, db: Session, bazaar: Bazaar) -> None:
        self.db = db
        self.bazaar = bazaar
        plan = published_plan(db, bazaar.key)
        self.problem = self._without_pins(plan.problem_file) if plan else None
        self.applications = {application.key: application for application, _ in applications_of(db, bazaar.key)}

    def _without_pins(self, data: dict[str, Any]) -> Problem:
        return read_instance(data | {"pins": [], "previous": []})

    def order(self) -> list[Application]:
        """Who waits, the highest rank first: eligible, standing nowhere, never asked for an answer before."""
        if self.problem is None:
            return []
        rows = table(Booking)
        had = set(self.db.scalars(sa.select(rows.c.application_id).where(rows.c.bazaar_id == self.bazaar.key)))
        by_number = {a.number: a for a in self.applications.values() if a.state is ApplicationState.ELIGIBLE}
        ranked = [by_number[group.id] for group in self.problem.groups if group.id in by_number]
        return [application for application in ranked if application.key not in had]

    def advance(self) -> list[Application]:
        """Offers what is free to the first it fits, until nothing fits anybody; who was asked."""
        asked: list[Application] = []
        while True:
            found = self._next()
            if found is None:
                return asked
            application, choice, passed = found
            self._offer(application, choice)
            for each in passed:
                self._skip(each, application)
            asked.append(application)

    def _next(self) -> tuple[Application, Choice, list[Application]] | None:
        if self.problem is None or self.bazaar.state is not BazaarState.PUBLISHED or self._begun():
            return None
        fairness = Fairness(self.problem, self._plan())
        passed: list[Application] = []
        for application in self.order():
            choice = fairness.room_for(self.problem.group_at[application.number])
            if choice is not None:
                return application, choice, passed
            passed.append(application)
        return None

    def _begun(self) -> bool:
        """Nobody is called to a bazaar by letter once its first slot has begun."""
        first = slots_of(self.db, self.bazaar.key)[0]
        return now() >= datetime.combine(first.day, first.starts, self.bazaar.zone)

    def _plan(self) -> list[Choice | None]:
        """Who stands where now, as a plan of the problem; a broken booth is held by nobody and free to nobody."""
        assert self.problem is not None
        slots = {slot.key: self.problem.slot_at[slot.name] for slot in slots_of(self.db, self.bazaar.key)}
        booths = {booth.key: self.problem.booth_at.get(booth.number) for booth in booths_of(self.db, self.bazaar.key)}
        held: dict[int, dict[int, list[int]]] = {}
        for (slot, booth), (application, _) in held_booths(self.db, self.bazaar.key).items():
            number = booths[booth]
            if number is not None:
                held.setdefault(application, {}).setdefault(slots[slot], []).append(number)
        plan: list[Choice | None] = [None] * len(self.problem.groups)
        for application_id, stands in held.items():
            g = self.problem.group_at[self.applications[application_id].number]
            places = {slot: self.problem.place_at[tuple(sorted(numbers))] for slot, numbers in stands.items()}
            plan[g] = self.problem.choice_of(places.items())
        return plan

    def _offer(self, application: Application, choice: Choice) -> None:
        assert self.problem is not None
        slots = {slot.name: slot for slot in slots_of(self.db, self.bazaar.key)}
        booths = {booth.number: booth for booth in booths_of(self.db, self.bazaar.key)}
        stands = [
            (
                slots[self.problem.slots[slot]],
                [booths[self.problem.booths[booth].id] for booth in self.problem.places[place].booths],
            )
            for slot, place in enumerate(choice)
            if place >= 0
        ]
        until = answer_until(self.db, self.bazaar, OFFER_LASTS)
        book(self.db, self.bazaar, application, stands, until=until, from_queue=True)

    def _skip(self, application: Application, instead: Application) -> None:
        rows = table(Skip)
        there = sa.select(rows.c.id).where(rows.c.application_id == application.key, rows.c.offer == instead.number)
        if self.db.execute(there).first() is None:
            Skip(
                bazaar_id=self.bazaar.key, application_id=application.key, offer=instead.number, code="does_not_fit"
            ).add(self.db)


def place_in_queue(db: Session, plan: Plan, application: Application) -> int | None:
    """The place in the queue, from 1: by points and lottery, among those who stand nowhere and were never asked."""
    rows, bookings = table(Application), table(Booking)
    asked = sa.select(bookings.c.id).where(bookings.c.application_id == rows.c.id).exists()
    wanted = sa.select(rows.c.number).where(
        rows.c.bazaar_id == application.bazaar_id, rows.c.state == ApplicationState.ELIGIBLE, sa.not_(asked)
    )
    waiting = set(db.scalars(wanted))
    ranked = sorted(plan.problem_file["groups"], key=lambda group: (-group["points"], group["lottery"]))
    order = [group["id"] for group in ranked if group["id"] in waiting]
    return order.index(application.number) + 1 if application.number in order else None


def skips_of(db: Session, application_id: int) -> list[Skip]:
    rows = table(Skip)
    return list(db.scalars(sa.select(Skip).where(rows.c.application_id == application_id).order_by(rows.c.id)))


def move_queue(db: Session, bazaar: Bazaar) -> list[Application]:
    """Takes back what nobody answered, then offers what is free."""
    expire_offers(db, bazaar)
    return Queue(db, bazaar).advance()

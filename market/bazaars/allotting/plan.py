"""Plan: one run of the allocation, logged for everybody; one of them is published."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.engine import usual_budget
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.settle import check_pins
from market.bazaars.allotting.draw import instance, run_seed
from market.bazaars.allotting.naming import names_in
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Offered, answer_until, book_all
from market.bazaars.booth import booths_of
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.own_side import require_other_side

LEASE = timedelta(minutes=10)
ELSEWHERE = "elsewhere_at_that_hour"


class PlanState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Plan(Record, table=True):
    """`instance` and `result` are the files of docs/contract.md, as text. `progress` is in percent."""

    __table_args__ = (sa.UniqueConstraint("bazaar_id", "version"),)

    bazaar_id: int = Field(foreign_key="bazaar.id")
    version: int
    state: PlanState = Field(default=PlanState.WAITING, sa_column=state_column(PlanState, "state", index=True))
    seed: int = Field(sa_type=sa.BigInteger)
    budget: int
    instance: str
    result: str = ""
    score: int | None = Field(default=None, sa_type=sa.BigInteger)
    upper_bound: int | None = Field(default=None, sa_type=sa.BigInteger)
    gap: str = Field(default="", max_length=12)
    progress: int = 0
    reason: str = Field(default="", max_length=300)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(default_factory=now)
    leased_until: datetime | None = None
    published_at: datetime | None = None

    @property
    def file(self) -> dict[str, Any]:
        return dict(json.loads(self.result)) if self.result else {}

    @property
    def problem_file(self) -> dict[str, Any]:
        return dict(json.loads(self.instance))

    @property
    def going(self) -> bool:
        return self.state in (PlanState.WAITING, PlanState.RUNNING)

    def cancel(self) -> None:
        if not self.going:
            raise Overtaken("state_moved")
        self.state = PlanState.CANCELLED

    def finish(self, told: dict[str, Any]) -> None:
        self.result = json.dumps(told, ensure_ascii=False)
        self.score, self.upper_bound, self.gap = told["score"], told["upper_bound"], told["gap"]
        self.state, self.progress = PlanState.DONE, 100


class Pin(Record, table=True):
    """An officer's decision that a group stands in these booths in this slot, with a reason everybody may read."""

    __table_args__ = (sa.UniqueConstraint("application_id", "slot_id"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    slot_id: int = Field(foreign_key="slot.id")
    booths: str = Field(max_length=40)
    reason: str = Field(max_length=300)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(default_factory=now)


def plans_of(db: Session, bazaar_id: int) -> list[Plan]:
    """Every run, the newest first."""
    rows = table(Plan)
    return list(db.scalars(sa.select(Plan).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.version.desc())))


def the_plan(db: Session, bazaar_id: int, version: int) -> Plan:
    rows = table(Plan)
    found = db.scalars(sa.select(Plan).where(rows.c.bazaar_id == bazaar_id, rows.c.version == version)).first()
    if found is None:
        raise NotFound(f"plan {version}")
    return found


def published_plan(db: Session, bazaar_id: int) -> Plan | None:
    rows = table(Plan)
    wanted = sa.select(Plan).where(rows.c.bazaar_id == bazaar_id, rows.c.published_at.is_not(None))
    return db.scalars(wanted).first()


def pins_of(db: Session, bazaar_id: int) -> list[tuple[Pin, Application]]:
    rows = table(Pin)
    wanted = sa.select(Pin, Application).join(Application, table(Application).c.id == rows.c.application_id)
    return [(pin, application) for pin, application in db.execute(wanted.where(rows.c.bazaar_id == bazaar_id))]


def told(pins: list[tuple[Pin, Application]], slots: list[Slot]) -> list[dict[str, Any]]:
    """Pins as the instance file tells them."""
    names = {slot.key: slot.name for slot in slots}
    return [
        {"group": application.number, "booths": pin.booths.split(" "), "slots": [names[pin.slot_id]]}
        for pin, application in pins
    ]


def _pinned_instance(db: Session, bazaar: Bazaar, previous: list[Any]) -> dict[str, Any]:
    """The instance with its pins. Refused when they break a rule, before anybody waits for a run."""
    pins = pins_of(db, bazaar.key)
    data = instance(db, bazaar, told(pins, slots_of(db, bazaar.key)), previous)
    listed = {group["id"] for group in data["groups"]}
    try:
        for _, application in pins:
            if application.number not in listed:
                raise Refused("pin_elsewhere", group=application.number)
        check_pins(read_instance(data))
    except Refused as refusal:
        raise refusal.in_names(names_in(db, bazaar)) from None
    return data


def start_run(db: Session, bazaar: Bazaar, *, by: str, reason: str = "", budget: int | None = None) -> Plan:
    """A new run as a job. After pins it starts from the last plan and changes as little as it can.

    `budget` in moves of the search, by default what a bazaar of this size needs; it is published with the plan.
    """
    if bazaar.state is not BazaarState.CLOSED or bazaar.seed is None:
        raise Overtaken("state_moved")
    before = plans_of(db, bazaar.key)
    if any(plan.going for plan in before):
        raise Overtaken("run_going")
    if before:
        needed_reason(reason)
    last = next((plan for plan in before if plan.state is PlanState.DONE), None)
    data = _pinned_instance(db, bazaar, last.file["placements"] if last and pins_of(db, bazaar.key) else [])
    return Plan(
        bazaar_id=bazaar.key,
        version=max((plan.version for plan in before), default=0) + 1,
        seed=run_seed(bazaar),
        budget=usual_budget(len(data["groups"]), len(data["slots"])) if budget is None else budget,
        instance=json.dumps(data, ensure_ascii=False),
        reason=reason.strip(),
        made_by=by[:80],
    ).add(db)


def pin(
    db: Session, bazaar: Bazaar, application: Application, slot_id: int, booths: list[str], *, reason: str, by: Actor
) -> None:
    """Fixes a group in booths of a slot, instead of what was fixed. Refused when that breaks a rule, and to an officer
    whose own group it is."""
    if application.state is not ApplicationState.ELIGIBLE:
        raise Refused("choice_unknown", field="group")
    unpin(db, bazaar, application, slot_id, by=by)
    reason = needed_reason(reason)
    known = {booth.number for booth in booths_of(db, bazaar.key)}
    if len(booths) > 2 or not set(booths) <= known:
        raise Refused("choose_booths", field="booths")
    for other, _ in pins_of(db, bazaar.key):
        if other.slot_id == slot_id and set(other.booths.split(" ")) & set(booths):
            raise Overtaken("booth_taken", field="booths")
    Pin(
        bazaar_id=bazaar.key,
        application_id=application.key,
        slot_id=slot_id,
        booths=" ".join(sorted(booths)),
        reason=reason,
        made_by=by.name[:80],
    ).add(db)
    _pinned_instance(db, bazaar, [])


def unpin(db: Session, bazaar: Bazaar, application: Application, slot_id: int, *, by: Actor) -> None:
    """Takes a pin away, also of a group that may no longer come."""
    require_other_side(db, by.person_id, application.group_id)
    if bazaar.state is not BazaarState.CLOSED:
        raise Overtaken("state_moved")
    rows = table(Pin)
    db.execute(sa.delete(rows).where(rows.c.application_id == application.key, rows.c.slot_id == slot_id))


def publish(db: Session, bazaar: Bazaar, version: int, *, reason: str = "") -> Plan:
    """One transaction: the bazaar, every booking. The second one who presses is told; nothing is half done."""
    if bazaar.state is not BazaarState.CLOSED:
        raise Overtaken("state_moved")
    plan = the_plan(db, bazaar.key, version)
    if plan.state is not PlanState.DONE:
        raise Overtaken("state_moved")
    if version > 1:
        needed_reason(reason or plan.reason)
    booths = {booth.number: booth for booth in booths_of(db, bazaar.key) if booth.broken_at is None}
    slots = {slot.name: slot for slot in slots_of(db, bazaar.key)}
    eligible = {a.number: a for a, _ in applications_of(db, bazaar.key) if a.state is ApplicationState.ELIGIBLE}
    stands = []
    for each in sorted(plan.file["placements"], key=lambda each: each["group"]):
        if each["group"] not in eligible or any(number not in booths for number in each["booths"]):
            raise Overtaken("plan_outdated")
        stands.append(
            Offered(
                application=eligible[each["group"]],
                slot=slots[each["slot"]],
                booths=[booths[number] for number in each["booths"]],
            )
        )
    listed = {group["id"] for group in plan.problem_file["groups"]}
    for number, application in eligible.items():
        if number not in listed:  # promised to another bazaar at those hours: no turn used, and no streak
            application.state, application.note = ApplicationState.NOT_ELIGIBLE, ELSEWHERE
    bazaar.become(BazaarState.PUBLISHED)
    bazaar.published_at = plan.published_at = now()
    if reason.strip():
        plan.reason = reason.strip()
    book_all(db, bazaar, stands, until=answer_until(db, bazaar))
    return plan

"""Plan: one run of the allocation, logged for everybody; one of them is published."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.engine import usual_budget
from market.bazaars.allotting.draw import in_the_list, instance, run_seed
from market.bazaars.allotting.objection import require_settled
from market.bazaars.allotting.pins import pinned_instance, pins_of, told
from market.bazaars.allotting.season import days_of_plan
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Offered, book_all
from market.bazaars.booking.deadline import answer_until
from market.bazaars.booth import sound_booths
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.bazaars.registering.asked import asked_by_application, held_of
from market.bazaars.slot import Days, slots_of
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.one_of import the_one
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, needed_reason
from market.kernel.states import moves
from market.people.access import CLOCK, Actor

LEASE = timedelta(minutes=10)


class PlanState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


S = PlanState
NEXT = moves(
    S,
    {
        S.WAITING: {S.RUNNING, S.CANCELLED},
        S.RUNNING: {S.RUNNING, S.WAITING, S.DONE, S.FAILED, S.CANCELLED},  # taken again when its worker died
        S.DONE: set(),
        S.FAILED: set(),
        S.CANCELLED: set(),
    },
)


class Plan(Record, table=True):
    """`instance` and `result` are the files of docs/contract.md, as text to the byte (decision 24).

    `progress` is in percent.
    """

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
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
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
    def seated(self) -> int:
        """How many groups have a booth on any day."""
        return len({each["group"] for each in self.file["placements"]})

    @property
    def going(self) -> bool:
        return self.state in (PlanState.WAITING, PlanState.RUNNING)

    def cancel(self, by: Actor) -> None:
        self.become(S.CANCELLED, by, "cancelled")

    def begin(self) -> None:
        """A worker takes it, for the time of a lease."""
        self.become(S.RUNNING, CLOCK, "begun", leased_until=now() + LEASE, progress=0)

    def wait_again(self) -> None:
        """Its worker stops, and another one takes it. Does nothing when somebody cancelled the run."""
        self.may_become(S.WAITING, CLOCK, "waits_again", leased_until=None)

    def finish(self, result: dict[str, Any]) -> None:
        """Keeps the result; does nothing when somebody cancelled the run."""
        found = {name: result[name] for name in ("score", "upper_bound", "gap")}
        found["result"] = json.dumps(result, ensure_ascii=False)
        self.may_become(S.DONE, CLOCK, "done", progress=100, **found)

    def fail(self, said: str) -> None:
        """Keeps why it failed, in the engine's words; does nothing when somebody cancelled the run."""
        self.may_become(S.FAILED, CLOCK, "failed", reason=said.strip()[-300:])


def plans_of(db: Session, bazaar_id: int) -> list[Plan]:
    """Every run, the newest first."""
    rows = table(Plan)
    return list(db.scalars(sa.select(Plan).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.version.desc())))


def the_plan(db: Session, bazaar_id: int, version: int) -> Plan:
    wanted = sa.select(Plan).filter_by(bazaar_id=bazaar_id, version=version)
    return the_one(db, wanted, f"plan {version}")


def published_plan(db: Session, bazaar_id: int) -> Plan | None:
    rows = table(Plan)
    wanted = sa.select(Plan).where(rows.c.bazaar_id == bazaar_id, rows.c.published_at.is_not(None))
    return db.scalars(wanted).first()


def start_run(db: Session, bazaar: Bazaar, *, by: Actor, reason: str = "", budget: int | None = None) -> Plan:
    """A new run as a job. The first of a draw is without pins; one with pins starts from it and changes little.

    `budget` in moves of the search, by default what a bazaar of this size needs; it is published with the plan.
    """
    if bazaar.state is not BazaarState.CLOSED or bazaar.seed is None:
        raise Overtaken("state_moved")
    before = plans_of(db, bazaar.key)
    if any(plan.going for plan in before):
        raise Overtaken("run_going")
    if before:
        needed_reason(reason)
    plain = plain_plan(before, run_seed(bazaar))
    pinned = plain is not None and pins_of(db, bazaar.key)
    data = pinned_instance(db, bazaar, plain.file["placements"]) if plain and pinned else instance(bazaar, [], [])
    return Plan(
        bazaar_id=bazaar.key,
        version=max((plan.version for plan in before), default=0) + 1,
        seed=run_seed(bazaar),
        budget=usual_budget(len(data["groups"]), len(data["slots"])) if budget is None else budget,
        instance=json.dumps(data, ensure_ascii=False),
        reason=reason.strip(),
        **who_did(by, "made_by"),
    ).add(db)


def plain_plan(plans: list[Plan], seed: int) -> Plan | None:
    """The newest finished run of this draw that no pin touched: what the draw alone gives."""
    done = (plan for plan in plans if plan.state is PlanState.DONE and plan.seed == seed)
    return next((plan for plan in done if not plan.problem_file["pins"]), None)


def _require_final(db: Session, bazaar: Bazaar, plan: Plan) -> None:
    """The plan is of the number that stands and of the pins that stand, whose reasons everybody reads beside it; there
    is one of the draw alone, and nobody may object any more."""
    stand = pins_of(db, bazaar.key)
    pins = told(stand, slots_of(db, bazaar.key)) if stand else []
    if sorted(pins, key=str) != sorted(plan.problem_file["pins"], key=str):
        raise Overtaken("plan_outdated")
    if plan.seed != run_seed(bazaar) or plain_plan(plans_of(db, bazaar.key), plan.seed) is None:
        raise Overtaken("plan_outdated")
    require_settled(db, bazaar)


def skipped(db: Session, bazaar: Bazaar, plan: Plan) -> bool:
    """Whether a group that the plan let in gave up, or was set aside, between the freeze and publishing."""
    let_in = {each["group"] for each in plan.file["placements"]}
    gone = (a for a, _ in applications_of(db, bazaar.key) if a.state is not ApplicationState.ELIGIBLE)
    return any(application.number in let_in for application in gone)


def publish(db: Session, bazaar: Bazaar, version: int, *, reason: str = "", by: Actor) -> Plan:
    """Publishes the bazaar and books every booth, in one transaction. Whoever presses second is told so.

    Refused while somebody may object to the number, and without a plan of the draw alone beside one with pins. Who
    gave up or was set aside after the freeze is skipped: what they would have had is free for the queue.
    """
    if bazaar.state is not BazaarState.CLOSED:
        raise Overtaken("state_moved")
    plan = the_plan(db, bazaar.key, version)
    if plan.state is not PlanState.DONE:
        raise Overtaken("state_moved")
    _require_final(db, bazaar, plan)
    if version > 1:
        needed_reason(reason or plan.reason)
    eligible = {a.number: a for a, _ in applications_of(db, bazaar.key) if a.state is ApplicationState.ELIGIBLE}
    days = bazaar.days
    bazaar.require_days_left(days)
    stands = _stands(bazaar, days, plan, eligible)
    listed, asked = in_the_list(bazaar), asked_by_application(db, bazaar.key)
    for number, application in eligible.items():
        if number not in listed:  # no turn used, and no streak
            asks = days.held if bazaar.season else held_of(asked, application)
            application.was_not_listed(asks=asks, by=by)
    bazaar.publish(by)
    plan.published_at = now()
    if reason.strip():
        plan.reason = reason.strip()
    book_all(db, bazaar, stands)
    return plan


def _stands(bazaar: Bazaar, days: Days, plan: Plan, eligible: Mapping[str, Application]) -> list[Offered]:
    """What the plan gives to those who are still eligible. Overtaken when a booth of it broke since."""
    booths = {booth.number: booth for booth in sound_booths(bazaar.db, bazaar.key)}
    planned, until, found = days_of_plan(bazaar, days.slots), answer_until(bazaar, days.coming, days), []
    for each in sorted(plan.file["placements"], key=lambda each: each["group"]):
        if any(number not in booths for number in each["booths"]):
            raise Overtaken("plan_outdated")
        if each["group"] in eligible:
            spot = [booths[number] for number in each["booths"]]
            application = eligible[each["group"]]
            held = [slot for slot in planned[each["slot"]] if slot in days.coming]
            found += [Offered(application, slot, spot, until) for slot in held]
    return found

"""Judging: one press of an officer that says a verdict on registrations, one or many, and what takes it back.

Every verdict is a line that stays; taking it back is a judging of its own, with lines of its own. What is not any more
as the officer saw it is passed over, and she is told how it stands: two who judge the same count each line once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import FOUND, SENT, Application, ApplicationState, ReservedShare, all_judged
from market.bazaars.registering.application_slot import ApplicationSlot
from market.kernel.clock import now
from market.kernel.mark import mark_of
from market.kernel.one_of import one_of
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.own_side import own_groups

S = ApplicationState


TO_JUDGE = (*SENT, S.RETURNED)


class Missed(StrEnum):
    """Why a line was passed over: judged by somebody meanwhile, it asks for something else now, it is not there to be
    judged (withdrawn, a draft), or its group is the officer's own."""

    JUDGED = "judged"
    CHANGED = "changed"
    GONE = "gone"
    OWN = "own"


class Judging(Record, table=True):
    """One press. `verdict` is None where it takes back what `undoes_id` said."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    verdict: ApplicationState | None = Field(
        default=None, sa_column=state_column(ApplicationState, "verdict", nullable=True)
    )
    note: str = Field(default="", max_length=500)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    undoes_id: int | None = Field(default=None, foreign_key="judging.id", unique=True)


class JudgedLine(Record, table=True):
    """A registration in a judging: what it was, what it became; `missed` says why it was passed over, and is None
    where it counts. `was_…` is what taking it back restores, and who had said the word before."""

    __table_args__ = (sa.UniqueConstraint("judging_id", "application_id"),)

    judging_id: int = Field(foreign_key="judging.id")
    application_id: int = Field(foreign_key="application.id", index=True)
    missed: Missed | None = Field(default=None, sa_column=state_column(Missed, "missed", nullable=True))
    was: ApplicationState = Field(sa_column=state_column(ApplicationState, "was"))
    became: ApplicationState = Field(sa_column=state_column(ApplicationState, "became"))
    was_note: str = Field(default="", max_length=500)
    was_reserved: bool = False
    was_at: datetime | None = None
    was_by_id: int | None = Field(default=None, foreign_key="person.id")


A, L = table(Application), table(JudgedLine)


@dataclass(frozen=True)
class Finding:
    """What an officer says, and who she is. `reserved`: whether it counts for the reserved share; None: as each group
    said itself when nobody had judged it yet."""

    state: ApplicationState
    by_id: int
    note: str = ""
    reserved: bool | None = None


@dataclass(frozen=True)
class Judged:
    """What a press did: the judging, the registrations it counts for, and why each other was passed over."""

    judging: Judging
    counted: list[Application]
    missed: dict[str, Missed]


def facts_judged(a: Application, slots: Collection[int]) -> tuple[object, ...]:
    """What an officer judges: what the group asks for, with the slots, and the word on it so far."""
    return (
        a.state, a.note, a.booths_min, a.booths_max, a.accepts_fewer_slots, a.needs, a.watt, a.zones, a.category,
        a.goods, a.reserved_share, a.reserved, sorted(slots), sorted(a.answers.items()),
    )  # fmt: skip


def judge_each(db: Session, bazaar: Bazaar, ticked: Mapping[str, str | None], verdict: Finding) -> Judged:
    """Says a verdict on registrations, by their numbers; with each the mark of what its line showed (`facts_judged`),
    None from a script, which saw nothing. A bounded number of statements, however many.

    Refused without a reason for one that keeps a group waiting or out, and when registrations are judged no more.
    """
    bazaar.require_verdicts()
    if verdict.state is S.RETURNED and not bazaar.takes_applications:
        raise Refused("registration_closed")  # it could send nothing in any more
    said = verdict.note.strip() if verdict.state is S.ELIGIBLE else needed_reason(verdict.note, "note")
    found = _locked(db, A.c.bazaar_id == bazaar.key, A.c.number.in_(ticked))
    if verdict.reserved and any(each.declined_share_at for each in found):
        raise Refused("share_declined", field="reserved")
    slots = _slots(db, [each.key for each in found])
    own = own_groups(db, verdict.by_id, [each.group_id for each in found])
    missed = {
        each.number: why
        for each in found
        if (why := _missed(each, ticked[each.number], slots.get(each.key, []), own)) is not None
    }
    judging = Judging(bazaar_id=bazaar.key, verdict=verdict.state, note=said, by_id=verdict.by_id).add(db)
    counted = _write(db, judging, found, missed, verdict.state)
    said_now = {"note": said, "judged_at": judging.made_at, "judged_by_id": verdict.by_id}
    facts, by = said_now | _share(bazaar, verdict), Actor(person_id=verdict.by_id)
    all_judged(db, [each.key for each in counted], verdict.state, by, "judged", was=TO_JUDGE, **facts)
    return Judged(judging, counted, missed)


def _locked(db: Session, *which: sa.ColumnElement[bool]) -> list[Application]:
    return list(db.scalars(locked(sa.select(Application).where(*which).order_by(A.c.id))))


def _slots(db: Session, keys: Collection[int]) -> dict[int, list[int]]:
    rows = table(ApplicationSlot)
    found: dict[int, list[int]] = {}
    wanted = sa.select(rows.c.application_id, rows.c.slot_id).where(rows.c.application_id.in_(keys))
    for application_id, slot_id in db.execute(wanted):
        found.setdefault(application_id, []).append(slot_id)
    return found


def _missed(a: Application, mark: str | None, slots: Collection[int], own: Collection[int]) -> Missed | None:
    if a.group_id in own:
        return Missed.OWN
    as_shown = mark is None or mark == mark_of(*facts_judged(a, slots))
    if as_shown and a.state in TO_JUDGE:
        return None
    if not as_shown and a.state in FOUND:
        return Missed.JUDGED
    return Missed.CHANGED if a.state in TO_JUDGE else Missed.GONE


def _share(bazaar: Bazaar, verdict: Finding) -> dict[str, Any]:
    """Whether it counts for the reserved share, of a bazaar that has one."""
    if not bazaar.reserved_groups:
        return {"reserved": False}
    if verdict.reserved is not None:
        return {"reserved": verdict.reserved}
    asks = sa.and_(A.c.state == S.SUBMITTED, A.c.reserved_share != ReservedShare.UNUSED)
    return {"reserved": sa.or_(A.c.reserved, asks)} if verdict.state is S.ELIGIBLE else {}


def _write(
    db: Session, judging: Judging, found: Sequence[Application], missed: Mapping[str, Missed], became: ApplicationState
) -> list[Application]:
    """A line for each; returns those that count."""
    lines = [
        {
            "judging_id": judging.key, "application_id": a.key, "missed": missed.get(a.number), "was": a.state,
            "became": a.state if a.number in missed else became, "was_note": a.note, "was_reserved": a.reserved,
            "was_at": a.judged_at, "was_by_id": a.judged_by_id,
        }
        for a in found
    ]  # fmt: skip
    if lines:
        db.execute(sa.insert(L), lines)
    return [each for each in found if each.number not in missed]


def take_back(db: Session, bazaar: Bazaar, key: int, *, by: Actor) -> Judged:
    """Undoes what one press said, where nothing was said or changed since: each registration is again as it was.

    Overtaken when it was taken back before.
    """
    former = the_judging(db, bazaar, key)
    bazaar.require_verdicts()
    if former.undoes_id is not None or is_taken_back(db, key):
        raise Overtaken("already_so")
    counts = sa.select(L.c.application_id).where(L.c.judging_id == key, L.c.missed.is_(None))
    found = _locked(db, A.c.id.in_(counts))
    own = own_groups(db, by.key, [each.group_id for each in found])
    missed = {each.number: why for each in found if (why := _moved_on(each, former, own)) is not None}
    judging = Judging(bazaar_id=bazaar.key, by_id=by.person_id, undoes_id=key).add(db)
    lines = {each.application_id: each for each in db.scalars(sa.select(JudgedLine).where(L.c.judging_id == key))}
    counted: list[Application] = []
    for state in TO_JUDGE:  # four at most
        part = [each for each in found if lines[each.key].was is state]
        back = _write(db, judging, part, missed, state)
        if back:
            keys = [each.key for each in back]
            all_judged(db, keys, state, by, "judged_back", was=FOUND, **_as_before(key))
        counted += back
    return Judged(judging, counted, missed)


def _moved_on(a: Application, former: Judging, own: Collection[int]) -> Missed | None:
    if a.group_id in own:
        return Missed.OWN
    if a.state is former.verdict and a.judged_at == former.made_at:
        return None
    return Missed.JUDGED if a.state in FOUND else Missed.CHANGED


def _as_before(key: int) -> dict[str, Any]:
    """What each registration had before a judging, for an UPDATE of many."""
    mine = (L.c.judging_id == key, L.c.application_id == A.c.id)
    kept = {"note": L.c.was_note, "reserved": L.c.was_reserved, "judged_at": L.c.was_at, "judged_by_id": L.c.was_by_id}
    return {name: sa.select(column).where(*mine).scalar_subquery() for name, column in kept.items()}


def the_judging(db: Session, bazaar: Bazaar, key: int) -> Judging:
    return one_of(db, Judging, key, bazaar_id=bazaar.key)


def is_taken_back(db: Session, key: int) -> bool:
    return db.scalars(sa.select(table(Judging).c.id).where(table(Judging).c.undoes_id == key)).first() is not None

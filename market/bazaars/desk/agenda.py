"""An officer's bazaars that are under way, with their days and what is to be done next in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.correcting import asks_second
from market.bazaars.allotting.objection import DrawEvent
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState, is_registering
from market.bazaars.desk.waits import Desk, DeskCounts, DeskWait
from market.bazaars.planning.named_draw import Draw
from market.bazaars.slot import Days, Slot, last_day
from market.bazaars.whose import opened_by, worked_on_by
from market.kernel.clock import now, today
from market.kernel.record import from_row, table
from market.people.group import Located

SHOWN_FOR = timedelta(days=14)  # after its last day, for its report
MOST = 60
B, E, Z = table(Bazaar), table(DrawEvent), table(Slot)
S = BazaarState


class NextAct(StrEnum):
    """What is to be done next in a bazaar, in the order in which it comes up."""

    ADD_DAYS = "add_days"
    OPEN = "open"
    JUDGE = "judge"
    CLOSE = "close"
    REGISTERING = "registering"
    FREEZE = "freeze"
    AWAIT_NUMBER = "await_number"
    NUMBER = "number"
    HEAR = "hear"
    CONFIRM = "confirm"
    AWAIT_SECOND = "await_second"
    PUBLISH = "publish"
    ANSWER = "answer"
    DECIDE = "decide"
    BRING = "bring"
    PREPARE = "prepare"
    ATTEND = "attend"
    REPORT = "report"


N = NextAct


@dataclass(frozen=True, slots=True)
class BazaarFacts(Located):
    """A bazaar as its officer's first page needs it; `works` is False where she only reads, `asks_second` whether
    something of its draw waits for a second officer, whoever that may be."""

    village: str
    id: int
    slug: str
    name: str
    venue: str
    agency: str
    state: BazaarState
    closes_at: datetime | None
    frozen_at: datetime | None
    seed: int | None
    works: bool
    asks_second: bool


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A bazaar that is under way, and what waits in it."""

    bazaar: BazaarFacts
    days: Days
    waiting: DeskCounts
    draw: Draw | None

    @property
    def held_today(self) -> list[Slot]:
        """Today's parts of a published bazaar."""
        if self.bazaar.state is not S.PUBLISHED:
            return []
        return [slot for slot in self.days.held if slot.day == self.bazaar.today]

    @property
    def first(self) -> date | None:
        """Its first day that is held; None while it has none."""
        return self.days.first.day if self.days.slots else None

    @property
    def last(self) -> date | None:
        return self.days.last.day if self.days.slots else None

    def of(self, kind: DeskWait) -> int:
        return self.waiting.of(kind, self.bazaar.id)

    @property
    def takes_applications(self) -> bool:
        """As `Bazaar.takes_applications`."""
        return is_registering(self.bazaar.state, self.bazaar.closes_at)

    @property
    def next_act(self) -> NextAct:
        if self.bazaar.state is S.DRAFT:
            return N.OPEN if self.days.slots else N.ADD_DAYS
        if self.bazaar.state is S.PUBLISHED:
            return self._after_publishing
        if self.of(DeskWait.REGISTRATIONS):
            return N.JUDGE
        if self.bazaar.state is S.OPEN:
            return N.REGISTERING if self.takes_applications else N.CLOSE
        if self.bazaar.frozen_at is None:
            return N.FREEZE
        return self._before_publishing

    @property
    def _before_publishing(self) -> NextAct:
        """Of a frozen list: nothing is published while somebody waits for an answer about its draw."""
        if self.of(DeskWait.OBJECTIONS):
            return N.HEAR
        if self.of(DeskWait.SECOND):
            return N.CONFIRM
        if self.bazaar.asks_second:
            return N.AWAIT_SECOND
        if self.bazaar.seed is not None:
            return N.PUBLISH
        return N.AWAIT_NUMBER if self.number_due and now() < self.number_due else N.NUMBER

    @property
    def number_due(self) -> datetime | None:
        """When a frozen list gets its number at the earliest; None for one that is not frozen."""
        frozen_at = self.bazaar.frozen_at
        return self.draw.due(frozen_at) if self.draw and frozen_at else None

    @property
    def _after_publishing(self) -> NextAct:
        if self.held_today and not all(slot.over(self.bazaar) for slot in self.held_today):
            return N.ATTEND
        if self.of(DeskWait.APPEALS):
            return N.ANSWER
        if self.of(DeskWait.SWAPS):
            return N.DECIDE
        if self.days.over:
            return N.REPORT
        return N.BRING if self.of(DeskWait.LETTERS) else N.PREPARE


def agenda(db: Session, desk: Desk, waiting: DeskCounts) -> list[AgendaItem]:
    """Her bazaars in one statement: those of today first, then by their first day; drafts without days at the end."""
    recent = last_day(B.c.id) >= today(desk.zone) - SHOWN_FOR
    lives = sa.or_(B.c.state.in_((S.DRAFT, S.OPEN, S.CLOSED)), sa.and_(B.c.state == S.PUBLISHED, recent))
    works = worked_on_by(desk.person_id).label("works")
    asked = sa.select(E.c.id).where(E.c.bazaar_id == B.c.id, asks_second(E)).exists().label("asks_second")
    columns = [B.c[name] for name in BazaarFacts.__match_args__ if name not in (works.name, asked.name)]
    hers = sa.select(*columns, works, asked).where(opened_by(desk.person_id), lives)
    found = hers.order_by(B.c.id.desc()).limit(MOST).subquery("found")
    wanted: sa.Select[Any] = sa.select(found, Slot, Draw).outerjoin(Slot, Z.c.bazaar_id == found.c.id)
    wanted = wanted.outerjoin(Draw, table(Draw).c.bazaar_id == found.c.id)
    bazaars, slots, draws = dict[int, BazaarFacts](), dict[int, list[Slot]](), dict[int, Draw | None]()
    for row in db.execute(wanted.order_by(Z.c.day, Z.c.starts)):
        bazaars[row.id] = from_row(BazaarFacts, row)
        draws[row.id] = row.Draw
        slots.setdefault(row.id, []).extend([row.Slot] if row.Slot else [])
    return _in_order([AgendaItem(each, Days(each, slots[key]), waiting, draws[key]) for key, each in bazaars.items()])


def _in_order(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    return sorted(items, key=lambda each: (not each.held_today, each.first is None, each.first or date.max))

"""Amendment: what an office changed after publishing, when and why, for everybody to read."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, state_column, table
from market.kernel.refused import needed_reason


@dataclass(frozen=True, slots=True)
class InQueue:
    """Why a group that waits gets a booth now: its place in the queue (0 before all of it: its own booth cannot be used
    any more), whether it had said that it could come or stands there, and the places before it whose groups are not
    there. Kept as facts, told in the language of who reads."""

    place: int
    ready: bool
    passed: tuple[int, ...] = ()


Reason = str | InQueue


class Signs(Protocol):
    """Who signs a change: an actor, or a group that answers."""

    @property
    def name(self) -> str: ...

    @property
    def person_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a change in booths so many stands of groups, each on one day, that it moved to others or left without."""

    moved: int
    without: int


class AmendmentKind(StrEnum):
    BOOTH_BROKEN = "booth_broken"
    BOOTH_REPAIRED = "booth_repaired"
    SLOT_CANCELLED = "slot_cancelled"
    SLOT_POSTPONED = "slot_postponed"
    PROLONGED = "prolonged"
    SLOT_ENDED = "slot_ended"
    SLOT_SHORTENED = "slot_shortened"
    SLOT_LENGTHENED = "slot_lengthened"
    MOVED = "moved"
    PLACED = "placed"
    WITHOUT = "without"
    SUBSTITUTE = "substitute"
    VENUE = "venue"
    MAP_LINK = "map_link"
    DRAW_AT = "draw_at"
    RULES = "rules"
    CLOSES_AT = "closes_at"
    ROUND_ADDED = "round_added"
    ROUND_DROPPED = "round_dropped"


class Amendment(Record, table=True):
    """`what` is how it was, `became` how it is from then on: numbers of booths, a slot's day and start in the bazaar's
    zone (`2026-12-05T09:00`), the number of a registration, a text. `slot_at` is the slot it happened in, if in one.
    `reason` are somebody's words; where nobody gave any, `in_queue` holds the facts of `InQueue`. `moved` and `without`
    are its `Cost`, where booths broke."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    kind: AmendmentKind = Field(sa_column=state_column(AmendmentKind, "kind"))
    what: str
    became: str = ""
    slot_at: str = Field(default="", max_length=20)
    reason: str = Field(max_length=300)
    in_queue: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    moved: int | None = None
    without: int | None = None
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)

    @property
    def why(self) -> str | dict[str, Any]:
        """The reason as letters carry it: words, or the facts of a place in the queue."""
        return self.in_queue or self.reason


def write_down(
    db: Session,
    bazaar: Bazaar,
    kind: AmendmentKind,
    what: str,
    *,
    reason: Reason,
    by: Signs,
    became: str = "",
    slot: Slot | None = None,
    cost: Cost | None = None,
) -> Amendment:
    """Stores an amendment. Refused without a reason."""
    in_queue = asdict(reason) if isinstance(reason, InQueue) else None
    words = needed_reason(reason) if isinstance(reason, str) else ""
    return Amendment(
        bazaar_id=bazaar.key, kind=kind, what=what, became=became, reason=words, in_queue=in_queue,
        **who_did(by, "made_by"), slot_at=slot.at if slot else "",
        moved=cost.moved if cost else None,
        without=cost.without if cost else None,
    ).add(db)  # fmt: skip


def moves_of(db: Session, bazaar_id: int) -> dict[str, Amendment]:
    """By the day and start that a postponed slot has since (`Slot.at`): its last move."""
    rows = table(Amendment)
    moved = (rows.c.bazaar_id == bazaar_id, rows.c.kind == AmendmentKind.SLOT_POSTPONED)
    return {each.became: each for each in db.scalars(sa.select(Amendment).where(*moved).order_by(rows.c.id))}


def amendments_of(db: Session, bazaar_id: int) -> list[Amendment]:
    """Those of a bazaar, the newest first."""
    rows = table(Amendment)
    return list(db.scalars(sa.select(Amendment).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id.desc())))

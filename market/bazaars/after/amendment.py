"""Amendment: what an office changed after publishing, when and why, for everybody to read."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import needed_reason


class AmendmentKind(StrEnum):
    BOOTH_BROKEN = "booth_broken"
    BOOTH_REPAIRED = "booth_repaired"
    SLOT_CANCELLED = "slot_cancelled"
    SLOT_POSTPONED = "slot_postponed"
    PROLONGED = "prolonged"


class Amendment(Record, table=True):
    """`what` is a booth's number, or a slot's day and start in the bazaar's zone (`2026-12-05T09:00`); `became`
    is where a postponed slot went, in the same form."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    kind: AmendmentKind = Field(sa_column=state_column(AmendmentKind, "kind"))
    what: str = Field(max_length=20)
    became: str = Field(default="", max_length=20)
    reason: str = Field(max_length=300)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(default_factory=now)


def write_down(
    db: Session, bazaar: Bazaar, kind: AmendmentKind, what: str, *, reason: str, by: str, became: str = ""
) -> None:
    """Stores an amendment. Refused without a reason."""
    told = needed_reason(reason)
    Amendment(bazaar_id=bazaar.key, kind=kind, what=what, became=became, reason=told, made_by=by[:80]).add(db)


def amendments_of(db: Session, bazaar_id: int) -> list[Amendment]:
    """Those of a bazaar, the newest first."""
    rows = table(Amendment)
    return list(db.scalars(sa.select(Amendment).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id.desc())))

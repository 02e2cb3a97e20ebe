"""Rounds of registration: when which groups may register. All of them meet in one draw, with equal standing."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.closing import require_closing, require_to_come
from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused, require_room
from market.people.group import Group, GroupState

MOST_ROUNDS = 6


class Audience(StrEnum):
    """Whom a round is for: every group of the place, or those the office has looked at."""

    EVERYONE = "everyone"
    CHECKED = "checked"


class Round(Record, table=True):
    """A time to register. A bazaar without rounds takes everybody until registration closes."""

    __table_args__ = (sa.CheckConstraint("closes_at > opens_at", name="closes"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    audience: Audience = Field(sa_column=state_column(Audience, "audience"))
    opens_at: datetime
    closes_at: datetime

    @property
    def running(self) -> bool:
        return self.opens_at <= now() < self.closes_at

    def for_group(self, group: Group | None) -> bool:
        """A group that is not founded yet is no checked one."""
        checked = group is not None and group.state is GroupState.CHECKED
        return self.audience is Audience.EVERYONE or checked


def rounds_of(db: Session, bazaar_id: int) -> list[Round]:
    rows = table(Round)
    return list(db.scalars(sa.select(Round).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.opens_at, rows.c.id)))


def in_time(rounds: Sequence[Round]) -> list[Round]:
    """By when they open, as `rounds_of`."""
    return sorted(rounds, key=lambda each: (each.opens_at, each.key))


def all_rounds(db: Session) -> dict[int, list[Round]]:
    """The rounds of each bazaar that takes applications now, by its id."""
    rows, bazaars = table(Round), table(Bazaar)
    wanted = sa.select(Round).join(Bazaar, bazaars.c.id == rows.c.bazaar_id).where(bazaars.c.state == BazaarState.OPEN)
    found: dict[int, list[Round]] = {}
    for each in db.scalars(wanted.order_by(rows.c.opens_at, rows.c.id)):
        found.setdefault(each.bazaar_id, []).append(each)
    return found


def add_round(bazaar: Bazaar, audience: Audience, opens_at: datetime, closes_at: datetime) -> None:
    """Before or during registration; the last round ends when registration does."""
    if bazaar.state not in (BazaarState.DRAFT, BazaarState.OPEN):
        raise Overtaken("state_moved")
    if closes_at <= opens_at:
        raise Refused("ends_before_start", field="round_closes_on")
    if bazaar.closes_at is not None and closes_at > bazaar.closes_at:
        raise Refused("round_too_late", field="round_closes_on")
    require_room(len(rounds_of(bazaar.db, bazaar.key)), MOST_ROUNDS, "audience")
    Round(bazaar_id=bazaar.key, audience=audience, opens_at=opens_at, closes_at=closes_at).add(bazaar.db)


def close_at(bazaar: Bazaar, moment: datetime | None) -> None:
    """Until when groups may register at all. Refused for a moment that is over, and once groups register for what could
    not have been opened so; afterwards it stays."""
    if bazaar.state is BazaarState.OPEN and moment != bazaar.closes_at:
        require_closing(bazaar.days, moment)
    if bazaar.state is BazaarState.DRAFT and moment not in (None, bazaar.closes_at):
        require_to_come(moment)
    if bazaar.state in (BazaarState.DRAFT, BazaarState.OPEN):
        bazaar.closes_at = moment


def drop_round(bazaar: Bazaar, key: int) -> None:
    if bazaar.state not in (BazaarState.DRAFT, BazaarState.OPEN):
        raise Overtaken("state_moved")
    bazaar.drop(Round, key)


def may_register(rounds: Sequence[Round], group: Group | None) -> bool:
    """Whether some round takes this group now; without rounds everybody may."""
    return not rounds or any(each.running and each.for_group(group) for each in rounds)


def next_round(rounds: Sequence[Round], group: Group | None) -> Round | None:
    """The next one for this group, to tell it when to come back."""
    return next((each for each in rounds if each.opens_at > now() and each.for_group(group)), None)


def require_round(rounds: Sequence[Round], group: Group | None, field: str = "") -> None:
    """Refused while no round takes this group: it comes later, or is over."""
    if not may_register(rounds, group):
        raise Refused("round_later" if next_round(rounds, group) else "round_over", field=field)

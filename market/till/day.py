"""TillDay: a group's selling day, from the money that lay in the drawer in the morning to the page that is signed."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, locked, state_column, table
from market.kernel.states import moves
from market.people.access import Actor


class DayState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


NEXT = moves(DayState, {DayState.OPEN: {DayState.CLOSED}, DayState.CLOSED: frozenset()})


class TillDay(Record, table=True):
    """`day` is the date in the group's zone, `float_amount` whole rupiah that lay in the drawer when it was opened.

    A day that nobody opened is opened by its first sale, with an empty drawer. Once closed it never changes: a sale
    that comes later stands beside it (`TillSale.late`).
    """

    __tablename__ = "till_day"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "day"),
        sa.CheckConstraint("float_amount >= 0", name="float_amount"),
    )

    group_id: int = Field(foreign_key="groups.id")
    day: date
    state: DayState = Field(default=DayState.OPEN, sa_column=state_column(DayState, "state"))
    float_amount: int = Field(default=0, sa_type=sa.BigInteger)
    opened_at: datetime = Field(default_factory=now)
    opened_by: str = Field(default="", max_length=80)
    opened_by_id: int | None = Field(default=None, foreign_key="person.id")

    def close(self, by: Actor) -> None:
        """Its page is signed. Overtaken when it was before."""
        self.become(DayState.CLOSED, by, "till_closed", overtaken="till_closed")


class CashMove(Record, table=True):
    """Money put into the drawer, or taken out of it (negative), that is no sale; `why` in the words of who did it."""

    __tablename__ = "cash_move"
    __table_args__ = (sa.CheckConstraint("amount <> 0", name="amount"),)

    till_day_id: int = Field(foreign_key="till_day.id", index=True)
    amount: int = Field(sa_type=sa.BigInteger)
    why: str = Field(max_length=300)
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


class Closing(Record, table=True):
    """The signed page of a day, one for each: what should have been in the drawer, what was counted, and why it
    differs. `figures` is the whole page as it was signed; a second person may confirm it."""

    __table_args__ = (sa.CheckConstraint("counted >= 0", name="counted"),)

    till_day_id: int = Field(foreign_key="till_day.id", unique=True)
    expected: int = Field(sa_type=sa.BigInteger)
    counted: int = Field(sa_type=sa.BigInteger)
    reason: str = Field(default="", max_length=300)
    figures: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    signed_at: datetime = Field(default_factory=now)
    signed_by: str = Field(max_length=80)
    signed_by_id: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = None
    confirmed_by: str = Field(default="", max_length=80)
    confirmed_by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def left_over(self) -> int:
        """By how much the drawer held more than expected, whole rupiah; below 0 where it held less."""
        return self.counted - self.expected


D = table(TillDay)


def was_day(db: Session, group_id: int, day: date) -> bool:
    """Whether anybody sold or counted at the till on it."""
    return db.execute(sa.select(D.c.id).where(D.c.group_id == group_id, D.c.day == day)).first() is not None


def day_here(db: Session, group_id: int, day: date, by: Actor) -> TillDay:
    """The selling day, locked until the commit: closing it and a sale of it take turns. Opened where nobody did."""
    found = db.scalars(locked(sa.select(TillDay).where(D.c.group_id == group_id, D.c.day == day))).first()
    if found is not None:
        return found
    return TillDay(group_id=group_id, day=day, **who_did(by, "opened_by")).add(db)

"""TillTask: a sale and the book do not agree: both sides, until somebody says what was done about it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, changed, some, state_column, table
from market.kernel.refused import Overtaken, needed_reason
from market.people.access import Actor
from market.people.act import note
from market.till.envelope import KEPT


class TaskCode(StrEnum):
    """What does not agree."""

    SHORT = "short"  # fewer pieces in the book than were sold
    WITHDRAWN = "withdrawn"  # not sold any more when it was sold
    RECALLED = "recalled"  # pieces of it are recalled
    PRICE = "price"  # sold at another price than the one that held
    UNKNOWN = "unknown"  # a good that this group does not have
    SELLER = "seller"  # sold by somebody who is not in the group
    DISCOUNT = "discount"  # more off than the chair allows, or all of it without a word
    BON = "bon"  # on credit where the chair forbids it, or to nobody
    CASH = "cash"  # less cash was given than it costs
    NO_ACCOUNT = "no_account"  # paid to an account or code that the group does not have
    SUM = "sum"  # the phone added up another sum
    PARKED = "parked"  # of a basket laid aside that was sold or thrown away before
    CHANGED = "changed"  # the same sale came again with something else in it
    UNREAD = "unread"  # cannot be understood
    BROKE = "broke"  # could not be applied, by a fault of ours


class TillTask(Record, table=True):
    """`facts` are both sides, for the sentence: what the sale says and what the book says.

    `other` is the body of what came under the same id with something else in it.
    """

    __tablename__ = "till_task"
    __table_args__ = (sa.Index("ix_till_task_open", "group_id", "done_at"),)

    group_id: int = Field(foreign_key="groups.id")
    envelope_id: int = Field(foreign_key="envelope.id", index=True)
    code: TaskCode = Field(sa_column=state_column(TaskCode, "code"))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    other: str = ""
    other_hash: str = Field(default="", max_length=64)
    at: datetime = Field(default_factory=now)
    done_at: datetime | None = None
    done_by: str = Field(default="", max_length=80)
    done_by_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=300)

    def finish(self, by: Actor, reason: str) -> None:
        """Somebody looked, and says what was done about it. Overtaken when another was faster."""
        reason = needed_reason(reason)
        rows = table(TillTask)
        said = {**who_did(by, "done_by"), "reason": reason}
        if not self.update_if(rows.c.done_at.is_(None), done_at=now(), **said):
            raise Overtaken("already_so")
        note(self.db, by, "till_task_done", self.group_id, reason=reason)


K = table(TillTask)
MOST = 200  # on one page, the oldest first


def open_tasks(db: Session, group_id: int) -> list[TillTask]:
    """What somebody of the group must look at, the oldest first."""
    wanted = sa.select(TillTask).where(K.c.group_id == group_id, K.c.done_at.is_(None))
    return list(db.scalars(wanted.order_by(K.c.id).limit(MOST)))


def the_task(db: Session, group_id: int, key: int) -> TillTask:
    """A task of this group, by id."""
    return one_of(db, TillTask, key, group_id=group_id)


def forget_others(db: Session) -> int:
    """Other contents of a sale name people, too: they go sixty days after somebody looked."""
    over = sa.and_(K.c.other != "", K.c.done_at < now() - KEPT)
    return changed(db, sa.update(K).where(some(K, over)).values(other=""))

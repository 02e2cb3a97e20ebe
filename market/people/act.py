"""Act: who did what, in which capacity, on whose behalf. Appended, never edited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import kept_name
from market.kernel.record import Record, table
from market.people.access import Actor


class Act(Record, table=True):
    """`code` and `params` become a sentence when read; `capacity` is the role it was done in.

    Of a parameter `name` the person is `of_id`, or the one asked by the invitation with the id `invitation`.
    """

    at: datetime = Field(default_factory=now)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    capacity: str = Field(max_length=20)
    code: str = Field(max_length=40)
    of_id: int | None = Field(default=None, index=True)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


A = table(Act)
# How much came in, went out or was shared.
TELLS_MONEY = A.c.params["amount"].as_string().is_not(None)
# At which bazaar the group is, or what it answered there: another office's affair, too.
TELLS_BAZAAR = sa.or_(A.c.params["bazaar"].as_string().is_not(None), A.c.code.startswith("booth_", autoescape=True))


def note(
    db: Session, actor: Actor, code: str, group_id: int | None = None, *, of: int | None = None, **params: Any
) -> Act:
    """Writes down what `actor` just did, in the same transaction. `of`: the id of the person whom `name` names.

    The act's id tells the letters it causes from those of any other.
    """
    return Act(**_told(actor, code, group_id, params), of_id=of).add(db)


def note_helped(db: Session, by: Actor, code: str, group_id: int, **params: Any) -> None:
    """`note`, where a helper did it on the group's behalf, or may have: for both to read."""
    if by.may_be_helper:
        note(db, by, code, group_id, **params)


def note_each(db: Session, actor: Actor, code: str, group_ids: Sequence[int], **params: Any) -> None:
    """`note` for many groups, in one statement."""
    if group_ids:
        db.execute(sa.insert(table(Act)), [_told(actor, code, key, params) for key in group_ids])


def _told(actor: Actor, code: str, group_id: int | None, params: dict[str, Any]) -> dict[str, Any]:
    return {
        "group_id": group_id, "person_id": actor.person_id, "name": kept_name(actor), "capacity": actor.capacity,
        "code": code, "params": params,
    }  # fmt: skip


def acts_of(db: Session, group_id: int, by: Actor, *, book: bool, limit: int) -> list[Act]:
    """The newest acts of a group that somebody who may see it may read: of money with its `book`, of bazaars who is of
    its side."""
    wanted = sa.select(Act).where(A.c.group_id == group_id).order_by(A.c.id.desc()).limit(limit)
    if not book:
        wanted = wanted.where(~TELLS_MONEY)
    if by.only_officer:
        wanted = wanted.where(~TELLS_BAZAAR)
    return list(db.scalars(wanted))


def acts_on_lot(db: Session, group_id: int, code: str, *, limit: int) -> list[Act]:
    """What was done to one lot of a group, the newest first."""
    of_it = (A.c.group_id == group_id, A.c.params["lot"].as_string() == code)
    return list(db.scalars(sa.select(Act).where(*of_it).order_by(A.c.id.desc()).limit(limit)))

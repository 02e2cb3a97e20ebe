"""Who leads a group, as it says itself, for counting in reports alone: women, people with disabilities.

A yes is a consent (UU 27/2022) that a chair gives and takes back at any time. It is shown to nobody outside the group;
reports count it only together with at least four others, and only where it stood when a bazaar was over: a count that
followed every change would tell who changed.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.indexes import one_where
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note

TEXT = "2026-12"
FORGETS = "2026-11"  # the text that promised not to count a yes any more, in nothing, once it is taken back


class LedBy(StrEnum):
    WOMEN = "women"
    DISABLED = "disabled"


class LedByConsent(Record, table=True):
    """A group's yes to be counted as led by them, by the text that it read."""

    __tablename__ = "led_by_consent"
    __table_args__ = (
        one_where("uq_led_by_consent_live", "group_id", "leaders", where="withdrawn_at IS NULL"),
    )  # fmt: skip

    group_id: int = Field(foreign_key="groups.id", index=True)
    leaders: LedBy = Field(sa_column=state_column(LedBy, "leaders"))
    text_version: str = Field(max_length=20)
    given_at: datetime = Field(default_factory=now)
    given_by: str = Field(max_length=80)
    given_by_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = None


C = table(LedByConsent)


def led_by(db: Session, group_id: int) -> set[LedBy]:
    """What a group said of itself and has not taken back."""
    return set(db.scalars(sa.select(C.c.leaders).where(C.c.group_id == group_id, C.c.withdrawn_at.is_(None))))


def say_led_by(db: Session, group_id: int, wanted: Collection[LedBy], *, by: Actor) -> None:
    """Gives what is new and takes back what is left out. Refused to a helper: only the group says this of itself.

    Who may be a helper, by her PIN, takes back and gives nothing.
    """
    there = led_by(db, group_id)
    if by.helps or (by.may_be_helper and set(wanted) - there):
        raise Refused("led_by_is_theirs")
    for each in there - set(wanted):
        mine = (C.c.group_id == group_id, C.c.leaders == each, C.c.withdrawn_at.is_(None))
        db.execute(sa.update(C).where(*mine).values(withdrawn_at=now()))
    for each in set(wanted) - there:
        LedByConsent(group_id=group_id, leaders=each, text_version=TEXT, **who_did(by, "given_by")).add(db)
    note(db, by, "profile_edited", group_id)

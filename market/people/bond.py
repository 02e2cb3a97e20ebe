"""Bond: who gave somebody a role or a way into a group, and when. Appended, never changed, replaced by none."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record


class Bond(Record, table=True):
    """`giver_id` appointed `person_id` in a group, or gave her the code by which she chose her PIN there."""

    __table_args__ = (sa.Index("ix_bond_person", "person_id", "at"),)

    group_id: int = Field(foreign_key="groups.id")
    giver_id: int = Field(foreign_key="person.id")
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(default_factory=now)


def bind(db: Session, group_id: int, giver_id: int | None, person_id: int, at: datetime | None = None) -> None:
    """Writes a bond down. What somebody gives herself binds her to nobody, and frees her from nobody."""
    if giver_id is not None and giver_id != person_id:
        db.add(Bond(group_id=group_id, giver_id=giver_id, person_id=person_id, at=at or now()))

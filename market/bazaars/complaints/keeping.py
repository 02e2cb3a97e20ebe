"""Who read a complaint, and its end: it is deleted by the clock, and who read it with it.

Who read it is shown beside it to those who may read it, and nowhere else. No security event says it: those are read by
every admin, and one of them may act for the office that is meant.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.complaints.complaint import KEPT_ANSWERED, KEPT_AT_MOST, C, ComplaintState
from market.kernel.clock import today
from market.kernel.doer import kept_name
from market.kernel.record import Record, changed, some, table
from market.kernel.settings import settings
from market.people.access import Actor


class ComplaintLook(Record, table=True):
    """Somebody read a complaint on a day."""

    __tablename__ = "complaint_look"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "by_id", "day"),)

    complaint_id: int = Field(foreign_key="complaint.id")
    day: date
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


L = table(ComplaintLook)


def note_reading(db: Session, complaint_id: int, day: date, by: Actor) -> None:
    """Once a day for each reader; nothing of a complaint that is gone."""
    there = sa.select(L.c.id).where(L.c.complaint_id == complaint_id, L.c.by_id == by.own_id, L.c.day == day)
    if db.scalar(there) is None and db.scalar(sa.select(C.c.id).where(C.c.id == complaint_id)):
        ComplaintLook(complaint_id=complaint_id, day=day, by=kept_name(by), by_id=by.own_id).add(db)


def readings_of(db: Session, complaint_id: int) -> list[ComplaintLook]:
    """Who read it, the latest first."""
    return list(db.scalars(sa.select(ComplaintLook).where(L.c.complaint_id == complaint_id).order_by(L.c.id.desc())))


def prune_complaints(db: Session) -> int:
    """Deletes those that are kept no longer (`Complaint.kept_until`), and who read them."""
    here = today(settings().zone)
    answered = sa.and_(C.c.state == ComplaintState.ANSWERED, C.c.handled_on <= here - KEPT_ANSWERED)
    over = some(C, sa.or_(answered, C.c.made_on <= here - KEPT_AT_MOST))
    db.execute(sa.delete(L).where(L.c.complaint_id.in_(sa.select(C.c.id).where(over))))
    return changed(db, sa.delete(C).where(over))

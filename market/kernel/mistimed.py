"""What was ended by the clock while the clock was wrong: taken back, or a task for the operator."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken


class Mistimed(Record, table=True):
    """`mark` names what happened, `title` of what, `code` which of the things that a clock does.

    `ran_on`: it was taken back by itself. Otherwise somebody looks at it, until `done_at`.
    """

    mark: str = Field(max_length=40, unique=True)
    title: str = Field(max_length=200)
    code: str = Field(max_length=40)
    at: datetime
    due_at: datetime | None = None
    ran_on: bool = False
    done_at: datetime | None = None

    def finish(self) -> None:
        """Somebody looked after it. Overtaken where that was said before."""
        if not self.update_if(table(Mistimed).c.done_at.is_(None), done_at=now()):
            raise Overtaken("already_so")

    @property
    def open(self) -> bool:
        """Somebody has to look at it."""
        return not self.ran_on and self.done_at is None


MOST_SHOWN = 200


def all_mistimed(db: Session) -> list[Mistimed]:
    """What was found, tasks that are open first, then the newest."""
    rows = table(Mistimed)
    waits = sa.case((sa.and_(rows.c.done_at.is_(None), sa.not_(rows.c.ran_on)), 0), else_=1)
    return list(db.scalars(sa.select(Mistimed).order_by(waits, rows.c.id.desc()).limit(MOST_SHOWN)))


def count_open(db: Session) -> int:
    rows = table(Mistimed)
    waits = (rows.c.done_at.is_(None), sa.not_(rows.c.ran_on))
    return db.execute(sa.select(sa.func.count()).select_from(rows).where(*waits)).scalar_one()


def known_marks(db: Session, marks: Collection[str]) -> set[str]:
    """Which of these were found before."""
    rows = table(Mistimed)
    return set(db.scalars(sa.select(rows.c.mark).where(rows.c.mark.in_(marks))))

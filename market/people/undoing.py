"""Undoing: what an account opened, made or left waiting, and how each of it ends when it was not its owner.

Every file that lets somebody prepare something registers here how it is taken back, rooms above people as well. "Bukan
saya", the link of the command line and whoever takes an account over ask this one list, so that none forgets a thing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now

EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """What the account of `person_id` did from `since` until `until`; `by_code`: a code had opened it to another."""

    person_id: int
    since: datetime
    until: datetime
    by_code: bool = False
    in_force: bool = True  # whether what is in force by then is taken back as well

    def holds(
        self, who: sa.ColumnElement[int] | sa.ColumnElement[int | None], moment: sa.ColumnElement[datetime]
    ) -> sa.ColumnElement[bool]:
        """For a condition: whether it was done by this account, within that time."""
        return sa.and_(who == self.person_id, moment >= self.since, moment <= self.until)

    @property
    def ever(self) -> bool:
        """Whether an account is only begun anew: what stands by it for long was not denied."""
        return self.since == EVER

    def within(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment <= self.until


Undo = Callable[[Session, Made], None]
UNDOES: dict[str, Undo] = {}  # by the column that names whose it is, as table.column


def undoes(*columns: str) -> Callable[[Undo], Undo]:
    """Registers how that is taken back which these columns say an account made."""

    def register(undo: Undo) -> Undo:
        for column in columns:
            if column in UNDOES:
                raise ValueError(f"{column} is undone twice")
            UNDOES[column] = undo
        return undo

    return register


def undo_made(
    db: Session,
    person_id: int,
    since: datetime = EVER,
    until: datetime | None = None,
    *,
    by_code: bool = False,
    in_force: bool = True,
) -> None:
    """Takes back all that an account made within that time and that still waits or opens something."""
    made = Made(person_id, since, until or now(), by_code, in_force)
    for undo in dict.fromkeys(UNDOES[column] for column in sorted(UNDOES)):
        undo(db, made)

"""Undoing: what an account opened, made or left waiting, and how each of it ends when it was not its owner.

Every file that lets somebody prepare something registers here how it is taken back, rooms above people as well. "Bukan
saya", the link of the command line and whoever takes an account over ask this one list, so that none forgets a thing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

EVER = datetime(2000, 1, 1, tzinfo=UTC)


class Why(StrEnum):
    """Why it is taken back; the table in docs/decisions/0020-not-me.md says what each of them reaches.

    The account is begun ANEW by its owner; a CODE that opened it to another was denied; a CHANGE was, of its number,
    its password or its app; or it was LET_IN by an account that was denied.
    """

    ANEW = "anew"
    CODE = "code"
    CHANGE = "change"
    LET_IN = "let_in"


@dataclass(frozen=True)
class Made:
    """What the account of `person_id` did from `since` until `until`, and why it is taken back."""

    person_id: int
    since: datetime
    until: datetime
    why: Why

    def holds(
        self, who: sa.ColumnElement[int] | sa.ColumnElement[int | None], moment: sa.ColumnElement[datetime]
    ) -> sa.ColumnElement[bool]:
        """For a condition: whether it was done by this account, within that time."""
        return sa.and_(who == self.person_id, moment >= self.since, moment <= self.until)

    @property
    def denied(self) -> bool:
        """Whether it was said not to be hers. Of an account begun anew it was not: what stands by it for long stays."""
        return self.why is not Why.ANEW

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


def undo_made(db: Session, made: Made) -> None:
    """Takes back all that an account made within that time and that still waits or opens something."""
    for undo in dict.fromkeys(UNDOES[column] for column in sorted(UNDOES)):
        undo(db, made)

"""Undoing: what an account opened, made or left waiting, and how each thing ends when it was not the owner's doing.

Every file that lets somebody prepare something registers here how it is taken back, in rooms above people too. "Bukan
saya", the link from the command line and taking an account over use this one list, so that nothing is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

EVER = datetime(2000, 1, 1, tzinfo=UTC)
DENIED_FOR = timedelta(days=30)  # how long a letter lets its owner say that something was not hers


class Why(StrEnum):
    """Why it is taken back; the table in docs/decisions/0020-not-me.md says what each of them reaches.

    ANEW: its owner begins the account again. CODE: a code that opened it to another was denied. CHANGE: a change of its
    number, password or app was denied. LET_IN: a denied account had let it in.
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
        """A condition: it was done by this account, within that time."""
        return sa.and_(who == self.person_id, moment >= self.since, moment <= self.until)

    @property
    def denied(self) -> bool:
        """Whether the owner denied it. For an account begun anew nobody did: what it long put into force stays."""
        return self.why is not Why.ANEW

    def within(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment <= self.until


Undo = Callable[[Session, Made], None]
UNDOES: dict[str, Undo] = {}  # by the column with the id of the account, as table.column


def undoes(*columns: str) -> Callable[[Undo], Undo]:
    """Registers a function that takes back what an account made, as these columns (table.column) record."""

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

"""A form of ours is done once: the page that showed it gave it a token, which the first press spends.

The row is written at the start of the transaction that does what was pressed, and leaves with it: a press that was
refused has spent nothing, and of two that arrive together one waits for the other and finds what it did.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, from_row, some, table
from market.kernel.tokens import digest, new_token

KEPT = timedelta(days=2)  # as a page may lie open on a phone overnight
ALIKE = timedelta(seconds=10)  # within which two like presses on a page that everybody sees alike count as one
NEVER = datetime.fromisoformat("1970-01-01T00:00+00:00")
MOST_SAID = 40
MOST_LOCATION = 2_000


class Press(Record, table=True):
    """A press that was done. `token_hash` is of the visitor and the token, `content_hash` of where it went and what was
    in it; `said` is the number in it; `request_mark` tells the request; `location` and `words` are its answer, which
    comes a moment after the commit.
    """

    token_hash: str = Field(max_length=64, unique=True)
    content_hash: str = Field(max_length=64)
    said: str = Field(max_length=MOST_SAID)
    request_mark: str = Field(max_length=22)
    at: datetime = Field(index=True)
    location: str | None = Field(default=None, max_length=MOST_LOCATION)
    words: str = Field(max_length=200)


P = table(Press)
WRITTEN = ("token_hash", "content_hash", "said", "request_mark", "at", "words")


def _spending(dialect: str) -> sa.Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    adding = insert(P).values({name: sa.bindparam(name) for name in WRITTEN})
    anew = {name: adding.excluded[name] for name in (*WRITTEN, "location")}
    worn = P.c.at < sa.bindparam("worn")
    return adding.on_conflict_do_update(index_elements=["token_hash"], set_=anew, where=worn).returning(P.c.id)


SPEND = {dialect: _spending(dialect) for dialect in ("sqlite", "postgresql")}
SPENT = sa.select(P.c.content_hash, P.c.said, P.c.request_mark, P.c.location, P.c.words, P.c.at).where(
    P.c.token_hash == sa.bindparam("token_hash")
)
ANSWER = (
    sa.update(P)
    .where(P.c.token_hash == sa.bindparam("of"), P.c.request_mark == sa.bindparam("by"))
    .values(location=sa.bindparam("to"), words=sa.bindparam("said_there"))
)


@dataclass(frozen=True)
class Spent:
    """What the first press with a token did."""

    content_hash: str
    said: str
    request_mark: str
    location: str | None
    words: str
    at: datetime


class PressedBefore(Exception):
    """This form was done already: nothing is done again."""

    def __init__(self, pressing: "Pressing", spent: Spent) -> None:
        super().__init__(pressing.token_hash)
        self.pressing = pressing
        self.spent = spent

    @property
    def alike(self) -> bool:
        """Whether it was the same press; else the same page with something else in it."""
        return self.pressing.content_hash == self.spent.content_hash


@dataclass
class Pressing:
    """A press that is being done. `worn_after` is set for a page that everybody sees alike."""

    token_hash: str
    content_hash: str
    said: str = ""
    worn_after: timedelta | None = None
    request_mark: str = field(default_factory=new_token)
    kept: bool = False  # whether a transaction with it was committed

    def spend(self, db: Session) -> None:
        """Spends the token in this transaction. PressedBefore when another press did."""
        values = {
            "token_hash": self.token_hash,
            "content_hash": self.content_hash,
            "said": self.said,
            "request_mark": self.request_mark,
            "at": now(),
            "words": "",
            "worn": now() - self.worn_after if self.worn_after else NEVER,
        }
        statement = SPEND[db.get_bind().dialect.name]
        if db.connection().execute(statement, values).first() is None:
            spent = spent_with(db, self.token_hash)
            if spent is not None and spent.request_mark != self.request_mark:
                raise PressedBefore(self, spent)

    def answered(self, db: Session, location: str, words: str) -> None:
        """Keeps where the press led, for a second press."""
        where = {"of": self.token_hash, "by": self.request_mark}
        db.connection().execute(ANSWER, where | {"to": location[:MOST_LOCATION], "said_there": words[:200]})

    def take_back_like(self, db: Session) -> None:
        """Another form has undone what a like press did: the next one is done again."""
        db.execute(sa.delete(P).where(P.c.token_hash == self.token_hash))

    def take_back(self, db: Session) -> None:
        """A step after the first was refused or broke: the form may be sent again."""
        db.execute(sa.delete(P).where(P.c.token_hash == self.token_hash, P.c.request_mark == self.request_mark))


# The press that this request does; the first write of the request spends it.
pressing: ContextVar[Pressing | None] = ContextVar("pressing", default=None)


def token_hash_of(visitor: str, token: str) -> str:
    """A token is worth something only for the visitor who was shown it."""
    return digest(f"{visitor}\n{token}")


def like_press(visitor: str, content_hash: str) -> Pressing:
    """A press on a page that everybody sees alike: the next like one of its visitor is the same, for a while."""
    return Pressing(token_hash_of(visitor, f"same/{content_hash}"), content_hash, worn_after=ALIKE)


def spent_with(db: Session, token_hash: str) -> Spent | None:
    row = db.connection().execute(SPENT, {"token_hash": token_hash}).first()
    return from_row(Spent, row) if row else None


def prune_presses(db: Session) -> int:
    """Forgets presses of pages that nobody has open any more, some at a time."""
    return changed(db, sa.delete(P).where(some(P, P.c.at < now() - KEPT)))

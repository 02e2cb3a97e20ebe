"""Complaint: somebody says that money was asked for at a bazaar that should not be.

It goes past the office that holds the bazaar: `readers.py` says to whom. A row names nobody but who wants to
be named, and no hour, network or account; its key, kept as a digest, opens what became of it. It is deleted by the
clock. Nothing of it counts in anybody's turn.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.complaints.limiting import Sender, count_complaint, most_of_a_network
from market.bazaars.complaints.readers import require_readers
from market.kernel.clock import today
from market.kernel.doer import who_did
from market.kernel.one_of import the_one
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.kernel.states import moves
from market.kernel.tokens import digest, folded_code, short_code
from market.people.access import Actor

KEY_LENGTH, NUMBER_LENGTH = 12, 8
MOST = 500  # of one bazaar without an answer
KEPT_ANSWERED, KEPT_AT_MOST = timedelta(days=365), timedelta(days=730)


class ComplaintState(StrEnum):
    RECEIVED = "received"
    LOOKED_AT = "looked_at"
    ANSWERED = "answered"


S = ComplaintState
NEXT = moves(S, {S.RECEIVED: {S.LOOKED_AT, S.ANSWERED}, S.LOOKED_AT: {S.ANSWERED}, S.ANSWERED: frozenset[S]()})


class Outcome(StrEnum):
    """What was found. HANDED_ON: to an office that looks into such things."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"
    UNCLEAR = "unclear"
    HANDED_ON = "handed_on"


class Complaint(Record, table=True):
    """`what` happened and `who_asked` whom, in words; `amount` in whole rupiah, if named; `name` and `contact` only
    of who gives them. Of its days only dates are kept; `told_on` is that of the letter to its readers."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    number: str = Field(max_length=12, unique=True)
    key_hash: str = Field(max_length=64, unique=True)
    what: str = Field(max_length=2000)
    who_asked: str = Field(default="", max_length=160)
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    name: str = Field(default="", max_length=80)
    contact: str = Field(default="", max_length=120)
    made_on: date
    state: ComplaintState = Field(default=S.RECEIVED, sa_column=state_column(S, "state"))
    outcome: Outcome | None = Field(default=None, sa_column=state_column(Outcome, "outcome", nullable=True))
    answer: str = Field(default="", max_length=2000)
    handled_on: date | None = None
    handled_by: str = Field(default="", max_length=80)
    handled_by_id: int | None = Field(default=None, foreign_key="person.id")
    told_on: date | None = None

    @property
    def kept_until(self) -> date:
        """The day it is deleted: a year after its answer, two after it was made with an answer or without."""
        answered = self.handled_on if self.state is S.ANSWERED else None
        at_most = self.made_on + KEPT_AT_MOST
        return min(at_most, answered + KEPT_ANSWERED) if answered else at_most

    def look_at(self, bazaar: Bazaar, *, by: Actor) -> None:
        """Somebody looks into it, which whoever follows it sees."""
        self.become(S.LOOKED_AT, by, "looked_at", **_handled(bazaar, by))

    def close(self, bazaar: Bazaar, outcome: Outcome | None, answer: str, *, by: Actor) -> None:
        """The answer, which stays."""
        if outcome is None:
            raise Refused("required", field="outcome")
        if not answer.strip():
            raise Refused("required", field="answer")
        said: dict[str, Any] = {"outcome": outcome, "answer": answer.strip()[:2000]}
        self.become(S.ANSWERED, by, "answered", **said, **_handled(bazaar, by))


def _handled(bazaar: Bazaar, by: Actor) -> dict[str, Any]:
    return {"handled_on": bazaar.today, **who_did(by, "handled_by")}


C = table(Complaint)


def new_key() -> str:
    """What opens a complaint: made with the form, so that one sent twice is one."""
    return short_code(KEY_LENGTH)


def complain(
    db: Session,
    bazaar: Bazaar,
    key: str,
    sender: Sender,
    *,
    what: str,
    who_asked: str,
    amount: int | None,
    name: str,
    contact: str,
) -> Complaint:
    """Keeps a complaint under its key; a second press finds the first, and counts no more. Refused where nobody would
    read it."""
    there = db.scalars(sa.select(Complaint).where(C.c.key_hash == digest(folded_code(key)))).first()
    if there is not None:
        return there
    require_readers(db, bazaar)
    waiting = db.scalar(sa.select(sa.func.count()).where(C.c.bazaar_id == bazaar.key, C.c.state != S.ANSWERED)) or 0
    if waiting >= MOST:
        raise Refused("too_many", field="what", n=MOST)
    made = Complaint(
        bazaar_id=bazaar.key, number=_numbered(short_code(NUMBER_LENGTH)), key_hash=digest(folded_code(key)), what=what,
        who_asked=who_asked, amount=amount, name=name, contact=contact, made_on=today(bazaar.zone),
    ).add(db)  # fmt: skip
    # After its key: of presses at once the others find that first.
    count_complaint(db, bazaar.key, sender, most_of_a_network(waiting, MOST))
    return made


def _numbered(signs: str) -> str:
    return f"A-{signs}"


def followed(db: Session, number: str, key: str) -> Complaint:
    """A complaint by its number, with or without `A-` and however it is spaced, and its key; NotFound, whichever of
    them is wrong."""
    written = _numbered(folded_code(number)[-NUMBER_LENGTH:])
    theirs = (C.c.number == written, C.c.key_hash == digest(folded_code(key)))
    return the_one(db, sa.select(Complaint).where(*theirs), "complaint")


def the_complaint(db: Session, number: str) -> Complaint:
    """A complaint, locked, for who may answer it."""
    return the_one(db, sa.select(Complaint).where(C.c.number == number), "complaint", lock=True)

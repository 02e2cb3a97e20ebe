"""Envelope: what a phone says it sold, kept as it came before anybody judges it. Its state says what came of it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, became, changed, some, state_column, table
from market.kernel.refused import Overtaken, needed_reason
from market.kernel.states import moves
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.till.rules import require_chair

KEPT = timedelta(days=60)  # how long what a phone sent stays, letter by letter


class EnvelopeState(StrEnum):
    """STORED: it waits to be applied. APPLIED: its sale stands in the book. TASK: somebody must look, as it cannot be
    understood. APART: it came from a till that was ended, or without its signature, and the chair decides. DROPPED: she
    left it out, and said why."""

    STORED = "stored"
    APPLIED = "applied"
    TASK = "task"
    APART = "apart"
    DROPPED = "dropped"


S = EnvelopeState
NEXT = moves(
    EnvelopeState,
    {
        S.STORED: {S.APPLIED, S.TASK, S.APART},
        S.TASK: {S.STORED, S.DROPPED},
        S.APART: {S.STORED, S.DROPPED},
        S.APPLIED: frozenset(),
        S.DROPPED: frozenset(),
    },
)


UNBOOKED = (S.STORED, S.TASK, S.APART)  # of which nobody can tell yet what was sold


class Envelope(Record, table=True):
    """`uid` is the sale's id, made on the phone when the basket was opened: once for each till. `body` is what was
    signed, letter by letter, until it is forgotten, `body_hash` its digest. `counter` numbers what a till
    sells, 1, 2, 3 …

    `told_at`: the phone's time of the sale; `sent_at`: the phone's time when it sent it; `sender_id`: who was
    signed in, or named by her PIN, in the browser that sent it. `tries`: how often applying it broke.
    """

    __table_args__ = (
        sa.UniqueConstraint("till_id", "uid"),
        sa.Index("ix_envelope_state", "state", "id"),
        sa.Index("ix_envelope_counter", "till_id", "counter"),
    )

    till_id: int = Field(foreign_key="till.id")
    group_id: int = Field(foreign_key="groups.id", index=True)
    uid: str = Field(max_length=36)
    counter: int = Field(sa_type=sa.BigInteger)
    body: str
    body_hash: str = Field(max_length=64)
    signature: str = Field(default="", max_length=120)
    told_at: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime = Field(default_factory=now)
    sender_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    state: EnvelopeState = Field(default=S.STORED, sa_column=state_column(EnvelopeState, "state"))
    taken_by: str = Field(default="", max_length=80)
    taken_by_id: int | None = Field(default=None, foreign_key="person.id")
    tries: int = 0

    def set_apart(self) -> None:
        """The chair says whether it counts."""
        self.become(S.APART, CLOCK, "till_apart")

    def ask_the_group(self) -> None:
        """It cannot be applied: somebody looks at it."""
        self.become(S.TASK, CLOCK, "till_asked")

    def take(self, by: Actor) -> None:
        """What was set apart, or could not be applied, is to be applied. Refused to whoever is no chair; Overtaken
        where somebody was faster."""
        require_chair(by)
        self.become(S.STORED, by, "till_taken", was=(S.APART, S.TASK), tries=0, **who_did(by, "taken_by"))
        note(self.db, by, "till_taken", self.group_id)

    def drop(self, by: Actor, reason: str) -> None:
        """It is left out of the book, for a reason; it stays kept. Refused to whoever is no chair."""
        require_chair(by)
        reason = needed_reason(reason)
        self.become(S.DROPPED, by, "till_dropped", was=(S.APART, S.TASK), **who_did(by, "taken_by"))
        note(self.db, by, "till_dropped", self.group_id, reason=reason)


E = table(Envelope)
E_WAITS = E.c.state == S.STORED


def the_envelope(db: Session, group_id: int, key: int) -> Envelope:
    """What this group was sent, by id; locked until the commit."""
    return one_of(db, Envelope, key, lock=True, group_id=group_id)


def book(db: Session, keys: Collection[int]) -> None:
    """They are sales from now on, in one statement: all of them, or Overtaken. The caller holds their locks."""
    moved = sa.update(E).where(E.c.id.in_(keys), E_WAITS).values(state=S.APPLIED)
    if changed(db, moved) != len(keys):
        raise Overtaken("already_so")
    became(db, Envelope, keys, S.APPLIED, CLOCK, "till_applied")


def forget_bodies(db: Session) -> int:
    """What phones sent names people: once it stands in the book, or was left out, its letters go after sixty days."""
    over = sa.and_(E.c.state.in_((S.APPLIED, S.DROPPED)), E.c.received_at < now() - KEPT, E.c.body != "")
    return changed(db, sa.update(E).where(some(E, over)).values(body="", signature=""))

"""Envelope: what a phone says it sold, kept as it came before anybody judges it. Its state says what came of it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.states import moves


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


class Envelope(Record, table=True):
    """`uid` is the sale's id, made on the phone when the basket was opened: once for each till. `body` is what was
    signed, letter by letter, `body_hash` its digest. `counter` numbers what a till sells, 1, 2, 3 …

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


E = table(Envelope)
E_WAITS = E.c.state == S.STORED

"""Reply: what a group said to a piece of news, by which way, and who wrote it down. Appended; a "no" behind which no
account of the group stands waits two waking hours, in which it may be taken back and the group may say otherwise."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.notice import Notice, latest_question
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.doer import Doer, who_did
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import Record, locked, state_column, table
from market.kernel.states import moves
from market.people.access import CLOCK, Actor
from market.people.act import note, note_helped
from market.people.undoing import Made, undoes

WAITS_FOR = timedelta(hours=2)


class Answer(StrEnum):
    """`withdraw`: it gives up what it had said yes to; `read`: it has read news that asks nothing."""

    YES = "yes"
    NO = "no"
    WITHDRAW = "withdraw"
    READ = "read"


class RepliedBy(StrEnum):
    """By which way: the link of a notice, an account of the group, or an officer who heard it."""

    LINK = "link"
    ACCOUNT = "account"
    OFFICER = "officer"


class ReplyState(StrEnum):
    """`waits` is a "no" that does not count yet; `overtaken` when the group said otherwise, or was asked something else
    meanwhile."""

    WAITS = "waits"
    COUNTS = "counts"
    TAKEN_BACK = "taken_back"
    OVERTAKEN = "overtaken"


S = ReplyState
NEXT = moves(
    S,
    {
        S.WAITS: {S.COUNTS, S.TAKEN_BACK, S.OVERTAKEN},
        S.COUNTS: set(),
        S.TAKEN_BACK: set(),
        S.OVERTAKEN: set(),
    },
)


class Reply(Record, table=True):
    """`by` is who wrote it down, `counts_at` from when a "no" that waits counts, `ended_by` who took it back.

    `slot_id`: the one day it is said of, of a season or of an offer for ten minutes; else it is of all that was asked.
    """

    __table_args__ = (
        one_where("uq_reply_waiting", "application_id", "said", where="state = 'waits' AND slot_id IS NULL"),
        one_where(
            "uq_reply_waiting_day", "application_id", "slot_id", "said", where="state = 'waits' AND slot_id IS NOT NULL"
        ),
        sa.Index("ix_reply_due", "state", "counts_at"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    application_id: int = Field(foreign_key="application.id", index=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    slot_id: int | None = Field(default=None, foreign_key="slot.id")
    said: Answer = Field(sa_column=state_column(Answer, "said"))
    way: RepliedBy = Field(sa_column=state_column(RepliedBy, "way"))
    state: ReplyState = Field(default=ReplyState.COUNTS, sa_column=state_column(ReplyState, "state"))
    by: str = Field(default="", max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(default_factory=now)
    counts_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = Field(default="", max_length=80)
    ended_by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def waits(self) -> bool:
        return self.state is ReplyState.WAITS

    @property
    def of_bookings(self) -> bool:
        """`OF_BOOKINGS` of one."""
        return self.slot_id is None or self.said is Answer.WITHDRAW

    def count(self) -> None:
        """It has waited long enough."""
        self.become(S.COUNTS, CLOCK, "counts", was=(S.WAITS,))

    def overtake(self, by: Doer) -> None:
        """It was said to another question, or the group has spoken since."""
        self.become(S.OVERTAKEN, by, "overtaken", ended_at=now())

    def take_back(self, *, by: Actor) -> None:
        """It was not so. Overtaken once it counts."""
        ended: dict[str, Any] = {"ended_at": now(), **who_did(by, "ended_by")}
        self.become(S.TAKEN_BACK, by, "taken_back", **ended)


R = table(Reply)
WAITING, ASKED_FOR = R.alias("waiting"), table(Booking).alias("asked_for")
OF_BOOKINGS = sa.or_(R.c.slot_id.is_(None), R.c.said == Answer.WITHDRAW)  # the others answer an offer of the day


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, or writes down what she heard, and by which way. Nobody is named of the clock and of a link."""

    way: RepliedBy
    actor: Actor = field(default_factory=Actor)

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def person_id(self) -> int | None:
        return self.actor.person_id

    def refuse_no(self) -> None:
        """Refused to somebody whom a code let in just now: what a "no" gives away another group has at once."""
        self.actor.refuse_while_resting()

    @property
    def helper(self) -> bool:
        """Who speaks for the group without being of it, or may by her PIN: it counts at once, and the group is told."""
        return self.actor.may_be_helper and not self.office

    @property
    def office(self) -> bool:
        """An officer, who writes down what she was told."""
        return self.way is RepliedBy.OFFICER


def speaker_of(by: Actor) -> Speaker:
    """Somebody of the group or a helper of hers, or an officer who was told so."""
    return Speaker(RepliedBy.OFFICER if by.only_officer else RepliedBy.ACCOUNT, by)


def write_reply(
    db: Session,
    application: Application,
    said: Answer,
    speaker: Speaker,
    notice: Notice | None = None,
    *,
    slot_id: int | None = None,
    counts_at: datetime | None = None,
) -> Reply:
    """Keeps what a group said: to this notice, else to the newest question it was asked. With `counts_at` it waits.
    Who said or heard it in the group's name is written down for both to read."""
    _note_said(db, application, said, speaker)
    to = notice or latest_question(db, application.key)
    return Reply(
        bazaar_id=application.bazaar_id, application_id=application.key, notice_id=to.key if to else None,
        said=said, way=speaker.way, **who_did(speaker), slot_id=slot_id,
        counts_at=counts_at,
        state=S.WAITS if counts_at else S.COUNTS,
    ).add(db)  # fmt: skip


def _note_said(db: Session, application: Application, said: Answer, speaker: Speaker) -> None:
    bazaar = Bazaar.get(db, application.bazaar_id)
    if speaker.office:
        note(db, speaker.actor, f"bazaar_heard_{said}", application.group_id, bazaar=bazaar.name)
    else:
        note_answered(bazaar, application, speaker.actor)


def note_answered(bazaar: Bazaar, application: Application, by: Actor) -> None:
    """A helper answered in the group's name, or who may be one: for both to read."""
    note_helped(bazaar.db, by, "bazaar_answered", application.group_id, bazaar=bazaar.name)


def silent(application_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a group is asked now and has said nothing, not even a "no" that does not count yet, for a condition."""
    k, r = ASKED_FOR.c, WAITING.c
    open_still = sa.or_(k.answer_by.is_(None), k.answer_by > now())
    asked = sa.select(k.id).where(k.application_id == application_id, k.state == BookingState.OFFERED, open_still)
    said = sa.select(r.id).where(r.application_id == application_id, r.state == S.WAITS, r.said == Answer.NO)
    return sa.and_(asked.exists(), sa.not_(said.where(r.slot_id.is_(None)).exists()))


def waiting_replies(db: Session, application_id: int) -> list[Reply]:
    """Each "no" of this group that does not count yet."""
    wanted = sa.select(Reply).where(R.c.application_id == application_id, R.c.state == S.WAITS)
    return list(db.scalars(wanted.order_by(R.c.id)))


def replies_to(db: Session, notice_id: int) -> list[Reply]:
    """What was said to a notice, in its order."""
    return list(db.scalars(sa.select(Reply).where(R.c.notice_id == notice_id).order_by(R.c.id)))


def the_reply(db: Session, bazaar_id: int, key: int) -> Reply:
    return one_of(db, Reply, key, bazaar_id=bazaar_id)


def due_replies(db: Session, bazaar_id: int) -> list[Reply]:
    """Of this bazaar each "no" to booths of a plan that has waited long enough."""
    due = (R.c.bazaar_id == bazaar_id, R.c.state == S.WAITS, R.c.counts_at <= now())
    wanted = sa.select(Reply).where(*due, OF_BOOKINGS)
    return list(db.scalars(locked(wanted.order_by(R.c.id))))


def overtake_replies(db: Session, application_ids: Collection[int], by: Doer) -> None:
    """What waits of these groups does not count any more."""
    waiting = sa.select(Reply).where(R.c.application_id.in_(application_ids), R.c.state == S.WAITS, OF_BOOKINGS)
    for reply in db.scalars(waiting.order_by(R.c.id)):
        reply.overtake(by)


@undoes("reply.by_id")
def _take_back(db: Session, made: Made) -> None:
    """A "no" that the account wrote down and that does not count yet is not heard; what counts the office sees to."""
    hers = sa.select(Reply).where(made.holds(R.c.by_id, R.c.at), R.c.state == S.WAITS)
    for reply in db.scalars(hers.order_by(R.c.id)):
        reply.overtake(CLOCK)

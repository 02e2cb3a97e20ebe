"""Reply: what a group said to a piece of news, by which way, and who wrote it down. Appended; a "no" that an officer
wrote down waits two hours, in which she may take it back and the group may say otherwise."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.booking.notice import Notice, latest_question
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import NotFound
from market.kernel.states import moves
from market.people.access import Actor
from market.people.undoing import Made, undoes

WAITS_FOR = timedelta(hours=2)


class Answer(StrEnum):
    """`read`: the group has read news that asks nothing."""

    YES = "yes"
    NO = "no"
    READ = "read"


class RepliedBy(StrEnum):
    """By which way: the link of a notice, an account of the group, or an officer who heard it."""

    LINK = "link"
    ACCOUNT = "account"
    OFFICER = "officer"


class ReplyState(StrEnum):
    """`waits` is an officer's "no" that does not count yet; `overtaken` when the group said otherwise, or was asked
    something else meanwhile."""

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
    """`by` is who wrote it down, `counts_at` from when a "no" that waits counts, `ended_by` who took it back."""

    __table_args__ = (
        sa.Index(
            "uq_reply_waiting",
            "application_id",
            unique=True,
            sqlite_where=sa.text("state = 'waits'"),
            postgresql_where=sa.text("state = 'waits'"),
        ),
        sa.Index("ix_reply_due", "state", "counts_at"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    application_id: int = Field(foreign_key="application.id", index=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
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

    def count(self) -> None:
        """It has waited long enough."""
        self.become(S.COUNTS, was=(S.WAITS,))

    def overtake(self) -> None:
        """It was said to another question, or the group has spoken since."""
        self.become(S.OVERTAKEN, ended_at=now())

    def take_back(self, *, by: Actor) -> None:
        """It was not so. Overtaken once it counts."""
        self.become(S.TAKEN_BACK, ended_at=now(), ended_by=by.name[:80], ended_by_id=by.person_id)


R = table(Reply)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, or writes down what she heard, and by which way."""

    way: RepliedBy
    name: str = ""
    person_id: int | None = None


def write_reply(
    db: Session,
    application: Application,
    said: Answer,
    speaker: Speaker,
    notice: Notice | None = None,
    *,
    counts_at: datetime | None = None,
) -> Reply:
    """Keeps what a group said: to this notice, else to the newest question it was asked. With `counts_at` it waits."""
    to = notice or latest_question(db, application.key)
    return Reply(
        bazaar_id=application.bazaar_id, application_id=application.key, notice_id=to.key if to else None,
        said=said, way=speaker.way, by=speaker.name[:80], by_id=speaker.person_id, counts_at=counts_at,
        state=S.WAITS if counts_at else S.COUNTS,
    ).add(db)  # fmt: skip


def waiting_reply(db: Session, application_id: int) -> Reply | None:
    """The "no" of this group that an officer wrote down and that does not count yet."""
    wanted = sa.select(Reply).where(R.c.application_id == application_id, R.c.state == S.WAITS)
    return db.scalars(wanted).first()


def replies_to(db: Session, notice_id: int) -> list[Reply]:
    """What was said to a notice, in its order."""
    return list(db.scalars(sa.select(Reply).where(R.c.notice_id == notice_id).order_by(R.c.id)))


def the_reply(db: Session, bazaar_id: int, key: int) -> Reply:
    found = db.get(Reply, key)
    if found is None or found.bazaar_id != bazaar_id:
        raise NotFound(f"reply {key}")
    return found


def due_replies(db: Session, bazaar_id: int) -> list[Reply]:
    """Of this bazaar each "no" that has waited long enough."""
    wanted = sa.select(Reply).where(R.c.bazaar_id == bazaar_id, R.c.state == S.WAITS, R.c.counts_at <= now())
    return list(db.scalars(locked(wanted.order_by(R.c.id))))


def overtake_replies(db: Session, application_ids: Collection[int]) -> None:
    """What waits of these groups does not count any more."""
    waiting = sa.select(Reply).where(R.c.application_id.in_(application_ids), R.c.state == S.WAITS)
    for reply in db.scalars(waiting.order_by(R.c.id)):
        reply.overtake()


@undoes("reply.by_id")
def _take_back(db: Session, made: Made) -> None:
    """A "no" that the account wrote down and that does not count yet is not heard; what counts the office sees to."""
    hers = sa.select(Reply).where(made.holds(R.c.by_id, R.c.at), R.c.state == S.WAITS)
    for reply in db.scalars(hers.order_by(R.c.id)):
        reply.overtake()

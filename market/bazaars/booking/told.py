"""Which group was told what, by which way, when it opened it and what it answered: read from rows alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.announcement import Announcement
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.notice import ASKED, CARRIED, LEFT, Brought, Notice
from market.bazaars.booking.reach import number_to_ring
from market.bazaars.booking.reply import Reply, ReplyState, silent
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.record import from_row, table
from market.messages.outbox import Channel, Message
from market.messages.sending import ASKS_PEOPLE, open_channels
from market.people.group import Group
from market.people.membership import chairs_of_groups

N, B, R, M, K, A, G = (table(each) for each in (Notice, Brought, Reply, Message, Booking, Application, Group))
W = table(Announcement)
HOLDS = N.c.unsaid_at.is_(None)
OPENED = N.c.opened_at.is_not(None)
REPLIED = sa.select(R.c.id).where(R.c.notice_id == N.c.id, R.c.state != ReplyState.TAKEN_BACK).exists()
SENT = sa.or_(LEFT, CARRIED)
UNSEEN = sa.and_(HOLDS, sa.not_(LEFT), sa.not_(OPENED), sa.not_(REPLIED))  # no letter brought it, nor has it looked
UNTOLD = sa.and_(HOLDS, sa.not_(SENT), sa.not_(OPENED), sa.not_(REPLIED))
NEEDLESS = sa.and_(sa.not_(HOLDS), sa.not_(REPLIED))  # who answered was told, by whom it was heard
ASKS = N.c.template.in_({*ASKED, "bazaar_day_offer"})
PER_PAGE = 100


class Narrowing(StrEnum):
    """Whom a list of told groups shows, as its address says: whom only a person can tell, who was not told, who has not
    opened it, who is asked by it and silent."""

    BY_HAND = "tangan"
    UNTOLD = "belum"
    UNOPENED = "tutup"
    SILENT = "diam"

    @property
    def field(self) -> str:
        """Where `NewsCount` counts them."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class NewsCount:
    """One piece of news: how many groups it is for, of how many it is proved that it was sent, opened, answered, how
    many were asked something; and how many each `Narrowing` of its list shows."""

    news: str
    template: str
    at: datetime
    groups: int
    sent: int
    opened: int
    replied: int
    needless: int
    asked: int
    by_hand: int
    untold: int
    unopened: int
    silent: int
    text: str | None  # of an announcement, with who wrote it
    by: str | None

    @property
    def told_to(self) -> int:
        """How many it is for, without those to whom it became needless."""
        return self.groups - self.needless

    def shows(self, narrowed: str) -> int:
        """How many groups its list shows, narrowed so."""
        shown: int = getattr(self, Narrowing(narrowed).field) if narrowed in list(Narrowing) else self.groups
        return shown


def news_of_bazaar(db: Session, bazaar_id: int) -> list[NewsCount]:
    """All news of a bazaar, the newest first, in one statement."""

    def count(which: sa.ColumnElement[bool], name: str) -> sa.Label[int]:
        return sa.func.sum(sa.case((which, 1), else_=0)).label(name)

    wanted = (
        sa.select(
            N.c.news, sa.func.min(N.c.template).label("template"), sa.func.max(N.c.written_at).label("at"),
            sa.func.count().label("groups"), count(SENT, "sent"), count(OPENED, "opened"),
            count(sa.and_(ASKS, REPLIED), "replied"), count(NEEDLESS, "needless"),
            count(sa.and_(ASKS, sa.not_(NEEDLESS)), "asked"),
            *(count(narrowing(each), each.field) for each in Narrowing),
            sa.func.min(W.c.text).label("text"), sa.func.min(W.c.made_by).label("by"),
        )
        .select_from(N.outerjoin(W, N.c.news == sa.literal("message/") + sa.cast(W.c.id, sa.String)))
        .where(N.c.bazaar_id == bazaar_id)
        .group_by(N.c.news)
        .order_by(sa.func.max(N.c.id).desc())
    )  # fmt: skip
    return [from_row(NewsCount, row) for row in db.execute(wanted)]


OTHER = N.alias("other")
NEWEST = N.c.id == (
    sa.select(sa.func.max(OTHER.c.id))
    .where(OTHER.c.application_id == N.c.application_id, OTHER.c.template.in_(ASKED))
    .correlate(N)
    .scalar_subquery()
)  # the question that a group answers now


def _by_itself() -> sa.ColumnElement[bool]:
    """A message of the platform brings it, or may still."""
    alive = (M.c.notice_id == N.c.id, M.c.unsaid_at.is_(None), M.c.channel.in_(open_channels()))
    return sa.select(M.c.id).where(*alive, M.c.attempts < ASKS_PEOPLE).exists()


def narrowing(name: str) -> sa.ColumnElement[bool]:
    """Which groups a list shows that is narrowed so; every other name all."""
    found = {
        Narrowing.BY_HAND: sa.and_(UNTOLD, sa.not_(_by_itself())),
        Narrowing.UNTOLD: UNTOLD,
        Narrowing.UNOPENED: sa.and_(HOLDS, sa.not_(OPENED)),
        Narrowing.SILENT: sa.and_(NEWEST, silent(N.c.application_id)),
    }
    return found[Narrowing(name)] if name in list(Narrowing) else sa.true()


@dataclass(frozen=True, slots=True)
class SentBy:
    """A message that brings a notice: by which channel, when it left, whether people are asked to bring it."""

    channel: Channel
    sent_at: datetime | None
    attempts: int

    @property
    def asks_people(self) -> bool:
        """It did not leave so often that people are asked to bring it; it is tried for days more."""
        return self.sent_at is None and self.attempts >= ASKS_PEOPLE


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """A group and one piece of news: all that proves how far it came."""

    notice: Notice
    group: Group
    number: str
    state: BookingState | None
    asked: bool
    phone: str | None = None
    sendings: Sequence[SentBy] = field(default_factory=list)
    brought: Sequence[Brought] = field(default_factory=list)
    replies: Sequence[Reply] = field(default_factory=list)

    @property
    def reply(self) -> Reply | None:
        """What it said last, unless that was taken back."""
        return next((each for each in reversed(self.replies) if each.state is not ReplyState.TAKEN_BACK), None)

    @property
    def sent(self) -> bool:
        return bool(self.brought) or any(each.sent_at for each in self.sendings)

    @property
    def told(self) -> bool:
        """Some row proves that it was sent, opened or answered."""
        return self.sent or self.notice.opened_at is not None or self.reply is not None

    @property
    def needless(self) -> bool:
        """It became untrue before anybody was told."""
        return self.notice.unsaid_at is not None and not self.told


def told_groups(
    db: Session, bazaar_id: int, news: str, narrowed: str = "", *, skip: int = 0, most: int = PER_PAGE
) -> list[ToldGroup]:
    """The groups of one piece of news by their names, with all that is known of each; one more than `most` where the
    list goes on."""
    latest = sa.select(K.c.state).where(K.c.application_id == N.c.application_id).order_by(K.c.id.desc()).limit(1)
    open_still = sa.or_(K.c.answer_by.is_(None), K.c.answer_by > now())
    offered = sa.select(K.c.id).where(
        K.c.application_id == N.c.application_id, K.c.state == BookingState.OFFERED, open_still
    )
    asked = sa.and_(offered.exists(), NEWEST)
    wanted = (
        sa.select(Notice, Group, A.c.number, latest.scalar_subquery().label("state"), asked.label("asked"))
        .join(Group, G.c.id == N.c.group_id)
        .join(Application, A.c.id == N.c.application_id)
        .where(N.c.bazaar_id == bazaar_id, N.c.news == news, narrowing(narrowed))
        .order_by(G.c.name, N.c.id)
        .offset(skip)
        .limit(most + 1)
    )
    return with_ways(db, db.execute(wanted).all())


def with_ways(db: Session, found: Sequence[sa.Row[Any]]) -> list[ToldGroup]:
    """These rows with how each group was told and what it said, in four statements."""
    keys = [each.Notice.key for each in found]
    sendings, brought, replies = _sendings(db, keys), _brought(db, keys), _replies(db, keys)
    chairs = chairs_of_groups(db, [each.Group.key for each in found])
    return [
        ToldGroup(
            notice=each.Notice, group=each.Group, number=each.number, state=each.state, asked=bool(each.asked),
            phone=number_to_ring(each.Group, chairs.get(each.Group.key, ())),
            sendings=sendings.get(each.Notice.key, []), brought=brought.get(each.Notice.key, []),
            replies=replies.get(each.Notice.key, []),
        )
        for each in found
    ]  # fmt: skip


def _sendings(db: Session, keys: Sequence[int]) -> Mapping[int, list[SentBy]]:
    wanted = sa.select(M.c.notice_id, M.c.channel, M.c.sent_at, M.c.attempts).where(
        M.c.notice_id.in_(keys), M.c.unsaid_at.is_(None)
    )
    found: dict[int, list[SentBy]] = {}
    for row in db.execute(wanted.order_by(M.c.id)):
        found.setdefault(row.notice_id, []).append(from_row(SentBy, row))
    return found


def _brought(db: Session, keys: Sequence[int]) -> Mapping[int, list[Brought]]:
    found: dict[int, list[Brought]] = {}
    wanted = sa.select(Brought).where(B.c.notice_id.in_(keys), B.c.taken_back_at.is_(None)).order_by(B.c.id)
    for each in db.scalars(wanted):
        found.setdefault(each.notice_id, []).append(each)
    return found


def _replies(db: Session, keys: Sequence[int]) -> Mapping[int, list[Reply]]:
    found: dict[int, list[Reply]] = {}
    for each in db.scalars(sa.select(Reply).where(R.c.notice_id.in_(keys)).order_by(R.c.id)):
        found.setdefault(each.notice_id or 0, []).append(each)
    return found

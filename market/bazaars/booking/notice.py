"""Notice: one piece of news of a bazaar for one group, who brought it by hand, and when the group opened it.

E-mail and WhatsApp by the platform are messages of the outbox, which name their notice. A notice is told by what is
written down alone: a message that left, a person who says that she sent, handed over or read it out, an opening, a
reply. Its link needs no account: it opens this news of this group, in the first browser that opened it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.notice_link import of_browser, path_of, secret_of
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.doer import Doer, who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, from_row, locked, state_column, table
from market.kernel.refused import NotFound, Refused
from market.kernel.tokens import digest, new_token
from market.messages.outbox import Message
from market.people.access import Actor
from market.people.act import note

ASKED = frozenset(
    {"bazaar_seated", "bazaar_offer", "bazaar_moved", "bazaar_postponed", "bazaar_prolonged", "bazaar_regained"}
)
# News that many groups get at once has its number in its name; of the rest all of one kind stand together.
AT_ONCE = frozenset(
    {"moved", "lost", "slot_cancelled", "postponed", "prolonged", "day_moved", "day_off", "changed", "times",
     "number", "renamed", "returned", "message", "bazaar_day_ended", "bazaar_day_shortened", "bazaar_day_lengthened",
     "regained", "standby_over", "ready"}
)  # fmt: skip


class CarriedBy(StrEnum):
    """How a person brought it: by her own WhatsApp, on paper, or read out on the phone."""

    WHATSAPP = "whatsapp"
    PAPER = "paper"
    PHONE = "phone"


class Notice(Record, table=True):
    """`news` is what many groups are told together, `occasion` tells this from all other news of the group.

    `nonce` makes the secret of its link, of which only the digest is kept; `browser_hash` is of the browser that
    opened it first. `unsaid_at`: it became untrue, or needless, before anybody was told.
    """

    __table_args__ = (
        sa.UniqueConstraint("application_id", "occasion"),
        sa.Index("ix_notice_bazaar_id_news", "bazaar_id", "news"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    application_id: int = Field(foreign_key="application.id")
    group_id: int = Field(foreign_key="groups.id", index=True)
    news: str = Field(max_length=60)
    occasion: str = Field(max_length=100)
    template: str = Field(max_length=40)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    written_at: datetime = Field(default_factory=now)
    unsaid_at: datetime | None = None
    nonce: str = Field(max_length=32)
    key_hash: str = Field(max_length=64, unique=True)
    browser_hash: str = Field(default="", max_length=64)
    opened_at: datetime | None = None
    opened_by: str = Field(default="", max_length=80)
    opened_by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def asks(self) -> bool:
        """Whether the group is to say yes or no."""
        return self.template in ASKED

    @property
    def path(self) -> str:
        """The address that opens it without an account."""
        return path_of(self.nonce)

    def is_open_in(self, browser: str) -> bool:
        """Whether this is the browser that opened it first; `browser` is its random mark."""
        return bool(browser) and self.browser_hash == of_browser(browser, self.nonce)

    def open_in(self, browser: str) -> None:
        """The group opens its link. Refused in a second browser: a link that was passed on opens nothing."""
        first = N.c.browser_hash == ""
        self.update_if(first, browser_hash=of_browser(browser, self.nonce))
        if not self.is_open_in(browser):
            raise Refused("notice_opened_elsewhere")
        self.update_if(N.c.opened_at.is_(None), opened_at=now())

    def renew(self, bazaar: Bazaar, by: Actor) -> None:
        """A new link, which nobody has opened; the one before is over, and who opened that proves nothing. A letter
        that still waits leads to the new one."""
        self.nonce = new_token()
        self.key_hash, self.browser_hash = digest(secret_of(self.nonce)), ""
        self.opened_at, self.opened_by, self.opened_by_id = None, "", None
        rows = table(Message)
        for each in self.db.scalars(sa.select(Message).where(rows.c.notice_id == self.key, rows.c.sent_at.is_(None))):
            if "nonce" in each.params:
                each.params = each.params | {"nonce": self.nonce}
        note(self.db, by, "bazaar_link_renewed", self.group_id, bazaar=bazaar.name)

    def bring(self, way: CarriedBy, *, by: Actor) -> None:
        """A person says that she brought it. Saying it again changes nothing."""
        bring_all(self.db, [self], way, by=by)

    def take_back(self, *, by: Actor) -> None:
        """She did not bring it after all: what was ticked counts no more, and stays to be read."""
        rows = table(Brought)
        ticked = sa.update(rows).where(rows.c.notice_id == self.key, rows.c.taken_back_at.is_(None))
        self.db.execute(ticked.values(taken_back_at=now(), **who_did(by, "taken_back_by")))


class Brought(Record, table=True):
    """A person says that she brought a notice to its group: who, when, how; and who took that word back."""

    notice_id: int = Field(foreign_key="notice.id", index=True)
    way: CarriedBy = Field(sa_column=state_column(CarriedBy, "way"))
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(default_factory=now)
    taken_back_at: datetime | None = None
    taken_back_by: str = Field(default="", max_length=80)
    taken_back_by_id: int | None = Field(default=None, foreign_key="person.id")


N, B, M = table(Notice), table(Brought), table(Message)


def bring_all(db: Session, notices: Sequence[Notice], way: CarriedBy, *, by: Actor) -> None:
    """`Notice.bring` of many. Refused for none."""
    if not notices:
        raise Refused("no_group_ticked")
    keys = [notice.key for notice in notices]
    ticked = (B.c.notice_id.in_(keys), B.c.way == way, B.c.taken_back_at.is_(None))
    there = set(db.scalars(sa.select(B.c.notice_id).where(*ticked)))
    new = (Brought(notice_id=key, way=way, **who_did(by)) for key in keys if key not in there)
    db.add_all(new)
    db.flush()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a group is to be told: by which template, with which parameters."""

    application: Application
    template: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A notice that was written: its id, and of what its link is made."""

    id: int
    nonce: str


def write_notices(db: Session, bazaar: Bazaar, drafts: Sequence[Draft], occasion: str) -> dict[int, Written]:
    """Writes one for each group; by application. What was taken back unsaid may be told again."""
    if not drafts:
        return {}
    db.flush()
    head = occasion.partition("/")[0]
    kept = {
        "bazaar_id": bazaar.key, "news": (occasion if head in AT_ONCE else head)[:60], "occasion": occasion[:100],
        "written_at": now(), "unsaid_at": None, "browser_hash": "", "opened_at": None, "opened_by": "",
        "opened_by_id": None,
    }  # fmt: skip
    insert = (sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert)(N)
    anew = ("template", "params", "written_at", "unsaid_at", "nonce", "key_hash", "browser_hash", "opened_at")
    again = insert.on_conflict_do_update(
        index_elements=["application_id", "occasion"],
        set_={name: insert.excluded[name] for name in anew},
        where=N.c.unsaid_at.is_not(None),
    )
    db.execute(again, [kept | _row(each) for each in drafts])
    keys = [each.application.key for each in drafts]
    wanted = sa.select(N.c.application_id, N.c.id, N.c.nonce)
    wanted = wanted.where(N.c.application_id.in_(keys), N.c.occasion == occasion[:100])
    return {row.application_id: from_row(Written, row) for row in db.execute(wanted)}


def _row(draft: Draft) -> dict[str, Any]:
    nonce = new_token()
    return {
        "application_id": draft.application.key,
        "group_id": draft.application.group_id,
        "template": draft.template,
        "params": dict(draft.params),
        "nonce": nonce,
        "key_hash": digest(secret_of(nonce)),
    }


LEFT = sa.select(M.c.id).where(M.c.notice_id == N.c.id, M.c.sent_at.is_not(None)).exists()
CARRIED = sa.select(B.c.id).where(B.c.notice_id == N.c.id, B.c.taken_back_at.is_(None)).exists()


def notice_by_key(db: Session, key: str, *, lock: bool = False) -> Notice:
    """The one that a link opens; NotFound for any other key."""
    wanted = sa.select(Notice).where(N.c.key_hash == digest(key))
    found = db.scalars(locked(wanted) if lock else wanted).first()
    if not key or found is None:
        raise NotFound("notice")
    return found


def the_notice(db: Session, bazaar_id: int, key: int) -> Notice:
    return one_of(db, Notice, key, bazaar_id=bazaar_id)


def notices_of(db: Session, bazaar_id: int, keys: Collection[int]) -> list[Notice]:
    """Those of these that are of this bazaar."""
    return list(db.scalars(sa.select(Notice).where(N.c.bazaar_id == bazaar_id, N.c.id.in_(keys)).order_by(N.c.id)))


def notice_on(db: Session, application_id: int, occasion: str) -> Notice | None:
    """What tells a group of this occasion."""
    wanted = sa.select(Notice).where(N.c.application_id == application_id, N.c.occasion == occasion)
    return db.scalars(wanted).first()


def latest_question(db: Session, application_id: int) -> Notice | None:
    """The newest news by which a group was asked for its yes or no."""
    wanted = sa.select(Notice).where(N.c.application_id == application_id, N.c.template.in_(ASKED))
    return db.scalars(wanted.order_by(N.c.id.desc()).limit(1)).first()


def opened_by_account(db: Session, application_id: int, until: datetime, by: Doer) -> None:
    """Somebody of the group looked at its page of the bazaar, where all that was written until then stands."""
    unseen = (N.c.application_id == application_id, N.c.opened_at.is_(None), N.c.written_at <= until)
    db.execute(sa.update(N).where(*unseen).values(opened_at=until, **who_did(by, "opened_by")))

"""The outbox: a message is a row, written once, by its name, with the change it tells of, and sent afterwards.

A worker that dies between sending and writing it down sends it again, under the same Message-ID.

A message knows a plain recipient, a template name and parameters; it becomes words when it is read, in her language.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import GROUPS
from market.kernel.cause import cause
from market.kernel.clock import now
from market.kernel.doer import Doer, sign
from market.kernel.indexes import where_set
from market.kernel.record import Record, state_column, table
from market.kernel.settings import settings
from market.messages.warnings import WARNINGS

NOT_BY = "not_by"  # the parameter with the id of the person who must not send a message by hand
MOST_CAUSED = 20  # letters that one network may cause within `COUNTED` to people who did not ask for them
OF_WARNINGS = "/warnings"  # appended to a cause: warnings are counted apart, other letters silence none of them
COUNTED = timedelta(hours=1)
GATHERED = timedelta(minutes=10)


class Channel(StrEnum):
    """`tap` waits in a group's list "kabar yang perlu dikirim" until a person sends it by wa.me."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"
    TAP = "tap"
    PAGE = "page"  # on the first page of a group, for who is reached by nothing else, until it was seen


def _waiting(name: str, *columns: str) -> sa.Index:
    """An index of messages that wait (`WAITS`) alone: those that were sent or taken back are nearly all."""
    waits = sa.text("sent_at IS NULL AND unsaid_at IS NULL")
    return sa.Index(f"ix_message_waiting_{name}", *columns, sqlite_where=waits, postgresql_where=waits)


class Message(Record, table=True):
    """`name` is unique: telling the same thing twice tells it once.

    `proved`: the owner of `to` has shown that it is theirs; else no words that somebody typed are sent there.
    `caused_by`: a digest of the network of a stranger who caused it, forgotten after a day. `about` is the
    thing it tells of (a parcel, a code): when the news becomes untrue before it is sent, it is found by this and taken
    back, at `unsaid_at`. `notice_id` is the news of a bazaar that it brings to a group. `to_id` is the account it is
    for, None for a buyer without one: deleting that forgets it.
    """

    __table_args__ = (
        where_set("message", "caused_by", "written_at"),
        sa.Index("ix_message_written_at", "written_at"),
        _waiting("due", "channel", "due_at"),
        _waiting("to", "channel", "to_id", "written_at"),
        _waiting("group", "channel", "group_id"),
        where_set("message", "to_id"),
        where_set("message", "notice_id"),
        where_set("message", "about"),
    )

    name: str = Field(max_length=120, unique=True)
    channel: Channel = Field(sa_column=state_column(Channel, "channel"))
    to: str = Field(max_length=200)
    to_name: str = Field(default="", max_length=80)
    to_id: int | None = None
    language: str = Field(default="id", max_length=2)
    template: str = Field(max_length=40)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    group_id: int | None = Field(default=None, index=True)
    written_at: datetime = Field(default_factory=now)
    due_at: datetime = Field(default_factory=now)
    attempts: int = 0
    leased_until: datetime | None = None
    sent_at: datetime | None = None
    sent_by: str = Field(default="", max_length=80)
    sent_by_id: int | None = None
    error: str = Field(default="", max_length=300)
    proved: bool = False
    caused_by: str | None = Field(default=None, max_length=64)
    about: str | None = Field(default=None, max_length=60)
    unsaid_at: datetime | None = None
    notice_id: int | None = None

    def may_be_sent_by(self, person_id: int | None) -> bool:
        """Whether this person may send it by hand: not news of her own doing, and nobody on a phone without a name."""
        return self.doer_id is None or person_id not in (None, self.doer_id)

    @property
    def doer_id(self) -> int | None:
        """Whose doing it is news of, where that one must not send it."""
        doer = self.params.get(NOT_BY)
        return int(doer) if doer is not None else None

    def tick(self, by: Doer) -> None:
        """A person says they have sent it."""
        if self.sent_at is None:
            self.sent_at = now()
            sign(self, by, "sent_by")


@dataclass(frozen=True)
class Recipient:
    """Who is told: by e-mail when there is one, by WhatsApp on `phone`. `person_id`: her account, if she `signs_in`."""

    name: str
    phone: str | None
    email: str | None
    language: str = "id"
    phone_proved: bool = False
    email_proved: bool = False
    person_id: int | None = None
    signs_in: bool = True


def tell(
    db: Session,
    to: Recipient,
    template: str,
    params: dict[str, Any],
    *,
    name: str,
    about: str | None = None,
    from_group: int | None = None,
    by_hand: dict[str, Any] | None = None,
    warns: bool = False,
    gather: bool = False,
    notice_id: int | None = None,
) -> bool:
    """Writes messages to one person. `name` tells this news from any other, `about` is what `unsay` finds it by.

    With WhatsApp configured it goes there; else, when it comes `from_group`, into that group's list of messages to send
    by hand, which others read: `by_hand` are the parameters that differ there. E-mail besides, where there is one.
    False when it was not written: its network caused enough, or it is the second of what is to `gather` into one. Never
    kept back: what a person sends by hand, and what `warns` (one of WARNINGS) an owner at an address that she proved.
    """
    if warns and template not in WARNINGS:
        raise ValueError(f"{template} warns nobody")
    kept = {
        "language": to.language, "template": template, "group_id": from_group, "to_name": to.name,
        "to_id": to.person_id, "about": about, "notice_id": notice_id,
    }  # fmt: skip
    letters = ways_to(to)
    if to.phone and brought_by_hand(to, from_group):
        _write(db, name, kept, params | (by_hand or {}), channel=Channel.TAP, to=to.phone, proved=True)
    counted = [letter for letter in letters if not (warns and letter.proved)] if cause() else []
    by = cause() + (OF_WARNINGS if warns else "")
    room = not counted or _room(db, by, [letter.address for letter in counted], template, gather)
    if stands_on_page(to, params, template, from_group):
        _write(db, name, kept, params, channel=Channel.PAGE, to=to.phone or to.name, proved=True)
    for letter in letters:
        if letter not in counted or room:
            at: dict[str, Any] = {"channel": letter.channel, "to": letter.address, "proved": letter.proved}
            _write(db, name, kept, params, **at, caused_by=by if letter in counted else None)
    return room


def brought_by_hand(to: Recipient, from_group: int | None) -> bool:
    """Whether the group itself sends it by WhatsApp, since the platform cannot."""
    return to.phone is not None and from_group is not None and not settings().whatsapp_url


def stands_on_page(to: Recipient, params: dict[str, Any], template: str, from_group: int | None) -> bool:
    """Whether only the page of her group can tell her. News of a bazaar stands there as what it is: `Notice`."""
    ours = str(params.get("path", "")).startswith(GROUPS) and not template.startswith("bazaar_")
    return ours and to.person_id is not None and not ways_to(to) and not brought_by_hand(to, from_group)


@dataclass(frozen=True, slots=True)
class Reach:
    """A channel by which we can tell somebody, her address there, and whether she proved it."""

    channel: Channel
    address: str
    proved: bool


def ways_to(to: Recipient) -> list[Reach]:
    ways = [Reach(Channel.WHATSAPP, to.phone, to.phone_proved)] if to.phone and settings().whatsapp_url else []
    return ways + ([Reach(Channel.EMAIL, to.email, to.email_proved)] if to.email else [])


def _room(db: Session, by: str, addresses: list[str], template: str, gather: bool) -> bool:
    """Whether a network may cause these letters too; counted while no other request of that network counts."""
    connection, moment = db.connection(), now()
    if connection.dialect.name != "sqlite":
        connection.execute(ONE_AT_A_TIME, {"by": by})
    values = {"by": by, "hour": moment - COUNTED, "lately": moment - GATHERED, "to": addresses, "template": template}
    caused, same = connection.execute(CAUSED, values).one()
    return int(caused) + len(addresses) <= MOST_CAUSED and not (gather and same)


def _write(db: Session, name: str, kept: dict[str, Any], params: dict[str, Any], **where: Any) -> None:
    connection, row = db.connection(), row_of(name, params, **kept, **where)
    if not connection.execute(KNOWN, {"key": row["name"]}).first():
        connection.execute(NEW, row)


def named(name: str, channel: Channel) -> str:
    """The name of the row that brings the news `name` by this channel."""
    return f"{name}/{channel.value}"[:120]


def row_of(name: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message as a row that is new; `more` are the columns that tell it from others, its `channel` among them."""
    moment, key = now(), named(name, more["channel"])
    state = {"written_at": moment, "due_at": moment, "attempts": 0, "sent_by": "", "error": "", "caused_by": None}
    return {"name": key, "params": params, **state, "group_id": None, "to_id": None, **more}


def send(
    db: Session,
    channel: Channel,
    address: str,
    template: str,
    params: dict[str, Any],
    *,
    name: str,
    language: str,
    to_id: int,
    about: str | None = None,
) -> None:
    """One message to an address that nobody has proved yet: it carries no name. `to_id` is the person who asked for it.

    That person waits for it, so it is never kept back; it counts among what its network causes.
    """
    kept = {"language": language, "template": template, "to_name": "", "to_id": to_id, "about": about}
    _write(db, name, kept, params, channel=channel, to=address, proved=False, caused_by=cause() or None)


M = table(Message)
WAITS = sa.and_(M.c.sent_at.is_(None), M.c.unsaid_at.is_(None))  # neither left, nor was taken back
KNOWN = sa.select(M.c.id).where(M.c.name == sa.bindparam("key"))
NEW = sa.insert(M)
SAME = sa.and_(M.c.template == sa.bindparam("template"), M.c.to.in_(sa.bindparam("to", expanding=True)))
LATELY = sa.and_(SAME, M.c.written_at > sa.bindparam("lately", type_=M.c.written_at.type))
CAUSED = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((LATELY, 1), else_=0)), 0)).where(
    M.c.caused_by == sa.bindparam("by"), M.c.written_at > sa.bindparam("hour", type_=M.c.written_at.type)
)
ONE_AT_A_TIME = sa.select(
    sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("by", type_=sa.String), 0))
)

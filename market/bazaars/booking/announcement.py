"""Announcement: what the office writes to the groups of a bazaar: to all, to a block, to a kind, to who has not
answered. One row for each that was sent, and one notice for each group."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import LIVE, BookedBooth, Booking
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.reply import silent
from market.bazaars.booking.stands import standing_or_waiting
from market.bazaars.booth import Booth
from market.bazaars.registering.application import SENT, Application, Named, applications_of
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor

MOST_LETTERS = 600


class ToWhom(StrEnum):
    """`block` and `category` are of one alone; `unanswered` is who was asked and has not said yes or no."""

    EVERYONE = "everyone"
    BLOCK = "block"
    CATEGORY = "category"
    UNANSWERED = "unanswered"


class Announcement(Record, table=True):
    """`which` is the block or the kind of goods where it went to one alone; `groups` how many it was written to."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    text: str = Field(max_length=MOST_LETTERS)
    audience: ToWhom = Field(sa_column=state_column(ToWhom, "audience"))
    which: str = Field(default="", max_length=60)
    groups: int
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom something is said: an audience, and which block or kind."""

    audience: ToWhom
    which: str = ""


def addressed(db: Session, bazaar: Bazaar, to: Addressed) -> list[Named]:
    """The groups that it reaches now, by their names: not those that withdrew, said no, or cannot take part."""
    everyone = applications_of(db, bazaar.key)
    if bazaar.published_at is None:
        everyone = [(each, group) for each, group in everyone if each.state in SENT]
    else:
        everyone = standing_or_waiting(db, bazaar, everyone)
    if to.audience is ToWhom.CATEGORY:
        return [(each, group) for each, group in everyone if each.category == to.which]
    if to.audience is ToWhom.EVERYONE:
        return everyone
    wanted = set(db.scalars(_standing_in(bazaar, to.which) if to.audience is ToWhom.BLOCK else _asked(bazaar)))
    return [(each, group) for each, group in everyone if each.key in wanted]


def _standing_in(bazaar: Bazaar, zone: str) -> sa.Select[Any]:
    k, h, b = table(Booking), table(BookedBooth), table(Booth)
    there = sa.select(k.c.application_id).join(h, h.c.booking_id == k.c.id).join(b, b.c.id == h.c.booth_id)
    return there.where(k.c.bazaar_id == bazaar.key, k.c.state.in_(LIVE), h.c.until.is_(None), b.c.zone == zone)


def _asked(bazaar: Bazaar) -> sa.Select[Any]:
    a = table(Application)
    return sa.select(a.c.id).where(a.c.bazaar_id == bazaar.key, silent(a.c.id))


def announce(db: Session, bazaar: Bazaar, text: str, to: Addressed, *, by: Actor) -> Announcement:
    """Writes it to whom it reaches at this moment. Refused where it reaches nobody, Overtaken for a bazaar that is
    cancelled or still a draft."""
    if bazaar.state in (BazaarState.DRAFT, BazaarState.CANCELLED):
        raise Overtaken("state_moved")
    found = addressed(db, bazaar, to)
    if not found:
        raise Refused("nobody_to_tell", field="audience")
    said = Announcement(
        bazaar_id=bazaar.key, text=text, audience=to.audience, which=to.which, groups=len(found),
        **who_did(by, "made_by"),
    ).add(db)  # fmt: skip
    letters = [GroupLetter(application=each, group=group, template="bazaar_message") for each, group in found]
    tell_groups(db, bazaar, letters, f"message/{said.key}", text=text, agency=bazaar.agency)
    return said

"""Bazaar: what an officer plans: name, days, rules, and how far it is on its way from draft to published."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar_state import BazaarState, is_registering
from market.bazaars.booth import has_booths
from market.bazaars.closing import require_closing
from market.bazaars.slot import Days, Slot, slots_of
from market.kernel.clock import now
from market.kernel.free import slug_of
from market.kernel.one_of import the_one
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import Overtaken, Refused, needed_reason, require_room
from market.people.access import Actor
from market.people.group import Located
from market.people.office import office_called

MOST_SLOTS = 62


class Bazaar(Located, Record, table=True):
    """`village` is the code of the place that organises it, kota or below; its zone follows from it. It belongs
    to one office, `agency` is its name.

    `fee` is whole rupiah for a booth and a slot, `fee_classes` the fees by class of booth, `fee` then of those without
    one; where anything is above 0 it names the regulation it rests on and who receives it.
    `booth_watt` is what a booth on a circuit is expected to draw. `documents` are the kinds of certificates asked for.
    `season`: the same groups hold their booths on all of its days, as on a weekly market.
    `shown` lets everybody see a draft and comment on it.
    `frozen_list` is all that decides the result as it was when judging ended, `list_hash` its SHA-256, `number_drawn`
    what the named draw brought afterwards; hash and number are the `seed`. `sealed_list` is what the frozen list only
    commits to, with its secret: both are text, because their very letters are hashed. `auditor` was named last.
    """

    __table_args__ = (
        sa.CheckConstraint("reserved_groups >= 0", name="reserved"),
        sa.CheckConstraint("booth_watt >= 0", name="booth_watt"),
        sa.CheckConstraint("kelurahan_limit IS NULL OR kelurahan_limit >= 0", name="kelurahan"),
        sa.CheckConstraint("category_limit IS NULL OR category_limit >= 0", name="category"),
        sa.CheckConstraint("fee = 0 OR (fee > 0 AND fee_basis <> '' AND fee_receiver <> '')", name="fee"),
    )

    slug: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=80)
    village: str = Field(max_length=13, index=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    agency: str = Field(max_length=120)
    state: BazaarState = Field(default=BazaarState.DRAFT, sa_column=state_column(BazaarState, "state", index=True))
    story: str = ""
    venue: str = Field(default="", max_length=160)
    map_link: str = Field(default="", max_length=300)
    rules: str = ""
    draw_at: str = Field(default="", max_length=160)
    reserved_groups: int = 0
    reserved_for: str = Field(default="", max_length=80)
    kelurahan_limit: int | None = None
    category_limit: int | None = None
    picture: str | None = Field(default=None, max_length=60)
    fee: int = Field(default=0, sa_type=sa.BigInteger)
    fee_classes: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    fee_basis: str = Field(default="", max_length=160)
    fee_receiver: str = Field(default="", max_length=160)
    documents: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    booth_watt: int = 300
    shown: bool = False
    season: bool = False
    closes_at: datetime | None = None
    made_by_id: int = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    frozen_at: datetime | None = None
    frozen_list: str = ""
    sealed_list: str = ""
    list_hash: str = Field(default="", max_length=80)
    number_drawn: str = Field(default="", max_length=40)
    seed: int | None = Field(default=None, sa_type=sa.BigInteger)
    published_at: datetime | None = None
    note: str = Field(default="", max_length=500)
    auditor: str = Field(default="", max_length=120)
    audit_key_hash: str = Field(default="", max_length=64)

    @property
    def charges(self) -> bool:
        """Whether any booth of it costs something."""
        return self.fee > 0 or any(self.fee_classes.values())

    @property
    def fee_lines(self) -> str:
        """The classes as they are typed, one a line."""
        return "\n".join(f"{name}: {fee}" for name, fee in self.fee_classes.items())

    def fee_of(self, fee_class: str) -> int:
        """What a booth of this class costs for a slot, in whole rupiah."""
        return self.fee_classes.get(fee_class, self.fee)

    @property
    def public(self) -> bool:
        """Whether groups take part in it: it is past its draft."""
        return self.state is not BazaarState.DRAFT

    @property
    def takes_applications(self) -> bool:
        """Registration is open."""
        return is_registering(self.state, self.closes_at)

    @property
    def days(self) -> Days:
        """As they are now, read anew each time."""
        return Days(self, slots_of(self.db, self.key))

    def was_held(self, days: Days) -> bool:
        """It took place, and its last day is over: what it brought is everybody's to read."""
        return self.state is BazaarState.PUBLISHED and days.over

    @property
    def reserved_who(self) -> str:
        """Whom the reserved share is for, to be put behind the word kelompok, with which many begin it."""
        return self.reserved_for.strip().removeprefix("kelompok ").removeprefix("Kelompok ")

    @property
    def takes_verdicts(self) -> bool:
        """Officers still judge who registered: until the list is frozen."""
        return self.state in (BazaarState.OPEN, BazaarState.CLOSED) and self.frozen_at is None

    def require_verdicts(self) -> None:
        """Overtaken when registrations are judged no more: who was in the list when it was frozen stays in it."""
        if not self.takes_verdicts:
            raise Overtaken("state_moved")

    def open(self, by: Actor) -> None:
        """Groups may register. Refused without slots, booths or a closing time to come."""
        if not slots_of(self.db, self.key):
            raise Refused("slots_needed")
        if not has_booths(self.db, self.key):
            raise Refused("booths_needed")
        require_closing(self.days, self.closes_at)
        self.become(BazaarState.OPEN, by, "opened")

    def close(self, by: Actor) -> None:
        """Registration is over; what it is judged by, freezing.py freezes later. Refused before its end: closing early
        is after/when_to_register.py, in the open."""
        if self.takes_applications:
            raise Refused("still_registering", until=self.closes_at)
        self.become(BazaarState.CLOSED, by, "closed")

    def publish(self, by: Actor) -> None:
        """Everybody knows who stands where; plan.py books it."""
        self.require_days_left(self.days)
        self.become(BazaarState.PUBLISHED, by, "published", published_at=now())

    def require_days_left(self, days: Days) -> None:
        """Before publishing: Overtaken while a day that has begun is not called off, and when none is held any more."""
        if days.begun or not days.held:
            raise Overtaken("days_passed")

    def require_draft(self) -> None:
        """Overtaken once groups may register: what they register for stays as it was drafted."""
        if self.state is not BazaarState.DRAFT:
            raise Overtaken("state_moved")

    def show_or_hide(self) -> None:
        """A draft is shown for comments, or taken back."""
        self.require_draft()
        self.shown = not self.shown

    def cancel(self, reason: str, by: Actor) -> None:
        """All of it, before it begins. Overtaken afterwards: then each day to come is cancelled by itself."""
        if self.state is BazaarState.PUBLISHED and self.days.begun:
            raise Overtaken("bazaar_begun")
        self.become(BazaarState.CANCELLED, by, "cancelled", note=needed_reason(reason))

    def past(self, days: Days) -> bool:
        """It was held, or called off: what everybody reads of it stays."""
        return self.state is BazaarState.CANCELLED or self.was_held(days)

    def require_not_over(self) -> None:
        """Overtaken once it is past."""
        if self.past(self.days):
            raise Overtaken("state_moved" if self.state is BazaarState.CANCELLED else "bazaar_over")

    def add_slot(self, day: date, starts: time, ends: time) -> Slot:
        """A day, or a part of one; two slots of a bazaar never overlap."""
        self.require_draft()
        if ends <= starts:
            raise Refused("ends_before_start", field="ends")
        if day < self.today:
            raise Refused("day_past", field="day")
        there = slots_of(self.db, self.key)
        require_room(len(there), MOST_SLOTS, "day")
        if any(slot.meets(self, day, starts, ends) for slot in there):
            raise Refused("slots_overlap", field="day")
        return Slot(bazaar_id=self.key, day=day, starts=starts, ends=ends).add(self.db)

    def drop(self, kind: type[Record], key: int) -> None:
        """Takes a row away that is this bazaar's own; another one's stays."""
        rows = table(kind)
        self.db.execute(sa.delete(rows).where(rows.c.id == key, rows.c.bazaar_id == self.key))

    def drop_slot(self, key: int) -> None:
        self.require_draft()
        self.drop(Slot, key)
        self.season = self.season and bool(slots_of(self.db, self.key))


def draft_bazaar(db: Session, *, name: str, village: str, agency: str, by_id: int, **rest: Any) -> Bazaar:
    """A new draft of the office that `agency` names at a place, with an address of its own."""
    slug, office = slug_of(db, name, table(Bazaar).c.slug), office_called(db, village, agency)
    rest |= {"agency": office.name, "office_id": office.key, "made_by_id": by_id}
    return Bazaar(slug=slug, name=name, village=village, **rest).add(db)


def bazaar_by_slug(db: Session, slug: str, *, lock: bool = False) -> Bazaar:
    return the_one(db, sa.select(Bazaar).where(table(Bazaar).c.slug == slug), slug, lock=lock)


def lock_bazaar(db: Session, key: int) -> Bazaar:
    """The bazaar, locked until the commit: its bookings change one after the other."""
    return db.scalars(locked(sa.select(Bazaar).where(table(Bazaar).c.id == key))).one()

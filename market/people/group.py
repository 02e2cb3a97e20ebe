"""Group: sells goods. A one-person business (usaha perorangan) is a kind of group."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from market.kernel.clock import now, today, zone_of
from market.kernel.names import reads_as, typed_name
from market.kernel.one_of import the_one
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import Refused, needed_reason
from market.kernel.states import moves
from market.people.access import Actor
from market.people.act import Act, note
from market.people.closed_day import DAYS, ClosedDay, closed_days
from market.people.device import end_devices
from market.people.other_reading import keep_readings, read_like
from market.people.place import city_of, in_same_city, place_name


class GroupKind(StrEnum):
    GROUP = "group"
    SOLE = "sole"


class GroupState(StrEnum):
    """`unchecked` already sells: an officer's check adds trust, and is no condition."""

    UNCHECKED = "unchecked"
    SENT_BACK = "sent_back"
    CHECKED = "checked"
    SUSPENDED = "suspended"


NEXT = moves(
    GroupState,
    {
        GroupState.UNCHECKED: {GroupState.CHECKED, GroupState.SENT_BACK, GroupState.SUSPENDED},
        GroupState.SENT_BACK: {GroupState.CHECKED, GroupState.UNCHECKED, GroupState.SUSPENDED},
        GroupState.CHECKED: {GroupState.UNCHECKED, GroupState.SENT_BACK, GroupState.SUSPENDED},
        GroupState.SUSPENDED: {GroupState.UNCHECKED},
    },
)


_tells: list[Callable[[Session, "Group", str], None]] = []


def tell_to_look_again_with(tell: Callable[[Session, "Group", str], None]) -> None:
    """`app.py` passes the function that tells who hears of it: this file knows nobody who belongs to a group."""
    _tells[:] = [tell]


class Located:
    """What follows from standing in a village: the zone, the day it is there, the city."""

    village: str

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.village)

    @property
    def today(self) -> date:
        return today(self.zone)

    @property
    def city(self) -> str:
        return city_of(self.village)

    @property
    def village_name(self) -> str:
        return place_name(self.village)


class Group(Located, Record, table=True):
    """`village` is its Kemendagri code, from which its zone follows; `phone` answers on WhatsApp.

    While `moved_from` is set the officers of that place still answer for it, at least until `moves_over_at`; those of
    its new place have done so since `answered_since`, None when it never moved.
    """

    __tablename__ = "groups"

    slug: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=80)
    kind: GroupKind = Field(sa_column=state_column(GroupKind, "kind"))
    state: GroupState = Field(default=GroupState.UNCHECKED, sa_column=state_column(GroupState, "state", index=True))
    story: str = ""
    photo: str | None = Field(default=None, max_length=40)
    village: str = Field(max_length=13, index=True)
    address: str = Field(default="", max_length=160)
    phone: str | None = Field(default=None, max_length=20)
    founded_at: datetime = Field(default_factory=now)
    checked_on: date | None = None
    checked_by_id: int | None = Field(default=None, foreign_key="person.id")
    agency: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=500)
    look_again_for: str = Field(default="", max_length=20)
    reads_as: str = Field(default="", max_length=160, index=True)
    moved_from: str | None = Field(default=None, max_length=13)
    moves_over_at: datetime | None = Field(default=None, index=True)
    answered_since: datetime | None = None

    @property
    def answered_in(self) -> str:
        """The village whose officers answer for it."""
        return self.moved_from or self.village

    @property
    def open(self) -> bool:
        return self.state is not GroupState.SUSPENDED

    def require_open(self) -> None:
        """Refused while an officer has closed it: it may not sell or begin anything new."""
        if not self.open:
            raise Refused("group_suspended")

    @property
    def sole(self) -> bool:
        return self.kind is GroupKind.SOLE

    def vouched(self, by: Actor, agency: str) -> None:
        """An officer of its place vouches: "Kelompok binaan {agency}, dicek {date}". Not while it moves away.

        Call `vouching.vouch`, which refuses it to her own people and marks its chairs.
        """
        if self.moved_from is not None:
            raise Refused("moves_away")
        self.become(GroupState.CHECKED, by, "group_checked", note="", look_again_for="")
        self.checked_on, self.checked_by_id, self.agency = self.today, by.person_id, agency

    def send_back(self, why: str, by: Actor) -> Act:
        """An officer says what to complete; the group goes on selling, unvouched."""
        self.become(GroupState.SENT_BACK, by, "group_sent_back", note=needed_reason(why, "note"))
        return note(self.db, by, "group_sent_back", self.key, note=why)

    def rename(self, name: str, village: str, by: Actor) -> None:
        """Another name or place: what was vouched for is looked at again. Refused when it reads like a vouched one.

        Call `moving.rename_or_move`, which keeps its officers for a while.
        """
        if (name, village) == (self.name, self.village):
            return
        name = typed_name(name)
        require_own_name(self.db, name, village, but=self.key)
        self.name, self.reads_as = name, reads_as(name)
        keep_readings(self.db, {self.key: name})
        self.look_again("renamed", by)  # before the move, so that its former officers are told
        self.village = village

    def complete(self, by: Actor) -> None:
        """The chair has completed what was asked."""
        if self.state is GroupState.SENT_BACK:
            self.become(GroupState.UNCHECKED, by, "group_completed", was=(GroupState.SENT_BACK,))

    def look_again(self, why: str, by: Actor) -> None:
        """What an officer vouched for has changed: unvouched until an officer, who is told, has looked again."""
        if self.state is GroupState.CHECKED:
            was = (GroupState.CHECKED,)
            self.become(GroupState.UNCHECKED, by, f"look_again_{why}", was=was, look_again_for=why)
            _tells[0](self.db, self, why)

    def suspend(self, why: str, by: Actor) -> Act:
        """Hidden from buyers at once, its phones signed out; people still serve or cancel its open orders."""
        self.become(GroupState.SUSPENDED, by, "group_suspended", note=needed_reason(why, "note"))
        end_devices(self.db, self.key)
        return note(self.db, by, "group_suspended", self.key, note=why)

    def restored(self, by: Actor) -> None:
        """An officer opens it again. Call `vouching.reopen`, which refuses it to its own people."""
        self.become(GroupState.UNCHECKED, by, "group_restored", was=(GroupState.SUSPENDED,), note="")

    def show_photo(self, name: str, by: Actor) -> None:
        """Another picture, which is stored under this name."""
        self.photo = name
        note(self.db, by, "profile_edited", self.key)

    @property
    def closed_days(self) -> frozenset[date]:
        return closed_days(self.db, self.key)

    @property
    def closed_today(self) -> bool:
        return self.today in self.closed_days

    def close_today(self) -> None:
        if not self.closed_today:
            ClosedDay(group_id=self.key, day=self.today).add(self.db)

    def open_today(self) -> None:
        self.db.execute(sa.delete(DAYS).where(DAYS.c.group_id == self.key, DAYS.c.day == self.today))


G = table(Group)
ANSWERED_IN = sa.func.coalesce(G.c.moved_from, G.c.village)


def is_open(groups: sa.FromClause) -> sa.ColumnElement[bool]:
    """`Group.open` over rows of `groups`."""
    return groups.c.state != GroupState.SUSPENDED


def open_groups(db: Session, keys: Collection[int]) -> dict[int, Group]:
    """Of these the groups that are open, by their ids."""
    return {group.key: group for group in db.scalars(sa.select(Group).where(G.c.id.in_(keys), is_open(G)))}


def require_own_name(db: Session, name: str, village: str, *, but: int = 0) -> None:
    """Refused when the name reads like that of a vouched group of the same city, or has nothing to read."""
    if not reads_as(name):
        raise Refused("text_unclear", field="name")
    same = sa.and_(G.c.id.in_(read_like([name])), in_same_city(G.c.village, village), G.c.id != but)
    if db.execute(sa.select(G.c.id).where(same, G.c.state == GroupState.CHECKED)).first():
        raise Refused("name_reads_alike", field="name")


def reads_like(group: Group, other: type[Group]) -> sa.ColumnElement[bool]:
    """Whether `other`, open or closed, is of the same city and its name reads like this one's, for a condition."""
    return sa.and_(
        col(other.id).in_(read_like([group.name])),
        in_same_city(col(other.village), group.village),
        col(other.id) != group.key,
    )


def lock_group(db: Session, key: int) -> Group:
    """The group, locked until the commit: changes of its members and roles take turns."""
    return db.scalars(locked(sa.select(Group).where(table(Group).c.id == key))).one()


def group_by_slug(db: Session, slug: str) -> Group:
    return the_one(db, sa.select(Group).where(table(Group).c.slug == slug), slug)

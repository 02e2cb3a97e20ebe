"""Membership: a person in a group; chair, treasurer or plain member; one person may hold all roles."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import Record, from_row, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.messages.outbox import Recipient
from market.people.access import CLOCK
from market.people.bond import bind
from market.people.device import end_devices, step_back_everywhere
from market.people.group import Group
from market.people.helpers import helps
from market.people.namesakes import apart_from, name_apart
from market.people.person import Person
from market.people.security import security_event
from market.people.seen_pin import forget_seen

HERE = "ended_at IS NULL"


class Acceptance(StrEnum):
    """How somebody said yes to belonging to a group: by a way of her own."""

    FOUNDED = "founded"
    CLAIMED = "claimed"
    ACCOUNT = "account"
    PIN = "pin"


class Membership(Record, table=True):
    """`pin_hash` opens acts on money, prices and write-offs on the group's phone; she chose it at `pin_chosen_at`,
    with a code from `pin_by_id` unless in her own account.

    `apart` stands behind her name where another one's in the group reads alike: ` (30/11/2026)`, since when she belongs
    to it. Who was there first has none. A `Bond` says who gave her a role. Without `accepted_at` she was added before
    people were asked: she belongs to the group, but cannot be a second person. `vouched_for`: she was chair when the
    officer last vouched for the group.
    """

    __table_args__ = (one_where("uq_membership_live", "group_id", "person_id", where=HERE),)

    group_id: int = Field(foreign_key="groups.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    chair: bool = False
    treasurer: bool = False
    vouched_for: bool = False
    pin_hash: str | None = None
    pin_rests_until: datetime | None = None
    pin_chosen_at: datetime | None = None
    pin_by_id: int | None = Field(default=None, foreign_key="person.id")
    since: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    accepted_by: Acceptance = Field(sa_column=state_column(Acceptance, "accepted_by"))
    accepted_at: datetime | None = Field(default_factory=now)
    apart: str = Field(default="", max_length=30)

    def called(self, person: Person) -> str:
        """Her name as this group tells her from others."""
        return name_apart(person.name, self.apart)

    def set_pin(self, pin_hash: str, *, by_id: int | None = None) -> None:
        """Her own choice: nobody sets another's PIN. `by_id`: with whose code she chose it."""
        self.pin_by_id = by_id
        forget_seen(self.db, self.key)
        self.change_pin(pin_hash)

    def change_pin(self, pin_hash: str) -> None:
        """Another one, chosen by the one before: whoever may have known that may have chosen this."""
        self.pin_hash = pin_hash
        self.pin_chosen_at = now()
        self._wrote("pin_chosen", self.person_id)
        if self.accepted_at is None and not Person.get(self.db, self.person_id).has_account:
            self.say_yes()  # a member with an account says yes there

    def say_yes(self) -> None:
        """Somebody added before people were asked now belongs to the group by her own word."""
        if not self.update_if(table(Membership).c.accepted_at.is_(None), accepted_at=now()):
            raise Overtaken("state_moved")
        self._wrote("joined", None, chair=self.chair, treasurer=self.treasurer)

    def take_roles(self, *, chair: bool, treasurer: bool, given_by: int | None) -> None:
        """Changes roles, under the group's lock; a group always keeps a chair."""
        if self.chair and not chair and not self.other_chair():
            raise Refused("last_chair")
        if (chair and not self.chair) or (treasurer and not self.treasurer):
            bind(self.db, self.group_id, given_by, self.person_id)
        steps_down = self.chair and not chair
        self.vouched_for = self.vouched_for and chair
        self.chair = chair
        self.treasurer = treasurer
        self.db.flush()
        self._wrote("roles_changed", given_by, chair=chair, treasurer=treasurer)
        if steps_down:
            _look_for_known_chair(self.db, self.group_id)

    def end(self, by: Doer) -> None:
        """She is out at once, also on the group's phones: no PIN, no name there.

        Phones that only she answered for go with her; those that another chair made the group's own stay. The last
        member of a closed group may go, since nobody is left without a chair.
        """
        if self.chair and not self.other_chair() and not self._last_of_closed():
            raise Refused("last_chair")
        self.ended_at = now()
        self.pin_hash = None
        step_back_everywhere(self.db, self.group_id, self.person_id)
        end_devices(self.db, self.group_id, kept_by=self.person_id)
        self._wrote("membership_ended", by.person_id)
        if self.chair:
            self.db.flush()
            _look_for_known_chair(self.db, self.group_id)

    def _wrote(self, code: str, by_id: int | None, **params: Any) -> None:
        security_event(self.db, code, person_id=self.person_id, by_id=by_id, group_id=self.group_id, **params)

    def _last_of_closed(self) -> bool:
        group = Group.get(self.db, self.group_id)
        return not group.open and len(members(self.db, self.group_id)) == 1

    def other_chair(self) -> bool:
        others = sa.select(M.c.id).where(M.c.group_id == self.group_id, CHAIR, M.c.id != self.key)
        return self.db.execute(others).first() is not None


def join(
    db: Session,
    group_id: int,
    person: Person,
    accepted_by: Acceptance,
    *,
    chair: bool = False,
    treasurer: bool = False,
    given_by: int | None = None,
    since: datetime | None = None,
) -> Membership:
    """Makes a person who said yes a member; refused when they are one, or help this group."""
    if helps(db, group_id, person.key):
        raise Refused("helper_no_member")
    if find_membership(db, group_id, person.key):
        raise Refused("member_already", field="name")
    begun = since or now()
    joined = Membership(
        group_id=group_id,
        person_id=person.key,
        chair=chair,
        treasurer=treasurer,
        accepted_by=accepted_by,
        since=begun,
        accepted_at=begun,
        apart=apart_from(db, Group.get(db, group_id), person, begun),
    ).add(db)
    bind(db, group_id, given_by, person.key, begun)
    joined._wrote("joined", given_by, chair=chair, treasurer=treasurer)
    if chair:
        _look_for_known_chair(db, group_id)
    return joined


def _look_for_known_chair(db: Session, group_id: int) -> None:
    """Has a vouched group looked at again when the officer saw none of its present chairs, in however many steps."""
    known = sa.select(M.c.id).where(M.c.group_id == group_id, M.c.vouched_for, CHAIR)
    if db.execute(known).first() is None:
        Group.get(db, group_id).look_again("new_chair", CLOCK)


def find_membership(db: Session, group_id: int, person_id: int) -> Membership | None:
    hers = (M.c.group_id == group_id, M.c.person_id == person_id, M.c.ended_at.is_(None))
    return db.scalars(sa.select(Membership).where(*hers)).first()


def member_called(db: Session, group_id: int, person_id: int) -> str | None:
    """Her name as the group tells her from others; None where she does not belong to it now."""
    hers = (M.c.group_id == group_id, M.c.person_id == person_id, M.c.ended_at.is_(None))
    row = db.execute(sa.select(P.c.name, M.c.apart).join(P, P.c.id == M.c.person_id).where(*hers)).first()
    return name_apart(row.name, row.apart) if row else None


def the_membership(db: Session, group_id: int, key: int) -> Membership:
    return one_of(db, Membership, key, group_id=group_id, ended_at=None)


def members(db: Session, group_id: int) -> list[tuple[Membership, Person]]:
    """Who belongs to a group now, chairs first."""
    wanted = sa.select(Membership, Person).join(Person, P.c.id == M.c.person_id)
    here = wanted.where(M.c.group_id == group_id, M.c.ended_at.is_(None))
    found = db.execute(here.order_by(M.c.chair.desc(), M.c.treasurer.desc(), M.c.id))
    return [(membership, person) for membership, person in found]


def bearers_of(db: Session, group_id: int) -> list[Person]:
    """Who bears a role in its money: the chairs and treasurers, without whom nothing about it changes."""
    return [person for member, person in members(db, group_id) if member.chair or member.treasurer]


def has_treasurer(db: Session, group_id: int) -> bool:
    wanted = sa.select(M.c.id).where(M.c.group_id == group_id, M.c.treasurer, M.c.ended_at.is_(None))
    return db.execute(wanted).first() is not None


M, P = table(Membership), table(Person)
TOLD = (  # what a `Recipient` has
    P.c.id, P.c.name, P.c.phone, P.c.email, P.c.language, P.c.phone_proved_at.is_not(None).label("phone_proved"),
    P.c.email_proved_at.is_not(None).label("email_proved"), P.c.id.label("person_id"),
    P.c.password_hash.is_not(None).label("signs_in"),
)  # fmt: skip
CHAIR = sa.and_(M.c.chair, M.c.ended_at.is_(None))
CHAIRS = sa.select(*TOLD).join(M, M.c.person_id == P.c.id).where(M.c.group_id == sa.bindparam("group"), CHAIR)


def first_group(db: Session, person_id: int) -> int | None:
    """The group that somebody has belonged to longest."""
    wanted = sa.select(M.c.group_id).where(M.c.person_id == person_id, M.c.ended_at.is_(None))
    return db.execute(wanted.order_by(M.c.id).limit(1)).scalar_one_or_none()


def chairs_of(db: Session, group_id: int) -> list[tuple[int, Recipient]]:
    """(id, how to tell them) of a group's chairs, without their records."""
    return [(row.id, from_row(Recipient, row)) for row in db.connection().execute(CHAIRS, {"group": group_id})]


def chairs_of_groups(db: Session, group_ids: Sequence[int]) -> dict[int, list[tuple[int, Recipient]]]:
    """`chairs_of` of many groups, by group, in one statement."""
    wanted = sa.select(M.c.group_id, *TOLD).join(M, M.c.person_id == P.c.id)
    found: dict[int, list[tuple[int, Recipient]]] = {}
    for row in db.execute(wanted.where(M.c.group_id.in_(group_ids), CHAIR).order_by(M.c.id)):
        found.setdefault(row.group_id, []).append((row.id, from_row(Recipient, row)))
    return found


def people_to_tell(db: Session, group_id: int, *, treasurer: bool = False) -> list[Person]:
    """The chairs (or treasurers, else chairs) of a group."""
    found = members(db, group_id)
    return [p for m, p in found if treasurer and m.treasurer] or [p for m, p in found if m.chair]

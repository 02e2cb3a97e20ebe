"""StandIn: who confirms money while the treasurer is ill or at sea.

A treasurer names hers beforehand; "Bendahara berhalangan" then works at once and is told to all. Where she named none
a chair proposes one and a facilitator or officer says yes. The treasurer ends it when she is back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.indexes import one_where
from market.kernel.limits import attempt_within
from market.kernel.one_of import one_of
from market.kernel.record import Record, from_row, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.deciding import DECIDE, refusal_to_decide
from market.people.approving.role_news import RoleLetter, tell_all
from market.people.group import Group
from market.people.helpers import officers_of
from market.people.membership import Membership, find_membership
from market.people.person import Person
from market.people.pin_givers import behind, pin_givers
from market.people.security import security_event

MOST_A_DAY = 6  # named by one person in one group: each is told to all who hold money there


class StandIn(Record, table=True):
    """`membership_id` stands in for the treasurer `treasurer_id` (memberships) from `begun_at` until `ended_at`.

    `agreed_at`: when the treasurer named her, or a facilitator or officer said yes to a chair's proposal.
    """

    __tablename__ = "stand_in"
    __table_args__ = (
        sa.CheckConstraint("treasurer_id <> membership_id", name="somebody_else"),
        one_where("uq_stand_in_live", "treasurer_id", where="ended_at IS NULL"),
    )

    group_id: int = Field(foreign_key="groups.id", index=True)
    treasurer_id: int = Field(foreign_key="membership.id")
    membership_id: int = Field(foreign_key="membership.id", index=True)
    asked_by_id: int = Field(foreign_key="person.id")
    asked_by: str = Field(max_length=80)
    named_at: datetime = Field(default_factory=now)
    agreed_at: datetime | None = None
    agreed_by_id: int | None = Field(default=None, foreign_key="person.id")
    agreed_by: str = Field(default="", max_length=80)
    begun_at: datetime | None = None
    begun_by_id: int | None = Field(default=None, foreign_key="person.id")
    begun_by: str = Field(default="", max_length=80)
    ended_at: datetime | None = None

    def agree(self, by: Actor) -> None:
        """A facilitator or officer says yes to what a chair proposed; it begins at once."""
        refusal = self._refusal_to_agree(by)
        if refusal:
            raise refusal
        fresh, moment = (S.c.agreed_at.is_(None), S.c.ended_at.is_(None)), now()
        agreed = {"agreed_at": moment, **who_did(by, "agreed_by")}
        if not self.update_if(*fresh, **agreed, begun_at=moment, **who_did(by, "begun_by")):
            raise Overtaken("state_moved")
        self.wrote("stand_in_begun", by)

    def agreeable_by(self, by: Actor) -> bool:
        """Whether it waits for a yes, and this person's would count."""
        return self.agreed_at is None and self.ended_at is None and self._refusal_to_agree(by) is None

    def refusal_to_helper(self, by: Actor) -> Refused | None:
        """Why the yes of a facilitator or officer, for which it waits, does not count; None of anybody else."""
        waits = self.agreed_at is None and self.ended_at is None and by.person_id != self.asked_by_id
        return self._refusal_to_agree(by) if waits and by.roles & DECIDE else None

    def _refusal_to_agree(self, by: Actor) -> Refused | None:
        asker = find_membership(self.db, self.group_id, self.asked_by_id)
        if asker is None or not (asker.chair or asker.key == self.treasurer_id):
            return Refused("asker_gone")
        concerned = (self.asked_by_id, self._stands, *pin_givers(self.db, self.group_id, self.asked_by_id))
        group = Group.get(self.db, self.group_id)
        return refusal_to_decide(self.db, by, group, asked_by_id=self.asked_by_id, concerned=concerned)

    @property
    def _stands(self) -> int:
        """The person who stands in."""
        return Membership.get(self.db, self.membership_id).person_id

    def begin(self, by: Actor) -> None:
        """ "Bendahara berhalangan": by the stand-in herself or a chair, at once."""
        if not self._begins_with(by):
            raise Refused("not_yours_to_agree")
        _require_open(self.db, self.group_id)
        ready = (S.c.agreed_at.is_not(None), S.c.begun_at.is_(None), S.c.ended_at.is_(None))
        if not self.update_if(*ready, begun_at=now(), **who_did(by, "begun_by")):
            raise Overtaken("state_moved")
        self.wrote("stand_in_begun", by)

    def beginnable_by(self, by: Actor) -> bool:
        """Whether it is agreed and has not begun, and this person may begin it now."""
        ready = self.agreed_at is not None and self.begun_at is None and self.ended_at is None
        return ready and not by.restricted and self._begins_with(by) and Group.get(self.db, self.group_id).open

    def _begins_with(self, by: Actor) -> bool:
        return Role.CHAIR in by.roles or self._stands == by.person_id

    def endable_by(self, by: Actor) -> bool:
        """Whether this person may end it."""
        concerned = {Membership.get(self.db, key).person_id for key in (self.treasurer_id, self.membership_id)}
        return not by.restricted and (by.person_id in concerned or bool(by.roles & DECIDE))

    def end(self, by: Actor) -> None:
        """The treasurer is back, or wants another; the stand-in steps down; a facilitator or officer stops it."""
        if not self.endable_by(by):
            raise Refused("not_yours_to_agree")
        if not self.update_if(S.c.ended_at.is_(None), ended_at=now()):
            raise Overtaken("state_moved")
        self.wrote("stand_in_ended", by)

    def wrote(self, code: str, by: Actor) -> None:
        """Tells everybody concerned, and writes it down, in the same transaction."""
        group = Group.get(self.db, self.group_id)
        theirs, hers = (Membership.get(self.db, key) for key in (self.treasurer_id, self.membership_id))
        treasurer, person = Person.get(self.db, theirs.person_id), Person.get(self.db, hers.person_id)
        note(self.db, by, code, self.group_id, name=hers.called(person), of=person.key)
        security_event(self.db, code, person_id=person.key, by_id=by.person_id, group_id=self.group_id)
        told = {"name_of": hers.called(person), "treasurer": theirs.called(treasurer), "by": by.name, "step": code}
        also = officers_of(self.db, group.answered_in) if code == "stand_in_asked" else []
        letter = RoleLetter("stand_in", told, f"stand_in/{self.key}/{code}")
        tell_all(self.db, group, [treasurer, person, *also], letter)


S = table(StandIn)
# For a condition on memberships: whether a membership stands in right now for somebody who still is treasurer.
_OF = sa.alias(table(Membership), "treasurer")
STANDS_IN = (
    sa.select(S.c.id)
    .join(_OF, _OF.c.id == S.c.treasurer_id)
    .where(S.c.membership_id == table(Membership).c.id, S.c.begun_at.is_not(None), S.c.ended_at.is_(None))
    .where(_OF.c.treasurer, _OF.c.ended_at.is_(None))
    .exists()
)


def name_stand_in(db: Session, treasurer: Membership, stand_in: Membership, by: Actor) -> StandIn:
    """The treasurer names who stands in for her; a chair, or a PIN that somebody gave, asks a helper for a yes."""
    by.refuse_by_officers_phone()
    own, group_id = treasurer.person_id == by.person_id, treasurer.group_id
    if not own and Role.CHAIR not in by.roles:
        raise Refused("not_yours_to_agree")
    if not treasurer.treasurer or treasurer.ended_at or stand_in.ended_at or stand_in.group_id != group_id:
        raise NotFound("stand-in")
    if stand_in.key == treasurer.key or by.person_id is None:
        raise Refused("stand_in_somebody_else", field="member")
    _require_open(db, group_id)
    attempt_within(db, f"stand_in/{group_id}/{by.person_id}", most=MOST_A_DAY, per=timedelta(days=1))
    standing = live_stand_in(db, treasurer.key)
    if standing and not own:
        raise Overtaken("stand_in_named")
    if standing:
        standing.end(by)
    agreed = own and not by.pin_by_helpers and not behind(db, group_id, by)
    made = StandIn(
        group_id=group_id,
        treasurer_id=treasurer.key,
        membership_id=stand_in.key,
        **who_did(by, "asked_by"),
        **({"agreed_at": now(), **who_did(by, "agreed_by")} if agreed else {}),
    ).add(db)
    made.wrote("stand_in_named" if agreed else "stand_in_asked", by)
    return made


def _require_open(db: Session, group_id: int) -> None:
    """Refused while an officer has closed the group: nobody new comes to speak of its money."""
    if not Group.get(db, group_id).open:
        raise Refused("group_closed_stand_in")


def end_stand_ins(db: Session, membership_id: int, by: Actor) -> None:
    """Ends all stand-ins by or for a membership that ends, or that is treasurer no more."""
    hers = sa.or_(S.c.treasurer_id == membership_id, S.c.membership_id == membership_id)
    for standing in db.scalars(sa.select(StandIn).where(hers, S.c.ended_at.is_(None)).order_by(S.c.id)):
        if standing.update_if(S.c.ended_at.is_(None), ended_at=now()):
            standing.wrote("stand_in_ended", by)


def stands_in_now(db: Session, membership_id: int) -> bool:
    """Whether somebody confirms money for a treasurer who is away."""
    return bool(db.scalar(sa.select(STANDS_IN).where(table(Membership).c.id == membership_id)))


@dataclass(frozen=True, slots=True)
class Spell:
    """From when until when somebody stood in for another; `ended_at` is None while it lasts."""

    person_id: int
    begun_at: datetime
    ended_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.begun_at <= moment and (self.ended_at is None or moment <= self.ended_at)


def stood_in_for(db: Session, group_id: int, person_id: int) -> list[Spell]:
    """Who stood in for this person while she was, and is, the group's treasurer, and when."""
    theirs = table(Membership)
    wanted = (
        sa.select(theirs.c.person_id, S.c.begun_at, S.c.ended_at)
        .join(S, S.c.membership_id == theirs.c.id)
        .join(_OF, _OF.c.id == S.c.treasurer_id)
        .where(S.c.group_id == group_id, S.c.begun_at.is_not(None))
        .where(_OF.c.person_id == person_id, _OF.c.treasurer, _OF.c.ended_at.is_(None))
    )
    return [from_row(Spell, row) for row in db.execute(wanted)]


def holds_money(db: Session, membership: Membership) -> bool:
    """Whether it is a chair's, a treasurer's, or that of a treasurer's stand-in, acting already or not."""
    named = any(each.membership_id == membership.key for each in stand_ins(db, membership.group_id))
    return membership.chair or membership.treasurer or named


def live_stand_in(db: Session, treasurer_id: int) -> StandIn | None:
    return db.scalars(sa.select(StandIn).where(S.c.treasurer_id == treasurer_id, S.c.ended_at.is_(None))).first()


def stand_ins(db: Session, group_id: int) -> list[StandIn]:
    """Who stands in, or may, in a group now."""
    wanted = sa.select(StandIn).where(S.c.group_id == group_id, S.c.ended_at.is_(None)).order_by(S.c.id)
    return list(db.scalars(wanted))


def the_stand_in(db: Session, group_id: int, key: int) -> StandIn:
    return one_of(db, StandIn, key, group_id=group_id)

"""RoleChange: a change of who is chair or treasurer, asked for, told to all who hold such a role, and only then done.

It waits 24 waking hours, in which anybody concerned may object, unless those whose yes is needed agree at once. A
facilitator or officer decides about an objection. When the only chair is gone two members ask for another, a
facilitator or officer confirms, and it waits 72 waking hours for her no.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import after_waking, now
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.kernel.states import moves
from market.people.access import CLOCK, Actor, Role
from market.people.act import note
from market.people.approving.role_news import RoleLetter, tell_all
from market.people.approving.second_person import are_close
from market.people.approving.stand_in import end_stand_ins
from market.people.approving.team import Team, team_of
from market.people.group import Group, lock_group
from market.people.helpers import helps, officers_of
from market.people.membership import Membership, find_membership
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.roles.asked import end_asked_besides
from market.people.security import security_event
from market.people.undoing import Made, undoes

WAITS_HOURS = 24
SUCCESSION_HOURS = 72
FOR_OFFICERS = ("role_seconded", "role_objected")  # steps after which an office decides


class RoleChangeKind(StrEnum):
    """`leave`: somebody who holds a role leaves the group; `succession`: another chair for one who is gone."""

    ROLES = "roles"
    LEAVE = "leave"
    SUCCESSION = "succession"


class RoleChangeState(StrEnum):
    WAITING = "waiting"
    OBJECTED = "objected"
    DONE = "done"
    DROPPED = "dropped"


S = RoleChangeState
NEXT = moves(
    S,
    {
        S.WAITING: {S.OBJECTED, S.DONE, S.DROPPED},
        S.OBJECTED: {S.WAITING, S.DONE, S.DROPPED},  # waits again when it was not her who objected
        S.DONE: set(),
        S.DROPPED: set(),
    },
)


class RoleChange(Record, table=True):
    """What `membership_id` is to hold (`chair`, `treasurer`); one open for a membership at a time.

    `takes_effect_at` is None while a succession is not confirmed. `person_agreed_at` is her own yes, `holder_agreed_at`
    that of somebody who holds the role already.
    """

    __tablename__ = "role_change"
    __table_args__ = (
        sa.Index(
            "uq_role_change_open",
            "membership_id",
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'objected')"),
            postgresql_where=sa.text("state IN ('waiting', 'objected')"),
        ),
    )

    group_id: int = Field(foreign_key="groups.id", index=True)
    membership_id: int = Field(foreign_key="membership.id")
    kind: RoleChangeKind = Field(sa_column=state_column(RoleChangeKind, "kind"))
    chair: bool
    treasurer: bool
    state: RoleChangeState = Field(default=S.WAITING, sa_column=state_column(RoleChangeState, "state"))
    asked_by_id: int = Field(foreign_key="person.id")
    asked_by: str = Field(max_length=80)
    asked_at: datetime = Field(default_factory=now)
    takes_effect_at: datetime | None = Field(default=None, index=True)
    person_agreed_at: datetime | None = None
    holder_agreed_at: datetime | None = None
    holder_agreed_by_id: int | None = None
    seconded_at: datetime | None = None
    seconded_by_id: int | None = None
    seconded_by: str = Field(default="", max_length=80)
    objected_at: datetime | None = None
    objected_by_id: int | None = None
    objected_by: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=300)
    decided_by_id: int | None = None
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = None

    @property
    def membership(self) -> Membership:
        return Membership.get(self.db, self.membership_id)

    @property
    def group(self) -> Group:
        return Group.get(self.db, self.group_id)

    @property
    def succession(self) -> bool:
        return self.kind is RoleChangeKind.SUCCESSION

    def needs(self, team: Team) -> set[str]:
        """Whose yes would do it at once: `person` (she is concerned), `holder` (somebody holds the role already).

        While the group is closed its `officer` says yes instead of its holders.
        """
        missing = set()
        closed = not self.group.open
        if closed and self.decided_by_id is None:
            missing.add("officer")
        if self.person_agreed_at is None and self.membership.person_id != self.asked_by_id:
            missing.add("person")
        by_helper = self.gains and not team.belongs(self.asked_by_id)
        if not closed and self.holder_agreed_at is None and (by_helper or self.holders_asked(team)):
            missing.add("holder")
        return missing

    def holders_asked(self, team: Team) -> set[int]:
        """Who holds a role that is given here, besides who asks and who gets it.

        Any holder when a helper asks, or somebody for herself: neither's word alone is ever enough at once.
        """
        mine = self.membership
        by_helper = self._by_one_side(team)
        asked = set()
        if by_helper or (self.chair and not mine.chair):
            asked |= team.chairs
        if by_helper or (self.treasurer and not mine.treasurer):
            asked |= team.treasurers
        return asked - {self.asked_by_id, mine.person_id}

    def _by_one_side(self, team: Team) -> bool:
        return self.gains and (not team.belongs(self.asked_by_id) or self.asked_by_id == self.membership.person_id)

    @property
    def gains(self) -> bool:
        """Whether she would hold a role that she does not hold."""
        mine = self.membership
        return (self.chair and not mine.chair) or (self.treasurer and not mine.treasurer)

    def agreeable_by(self, by: Actor, team: Team) -> bool:
        """Whether this person's yes is one that is missing."""
        if self.state is not S.WAITING or self.succession or by.person_id is None:
            return False
        needs = self.needs(team)
        mine = by.person_id == self.membership.person_id
        holds = "holder" in needs and by.person_id in self.holders_asked(team)
        return ("person" in needs and mine) or (holds and not team.are_close(self.db, by.person_id, self.asked_by_id))

    def secondable_by(self, by: Actor, team: Team) -> bool:
        """Whether this member can be the second who asks for another chair."""
        free = self.succession and self.state is S.WAITING and self.seconded_by_id is None
        another = by.person_id not in (None, self.asked_by_id, *team.chairs)
        return free and another and Role.MEMBER in by.roles

    def objectionable_by(self, by: Actor, team: Team) -> bool:
        """Whether her no would count: who holds a role in money, or is concerned."""
        concerned = by.person_id in team.holders or by.person_id == self.membership.person_id
        return self.state is S.WAITING and concerned and by.person_id != self.asked_by_id

    def agree(self, by: Actor) -> None:
        """The yes of who is concerned, or of who holds the role already: with all that is needed it is done at once."""
        self._require_open(S.WAITING)
        team = team_of(self.db, self.group_id)
        if not self.agreeable_by(by, team):
            raise Refused("not_yours_to_agree")
        if by.person_id == self.membership.person_id:
            self.person_agreed_at = now()
        else:
            self.holder_agreed_at, self.holder_agreed_by_id = now(), by.person_id
        self.db.flush()
        if not self.needs(team):
            self.carry_out(by)

    def second(self, by: Actor) -> None:
        """Another member asks for the same new chair."""
        self._require_open(S.WAITING)
        if not self.secondable_by(by, team_of(self.db, self.group_id)):
            raise Refused("not_yours_to_agree")
        if self.membership.person_id not in (self.asked_by_id, by.person_id):
            raise Refused("successor_asks_herself")
        self.seconded_by_id, self.seconded_by, self.seconded_at = by.person_id, by.name[:80], now()
        self.wrote("role_seconded", by)

    def confirm(self, by: Actor) -> None:
        """A facilitator or officer confirms that the chair is gone; 72 waking hours for her no begin.

        In a closed group the officer says yes to any change.
        """
        self._require_open(S.WAITING)
        self._require_helper(by)
        if self.needs_officer and not self.succession:
            self._let_go_on(by)
            return
        if not self.succession or self.seconded_by_id is None or self.takes_effect_at is not None:
            raise Overtaken("state_moved")
        self._decided(by)
        self.takes_effect_at = after_waking(now(), SUCCESSION_HOURS, self.group.zone)
        self.wrote("role_confirmed", by)

    @property
    def needs_officer(self) -> bool:
        """Whether it waits for the officer who closed the group: nobody there becomes another, or leaves, before."""
        return self.state is S.WAITING and self.decided_by_id is None and not self.group.open

    def _let_go_on(self, by: Actor) -> None:
        self._decided(by)
        self.db.flush()
        if self.needs(team_of(self.db, self.group_id)):
            self.wrote("role_confirmed", by)
        else:
            self.carry_out(by)

    def object(self, by: Actor, reason: str) -> None:
        """Somebody concerned says no. Of a succession that is its end: who is there to say no is not gone."""
        reason = needed_reason(reason)
        self._require_open(S.WAITING)
        if not self.objectionable_by(by, team_of(self.db, self.group_id)):
            raise Refused("not_yours_to_agree")
        self.become(
            S.DROPPED if self.succession else S.OBJECTED,
            was=(S.WAITING,),
            objected_at=now(),
            objected_by_id=by.person_id,
            objected_by=by.name[:80],
            reason=reason,
        )
        self.wrote("role_objected", by)

    def decide(self, by: Actor, *, agreed: bool, reason: str = "") -> None:
        """A facilitator or officer decides about an objection."""
        self._require_helper(by)
        if self.state is not S.OBJECTED or self.succession:
            raise Overtaken("state_moved")
        self._decided(by)
        if agreed:
            self.carry_out(by)
        else:
            self.become(S.DROPPED, was=(S.OBJECTED,), reason=needed_reason(reason))
            self.wrote("role_dropped", by)

    def _decided(self, by: Actor) -> None:
        self.decided_by_id, self.decided_by, self.decided_at = by.person_id, by.name[:80], now()

    def withdraw(self, by: Actor) -> None:
        """Who asked takes it back."""
        if by.person_id != self.asked_by_id:
            raise Refused("not_yours_to_agree")
        self.drop(by)

    def drop(self, by: Actor) -> None:
        """Nothing comes of it."""
        self.become(S.DROPPED)
        self.wrote("role_dropped", by)

    def unsay_word(self, made: Made) -> None:
        """Her yes or no was not hers: it is as if she had not answered, and she has the hours anew in which to."""
        if made.within(self.person_agreed_at) and self.membership.person_id == made.person_id:
            self.person_agreed_at = None
        if made.within(self.holder_agreed_at) and self.holder_agreed_by_id == made.person_id:
            self.holder_agreed_at = self.holder_agreed_by_id = None
        if made.within(self.seconded_at) and self.seconded_by_id == made.person_id:
            self.seconded_by_id, self.seconded_by, self.seconded_at = None, "", None
            self.takes_effect_at = self.decided_at = self.decided_by_id = None
        if made.within(self.objected_at) and self.objected_by_id == made.person_id:
            self.become(S.WAITING, objected_by_id=None, objected_by="", objected_at=None, reason="")
        if self.takes_effect_at is not None and self.state is S.WAITING:
            hours = SUCCESSION_HOURS if self.succession else WAITS_HOURS
            self.takes_effect_at = max(self.takes_effect_at, after_waking(now(), hours, self.group.zone))
        self.db.flush()
        self.wrote("role_reopened", CLOCK)

    def carry_out(self, by: Actor) -> None:
        """Does it now: under the group's lock, once."""
        group = lock_group(self.db, self.group_id)
        if not group.open and self.decided_by_id is None:
            raise Overtaken("state_moved")
        membership = self.membership
        if membership.ended_at is not None:
            self.become(S.DROPPED)
            return
        if not self._asker_stands():
            self.drop(by)
            return
        self.become(S.DONE)
        before = team_of(self.db, self.group_id)
        chairs = before.chairs
        if membership.treasurer and not self.treasurer:
            end_stand_ins(self.db, membership.key, by)
        if self.kind is RoleChangeKind.LEAVE:
            end_what_rests(self.db, membership, by)
            membership.end(by.person_id)
        else:
            giver = self.decided_by_id if self.succession else self.asked_by_id
            membership.take_roles(chair=self.chair, treasurer=self.treasurer, given_by=giver)
        if self.succession:
            for gone in chairs:
                before.of[gone].take_roles(
                    chair=False, treasurer=before.of[gone].treasurer, given_by=self.decided_by_id
                )
        left = team_of(self.db, self.group_id).chairs
        for gone in chairs - left:
            end_what_she_asked(self.db, self.group_id, gone, by)
        self.wrote("roles_changed", by)

    def _asker_stands(self) -> bool:
        """Whether who asked could still ask it: what she left waiting is not done when she has nothing to say."""
        held = find_membership(self.db, self.group_id, self.asked_by_id)
        own = self.membership.person_id == self.asked_by_id
        if self.succession or (own and not self.gains):
            return held is not None
        return bool(held and held.chair) or helps(self.db, self.group_id, self.asked_by_id)

    def _require_open(self, *states: RoleChangeState) -> None:
        if self.state not in states:
            raise Overtaken("state_moved")

    def _require_helper(self, by: Actor) -> None:
        """A facilitator or officer who neither asked for it nor is bound to who did, or to who gains by it."""
        if not by.roles & {Role.FACILITATOR, Role.OFFICER} or by.person_id in (None, self.asked_by_id):
            raise Refused("not_yours_to_agree")
        if Role.OFFICER in by.roles:
            require_other_side(self.db, by.person_id, self.group_id)
        gains = self.chair or self.treasurer
        bound = {self.asked_by_id, self.seconded_by_id, self.membership.person_id if gains else None} - {None}
        if Role.OFFICER not in by.roles and not self.group.open:
            raise Refused("group_closed_officer")
        if any(are_close(self.db, by.person_id, each) for each in bound if each is not None):
            raise Refused("second_too_close")

    def wrote(self, code: str, by: Actor) -> None:
        """Tells everybody concerned, and writes it down, in the same transaction."""
        membership = self.membership
        person = Person.get(self.db, membership.person_id)
        done = note(self.db, by, code, self.group_id, name=person.name, of=person.key)
        if code != "roles_changed":  # of which the membership itself writes
            security_event(
                self.db, code, person_id=membership.person_id, by_id=by.person_id, group_id=self.group_id,
                kind=self.kind.value, chair=self.chair, treasurer=self.treasurer,
            )  # fmt: skip
        told = {
            "name_of": person.name, "by": by.name, "step": code, "kind": self.kind.value, "chair": self.chair,
            "treasurer": self.treasurer, "reason": self.reason,
            "effect_at": self.takes_effect_at.isoformat() if self.takes_effect_at else "",
        }  # fmt: skip
        also = officers_of(self.db, self.group.answered_in) if code in FOR_OFFICERS or self.needs_officer else []
        tell_all(self.db, self.group, [person, *also], RoleLetter("role_change", told, f"role/{self.key}/{done.key}"))


C, M = table(RoleChange), table(Membership)


def end_what_she_asked(db: Session, group_id: int, person_id: int, by: Actor) -> None:
    """Of who is no chair or facilitator of a group any more: nobody acts on by what she left waiting."""
    withdraw_asked(db, by, of=person_id, group_id=group_id)
    end_asked_besides(db, group_id, person_id)


def end_what_rests(db: Session, membership: Membership, by: Actor) -> None:
    """Of a membership that ends: changes of roles that are about it, or need its holder's word, and stand-ins."""
    gone = membership.person_id
    hers = sa.or_(
        C.c.membership_id == membership.key,
        sa.and_(C.c.kind == RoleChangeKind.SUCCESSION, sa.or_(C.c.asked_by_id == gone, C.c.seconded_by_id == gone)),
    )
    _drop(db, by, C.c.group_id == membership.group_id, sa.or_(hers, C.c.asked_by_id == gone))
    end_stand_ins(db, membership.key, by)


def wait_for_officer(db: Session, group_id: int) -> None:
    """A group is closed: what a helper confirmed there before waits anew, for the word of the officer who closed it."""
    undecided = {"decided_by_id": None, "decided_by": "", "decided_at": None}
    waits = (C.c.group_id == group_id, C.c.state == S.WAITING, C.c.decided_by_id.is_not(None))
    succession = C.c.kind == RoleChangeKind.SUCCESSION
    db.flush()
    db.execute(sa.update(C).where(*waits, succession).values(takes_effect_at=None, **undecided))
    db.execute(sa.update(C).where(*waits).values(**undecided))


def withdraw_asked(db: Session, by: Actor, *, of: int | None = None, group_id: int | None = None) -> None:
    """What somebody (`of`, else `by` herself) asked for and that still waits, in every group or in one."""
    _drop(db, by, C.c.asked_by_id == (of or by.person_id), *([C.c.group_id == group_id] if group_id else []))


@undoes(*(f"role_change.{who}_by_id" for who in ("asked", "decided", "seconded", "holder_agreed", "objected")))
def undo_role_changes(db: Session, made: Made) -> None:
    """What she asked for, or decided as a helper, is dropped; her yes or no to what others asked was never said."""
    asked = made.holds(C.c.asked_by_id, C.c.asked_at)
    _drop(db, CLOCK, sa.or_(asked, made.holds(C.c.decided_by_id, C.c.decided_at)))
    hers = sa.select(M.c.id).where(M.c.person_id == made.person_id)
    said = (
        made.holds(C.c.holder_agreed_by_id, C.c.holder_agreed_at), made.holds(C.c.seconded_by_id, C.c.seconded_at),
        made.holds(C.c.objected_by_id, C.c.objected_at),
        sa.and_(C.c.membership_id.in_(hers), C.c.person_agreed_at >= made.since, C.c.person_agreed_at <= made.until),
    )  # fmt: skip
    wanted = sa.select(RoleChange).where(C.c.state.in_((S.WAITING, S.OBJECTED)), sa.or_(*said)).order_by(C.c.id)
    for change in db.scalars(locked(wanted)).all():
        change.unsay_word(made)


def _drop(db: Session, by: Actor, *where: sa.ColumnElement[bool]) -> None:
    wanted = sa.select(RoleChange).where(C.c.state.in_((S.WAITING, S.OBJECTED)), *where).order_by(C.c.id)
    for change in db.scalars(locked(wanted)).all():
        change.drop(by)


def role_changes(db: Session, group_id: int, *, limit: int = 30) -> list[RoleChange]:
    """A group's changes, open ones first, then the newest."""
    over = sa.case((C.c.state.in_((S.WAITING, S.OBJECTED)), 0), else_=1)
    wanted = sa.select(RoleChange).where(C.c.group_id == group_id).order_by(over, C.c.id.desc()).limit(limit)
    return list(db.scalars(wanted))


def the_role_change(db: Session, group_id: int, key: int) -> RoleChange:
    """A change of this group, locked until the commit."""
    found = db.scalars(locked(sa.select(RoleChange).where(C.c.id == key, C.c.group_id == group_id))).first()
    if found is None:
        raise NotFound(f"role change {key}")
    return found

"""RoleChange: a change of who is chair or treasurer, asked for, told to all who hold such a role, and only then done.

It waits 24 waking hours, in which anybody concerned may object, unless those whose yes is needed agree at once. A
facilitator or officer decides about an objection. When the only chair is gone two members ask for another, a
facilitator or officer confirms, and it waits 72 waking hours for her no.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.doer import sign, who_did
from market.kernel.indexes import one_where
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.people.access import CLOCK, Actor
from market.people.approving.stand_in import end_stand_ins
from market.people.approving.team import team_of
from market.people.bond import bind
from market.people.group import lock_group
from market.people.membership import Membership
from market.people.roles.asked import end_asked_besides
from market.people.roles.role_asked import RoleAsked
from market.people.roles.role_states import RoleChangeKind, RoleChangeState
from market.people.undoing import Made, undoes

WAITS_HOURS = 24
SUCCESSION_HOURS = 72
S = RoleChangeState


class RoleChange(RoleAsked, table=True):
    """A change on its way: one open for each membership at a time."""

    __tablename__ = "role_change"
    __table_args__ = (one_where("uq_role_change_open", "membership_id", where="state IN ('waiting', 'objected')"),)

    def agree(self, by: Actor) -> None:
        """The yes of the one concerned, or of a bearer of the role: once all that is needed is there it is done."""
        self._require_open(S.WAITING)
        team = team_of(self.db, self.group_id)
        if not self.agreeable_by(by, team):
            raise Refused("not_yours_to_agree")
        if by.person_id == self.membership.person_id:
            self.person_agreed_at = now()
        else:
            self.bearer_agreed_at, self.bearer_agreed_by_id = now(), by.person_id
        self.db.flush()
        if not self.needs(team):
            self.carry_out(by)

    def second(self, by: Actor) -> None:
        """Another member, who was there before, asks for the same new chair; whoever confirms is close to neither."""
        self._require_open(S.WAITING)
        refusal = self.refusal_to_second(by, team_of(self.db, self.group_id))
        if refusal:
            raise refusal
        sign(self, by, "seconded_by")
        self.seconded_at = now()
        self.asked_through = sorted({*self.asked_through, *by.pin_by_helpers})  # who may be the second, too
        self.wrote("role_seconded", by)

    def confirm(self, by: Actor) -> None:
        """A facilitator or officer confirms that the chair is gone; 72 waking hours for her no begin.

        In a closed group the officer says yes to any change.
        """
        self._require_decider(by)
        if not self.waits_for_helper:
            raise Overtaken("state_moved")
        if not self.succession:
            self._let_go_on(by)
            return
        self._decided(by)
        self.takes_effect_at = after_waking(now(), SUCCESSION_HOURS, self.group.zone)
        self.wrote("role_confirmed", by)

    def _let_go_on(self, by: Actor) -> None:
        self._decided(by)
        self.db.flush()
        if self.needs(team_of(self.db, self.group_id)):
            self.wrote("role_confirmed", by)
        else:
            self.carry_out(by)

    def object(self, by: Actor, reason: str) -> None:
        """Somebody concerned says no. That ends a succession: a chair who says no is not gone."""
        reason = needed_reason(reason)
        self._require_open(S.WAITING)
        if not self.objectionable_by(by, team_of(self.db, self.group_id)):
            raise Refused("not_yours_to_agree")
        self.become(
            S.DROPPED if self.succession else S.OBJECTED, by, "role_objected", was=(S.WAITING,), reason=reason,
            objected_at=now(), **who_did(by, "objected_by"),
            own_no_at=now() if self.is_own_no(by) else self.own_no_at,
        )  # fmt: skip
        self.wrote("role_objected", by)

    def decide(self, by: Actor, *, agreed: bool, reason: str = "") -> None:
        """A facilitator or officer decides about an objection. What she lets go on waits for the rest of its hours."""
        self._require_decider(by)
        if self.state is not S.OBJECTED:
            raise Overtaken("state_moved")
        self._decided(by)
        if agreed and self.takes_effect_at is not None and self.takes_effect_at > now():
            self.become(S.WAITING, by, "role_upheld", was=(S.OBJECTED,))
            self.wrote("role_upheld", by)
        elif agreed:
            self.carry_out(by)
        else:
            self.become(S.DROPPED, by, "role_dropped", was=(S.OBJECTED,), reason=needed_reason(reason))
            self.wrote("role_dropped", by)

    def _decided(self, by: Actor) -> None:
        sign(self, by, "decided_by")
        self.decided_at = now()

    def withdraw(self, by: Actor) -> None:
        """The asker takes it back."""
        if by.person_id != self.asked_by_id:
            raise Refused("not_yours_to_agree")
        self.drop(by)

    def drop(self, by: Actor) -> None:
        """Nothing comes of it."""
        self.become(S.DROPPED, by, "role_dropped")
        self.wrote("role_dropped", by)

    def unsay_word(self, made: Made) -> None:
        """Takes back a yes or no that was not hers: as if she had not answered, with new hours to answer in."""
        if made.within(self.person_agreed_at) and self.membership.person_id == made.person_id:
            self.person_agreed_at = None
        if made.within(self.bearer_agreed_at) and self.bearer_agreed_by_id == made.person_id:
            self.bearer_agreed_at = self.bearer_agreed_by_id = None
        if made.within(self.seconded_at) and self.seconded_by_id == made.person_id:
            self.seconded_by_id, self.seconded_by, self.seconded_at = None, "", None
            self.takes_effect_at = self.decided_at = self.decided_by_id = None
        if made.within(self.objected_at) and self.objected_by_id == made.person_id:
            if self.state is S.OBJECTED:
                self.become(S.WAITING, CLOCK, "role_reopened")
            self.objected_by_id, self.objected_by, self.objected_at, self.reason = None, "", None, ""
            self.own_no_at = None
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
            self.become(S.DROPPED, by, "role_dropped")
            return
        if not self.asker_stands:
            self.drop(by)
            return
        self.become(S.DONE, by, "role_done")
        before = team_of(self.db, self.group_id)
        chairs = before.chairs
        if membership.treasurer and not self.treasurer:
            end_stand_ins(self.db, membership.key, by)
        if self.kind is RoleChangeKind.LEAVE:
            end_what_rests(self.db, membership, by)
            membership.end(by)
        else:
            giver = self.decided_by_id if self.succession else self.asked_by_id
            self._bind_behind()
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

    def _bind_behind(self) -> None:
        """Who may have given the role through the asker is bound to whom it is given."""
        for each in self.asked_through if self.gains else ():
            bind(self.db, self.group_id, each, self.membership.person_id)

    def _require_open(self, *states: RoleChangeState) -> None:
        if self.state not in states:
            raise Overtaken("state_moved")

    def _require_decider(self, by: Actor) -> None:
        refusal = self.refusal_to_decide(by)
        if refusal:
            raise refusal


C, M = table(RoleChange), table(Membership)


def end_what_she_asked(db: Session, group_id: int, person_id: int, by: Actor) -> None:
    """Drops what was asked by somebody who is no chair or facilitator of the group any more."""
    withdraw_asked(db, by, of=person_id, group_id=group_id)
    end_asked_besides(db, group_id, person_id)


def end_what_rests(db: Session, membership: Membership, by: Actor) -> None:
    """Ends, with a membership, the changes of roles that are about it or need its member's word, and stand-ins."""
    gone = membership.person_id
    hers = sa.or_(
        C.c.membership_id == membership.key,
        sa.and_(C.c.kind == RoleChangeKind.SUCCESSION, sa.or_(C.c.asked_by_id == gone, C.c.seconded_by_id == gone)),
    )
    _drop(db, by, C.c.group_id == membership.group_id, sa.or_(hers, C.c.asked_by_id == gone))
    end_stand_ins(db, membership.key, by)


def withdraw_asked(db: Session, by: Actor, *, of: int | None = None, group_id: int | None = None) -> None:
    """Withdraws what somebody (`of`, else `by` herself) asked for and still waits, in every group or in one."""
    _drop(db, by, C.c.asked_by_id == (of or by.person_id), *([C.c.group_id == group_id] if group_id else []))


@undoes(*(f"role_change.{who}_by_id" for who in ("asked", "decided", "seconded", "bearer_agreed", "objected")))
def undo_role_changes(db: Session, made: Made) -> None:
    """Drops what she asked for, or decided as a helper; takes back her yes or no to what others asked."""
    asked = made.holds(C.c.asked_by_id, C.c.asked_at)
    _drop(db, CLOCK, sa.or_(asked, made.holds(C.c.decided_by_id, C.c.decided_at)))
    hers = sa.select(M.c.id).where(M.c.person_id == made.person_id)
    said = (
        made.holds(C.c.bearer_agreed_by_id, C.c.bearer_agreed_at), made.holds(C.c.seconded_by_id, C.c.seconded_at),
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

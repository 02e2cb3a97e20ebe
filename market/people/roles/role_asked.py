"""What is asked about a group's roles: what somebody is to hold, whose word it waits for, and who hears of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column
from market.kernel.refused import Refused
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.closeness import may_be_one
from market.people.approving.deciding import DECIDE, refusal_to_decide
from market.people.approving.role_news import RoleLetter, tell_all
from market.people.approving.team import Team
from market.people.group import Group
from market.people.helpers import helps, officers_of
from market.people.membership import Membership, find_membership
from market.people.person import Person
from market.people.pin_givers import behind, may_be_same
from market.people.roles.role_states import RoleChangeKind, RoleChangeState
from market.people.security import security_event

FOR_OFFICERS = ("role_seconded", "role_objected")  # steps after which an office decides


S = RoleChangeState


class RoleAsked(Record):
    """Which roles `membership_id` is to have (`chair`, `treasurer`), who asked for it and what each said to it.

    `asked_through`: by whose codes the PIN of the asker came, who may be whom that PIN names: helpers and former
    chairs, and of what she asks for herself anybody.
    `takes_effect_at` is None while a succession is not confirmed. `person_agreed_at` is the member's own yes,
    `bearer_agreed_at` that of somebody who bears the role already. `own_no_at`: when the member said no by a word that
    is surely hers.
    """

    group_id: int = Field(foreign_key="groups.id", index=True)
    membership_id: int = Field(foreign_key="membership.id")
    kind: RoleChangeKind = Field(sa_column=state_column(RoleChangeKind, "kind"))
    chair: bool
    treasurer: bool
    state: RoleChangeState = Field(default=S.WAITING, sa_column=state_column(RoleChangeState, "state"))
    asked_by_id: int = Field(foreign_key="person.id")
    asked_by: str = Field(max_length=80)
    asked_through: list[int] = Field(default_factory=list, sa_type=sa.JSON)
    asked_at: datetime = Field(default_factory=now)
    takes_effect_at: datetime | None = Field(default=None, index=True)
    person_agreed_at: datetime | None = None
    bearer_agreed_at: datetime | None = None
    bearer_agreed_by_id: int | None = None
    seconded_at: datetime | None = None
    seconded_by_id: int | None = None
    seconded_by: str = Field(default="", max_length=80)
    objected_at: datetime | None = None
    objected_by_id: int | None = None
    objected_by: str = Field(default="", max_length=80)
    own_no_at: datetime | None = None
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
        """Whose yes would do it at once: `person` (the one concerned), `bearer` (one who bears the role already).

        While the group is closed its `officer` says yes instead of its bearers.
        """
        missing = set()
        closed = not self.group.open
        if closed and self.decided_by_id is None:
            missing.add("officer")
        if self.person_agreed_at is None and self.membership.person_id != self.asked_by_id:
            missing.add("person")
        if not closed and self.bearer_agreed_at is None and (self._by_another(team) or self.bearers_asked(team)):
            missing.add("bearer")
        return missing

    def bearers_asked(self, team: Team) -> set[int]:
        """Holders of a role that is given here, besides the asker and the receiver.

        Any bearer when a helper asks, or somebody for herself: such a word alone is never enough at once.
        """
        mine = self.membership
        one_side = self._by_another(team) or (self.gains and self.asked_for_herself)
        asked = set()
        if one_side or (self.chair and not mine.chair):
            asked |= team.chairs
        if one_side or (self.treasurer and not mine.treasurer):
            asked |= team.treasurers
        return asked - {self.asked_by_id, mine.person_id}

    @property
    def asked_for_herself(self) -> bool:
        return self.asked_by_id == self.membership.person_id

    def _by_another(self, team: Team) -> bool:
        """Whether a helper gives a role, or may, by a PIN that came by her code, or a former chair; or who gave a PIN
        may give up by it what its owner holds."""
        if self.asked_through:
            return self.gains or self.asked_for_herself
        return self.gains and not team.belongs(self.asked_by_id)

    @property
    def gains(self) -> bool:
        """Whether she would hold a role that she does not hold."""
        mine = self.membership
        return (self.chair and not mine.chair) or (self.treasurer and not mine.treasurer)

    def agreeable_by(self, by: Actor, team: Team) -> bool:
        """Whether this person's yes is one that is missing.

        Of the one concerned not while the asker may be who speaks: she let her in by a code. None by a PIN from a
        helper's code: it waits its hours.
        """
        if self.state is not S.WAITING or self.succession or by.person_id is None or by.restricted or by.pin_by_helpers:
            return False
        needs = self.needs(team)
        if "person" in needs and by.person_id == self.membership.person_id:
            return all(self._is_another(by, each, team) for each in self.askers)
        holds = "bearer" in needs and by.person_id in self.bearers_asked(team) - set(self.asked_through)
        return holds and not any(team.are_close(self.db, by.person_id, each) for each in self.askers)

    def _is_another(self, by: Actor, asker: int, team: Team) -> bool:
        """Whether her yes is no word of who asked: not of one whom the asker let in by a code, or may be by her PIN."""
        let_in = not team.speaks_for_herself(self.db, by.key, asker)
        return not (let_in or may_be_same(self.db, self.group_id, by, asker))

    @property
    def askers(self) -> tuple[int, ...]:
        """Who asked, or may have."""
        return (self.asked_by_id, *self.asked_through)

    def secondable_by(self, by: Actor, team: Team) -> bool:
        """Whether this member can be the second who asks for another chair."""
        return self.refusal_to_second(by, team) is None

    def refusal_to_second(self, by: Actor, team: Team) -> Refused | None:
        """Why this person cannot be the second who asks for another chair; None when she can.

        She was a member before it was asked, one of the two is who would be the chair, and no code makes the two one:
        neither let the other in, and nobody both. What the chair gave who is gone binds nobody here.
        """
        free = self.succession and self.state is S.WAITING and self.seconded_by_id is None
        another = by.person_id not in (None, self.asked_by_id, *team.chairs)
        mine = team.of.get(by.key)
        if not (free and another and mine and Role.MEMBER in by.roles):
            return Refused("not_yours_to_agree")
        if self.membership.person_id not in (self.asked_by_id, by.person_id):
            return Refused("successor_asks_herself")
        if mine.accepted_at is None or mine.accepted_at > self.asked_at:
            return Refused("second_not_there_before")
        one_helper = not (by.pin_by_helpers - team.chairs).isdisjoint(self.asked_through)
        by_pins = may_be_same(self.db, self.group_id, by, self.asked_by_id, but=team.chairs)
        if one_helper or by_pins or may_be_one(self.db, by.key, self.asked_by_id, but=team.chairs):
            return Refused("seconded_by_another")
        return by.rests_refusal

    def objectionable_by(self, by: Actor, team: Team) -> bool:
        """Whether her no would count: she holds a role in money, or is concerned, and nobody objected before.

        Who is concerned may say her own no once, whoever objected before: by her PIN it need not have been herself.
        """
        if self.state is not S.WAITING or by.person_id == self.asked_by_id:
            return False
        if self.objected_at is None:
            return by.person_id == self.membership.person_id or by.person_id in team.bearers
        return self.own_no_at is None and self.is_own_no(by)

    def is_own_no(self, by: Actor) -> bool:
        """Whether she speaks whom it is about, by a word that is surely hers."""
        return by.person_id == self.membership.person_id and not behind(self.db, self.group_id, by)

    @property
    def needs_officer(self) -> bool:
        """Whether it waits for the officer who closed the group: before that no role changes, and nobody leaves."""
        return self.state is S.WAITING and self.decided_by_id is None and not self.group.open

    @property
    def waits_for_helper(self) -> bool:
        """Whether it goes on with a yes from beside the group: a succession that was seconded, all in a closed one."""
        if not self.succession:
            return self.needs_officer
        return self.state is S.WAITING and self.seconded_by_id is not None and self.takes_effect_at is None

    def confirmable_by(self, by: Actor) -> bool:
        """Whether it waits for a facilitator's or officer's yes, and this person's would count."""
        return self.waits_for_helper and self.refusal_to_decide(by) is None

    def decidable_by(self, by: Actor) -> bool:
        """Whether somebody objected, and this person may decide."""
        return self.state is S.OBJECTED and self.refusal_to_decide(by) is None

    def refusal_to_decide(self, by: Actor) -> Refused | None:
        """Why a facilitator's or officer's word does not count here; None when it does."""
        said = (*self.askers, self.seconded_by_id, self.objected_by_id, self.membership.person_id)
        concerned = [each for each in said if each is not None]
        return refusal_to_decide(self.db, by, self.group, asked_by_id=self.asked_by_id, concerned=concerned)

    def refusal_to_helper(self, by: Actor) -> Refused | None:
        """Why the word of a facilitator or officer, for which it waits, does not count; None of anybody else."""
        waits = self.waits_for_helper or self.state is S.OBJECTED
        hers = by.roles & DECIDE and by.person_id != self.asked_by_id
        return self.refusal_to_decide(by) if waits and hers else None

    def wrote(self, code: str, by: Actor) -> None:
        """Tells everybody concerned, and writes it down, in the same transaction."""
        membership = self.membership
        person = Person.get(self.db, membership.person_id)
        called = membership.called(person)
        done = note(self.db, by, code, self.group_id, name=called, of=person.key)
        if code != "roles_changed":  # the membership itself writes that one down
            security_event(
                self.db, code, person_id=membership.person_id, by_id=by.person_id, group_id=self.group_id,
                kind=self.kind.value, chair=self.chair, treasurer=self.treasurer,
            )  # fmt: skip
        told = {
            "name_of": called, "by": by.name, "step": code, "kind": self.kind.value, "chair": self.chair,
            "treasurer": self.treasurer, "reason": self.reason,
            "effect_at": self.takes_effect_at.isoformat() if self.takes_effect_at else "",
        }  # fmt: skip
        also = officers_of(self.db, self.group.answered_in) if code in FOR_OFFICERS or self.needs_officer else []
        tell_all(self.db, self.group, [person, *also], RoleLetter("role_change", told, f"role/{self.key}/{done.key}"))

    @property
    def asker_stands(self) -> bool:
        """Whether the asker could still ask it: otherwise what she left waiting is not done."""
        held = find_membership(self.db, self.group_id, self.asked_by_id)
        own = self.membership.person_id == self.asked_by_id
        if self.succession or (own and not self.gains):
            return held is not None
        return bool(held and held.chair) or helps(self.db, self.group_id, self.asked_by_id)

"""GroupChange: a helper would change something by which buyers find, reach or know a group; the group is asked.

It counts once a chair or treasurer says yes, where one can answer; where none can, once an officer does. Else it
counts after 24 waking hours, of which all who hold a role in money are told, unless one of them, or a helper, stops it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import group_page
from market.kernel.clock import after_waking, now
from market.kernel.doer import who_did
from market.kernel.indexes import one_where
from market.kernel.limits import attempt_within
from market.kernel.names import typed_name
from market.kernel.one_of import one_of
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.kernel.states import moves
from market.people.access import CLOCK, Actor, Role
from market.people.act import note
from market.people.approving.bearers import answering_bearers
from market.people.approving.closeness import are_close
from market.people.approving.role_news import RoleLetter, tell_all
from market.people.approving.still_here import still_here
from market.people.facts.group_facts import Facts, GroupFact, fact_of, leads_elsewhere, put_facts
from market.people.group import Group, lock_group, require_own_name
from market.people.helpers import officers_of
from market.people.own_side import is_own
from market.people.pin_givers import may_be_another, own_word
from market.people.security import security_event
from market.people.undoing import Made, undoes

WAITS_HOURS = 24
MOST_A_DAY = 12  # asked of one group


class GroupChangeState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


S = GroupChangeState
NEXT = moves(S, {S.WAITING: {S.DONE, S.DROPPED}, S.DONE: set(), S.DROPPED: set()})
HOLDS = frozenset({Role.CHAIR, Role.TREASURER})
STOPS = HOLDS | {Role.FACILITATOR, Role.OFFICER}


class GroupChange(Record, table=True):
    """What `fact` is to be (`value`); one of a fact waits at a time."""

    __tablename__ = "group_change"
    __table_args__ = (one_where("uq_group_change_open", "group_id", "fact", where="state = 'waiting'"),)

    group_id: int = Field(foreign_key="groups.id", index=True)
    fact: GroupFact = Field(sa_column=state_column(GroupFact, "fact"))
    value: str = Field(default="", max_length=4000)
    state: GroupChangeState = Field(default=S.WAITING, sa_column=state_column(GroupChangeState, "state"))
    asked_by_id: int = Field(foreign_key="person.id", index=True)
    asked_by: str = Field(max_length=80)
    asked_at: datetime = Field(default_factory=now)
    takes_effect_at: datetime = Field(index=True)
    decided_by_id: int | None = None
    decided_by: str = Field(default="", max_length=80)

    @property
    def group(self) -> Group:
        return Group.get(self.db, self.group_id)

    @property
    def bearers(self) -> set[int]:
        """Who of the group can answer it."""
        return answering_bearers(self.db, self.group_id, self.asked_by_id)

    def refusal_for(self, by: Actor, bearers: set[int]) -> Refused | None:
        """Why somebody's yes does not count; None when it does. `bearers`: who of the group can answer."""
        ours = HOLDS if bearers else {Role.OFFICER}
        if by.person_id in (None, self.asked_by_id) or not by.roles & ours:
            return Refused("not_yours_to_agree")
        if bearers and by.person_id not in bearers:
            return Refused("not_yours_to_agree")
        hers = own_word(self.db, self.group_id, by, self.asked_by_id)
        if not hers or are_close(self.db, by.key, self.asked_by_id):
            return Refused("fact_by_another")
        if Role.OFFICER in by.roles and is_own(self.db, by.person_id, self.group_id):
            return Refused("own_side")
        return by.rests_refusal

    def stoppable_by(self, by: Actor) -> bool:
        return self.state is S.WAITING and by.person_id is not None and bool(by.roles & STOPS)

    def agree(self, by: Actor) -> None:
        """The group says that it is right, or its officer where nobody of it can be reached: it counts at once."""
        refusal = self.refusal_for(by, self.bearers)
        if refusal:
            raise refusal
        self._carry_out(by)

    def stop(self, by: Actor) -> None:
        """ "Bukan": by a bearer of a role in money, a helper, or whoever asked."""
        if not self.stoppable_by(by):
            raise Refused("not_yours_to_agree") if self.state is S.WAITING else Overtaken("state_moved")
        self.drop(by)

    def let_begin(self) -> None:
        """Its hours are over and nobody stopped it; dropped when the group was closed meanwhile."""
        if self.state is not S.WAITING or self.takes_effect_at > now():
            raise Overtaken("state_moved")
        if self.group.open:
            self._carry_out(CLOCK)
        else:
            self.drop(CLOCK)

    def _carry_out(self, by: Actor) -> None:
        """Makes the change, once. Drops it when whoever asked has gone, or could not ask for it any more."""
        group = lock_group(self.db, self.group_id)
        if not still_here(self.db, group.key, self.asked_by_id, self.asked_at) or not self._fits(group):
            self.drop(by)
            return
        self.become(S.DONE, by, "fact_done", **who_did(by, "decided_by"))
        put_facts(self.db, group, {self.fact: self.value}, by, unseen=by is CLOCK)
        self.wrote("fact_done", by)

    def _fits(self, group: Group) -> bool:
        try:
            _require_fit(self.db, group, {self.fact: self.value})
        except Refused:
            return False
        return True

    def drop(self, by: Actor) -> None:
        self.become(S.DROPPED, by, "fact_dropped", **who_did(by, "decided_by"))
        self.wrote("fact_dropped", by)

    def wrote(self, code: str, by: Actor) -> None:
        """Tells all who hold a role in money and the facilitators, and the office where no bearer can answer."""
        group = self.group
        done = note(self.db, by, code, self.group_id, fact=self.fact.value)
        security_event(
            self.db, code, person_id=self.asked_by_id, by_id=by.person_id, group_id=self.group_id, kind=self.fact.value
        )
        told = {
            "by": by.name, "step": code, "kind": self.fact.value, "effect_at": self.takes_effect_at.isoformat(),
            "path": group_page(group.slug, "profil/perubahan"),
        }  # fmt: skip
        if code == "fact_done" and self.fact is GroupFact.PHONE:  # `change_number` tells of this one
            return
        also = officers_of(self.db, group.answered_in) if not self.bearers else []
        tell_all(self.db, group, also, RoleLetter("group_change", told, f"fact/{self.key}/{done.key}"))


C = table(GroupChange)
OPEN = C.c.state == S.WAITING


def change_facts(db: Session, group: Group, facts: Facts, by: Actor) -> bool:
    """Puts what is new; what leads buyers elsewhere waits, where a helper changes it, or one may, or a former chair, by
    a PIN that came by her code. Returns whether anything waits."""
    lock_group(db, group.key)
    new = {fact: value for fact, value in _typed(facts).items() if value != fact_of(db, group, fact)}
    another = may_be_another(db, group.key, by)
    waits = {f: v for f, v in new.items() if another and leads_elsewhere(f, fact_of(db, group, f), v)}
    at_once = {fact: value for fact, value in new.items() if fact not in waits}
    for change in _open(db, C.c.group_id == group.key, C.c.fact.in_(at_once)):
        change.drop(by)  # the group itself said otherwise meanwhile
    put_facts(db, group, at_once, by)
    _require_fit(db, group, waits)
    for fact, value in waits.items():
        _ask(db, group, fact, value, by)
    return bool(waits)


def _typed(facts: Facts) -> Facts:
    return {fact: typed_name(value) if fact is GroupFact.NAME else value for fact, value in facts.items()}


def _require_fit(db: Session, group: Group, facts: Facts) -> None:
    """Refused when a name or place may not be put: it reads like a vouched group's, or an officer closed the group."""
    if facts.keys() & {GroupFact.NAME, GroupFact.VILLAGE}:
        village = facts.get(GroupFact.VILLAGE, group.village)
        require_own_name(db, facts.get(GroupFact.NAME, group.name), village, but=group.key)
        if village != group.village and not group.open:
            raise Refused("closed_stays", field="village")


def _ask(db: Session, group: Group, fact: GroupFact, value: str, by: Actor) -> None:
    """Asks the group; the same change that this person asked before goes on waiting."""
    if by.person_id is None:
        raise Refused("not_yours_to_agree")
    for before in _open(db, C.c.group_id == group.key, C.c.fact == fact):
        if (before.value, before.asked_by_id) == (value, by.person_id):
            return
        before.drop(by)
    attempt_within(db, f"group/facts/{group.key}", most=MOST_A_DAY, per=timedelta(days=1))
    change = GroupChange(
        group_id=group.key, fact=fact, value=value, **who_did(by, "asked_by"),
        takes_effect_at=after_waking(now(), WAITS_HOURS, group.zone),
    ).add(db)  # fmt: skip
    change.wrote("fact_asked", by)


def _open(db: Session, *where: sa.ColumnElement[bool]) -> list[GroupChange]:
    return list(db.scalars(locked(sa.select(GroupChange).where(OPEN, *where).order_by(C.c.id))))


def drop_asked(db: Session, by: Actor, of: int, *, group_id: int | None = None) -> None:
    """Drops what a helper asked for and that still waits, in every group or in one."""
    for change in _open(db, C.c.asked_by_id == of, *([C.c.group_id == group_id] if group_id else [])):
        change.drop(by)


@undoes("group_change.asked_by_id")
def undo_group_changes(db: Session, made: Made) -> None:
    """Drops what she asked for and the group has not answered; what counts by now stays: the group can change it."""
    for change in _open(db, made.holds(C.c.asked_by_id, C.c.asked_at)):
        change.drop(CLOCK)


def waiting_changes(db: Session, group_id: int) -> list[GroupChange]:
    return list(db.scalars(sa.select(GroupChange).where(OPEN, C.c.group_id == group_id).order_by(C.c.id)))


def facts_due(db: Session, moment: datetime, after: int = 0, most: int = 100) -> list[int]:
    """The changes, with an id above `after`, that nobody stopped in time."""
    wanted = sa.select(C.c.id).where(OPEN, C.c.takes_effect_at <= moment, C.c.id > after)
    return list(db.scalars(wanted.order_by(C.c.id).limit(most)))


def let_fact_begin(db: Session, key: int) -> None:
    """Makes a change that nobody stopped; tested again inside."""
    db.scalars(locked(sa.select(GroupChange).where(C.c.id == key))).one().let_begin()


def the_group_change(db: Session, group_id: int, key: int) -> GroupChange:
    """A change of this group, locked until the commit."""
    return one_of(db, GroupChange, key, lock=True, group_id=group_id)

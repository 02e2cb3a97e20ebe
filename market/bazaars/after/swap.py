"""Swap: two groups exchange their booths, when both agree and nobody is wronged by it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.after.exchange import confirmed_of, require_lawful
from market.bazaars.after.stander import Stander
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import BookedBooth
from market.bazaars.booking.fee_owed import fees_move
from market.bazaars.booking.overtaking import swap_subject, unsay_same
from market.bazaars.booking.reply import note_answered
from market.bazaars.booking.telling import tell_swap, tell_swap_agreed
from market.bazaars.registering.application import Application
from market.bazaars.slot import Days
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.kernel.states import moves
from market.people.access import CLOCK, Actor
from market.people.approving.closeness import may_be_one
from market.people.group import Group
from market.people.own_side import own_groups, require_other_side
from market.people.pin_givers import may_be_same
from market.people.undoing import Made, undoes


class SwapState(StrEnum):
    """`agreed`: both want it, but somebody would be wronged, so the office decides."""

    ASKED = "asked"
    AGREED = "agreed"
    DONE = "done"
    REFUSED = "refused"


NEXT = moves(
    SwapState,
    {
        SwapState.ASKED: {SwapState.AGREED, SwapState.DONE, SwapState.REFUSED},
        SwapState.AGREED: {SwapState.DONE, SwapState.REFUSED},
        SwapState.DONE: set(),
        SwapState.REFUSED: set(),
    },
)
MOST_A_DAY = 6  # asked by one group


class Swap(Record, table=True):
    """`from_id` asks `to_id` to change spots for the whole bazaar. `reason` is the office's, where it was needed."""

    __table_args__ = (sa.CheckConstraint("from_id <> to_id", name="two"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    from_id: int = Field(foreign_key="application.id", index=True)
    to_id: int = Field(foreign_key="application.id", index=True)
    state: SwapState = Field(default=SwapState.ASKED, sa_column=state_column(SwapState, "state"))
    asked_by: str = Field(max_length=80)
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now)
    ended_by: str = Field(default="", max_length=80)
    ended_by_id: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    reason: str = Field(default="", max_length=300)

    @property
    def open(self) -> bool:
        return self.state in (SwapState.ASKED, SwapState.AGREED)

    @property
    def both(self) -> tuple[int, int]:
        """The two registrations."""
        return self.from_id, self.to_id

    def waits_for(self, application_id: int) -> bool:
        """Whether this registration is asked, and has not answered."""
        return self.state is SwapState.ASKED and self.to_id == application_id

    def waits_for_office(self, days: Days) -> bool:
        """Both want it, and the bazaar has not begun."""
        return self.state is SwapState.AGREED and not days.begun

    @property
    def step(self) -> str:
        """A name of this step, so that its letters differ from those of another."""
        return f"{self.key}/{self.state}"

    def _end(self, state: SwapState, *, by: Actor) -> None:
        self._was_asked()
        ended: dict[str, Any] = {**who_did(by, "ended_by"), "ended_at": now()}
        self.become(state, by, f"swap_{state}", **ended)

    def _was_asked(self) -> None:
        """The other group is asked no more: it answered, or who asked took it back."""
        other = Application.get(self.db, self.to_id)
        unsay_same(self.db, [other], frozenset({"bazaar_swap_asked"}), swap_subject(self.step))

    def places(self, everyone: Mapping[int, Stander]) -> tuple[object, ...]:
        """What is exchanged: where each of the two stands now."""
        both = (everyone.get(key) for key in self.both)
        return tuple(
            sorted((slot, *sorted(booths)) for slot, booths in each.stands.items()) if each else () for each in both
        )

    def refuse(self, *, by: Actor) -> None:
        self._end(SwapState.REFUSED, by=by)

    def decline(self, bazaar: Bazaar, application: Application, *, by: Actor) -> None:
        """The one asked says no, which the other is told, or the one that asked takes its wish back."""
        self.refuse(by=by)
        note_answered(bazaar, application, by)
        if application.key == self.to_id:
            self._tell_answer(bazaar, Group.get(self.db, application.group_id).name, self.from_id)

    def agree(self, bazaar: Bazaar, application: Application, *, by: Actor) -> None:
        """The other group says yes: done at once when the rules hold and nobody is wronged, else the office decides.
        Its letters go to the group that asked, and to the office that decides. NotFound for the one that asked."""
        if application.key != self.to_id:
            raise NotFound(f"swap {self.key}")
        refusal = refusals_to_agree(self.db, [self], by).get(self.key)
        if refusal:
            raise refusal
        if self.state is not SwapState.ASKED:
            raise Overtaken("state_moved")
        _require_coming(bazaar)
        if require_lawful(self.db, bazaar, self.from_id, self.to_id).wronged:
            self._was_asked()
            self.become(SwapState.AGREED, by, "swap_agreed")
            tell_swap_agreed(self.db, bazaar, application, Application.get(self.db, self.from_id), self.key)
        else:
            self._carry_out(bazaar, by=by)
        note_answered(bazaar, application, by)
        self._tell_answer(bazaar, Group.get(self.db, application.group_id).name, self.from_id)

    def _tell_answer(self, bazaar: Bazaar, who: str, *to: int) -> None:
        """What `who`, a group or the office, said to the wish."""
        for key in to:
            tell_swap(self.db, bazaar, Application.get(self.db, key), "bazaar_swap_answered", who, self.step)

    def asked_by_one_with(self, by: Actor, asking: int, answering: int) -> bool:
        """Whether it was she who asked, or may have been: at the keys one of the two may be the other. `asking` and
        `answering` are the ids of their groups."""
        if by.person_id is None:
            return True
        if self.asked_by_id is None:
            return False
        by_pins = may_be_same(self.db, answering, by, self.asked_by_id, there=asking)
        return by_pins or may_be_one(self.db, by.person_id, self.asked_by_id)

    def decide(self, bazaar: Bazaar, reason: str, *, by: Actor) -> None:
        """The office lets it happen although somebody is wronged, with a reason everybody may read; both are told.

        Refused to an officer whose own group is one of the two.
        """
        require_other_side(self.db, by.person_id, *_groups_of(self.db, [self])[self.key])
        if self.state is not SwapState.AGREED:
            raise Overtaken("state_moved")
        _require_coming(bazaar)
        self.reason = needed_reason(reason)
        require_lawful(self.db, bazaar, self.from_id, self.to_id)
        self._carry_out(bazaar, by=by)
        self._tell_answer(bazaar, bazaar.agency, *self.both)

    def _carry_out(self, bazaar: Bazaar, *, by: Actor) -> None:
        one, other = (confirmed_of(self.db, key) for key in self.both)
        if bazaar.state is not BazaarState.PUBLISHED or {b.slot_id for b in one} != {b.slot_id for b in other}:
            raise Overtaken("swap_slots_differ")
        booths = table(BookedBooth)  # the hours stay: both stand in the same slots as before
        pairs = {b.slot_id: [b.key] for b in one}
        for booking in other:
            pairs[booking.slot_id].append(booking.key)
        for mine, theirs in pairs.values():
            held = [sa.select(booths.c.id).where(booths.c.booking_id == key) for key in (mine, theirs)]
            keys = [list(self.db.scalars(each)) for each in held]
            for ids, to in zip(keys, (theirs, mine), strict=True):
                self.db.execute(sa.update(booths).where(booths.c.id.in_(ids)).values(booking_id=to))
        fees_move(self.db, bazaar, [Application.get(self.db, key) for key in self.both])
        self._end(SwapState.DONE, by=by)


def refusals_to_agree(db: Session, swaps: Sequence[Swap], by: Actor) -> dict[int, Refused]:
    """Why this person's yes is not the other group's, by swap; nothing of those to which it is.

    Not of who asked: two groups are two people, whoever belongs to both or speaks for both; nor where a code of
    one let the other in, or codes of a third both, whoever that is. Whom a code let in just now waits.
    """
    groups = _groups_of(db, swaps)
    own = own_groups_of(db, by, frozenset().union(*groups.values()))
    rests = {each.key: by.rests_refusal for each in swaps if by.rests_refusal}
    one = [each.key for each in swaps if each.asked_by_one_with(by, *groups[each.key])]
    sides = {key: Refused("own_side") for key, both in groups.items() if own.intersection(both)}
    return rests | {key: Refused("swap_by_two") for key in one} | sides


def _groups_of(db: Session, swaps: Sequence[Swap]) -> dict[int, tuple[int, int]]:
    """The two groups of each of these swaps, the one that asks first."""
    rows, found = table(Application), dict[int, int]()
    wanted = sa.select(rows.c.id, rows.c.group_id)
    for key, group in db.execute(wanted.where(rows.c.id.in_({key for each in swaps for key in each.both}))):
        found[key] = group
    return {each.key: (found[each.from_id], found[each.to_id]) for each in swaps}


def own_groups_of(db: Session, by: Actor, groups: Collection[int]) -> set[int]:
    """Those that are an officer's own: she writes down what a group told her, of neither side her own."""
    return own_groups(db, by.person_id, groups) if by.only_officer else set()


def _require_coming(bazaar: Bazaar) -> None:
    """Overtaken once the bazaar has begun: who stood where stays."""
    if bazaar.days.begun:
        raise Overtaken("swap_over")


def swaps_with(db: Session, application_id: int) -> list[Swap]:
    rows = table(Swap)
    wanted = sa.select(Swap).where(sa.or_(rows.c.from_id == application_id, rows.c.to_id == application_id))
    return list(db.scalars(wanted.order_by(rows.c.id.desc())))


def swaps_of(db: Session, bazaar_id: int) -> list[Swap]:
    rows = table(Swap)
    return list(db.scalars(sa.select(Swap).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id.desc())))


def the_swap(db: Session, bazaar_id: int, key: int) -> Swap:
    return one_of(db, Swap, key, bazaar_id=bazaar_id)


@undoes("swap.asked_by_id")
def undo_swaps(db: Session, made: Made) -> None:
    """Takes back the swaps that this account asked for and that nobody has carried out."""
    rows = table(Swap)
    open_ones = rows.c.state.in_((SwapState.ASKED, SwapState.AGREED))
    hers = sa.select(Swap).where(made.holds(rows.c.asked_by_id, rows.c.asked_at), open_ones)
    for swap in db.scalars(hers.order_by(rows.c.id)):
        swap.refuse(by=CLOCK)

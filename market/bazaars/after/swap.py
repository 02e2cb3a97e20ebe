"""Swap: two groups exchange their booths, when both agree and nobody is wronged by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.after.stander import Stander
from market.bazaars.allotting.naming import names_in
from market.bazaars.allotting.occupancy import Exchange, Occupancy
from market.bazaars.allotting.opening import withheld
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState, bookings_of
from market.bazaars.booking.fee_owed import fees_move
from market.bazaars.booking.overtaking import swap_subject, unsay_same
from market.bazaars.registering.application import Application
from market.bazaars.slot import Days
from market.kernel.clock import now
from market.kernel.limits import attempt_within
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.kernel.states import moves
from market.people.access import CLOCK, Actor
from market.people.approving.closeness import may_be_one
from market.people.own_side import own_groups, require_other_side
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
        self.become(state, ended_by=by.name[:80], ended_by_id=by.person_id, ended_at=now())

    def _was_asked(self) -> None:
        """The other group is asked no more: it answered, or who asked took it back."""
        other = Application.get(self.db, self.to_id)
        unsay_same(self.db, [other], frozenset({"bazaar_swap_asked"}), swap_subject(self.step))

    def places(self, everyone: Mapping[int, Stander]) -> tuple[object, ...]:
        """What is exchanged: where each of the two stands now."""
        both = (everyone.get(key) for key in (self.from_id, self.to_id))
        return tuple(
            sorted((slot, *sorted(booths)) for slot, booths in each.stands.items()) if each else () for each in both
        )

    def refuse(self, *, by: Actor) -> None:
        self._end(SwapState.REFUSED, by=by)

    def agree(self, bazaar: Bazaar, *, by: Actor) -> None:
        """The other group says yes: done at once when the rules hold and nobody is wronged, else the office decides."""
        refusal = self.refusal_to_agree(by)
        if refusal:
            raise refusal
        if self.state is not SwapState.ASKED:
            raise Overtaken("state_moved")
        _require_coming(bazaar)
        if _lawful(self.db, bazaar, self.from_id, self.to_id).wronged:
            self._was_asked()
            self.become(SwapState.AGREED)
            return
        self._carry_out(bazaar, by=by)

    def refusal_to_agree(self, by: Actor) -> Refused | None:
        """Why this person's yes is not the other group's; None when it is.

        Not of who asked: two groups are two people, whoever belongs to both or speaks for both; nor where a code of
        one let the other in, or codes of a third both, whoever that is. Whom a code let in just now waits.
        """
        if by.only_officer and own_groups(self.db, by.person_id, self._groups):
            return Refused("own_side")
        if by.person_id is None or self._asked_by(by.person_id):
            return Refused("swap_by_two")
        return by.rests_refusal

    def _asked_by(self, person_id: int) -> bool:
        """Whether it was she who asked, or may have been: at the keys one of the two may be the other."""
        if self.asked_by_id in (None, person_id):
            return self.asked_by_id is not None
        return may_be_one(self.db, person_id, self.asked_by_id)

    @property
    def _groups(self) -> list[int]:
        rows = table(Application)
        wanted = sa.select(rows.c.group_id).where(rows.c.id.in_((self.from_id, self.to_id)))
        return list(self.db.scalars(wanted))

    def decide(self, bazaar: Bazaar, reason: str, *, by: Actor) -> None:
        """The office lets it happen although somebody is wronged, with a reason everybody may read.

        Refused to an officer whose own group is one of the two.
        """
        require_other_side(self.db, by.person_id, *self._groups)
        if self.state is not SwapState.AGREED:
            raise Overtaken("state_moved")
        _require_coming(bazaar)
        self.reason = needed_reason(reason)
        _lawful(self.db, bazaar, self.from_id, self.to_id)
        self._carry_out(bazaar, by=by)

    def _carry_out(self, bazaar: Bazaar, *, by: Actor) -> None:
        one, other = (_confirmed(self.db, key) for key in (self.from_id, self.to_id))
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
        fees_move(self.db, bazaar, [Application.get(self.db, key) for key in (self.from_id, self.to_id)])
        self._end(SwapState.DONE, by=by)


def _require_may_speak(db: Session, by: Actor, groups: Sequence[int]) -> None:
    """An officer writes down what a group told her, of neither side her own."""
    if by.only_officer:
        require_other_side(db, by.person_id, *groups)


def _require_coming(bazaar: Bazaar) -> None:
    """Overtaken once the bazaar has begun: who stood where stays."""
    if bazaar.days.begun:
        raise Overtaken("swap_over")


def _lawful(db: Session, bazaar: Bazaar, one: int, other: int) -> Exchange:
    """What the swap would do. Refused when it breaks a rule, which is named unless applications are withheld."""
    effect = Occupancy(db, bazaar).after_swap(one, other)
    if effect.broken and withheld(db, bazaar):
        raise Refused("swap_fits_not", field="to")
    if effect.broken:
        raise effect.broken[0].in_names(names_in(db, bazaar))
    return effect


def _confirmed(db: Session, application_id: int) -> list[Booking]:
    return [b for b in bookings_of(db, application_id, lock=True) if b.state is BookingState.CONFIRMED]


def ask_swap(db: Session, bazaar: Bazaar, mine: Application, theirs: Application, *, by: Actor) -> Swap:
    """Asks another group that stands in the same slots; one open wish at a time, until the lock. Refused when the
    spots do not fit; where applications are withheld that is checked only once the other group has said yes:
    else any group with a booth could find out what the others need."""
    _require_may_speak(db, by, [mine.group_id, theirs.group_id])
    if bazaar.state is not BazaarState.PUBLISHED or now() >= bazaar.days.locks_at:
        raise Overtaken("swap_over")
    one, other = ({b.slot_id for b in _confirmed(db, each.key)} for each in (mine, theirs))
    if not one or one != other:
        raise Refused("swap_slots_differ", field="to")
    if any(each.open for each in swaps_with(db, mine.key)):
        raise Overtaken("swap_open")
    attempt_within(db, f"swap/{mine.key}", most=MOST_A_DAY, per=timedelta(days=1))
    if not withheld(db, bazaar):
        _lawful(db, bazaar, mine.key, theirs.key)
    return Swap(
        bazaar_id=bazaar.key, from_id=mine.key, to_id=theirs.key, asked_by=by.name[:80], asked_by_id=by.person_id
    ).add(db)


def swaps_with(db: Session, application_id: int) -> list[Swap]:
    rows = table(Swap)
    wanted = sa.select(Swap).where(sa.or_(rows.c.from_id == application_id, rows.c.to_id == application_id))
    return list(db.scalars(wanted.order_by(rows.c.id.desc())))


def swaps_of(db: Session, bazaar_id: int) -> list[Swap]:
    rows = table(Swap)
    return list(db.scalars(sa.select(Swap).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id.desc())))


def the_swap(db: Session, bazaar_id: int, key: int) -> Swap:
    if (found := db.get(Swap, key)) is None or found.bazaar_id != bazaar_id:
        raise NotFound(f"swap {key}")
    return found


@undoes("swap.asked_by_id")
def undo_swaps(db: Session, made: Made) -> None:
    """Takes back the swaps that this account asked for and that nobody has carried out."""
    rows = table(Swap)
    open_ones = rows.c.state.in_((SwapState.ASKED, SwapState.AGREED))
    hers = sa.select(Swap).where(made.holds(rows.c.asked_by_id, rows.c.asked_at), open_ones)
    for swap in db.scalars(hers.order_by(rows.c.id)):
        swap.refuse(by=CLOCK)

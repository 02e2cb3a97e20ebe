"""Attendance: who came, slot by slot; who did not come gives the booth back for that slot alone.

What was written down is never written over: whatever is found out later is a further row with its own name and moment,
and the latest counts. Nothing of it changes who was given the booth, nor the points of a list that is frozen.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from market.bazaars.after.presence import Presence, of_absence_row, presence_of
from market.bazaars.after.put_out import put_out
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState, stand_from_now, stand_no_more
from market.bazaars.booking.found import Attendance, Found, Reason, WhyFound
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.overtaking import ABSENT, day_subject, unsay_same
from market.bazaars.booking.stands import booths_held, free_booths
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.language import shown_time
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.group import Group

GRACE_MINUTES = 45
GRACE = timedelta(minutes=GRACE_MINUTES)
BEFORE = timedelta(hours=6)
SLIP = timedelta(minutes=10)  # within which whoever wrote an absence takes it back without a word


@dataclass(frozen=True, slots=True)
class _Case:
    """A booking that counts, its slot, and what is written down of it."""

    booking: Booking
    slot: Slot
    presence: Presence
    reason: Reason

    @property
    def out(self) -> bool:
        """Its booths cannot be used any more, and it has no others."""
        return self.booking.application_id in put_out(self.booking.db, self.slot.key)

    def note(self, found: Found, *, by: Actor, gave: str = "", who: str = "") -> None:
        db, was = self.booking.db, self.presence.found
        why = self.reason if isinstance(self.reason, WhyFound) else None
        row = Attendance(
            booking_id=self.booking.key,
            found=found,
            was=was or "",
            gave=gave,
            reason="" if why else self.reason[:300],
            why=why,
            **who_did(by, "noted_by"),
            who=who.strip()[:80],
        ).add(db)
        self._tell(row)

    def _tell(self, row: Attendance) -> None:
        """The group hears that it is absent, while it may still be on its way; no more when it is not so after all."""
        db, subject = self.booking.db, day_subject(self.slot)
        application = Application.get(db, self.booking.application_id)
        if row.found is Found.ABSENT:
            bazaar, group = Bazaar.get(db, self.booking.bazaar_id), Group.get(db, application.group_id)
            told = {"noted_at": row.at.isoformat(), "zone": bazaar.zone.key, "late": self.slot.over(bazaar)}
            once = f"bazaar_absent_today/{row.key}"
            tell_group(db, bazaar, application, group, "bazaar_absent_today", once, subject=subject, **told)
        elif self.presence.absent:
            unsay_same(db, [application], ABSENT, subject)

    def comes(self, *, late: bool) -> Found:
        """As what it comes now; what is said with a reason does not go by how it came first."""
        if not self.presence.here and self.out:
            return Found.NO_BOOTH
        if late:
            return Found.LATE
        return (None if self.reason and self.presence.here else self.presence.came_first) or Found.ARRIVED

    def stand_again(self, bazaar: Bazaar) -> bool:
        """An absent group has its booths again, while the slot runs. False when somebody else stands there by now."""
        if not self.presence.absent or self.slot.over(bazaar):
            return True
        gave, db = self.presence.gave.split(), self.booking.db
        if not set(gave) <= set(free_booths(db, bazaar.key, self.slot.key)):
            return False
        if gave:
            stand_from_now(db, bazaar, self.booking, gave)
        return True

    def give_booths(self, bazaar: Bazaar) -> str:
        """The numbers of the booths that it gives back by not being there; none once the slot is over."""
        db = self.booking.db
        gave = "" if self.slot.over(bazaar) else " ".join(booths_held(db, self.booking))
        if gave:
            stand_no_more(db, self.booking, now())
        return gave


def _case(db: Session, bazaar: Bazaar, booking: Booking, reason: Reason, ours: WhyFound | None = None) -> _Case:
    """Refused without a reason once the slot is over: what is found out then is a correction, in words. Of the reasons
    that nobody writes only `ours` counts, while the slot runs and where it is true: of who is absent that it came
    after, of anybody else that its booth is empty."""
    if bazaar.state is not BazaarState.PUBLISHED or booking.state is not BookingState.CONFIRMED:
        raise Overtaken("state_moved")
    slot = db.get_one(Slot, booking.slot_id)
    over, presence = slot.over(bazaar), presence_of(db, booking.key)
    if isinstance(reason, WhyFound):
        fits = reason is ours and not over and presence.absent is (reason is WhyFound.CAME_AFTER)
        reason = reason if fits else ""
    else:
        reason = reason.strip()
    if over:
        needed_reason(reason)
    return _Case(booking=booking, slot=slot, presence=presence, reason=reason)


def arrive(
    db: Session, bazaar: Bazaar, booking: Booking, *, by: Actor, reason: Reason = "", who: str = "", late: bool = False
) -> None:
    """The group has come: on the day, not before; a second press changes nothing. Where its booths cannot be used any
    more it has come without one, until it gets another.

    A group that was marked absent gets its booths back while the slot runs, or comes without one when somebody else
    stands there: it is offered a free one, and keeps its other days. That is refused without a reason, as is what says
    otherwise of one that is here: late or in time. Who comes back came when she came first: late stays late. Overtaken
    where a reason is given and nothing is new: it would be told that it is kept.
    """
    case = _case(db, bazaar, booking, reason, WhyFound.CAME_AFTER)
    if now() < case.slot.begins_at(bazaar) - BEFORE:
        raise Refused("not_the_day")
    found = case.comes(late=late)
    if case.presence.found is found and not who.strip():
        if not case.presence.says(case.reason):
            raise Overtaken("already_so")
        return
    if case.presence.absent or (case.presence.here and case.presence.found is not found):
        needed_reason(case.reason)
    case.stand_again(bazaar)
    case.note(found, by=by, who=who)


def come_late(db: Session, bazaar: Bazaar, booking: Booking, *, by: Actor, reason: Reason = "", who: str = "") -> None:
    """It has come after the opening."""
    arrive(db, bazaar, booking, by=by, reason=reason, who=who, late=True)


def leave(db: Session, bazaar: Bazaar, booking: Booking, *, by: Actor, reason: Reason = "", who: str = "") -> None:
    case = _case(db, bazaar, booking, reason)
    if case.presence.found is Found.LEFT:
        return
    if not case.presence.here:
        raise Overtaken("state_moved")
    case.note(Found.LEFT, by=by, who=who)


def absent(db: Session, bazaar: Bazaar, booking: Booking, last: int, *, by: Actor, reason: Reason = "") -> None:
    """The group is not there `GRACE` after opening: its booth is free in this slot; it keeps its other slots.

    It costs the group its booth and its turn, so it is refused without a reason, and Overtaken when something was
    written since the row `last` that whoever presses has seen (0 for none): somebody may just have seen it come.
    Refused of a group whose booths cannot be used any more: it has nothing to come to.
    """
    case = _case(db, bazaar, booking, reason, WhyFound.EMPTY_BOOTH)
    until = case.slot.begins_at(bazaar) + GRACE
    if now() < until:
        raise Refused("still_time", when=shown_time(until, bazaar.zone))
    if case.presence.absent:
        return
    if case.presence.last_key != last:
        raise Overtaken("state_moved")
    if case.out:
        raise Refused("booth_dead_not_absent")
    needed_reason(case.reason)
    case.note(Found.ABSENT, by=by, gave=case.give_booths(bazaar))


def undo_finding(db: Session, bazaar: Bazaar, booking: Booking, last: int, *, by: Actor, reason: Reason = "") -> None:
    """What was written last counts no more, but what counted before it; that it has no booth only as long as it has
    none. Overtaken when something was written since, or when somebody else stands in the booth that it gave back.
    Refused without a reason where it ends an absence or brings one back, except a slip of her own, of a few minutes
    ago."""
    case = _case(db, bazaar, booking, reason)
    row = case.presence.last
    if row is None or row.key != last:
        raise Overtaken("state_moved")
    if of_absence_row(row) and not (by.person_id and row.noted_by_id == by.person_id and now() - row.at < SLIP):
        needed_reason(case.reason)
    was = Found(row.was) if row.was else Found.UNSEEN
    if was is Found.NO_BOOTH and not case.out:
        was = Found.UNSEEN
    if not case.stand_again(bazaar):
        raise Overtaken("booth_given_on")
    case.note(was, by=by, gave=case.give_booths(bazaar) if was is Found.ABSENT else "")

"""While a slot runs: a booth that is free is offered for ten minutes to the first who waits and fits (`waiting_for`).

The offer holds the booth only against other offers: an officer may give it to whoever stands before her, and the group
that comes back gets its own. One of them is first, the other reads what happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.after.put_out import put_out
from market.bazaars.after.waiting import Queued, seated, waiting_for
from market.bazaars.allotting.standby import Standby, stand_down, standing_by
from market.bazaars.bazaar import Bazaar, lock_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.overtaking import day_subject, unsay_same
from market.bazaars.booking.reply import Answer, RepliedBy, Reply, ReplyState, Speaker, waiting_replies
from market.bazaars.booking.stands import free_booths
from market.bazaars.booking.taking_place import runs
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot, is_held
from market.kernel.clock import day_of, now
from market.kernel.db import read
from market.kernel.doer import who_did
from market.kernel.each_alone import each_alone
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import Record, locked, state_column, table
from market.kernel.states import moves
from market.people.access import Actor
from market.people.group import Group

LASTS = timedelta(minutes=10)
OPENING = timedelta(minutes=15)  # in which the clock looks for what is free; then presses at the gate do
BY_CLOCK = Speaker(RepliedBy.ACCOUNT)
ASKS = "bazaar_day_offer"
OVER = "bazaar_day_offer_over"


class DayOfferState(StrEnum):
    """Overtaken: somebody stood there before the group answered, or the day was over or did not come."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    OVERTAKEN = "overtaken"


S = DayOfferState
ENDS = frozenset(S) - {S.OPEN}
NEXT = moves(S, {S.OPEN: ENDS, **dict.fromkeys(ENDS, frozenset[S]())})


class DayOffer(Record, table=True):
    """`booths` are the numbers, with a space between; `place` the place in the queue of this slot (`InQueue`)."""

    __tablename__ = "day_offer"
    __table_args__ = tuple(
        one_where(f"uq_day_offer_{name}", "slot_id", column, where="state = 'open'")
        for name, column in (("group", "application_id"), ("booths", "booths"))
    )  # fmt: skip

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    slot_id: int = Field(foreign_key="slot.id")
    application_id: int = Field(foreign_key="application.id", index=True)
    booths: str = Field(max_length=25)
    place: int
    state: DayOfferState = Field(default=DayOfferState.OPEN, sa_column=state_column(DayOfferState, "state", index=True))
    made_at: datetime = Field(default_factory=now)
    answer_by: datetime
    answered_at: datetime | None = None
    answered_by: str = Field(default="", max_length=80)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    office: bool = False

    @property
    def may_answer(self) -> bool:
        return self.state is S.OPEN and now() < self.answer_by

    @property
    def occasion(self) -> str:
        """By which the notice that tells of it is found."""
        return f"day_offer/{self.key}"

    def no_in(self, waiting: Sequence[Reply]) -> Reply | None:
        """Of what waits of its group the "no" to this offer."""
        mine = (each for each in waiting if each.said is Answer.NO and each.slot_id == self.slot_id)
        return next(mine, None)

    @property
    def heard_no(self) -> Reply | None:
        """The "no" to it that counts when its ten minutes are over."""
        return self.no_in(waiting_replies(self.db, self.application_id))

    def end(self, state: DayOfferState, by: Speaker = BY_CLOCK) -> None:
        who: dict[str, Any] = {**who_did(by, "answered_by"), "office": by.office}
        self.become(state, by, f"day_offer_{state}", answered_at=now(), **who)
        subject = day_subject(Slot.get(self.db, self.slot_id))
        unsay_same(self.db, [Application.get(self.db, self.application_id)], frozenset({ASKS}), subject)


def offers_in(db: Session, slot_id: int, *, lock: bool = False) -> list[DayOffer]:
    """Those that wait for an answer, the oldest first."""
    rows = table(DayOffer)
    wanted = sa.select(DayOffer).where(rows.c.slot_id == slot_id, rows.c.state == S.OPEN).order_by(rows.c.id)
    return list(db.scalars(locked(wanted) if lock else wanted))


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer that waits for an answer, to which group, and the "no" to it that does not count yet."""

    offer: DayOffer
    group: Group
    no: Reply | None


def open_offers(db: Session, slot_id: int) -> list[OpenOffer]:
    """Those of a slot, the oldest first, in one statement."""
    rows, a, g, r = (table(each) for each in (DayOffer, Application, Group, Reply))
    to_it = (r.c.application_id == rows.c.application_id, r.c.slot_id == rows.c.slot_id)
    wanted = (
        sa.select(DayOffer, Group, Reply)
        .join(Application, a.c.id == rows.c.application_id)
        .join(Group, g.c.id == a.c.group_id)
        .outerjoin(Reply, sa.and_(*to_it, r.c.state == ReplyState.WAITS, r.c.said == Answer.NO))
        .where(rows.c.slot_id == slot_id, rows.c.state == S.OPEN)
        .order_by(rows.c.id)
    )
    return [OpenOffer(offer=row.DayOffer, group=row.Group, no=row.Reply) for row in db.execute(wanted)]


def offers_to(db: Session, application_id: int) -> list[DayOffer]:
    """A group's own that wait for its answer, over or not."""
    rows = table(DayOffer)
    wanted = sa.select(DayOffer).where(rows.c.application_id == application_id, rows.c.state == S.OPEN)
    return list(db.scalars(wanted.order_by(rows.c.id)))


def offer_of(db: Session, notice: Notice) -> DayOffer | None:
    """The offer that a notice tells of."""
    if notice.template != ASKS:
        return None
    hers = db.scalars(sa.select(DayOffer).where(table(DayOffer).c.application_id == notice.application_id))
    return next((each for each in hers if each.occasion == notice.occasion), None)


def the_offer(db: Session, bazaar: Bazaar, key: int) -> DayOffer:
    return one_of(db, DayOffer, key, lock=True, bazaar_id=bazaar.key)


def refill(db: Session, bazaar: Bazaar, slot: Slot) -> None:
    """Ends offers that nobody answered or whose booth is taken, and offers what is free to those who stand by."""
    if not standing_by(db, slot.key) and not offers_in(db, slot.key) and not put_out(db, slot.key):
        return
    _lapse(db, bazaar, slot)
    waiting = {each.application.key: each for each in waiting_for(db, bazaar, slot)}
    kept = _still_open(db, bazaar, slot, waiting)
    if not runs(bazaar, slot):
        return
    asked = {offer.application_id for offer in kept} | _said_no(db, slot, waiting.values())
    ready = [each for each in waiting.values() if each.ready and not each.busy and each.application.key not in asked]
    for each, booths in seated(db, bazaar, slot, ready, [(waiting[k.application_id], k.booths) for k in kept]):
        offer = DayOffer(
            bazaar_id=bazaar.key, slot_id=slot.key, application_id=each.application.key, booths=booths,
            place=each.place, answer_by=min(now() + LASTS, slot.ends_at(bazaar)),
        ).add(db)  # fmt: skip
        told = {"booths": booths.replace(" ", " + "), "until_at": offer.answer_by.isoformat(), "zone": bazaar.zone.key}
        told["subject"] = day_subject(slot)
        tell_group(db, bazaar, each.application, each.group, ASKS, offer.occasion, **told)


def _said_no(db: Session, slot: Slot, waiting: Iterable[Queued]) -> set[int]:
    """Who was put out, did not want or answer an offer, and is not asked again: nothing else ends its waiting."""
    out, rows = [each.application.key for each in waiting if each.out], table(DayOffer)
    wanted = sa.select(rows.c.application_id).where(rows.c.slot_id == slot.key, rows.c.application_id.in_(out))
    return set(db.scalars(wanted.where(rows.c.state.in_((S.DECLINED, S.LAPSED)))))


def _lapse(db: Session, bazaar: Bazaar, slot: Slot) -> None:
    """Who said no, or did not answer, stands by no more until it says so again."""
    for offer in offers_in(db, slot.key, lock=True):
        if offer.may_answer and not slot.over(bazaar):
            continue
        said, by = offer.heard_no, BY_CLOCK
        if said:
            said.count()
            by = Speaker(said.way, Actor(said.by_id, said.by))
        offer.end(S.DECLINED if said else S.LAPSED, by)
        stand_down(db, slot, Application.get(db, offer.application_id), by=by)


def _still_open(db: Session, bazaar: Bazaar, slot: Slot, waiting: Mapping[int, Queued]) -> list[DayOffer]:
    """Who is asked no more though it waits is told: it may be on its way."""
    free, kept = set(free_booths(db, bazaar.key, slot.key)), list[DayOffer]()
    for offer in offers_in(db, slot.key, lock=True):
        hers = waiting.get(offer.application_id)
        if hers and set(offer.booths.split()) <= free:
            kept.append(offer)
            continue
        offer.end(S.OVERTAKEN)
        if said := offer.heard_no:
            said.overtake(BY_CLOCK)
        elif hers:
            told = {"booths": offer.booths.replace(" ", " + "), "subject": day_subject(slot)}
            tell_group(db, bazaar, hers.application, hers.group, OVER, f"day_offer_over/{offer.key}", **told)
    return kept


def watch_day_offers() -> None:
    """Offers of ten minutes that nobody answered go to the next, for each bazaar that has one; and what is free when a
    day opens to those who stand by, whom no press at the gate has reached."""
    rows = table(DayOffer)
    due = sa.select(rows.c.bazaar_id, rows.c.slot_id).where(rows.c.state == S.OPEN, rows.c.answer_by <= now())
    with read() as db:
        found = {(row.bazaar_id, row.slot_id) for row in db.execute(due.distinct())} | _opening(db)
    each_alone((partial(_refill, *keys) for keys in sorted(found)), "offers of a day")


def _opening(db: Session) -> set[tuple[int, int]]:
    """By bazaar and slot the days that began within `OPENING`, where somebody stands by."""
    s, b, y, day = table(Slot), table(Bazaar), table(Standby), day_of(now(), UTC)
    waits = sa.select(y.c.id).where(y.c.slot_id == s.c.id, y.c.ended_at.is_(None)).exists()
    near = (s.c.day.between(day - timedelta(days=1), day + timedelta(days=1)), is_held(s), waits)
    wanted = sa.select(Slot, Bazaar).join(Bazaar, b.c.id == s.c.bazaar_id).where(b.c.state == BazaarState.PUBLISHED)
    return {
        (bazaar.key, slot.key)
        for slot, bazaar in db.execute(wanted.where(*near))
        if timedelta() <= now() - slot.begins_at(bazaar) < OPENING
    }


def _refill(bazaar_id: int, slot_id: int, db: Session) -> None:
    bazaar = lock_bazaar(db, bazaar_id)
    refill(db, bazaar, bazaar.days.of(slot_id))

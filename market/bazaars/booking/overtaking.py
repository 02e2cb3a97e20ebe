"""Which letters of a bazaar make those that still wait untrue, and which acts do so without a letter.

Most are about a whole registration. Some are about a part of it, its `subject`: one day, one fact of the bazaar, one
answer that was heard. Those take back what waits about the same alone: news of Sunday says nothing of Saturday.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.notice import ASKED, CARRIED, LEFT, N
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.record import table
from market.messages.overtaken import unsay_brought, unsay_each

ASKS_READY = "bazaar_ready_asked"
FEE = frozenset({"bazaar_fee_received", "bazaar_fee_refused", "bazaar_fee_taken_back", "bazaar_fee_claimed"})
DRAW = frozenset({"bazaar_number", "bazaar_draw_renamed"})
SWAPS = frozenset({"bazaar_swap_asked", "bazaar_swap_agreed"})
RETURNED = frozenset({"bazaar_returned"})
HOURS = frozenset({"bazaar_day_shortened", "bazaar_day_lengthened", "bazaar_standby_hours"})
ABSENT = frozenset({"bazaar_absent_today"})
TODAY = ABSENT | {"bazaar_moved_today", "bazaar_placed_today", "bazaar_without_today"}
OFFERS = frozenset({"bazaar_day_offer", "bazaar_day_offer_over"})
# About the same registration.
OVERTAKES: dict[str, frozenset[str]] = {
    "bazaar_frozen": RETURNED,
    "bazaar_number": DRAW | {"bazaar_frozen"},  # it says the hash again: one round of calls less
    "bazaar_draw_renamed": DRAW,
    "bazaar_objection_answered": frozenset({"bazaar_objected"}),
    "bazaar_offer": ASKED | {"bazaar_left_out", ASKS_READY},
    "bazaar_lost": SWAPS,
    "bazaar_regained": ASKED | {"bazaar_lost"},
    "bazaar_moved": ASKED | SWAPS,
    "bazaar_postponed": ASKED,
    "bazaar_prolonged": ASKED,
    "bazaar_cancelled": ASKED | SWAPS | DRAW | RETURNED | HOURS | TODAY | OFFERS | {
        "bazaar_left_out", "bazaar_lost", "bazaar_slot_cancelled", "bazaar_frozen", ASKS_READY, "bazaar_standby_over",
        "bazaar_changed", "bazaar_day_moved", "bazaar_day_off", "bazaar_reply_noted", "bazaar_objected",
    },
    "bazaar_swap_answered": frozenset({"bazaar_swap_agreed"}),
    "bazaar_appeal_answered": frozenset({"bazaar_appealed"}),
    "bazaar_fee_received": FEE,
    "bazaar_fee_refused": FEE,
    "bazaar_fee_taken_back": FEE,
    "bazaar_fee_claimed": FEE,
    "bazaar_fee_back": frozenset({"bazaar_fee_back_due"}),
}  # fmt: skip
# About the same part of it: what the letter names in `subject`, or in `instead_of` where that was called otherwise.
OF_THE_SAME: dict[str, frozenset[str]] = {
    "bazaar_changed": frozenset({"bazaar_changed"}),
    "bazaar_reply_noted": frozenset({"bazaar_reply_noted"}),
    "bazaar_day_moved": frozenset({"bazaar_day_moved"}),
    "bazaar_day_off": frozenset({"bazaar_day_moved"}),
    "bazaar_slot_cancelled": HOURS,
    "bazaar_postponed": HOURS,
    "bazaar_day_shortened": HOURS,
    "bazaar_day_lengthened": HOURS,
    "bazaar_standby_hours": HOURS,
    "bazaar_day_ended": HOURS | TODAY,
    "bazaar_standby_over": HOURS | OFFERS,
    "bazaar_day_offer": OFFERS | {ASKS_READY},
    "bazaar_day_offer_over": OFFERS,
    "bazaar_absent_today": TODAY,
    "bazaar_moved_today": TODAY,
    "bazaar_without_today": TODAY,
    "bazaar_placed_today": TODAY | OFFERS,
    "bazaar_stepped_in": OFFERS | {ASKS_READY},
}
# They take days away: a question falls where nothing of it is left to be answered.
TAKES_AWAY = frozenset({"bazaar_lost", "bazaar_slot_cancelled"})


def about(application: Application) -> str:
    """What its letters are of, by which those that became untrue are found."""
    return f"bazaar/{application.number}"


def day_subject(slot: Slot) -> str:
    """How letters of one day name it, whenever it is held."""
    return f"day/{slot.key}"


def swap_subject(step: str) -> str:
    """How letters of one wish to exchange name it, at whatever step of it."""
    return "swap/" + step.partition("/")[0]


def overtake(db: Session, template: str, applications: Sequence[Application], subject: str) -> None:
    """What waits for these registrations, and a letter of this template makes untrue."""
    if template in OVERTAKES:
        unsay(db, applications, OVERTAKES[template])
    if template in OF_THE_SAME and subject:
        unsay_same(db, applications, OF_THE_SAME[template], subject)
    if template in TAKES_AWAY:
        answered(db, applications)


def answered(db: Session, applications: Sequence[Application]) -> None:
    """Groups answered, or can no longer: a letter that asks them waits for nothing. Not while they are asked for
    another day."""
    rows, keys = table(Booking), [each.key for each in applications]
    wanted = sa.select(rows.c.application_id).where(rows.c.application_id.in_(keys))
    asked = set(db.scalars(wanted.where(rows.c.state == BookingState.OFFERED)))
    unsay(db, [each for each in applications if each.key not in asked], ASKED)


def completed(db: Session, applications: Sequence[Application]) -> None:
    """What they were to complete is there, or not asked any more."""
    unsay(db, applications, RETURNED)


def unsay(db: Session, applications: Sequence[Application], templates: frozenset[str]) -> None:
    """What waits by these templates is no longer true."""
    unsay_each(db, [about(each) for each in applications], templates)
    _unsay_notices(db, N.c.application_id.in_([each.key for each in applications]), N.c.template.in_(templates))


def unsay_same(db: Session, applications: Sequence[Application], templates: frozenset[str], subject: str) -> None:
    """Of that what is about this part alone."""
    which = (N.c.application_id.in_([each.key for each in applications]), N.c.template.in_(templates))
    _unsay_same(db, subject, *which)


def unsay_ready_asked(db: Session, slot: Slot) -> None:
    """Nobody is asked any more whether it could come on this day."""
    _unsay_same(db, day_subject(slot), N.c.bazaar_id == slot.bazaar_id, N.c.template == ASKS_READY)


def _unsay_same(db: Session, subject: str, *which: sa.ColumnElement[bool]) -> None:
    same = (*which, N.c.params["subject"].as_string() == subject)
    unsay_brought(db, sa.select(N.c.id).where(*same))
    _unsay_notices(db, *same)


def _unsay_notices(db: Session, *which: sa.ColumnElement[bool]) -> None:
    """Nobody need be told any more what these groups were not told yet."""
    untold = (N.c.unsaid_at.is_(None), N.c.opened_at.is_(None), sa.not_(LEFT), sa.not_(CARRIED))
    db.execute(sa.update(N).where(*which, *untold).values(unsaid_at=now()))

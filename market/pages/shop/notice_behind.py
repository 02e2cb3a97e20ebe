"""What the link of a notice opens besides its words: of that news, what the group's own page shows."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.after.stander import standers
from market.bazaars.after.swap import swaps_with
from market.bazaars.allotting.draw_told import own_draw
from market.bazaars.allotting.objection import story_of
from market.bazaars.allotting.plan import published_plan
from market.bazaars.allotting.standby import slots_to_stand_by
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import bookings_of
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.overtaking import ASKS_READY
from market.bazaars.registering.application import Application
from market.pages.left_out_words import left_out_of
from market.pages.objecting import own_appeal

Shown = dict[str, Any]
NOTHING: Shown = {
    "left": None, "asked_since": False, "appeal": None, "complete_until": None, "drawn": None, "objections": [],
    "swap": None, "can_stand_by": None,
}  # fmt: skip
DRAWN = frozenset({"bazaar_frozen", "bazaar_number", "bazaar_draw_renamed", "bazaar_objection_answered"})
APPEALS = frozenset({"bazaar_left_out", "bazaar_not_eligible", "bazaar_appeal_answered"})


def behind(db: Session, bazaar: Bazaar, notice: Notice) -> Shown:
    """For shop/_notice_behind.html: nothing where the words say all."""
    application = Application.get(db, notice.application_id)
    found = BEHIND.get(notice.template)
    return NOTHING | {"application": application} | (found(db, bazaar, application, notice) if found else {})


def _left_out(db: Session, bazaar: Bazaar, application: Application, notice: Notice) -> Shown:
    asked_since = bool(bookings_of(db, application.key))
    left = left_out_of(db, published_plan(db, bazaar.key), application, waits=not asked_since)
    return {"left": left, "asked_since": asked_since} | _appealed(db, bazaar, application, notice)


def _appealed(db: Session, bazaar: Bazaar, application: Application, _notice: Notice) -> Shown:
    return {"appeal": own_appeal(db, bazaar, application)}


def _returned(_db: Session, bazaar: Bazaar, application: Application, _notice: Notice) -> Shown:
    return {"complete_until": application.complete_until(bazaar)}


def _drawn(db: Session, bazaar: Bazaar, application: Application, _notice: Notice) -> Shown:
    story = story_of(db, bazaar.key)
    made = [each for each in story.objections if each.application_id == application.key]
    return {"named": story.draw, "drawn": own_draw(db, story, bazaar, application), "objections": made}


def _ready(db: Session, bazaar: Bazaar, application: Application, notice: Notice) -> Shown:
    """The day that it asks of, while the group waits for it, with what it said."""
    there = [each.slot_id for each in bookings_of(db, application.key) if each.live]
    asked = [bazaar.days.of(notice.params["slot"])]
    return {"can_stand_by": next(iter(slots_to_stand_by(db, bazaar, application, asked, there)), None)}


def _swap(db: Session, bazaar: Bazaar, application: Application, notice: Notice) -> Shown:
    """The exchange that this news tells of, as it stands now."""
    hers = (each for each in swaps_with(db, application.key) if notice.occasion.split("/")[1] == str(each.key))
    return {"swap": next(hers, None), "everyone": standers(db, bazaar.key)}


BEHIND: dict[str, Callable[[Session, Bazaar, Application, Notice], Shown]] = {
    **dict.fromkeys(DRAWN, _drawn),
    **dict.fromkeys(APPEALS, _appealed),
    "bazaar_left_out": _left_out,
    "bazaar_returned": _returned,
    ASKS_READY: _ready,
    "bazaar_swap_asked": _swap,
    "bazaar_swap_answered": _swap,
}

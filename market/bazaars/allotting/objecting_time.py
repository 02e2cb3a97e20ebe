"""Until when a group may object to the number of a draw: two days, of each group from when it was told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.deadline import locks_of
from market.bazaars.booking.heard_at import N, heard_at
from market.bazaars.booking.notice import Notice
from market.bazaars.planning.named_draw import OBJECTIONS_LAST, Draw, draw_of
from market.bazaars.registering.application import Application
from market.kernel.clock import now, out_of_the_night

UNTOLD_LASTS = timedelta(days=1)  # after the two days, for whom nobody told sooner: or one officer could stop a bazaar
AT_ONCE = timedelta(hours=1)  # letters that left within it were told with the number
OwnEnds = dict[int, dict[str, Any]]
TOLD_BY = "bazaar_number"
NUMBER: sa.ColumnElement[bool] = N.c.template == TOLD_BY


def two_days(draw: Draw | None, bazaar: Bazaar) -> datetime | None:
    """Two days after the number was told, out of the night; None before there is one."""
    if draw is None or draw.entered_at is None:
        return None
    return out_of_the_night((draw.told_at or draw.entered_at) + OBJECTIONS_LAST, bazaar.zone)


def objections_until(db: Session, draw: Draw | None, bazaar: Bazaar) -> datetime | None:
    """Until when somebody may object: two days, and longer while a group was told later or not at all, by at most a day
    and not past the lock."""
    first = two_days(draw, bazaar)
    if first is None or now() < first or bazaar.state is not BazaarState.CLOSED:
        return first
    last = _last(bazaar, first)
    if now() >= last:
        return first
    told = heard_at(db, bazaar.key, NUMBER)
    return max((_own(bazaar, first, last, at) for at in told.values()), default=first)


def objects_until(db: Session, draw: Draw | None, bazaar: Bazaar, application: Application) -> datetime | None:
    """The same for one group: two days from when it was told."""
    first = two_days(draw, bazaar)
    if first is None or bazaar.state is not BazaarState.CLOSED:
        return first
    told = heard_at(db, bazaar.key, NUMBER, application.key)
    return max((_own(bazaar, first, _last(bazaar, first), at) for at in told.values()), default=first)


def own_ends(db: Session, bazaar: Bazaar, notices: Sequence[Notice]) -> OwnEnds:
    """By notice what its words say of the end, where they tell the number that stands: the group's own; of one that
    nobody told yet (`from_now`) its two days are still to begin, and the end is when they are over at the latest."""
    telling = [each for each in notices if each.template == TOLD_BY and each.params["number"] == bazaar.number_drawn]
    first = two_days(draw_of(db, bazaar.key), bazaar) if telling else None
    if first is None or bazaar.state is not BazaarState.CLOSED:
        return {}
    told, last = heard_at(db, bazaar.key, NUMBER), _last(bazaar, first)
    found = {}
    for each in (notice for notice in telling if notice.application_id in told):
        at = told[each.application_id]
        found[each.key] = {"until_at": _own(bazaar, first, last, at).isoformat(), "from_now": at is None}
    return found


def _own(bazaar: Bazaar, first: datetime, last: datetime, told_at: datetime | None) -> datetime:
    if told_at is None:
        return last
    if told_at <= first - OBJECTIONS_LAST + AT_ONCE:
        return first
    return min(last, max(first, out_of_the_night(told_at + OBJECTIONS_LAST, bazaar.zone)))


def _last(bazaar: Bazaar, first: datetime) -> datetime:
    """When it is over for everybody."""
    days = bazaar.days
    return max(first, min(out_of_the_night(first + UNTOLD_LASTS, bazaar.zone), locks_of(bazaar, days.first, days)))

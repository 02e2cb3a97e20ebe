"""Where the group stands, day by day, as its letter shows it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import moves_of
from market.bazaars.after.appeal import find_appeal
from market.bazaars.after.day_offer import DayOffer, offers_to
from market.bazaars.after.presence import NOTHING_SEEN, Presence, attendances_of
from market.bazaars.after.put_out import put_out_of
from market.bazaars.allotting.plan import Plan, published_plan
from market.bazaars.allotting.standby import slots_to_stand_by
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.deadline import earliest_lock, too_late
from market.bazaars.booking.fee import fees_of
from market.bazaars.booking.found import SOLD_NOTHING
from market.bazaars.booking.releasing import can_release
from market.bazaars.booking.reply import Reply, waiting_replies
from market.bazaars.booking.stands import stands_of
from market.bazaars.booth import booths_of
from market.bazaars.planning.site import Site, site_by_booth, sites_of
from market.bazaars.registering.application import (
    Application,
)
from market.bazaars.slot import Days, Slot
from market.kernel.clock import now
from market.kernel.language import gettext as _
from market.kernel.language import shown_short_day
from market.kernel.settings import settings
from market.pages.left_out_words import left_out_of, passed_over
from market.pages.reasons import FOUND, amendment_sentence, why_found
from market.pages.workspace.bazaar.own_turnover import own_turnovers
from market.people.access import Actor
from market.web.qr import qr_svg

MISSED = {"found": FOUND, "why": why_found}  # what was found, and why, in words


@dataclass(frozen=True, slots=True)
class OwnStand:
    """A slot in which the group has booths, and how it stands there."""

    slot: Slot
    booths: list[str]
    state: BookingState
    site: str  # where it is, in a bazaar of several sites
    releasable: bool = False  # a day of a season that the group can give back
    late: bool = False  # giving it back uses the turn
    seen: Presence = NOTHING_SEEN  # what was written down of it at the gate
    out: Sequence[str] = ()  # the booths it had to leave while the day ran, without others since
    moved: str = ""  # of a day that was put off: from when, and why

    @property
    def missed(self) -> bool:
        """It is found absent, or came and had no booth."""
        return self.seen.found in SOLD_NOTHING


def _asks_to_leave(bazaar: Bazaar, leaving: list[Slot]) -> str:
    """What is asked before booths are given up: they go on all days to come, not on one."""
    if bazaar.season:
        return _("Lepaskan stan untuk seluruh sisa musim?")
    return _("Lepaskan stan pada %(days)s?") % {
        "days": ", ".join(shown_short_day(slot.day, slot.starts) for slot in leaving)
    }


def _planned_booths(plan: Plan | None, application: Application) -> dict[str, list[str]]:
    """Where the published plan has it, by the names of slots."""
    placements = plan.file["placements"] if plan else ()
    return {each["slot"]: each["booths"] for each in placements if each["group"] == application.number}


def letter_of(
    db: Session, bazaar: Bazaar, application: Application, slots: list[Slot], reader: Actor
) -> dict[str, Any]:
    """What publishing told this group: its booths, or why none, its place in the queue and who passed it."""
    plan = published_plan(db, bazaar.key)
    bookings, held = stands_of(db, application.key)
    planned = _planned_booths(plan, application)
    sites = _sites(db, bazaar) if bookings else {}
    days = Days(bazaar, slots)
    latest = {booking.slot_id: booking for booking in bookings}
    stands = [
        _stand(bazaar, days, slot, latest[slot.key], _booths(latest[slot.key], held, planned.get(slot.name, [])), sites)
        for slot in slots if slot.key in latest
    ]  # fmt: skip
    stands = _moved(db, stands) if any(each.slot.revision for each in stands) else stands
    stands = _out(db, application, _seen(db, stands, latest)) if days.begun and stands else stands
    leaving = [s.slot for s in stands if s.slot.coming(bazaar) and s.state is BookingState.CONFIRMED]
    lock = earliest_lock(bazaar, leaving, days) if leaving else None
    runs = any(slot.running(bazaar) for slot in slots)
    waiting = waiting_replies(db, application.key) if runs or any(each.live for each in bookings) else []
    return {
        "stands": stands,
        "turnovers": own_turnovers(db, bazaar, slots, bookings, reader),
        "months": months_of(stands) if bazaar.season else [],
        "booking": _foremost(bookings),
        "days": days,
        "own_days": Days(bazaar, [each.slot for each in stands if each.state is BookingState.CONFIRMED]),
        "may_leave": lock is not None,
        "asks_to_leave": _asks_to_leave(bazaar, leaving),
        "lock": lock,
        "locked": lock is not None and now() >= lock,
        "appeals": not days.begun or find_appeal(db, application.key) is not None,  # none is heard once it began
        "waiting": [each for each in waiting if each.of_bookings],
        "why_not": "closed",
        "left": left_out_of(db, plan, application, waits=not bookings),
        "missed": MISSED,
        "skips": passed_over(db, application) if bookings and days.begun else Counter(),
        "fee": fees_of(db, [application.number]).get(application.number) if bazaar.charges else None,
        "day_offers": _asked_today(db, application, waiting) if runs else [],
    } | _of_the_day(db, bazaar, application, days, bookings)


def _moved(db: Session, stands: list[OwnStand]) -> list[OwnStand]:
    """The same, with what put a day off."""
    moves = moves_of(db, stands[0].slot.bazaar_id)
    told = {at: amendment_sentence(move) for at, move in moves.items()}
    return [replace(each, moved=told.get(each.slot.at, "")) for each in stands]


def _seen(db: Session, stands: list[OwnStand], bookings: dict[int, Booking]) -> list[OwnStand]:
    """The same, with what was written down at the gate; `bookings` are by slot."""
    seen = attendances_of(db, [booking.key for booking in bookings.values()])
    return [replace(each, seen=seen.get(bookings[each.slot.key].key, NOTHING_SEEN)) for each in stands]


def _out(db: Session, application: Application, stands: list[OwnStand]) -> list[OwnStand]:
    """The same, with the booths that died where it has no others yet."""
    bare = [each.slot.key for each in stands if each.state is BookingState.CONFIRMED and not each.booths]
    out = put_out_of(db, application.key) if bare else {}
    return [replace(each, out=out[each.slot.key].was) if each.slot.key in out else each for each in stands]


def _of_the_day(
    db: Session, bazaar: Bazaar, application: Application, days: Days, bookings: list[Booking]
) -> dict[str, Any]:
    """For which days it may say that it could come, and its code for the gate."""
    there = [booking.slot_id for booking in bookings if booking.live]
    return {
        "ready": slots_to_stand_by(db, bazaar, application, days.slots, there),
        "code": qr_svg(gate_address(bazaar, application)) if days.coming or days.running else "",
    }


@dataclass(frozen=True, slots=True)
class AskedToday:
    """An offer of ten minutes, and the "no" to it that does not count yet."""

    offer: DayOffer
    no: Reply | None


def _asked_today(db: Session, application: Application, waiting: list[Reply]) -> list[AskedToday]:
    open_ones = (offer for offer in offers_to(db, application.key) if offer.may_answer)
    return [AskedToday(offer=offer, no=offer.no_in(waiting)) for offer in open_ones]


def gate_address(bazaar: Bazaar, application: Application) -> str:
    """What the code on a group's letter says: officers of the bazaar come to the group, anybody else to its page."""
    return f"{settings().base_url}/bazar/{bazaar.slug}/gerbang/{application.number}"


def _stand(
    bazaar: Bazaar, days: Days, slot: Slot, booking: Booking, booths: list[str], sites: dict[str, Site]
) -> OwnStand:
    return OwnStand(
        slot=slot,
        booths=booths,
        state=booking.state,
        site=_site(booths, sites),
        releasable=can_release(bazaar, booking, slot),
        late=too_late(bazaar, slot, days),
    )


def months_of(stands: list[OwnStand]) -> list[list[OwnStand]]:
    """The days of a season by month, so that a page of many stays readable."""
    return [
        list(days) for _month, days in groupby(stands, key=lambda stand: (stand.slot.day.year, stand.slot.day.month))
    ]


def _sites(db: Session, bazaar: Bazaar) -> dict[str, Site]:
    """By the number of a booth its site; nothing, and no booths read, where a bazaar is held in one place."""
    sites = sites_of(db, bazaar.key)
    return site_by_booth(sites, booths_of(db, bazaar.key)) if sites else {}


def _booths(booking: Booking, held: dict[int, list[str]], planned: list[str]) -> list[str]:
    """Where it stands, by slot; of what it has not said yes to, or no longer has, what the plan gave it."""
    return held.get(booking.slot_id) or ([] if booking.state is BookingState.CONFIRMED else planned)


def _site(booths: list[str], sites: dict[str, Site]) -> str:
    """The site of booths, in words; all of a stand are at one."""
    return next((sites[number].words for number in booths if number in sites), "")


def _foremost(bookings: list[Booking]) -> Booking | None:
    """The booking that the letter names first: an offer to answer, else one that stands, else the latest."""
    for state in (BookingState.OFFERED, BookingState.CONFIRMED):
        found = next((booking for booking in bookings if booking.state is state), None)
        if found:
            return found
    return bookings[-1] if bookings else None

"""The list beside the map: who stands where with what points, needs and wishes, sorted by what its links say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from market.bazaars.allotting.plan import Plan
from market.bazaars.allotting.seating import Seat, SeatOrder, seats_of
from market.bazaars.slot import Slot
from market.kernel.language import gettext as _
from market.kernel.language import ngettext, shown_short_day
from market.pages.reasons import NEEDS

MOST_DAYS = 3  # that are named; of more it says how many
HEADS: dict[SeatOrder, Callable[[], str]] = {
    SeatOrder.BOOTH: lambda: _("Stan"),
    SeatOrder.NAME: lambda: _("Kelompok"),
    SeatOrder.POINTS: lambda: _("Poin"),
    SeatOrder.NEEDS: lambda: _("Kebutuhan"),
    SeatOrder.WISH: lambda: _("Blok pilihan"),
}


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat in words; `pinned` are the days for which an officer fixed it."""

    seat: Seat
    stands: list[str]
    needs: str
    wish: str
    pinned: str


def seat_lines(plan: Plan | None, names: dict[str, str], slots: Sequence[Slot], order: SeatOrder) -> list[SeatLine]:
    """The groups that a plan lets in, in the order asked for."""
    seats = sorted(seats_of(plan, names), key=lambda seat: seat.sorts(order)) if plan else []
    return [
        SeatLine(
            seat=seat,
            stands=_stands(seat, slots),
            needs=", ".join(NEEDS[need]() for need in seat.needs) or "–",
            wish=_wish(seat.wish),
            pinned=days_in_words([slot for slot in slots if slot.name in seat.pinned], len(slots)),
        )
        for seat in seats
    ]


def seating(plan: Plan | None, names: dict[str, str], slots: Sequence[Slot], asked: str) -> dict[str, Any]:
    """What the template of the list shows; an order nobody knows is the booths'."""
    order = SeatOrder(asked) if asked in set(SeatOrder) else SeatOrder.BOOTH
    return {"seats": seat_lines(plan, names, slots, order), "order": order, "heads": HEADS}


def _stands(seat: Seat, slots: Sequence[Slot]) -> list[str]:
    """`A01` where it stands there on every day, else each booth with its days."""
    days: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.name in seat.booths:
            days.setdefault(seat.booths[slot.name], []).append(slot)
    return [
        booth if len(there) == len(slots) else f"{booth}: {days_in_words(there, len(slots))}"
        for booth, there in days.items()
    ]


def days_in_words(days: Sequence[Slot], of: int) -> str:
    """Days by name, or how many when they are many; every one of a bazaar of several is said so."""
    if len(days) == of > 1:
        return _("semua hari")
    if len(days) > MOST_DAYS:
        return ngettext("%(num)s hari", "%(num)s hari", len(days)) % {"num": len(days)}
    return ", ".join(shown_short_day(each.day, each.starts) for each in days)


def _wish(wish: int | None) -> str:
    if wish is None:
        return _("tanpa pilihan")
    return _("pilihan ke-%(n)s") % {"n": wish} if wish else _("di luar pilihan")

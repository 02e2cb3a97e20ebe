"""Attendance on the day, on a phone at the gate: everybody in a short list, and one press a group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.attendance import absent, arrive, come_late, leave, undo_finding
from market.bazaars.after.day_offer import refill
from market.bazaars.after.gate import Gate, gate
from market.bazaars.after.presence import NOTHING_SEEN, Presence, attendances
from market.bazaars.after.put_out import PutOut, put_out
from market.bazaars.after.waiting import Queued, waiting_for
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState, the_booking
from market.bazaars.booking.found import CAME, Found
from market.bazaars.booking.stands import SlotStand, free_booths, stands_in
from market.bazaars.planning.two_lists import slots_and_broken
from market.bazaars.slot import Days, Slot
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.refused import NotFound
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars.gate_forms import GateForm, HereForm
from market.pages.office.bazaars.own import context, own_bazaar
from market.pages.reasons import FOUND, WHY_FOUND, why_found
from market.pages.watching import note_look
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import show_instead, shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran")
VERBS = {"arrived": arrive, "late": come_late, "left": leave}
KINDS = ("belum", "hadir", "tidak", "tanpa")
COMES: dict[str, Callable[[], str]] = {
    "here": lambda: _("Hadir"),
    "back": lambda: _("Kembali"),
    "after_all": lambda: _("Ternyata hadir"),
    "no_booth": lambda: _("Datang, tanpa stan"),
}
PAGE = "/dinas/bazar/{slug}/kehadiran?hari={hari}&saring={saring}&q={q}"


@dataclass(frozen=True, slots=True)
class GateRow:
    """A group of a slot as the gate sees it; `out` when its booths cannot be used any more and it has no others."""

    stand: SlotStand
    seen: Presence
    out: PutOut | None = None

    @property
    def kind(self) -> str:
        """To which of the four lists it belongs."""
        if self.seen.absent:
            return "tidak"
        if self.seen.found is Found.NO_BOOTH:
            return "tanpa"
        return "hadir" if self.seen.found in CAME else "belum"

    @property
    def confirmed(self) -> bool:
        return self.stand.booking.state is BookingState.CONFIRMED

    @property
    def homeless(self) -> bool:
        """It is here, and somebody else stands in its booth, or nobody can."""
        return self.out is not None or (self.seen.here and not self.stand.booths)

    @property
    def in_vain(self) -> bool:
        """It came and has no booth: it waits, and no press says so once more."""
        return self.out is not None and self.seen.found is Found.NO_BOOTH

    @property
    def may_be_absent(self) -> bool:
        """Nothing is written of it yet, and it has a booth to come to."""
        return not self.seen.found and self.out is None

    @property
    def comes(self) -> str:
        """What the press of its coming is called, of `COMES`."""
        if self.seen.absent:
            return "after_all"
        if self.out:
            return "no_booth"
        return "back" if self.seen.found is Found.LEFT else "here"

    @property
    def had(self) -> list[str]:
        """The booths that it has no more."""
        return self.out.was if self.out else self.seen.gave.split()

    def about(self, words: str) -> bool:
        """Whether what was typed is a part of its name or goods, its booth, or its number."""
        told = (self.stand.group.name, self.stand.application.goods, self.stand.application.number)
        booths = {_plain(number) for number in self.stand.booths + self.had}
        return _plain(words) in booths or any(words.casefold() in each.casefold() for each in told)


def _plain(number: str) -> str:
    """`a-3` and `A03` are one booth."""
    whole = "".join(letter for letter in number.upper() if letter.isalnum())
    block = whole.rstrip("0123456789")
    return block + whole.removeprefix(block).lstrip("0")


@dataclass(frozen=True, slots=True)
class GateRows:
    """Everybody of a slot, and those that are shown."""

    everybody: Sequence[GateRow]
    shown: Sequence[GateRow]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: sum(row.kind == kind for row in self.everybody) for kind in KINDS}

    @property
    def lists(self) -> list[str]:
        """Those that the page offers: nobody is without a booth on most days."""
        return [kind for kind in KINDS if kind != "tanpa" or self.counts[kind]]

    @property
    def homeless(self) -> list[GateRow]:
        return [row for row in self.everybody if row.homeless]


@dataclass(frozen=True, slots=True)
class FreeNow:
    """While a slot runs: the booths that are free, and who waits for one."""

    free: Sequence[str] = ()
    waiting: Sequence[Queued] = field(default_factory=list)

    @property
    def fitting(self) -> list[Queued]:
        return [each for each in self.waiting if each.spots and not each.busy]


@router.get("")
@heavy
def attendance(request: Request, slug: str, hari: str = "", saring: str = "", q: str = "", baru: str = "") -> Response:
    """`baru` is the booking that was just pressed, which stays where it is whatever the list is narrowed to."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        note_look(request, "applications", bazaar.key)
        slots, dead = slots_and_broken(db, bazaar.key)
        days = Days(bazaar, slots)
        slot = chosen_slot(bazaar, slots, hari)
        told: dict[str, Any] = {}
        if slot:
            now = gate(bazaar, slot)
            rows = rows_of(db, bazaar, slot)
            shown = [row for row in rows if str(row.stand.booking.key) == baru or _asked(row, saring, q.strip())]
            told = {"gate": now, "rows": GateRows(everybody=rows, shown=shown), "room": _room(db, bazaar, slot, now)}
        return page(
            request, "office/attendance.html",
            **context(db, bazaar, actor, "kehadiran", days=days, slot=slot, found=FOUND, comes=COMES, q=q.strip(),
                      saring=saring, why=WHY_FOUND, why_found=why_found, baru=baru, dead=dead, **told),
        )  # fmt: skip


def _asked(row: GateRow, saring: str, q: str) -> bool:
    return saring in ("", row.kind) and (not q or row.about(q))


def rows_of(db: Session, bazaar: Bazaar, slot: Slot) -> list[GateRow]:
    """By the first booth; who has none now by the one that was given back."""
    noted, out = attendances(db, bazaar.key), put_out(db, slot.key)
    rows = [
        GateRow(stand=each, seen=noted.get(each.booking.key, NOTHING_SEEN), out=out.get(each.application.key))
        for each in stands_in(db, slot.key)
    ]
    return sorted(rows, key=lambda row: (row.stand.booths or row.had or ["~"], row.stand.group.name))


def _room(db: Session, bazaar: Bazaar, slot: Slot, now: Gate) -> FreeNow:
    free = free_booths(db, bazaar.key, slot.key) if now.running else []
    return FreeNow(free=free, waiting=waiting_for(db, bazaar, slot)) if free else FreeNow()


@router.post("/{booking:number}")
@shows(PAGE)
def note_attendance(
    request: Request, slug: str, booking: int, form: Annotated[HereForm, Depends(posted(HereForm))]
) -> Response:
    if form.alone or form.here == "undo":  # what an undo needs of words is typed on the group's page
        show_instead(request, f"/dinas/bazar/{slug}/kehadiran/{booking}")

    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True, checks_in=True)
        if bazaar.published_at is None:
            raise NotFound(slug)
        found = the_booking(db, bazaar, booking)
        _note(db, bazaar, found, form, by=actor)
        after_press(db, bazaar, found.slot_id)
        return found.slot_id

    return redirect(back_to(slug, write(work), booking, form), words="saved")


def _note(db: Session, bazaar: Bazaar, booking: Booking, form: HereForm, *, by: Actor) -> None:
    if form.here == "undo":
        undo_finding(db, bazaar, booking, form.last, by=by, reason=form.reason)
    elif form.here == "absent":
        absent(db, bazaar, booking, form.last, by=by, reason=form.said)
    else:
        VERBS[form.here](db, bazaar, booking, by=by, reason=form.said, who=form.who)


def after_press(db: Session, bazaar: Bazaar, slot_id: int) -> None:
    """What a press at the gate freed is offered to those who stand by."""
    refill(db, bazaar, bazaar.days.of(slot_id))


def back_to(slug: str, slot: int, booking: int, form: GateForm) -> str:
    """Where it was pressed: the group's own page, or its row in the list as it was narrowed."""
    here = f"/dinas/bazar/{slug}/kehadiran"
    if form.alone:
        return f"{here}/{booking}"
    return f"{here}?{form.narrowed(slot)}&baru={booking}#b{booking}"

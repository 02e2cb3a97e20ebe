"""Attendance on the day, on a phone at the gate: everybody in a short list, and one press a group."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.attendance import absent, arrive, come_late, leave, undo_finding
from market.bazaars.after.day_offer import refill
from market.bazaars.after.gate import Gate, gate
from market.bazaars.after.presence import NOTHING_SEEN, attendances
from market.bazaars.after.put_out import put_out
from market.bazaars.after.waiting import waiting_for
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, the_booking
from market.bazaars.booking.stands import free_booths, stands_in
from market.bazaars.planning.two_lists import slots_and_broken
from market.bazaars.slot import Days, Slot
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars.gate_forms import GateForm, HereForm
from market.pages.office.bazaars.gate_rows import COMES, FreeNow, GateRow, GateRows
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
PAGE = "/dinas/bazar/{slug}/kehadiran?hari={hari}&saring={saring}&q={q}"


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
    now, noted, out = gate(bazaar, slot), attendances(db, bazaar.key), put_out(db, slot.key)
    rows = [
        GateRow(each, noted.get(each.booking.key, NOTHING_SEEN), now, out.get(each.application.key))
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

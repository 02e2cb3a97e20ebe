"""One group at the gate: who sells there, what was written down, where it may go; found by the code on its letter."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.day_offer import open_offers
from market.bazaars.after.gate import gate
from market.bazaars.after.on_the_day import move
from market.bazaars.after.presence import presence_of
from market.bazaars.after.put_out import put_out
from market.bazaars.allotting.occupancy import Occupancy, spot_name
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import the_booking
from market.bazaars.booking.stands import bookings_of_number, the_stand
from market.bazaars.slot import Slot
from market.kernel.db import read, write
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars.attendance import after_press, back_to
from market.pages.office.bazaars.gate_forms import MoveForm
from market.pages.office.bazaars.gate_rows import COMES, CORRECTS, GateRow
from market.pages.office.bazaars.own import barred_groups, context, own_bazaar
from market.pages.reasons import FOUND, WHY_FOUND, why_found
from market.pages.watching import note_look
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran")
PAGE = "/dinas/bazar/{slug}/kehadiran/{booking}"


@router.get("/{booking:number}")
@heavy
def at_the_gate(request: Request, slug: str, booking: int) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        note_look(request, "applications", bazaar.key)
        stand = the_stand(db, bazaar.key, booking)
        slot = bazaar.days.of(stand.booking.slot_id)
        now = gate(bazaar, slot)
        row = GateRow(stand, presence_of(db, booking), now, put_out(db, slot.key).get(stand.application.key))
        spots = _spots(db, bazaar, slot, row) if now.running and row.confirmed else []
        return page(
            request, "office/gate.html",
            **context(db, bazaar, actor, "kehadiran", slot=slot, row=row, gate=now, found=FOUND, comes=COMES,
                      spots=spots, barred=barred_groups(db, actor, [stand.group]).get(stand.group.key, ""),
                      corrects=CORRECTS, why=WHY_FOUND, why_found=why_found,
                      offered=_offered(db, slot, spots) if spots else {}),
        )  # fmt: skip


def _spots(db: Session, bazaar: Bazaar, slot: Slot, row: GateRow) -> list[str]:
    """Where it may go now."""
    if not row.stand.booths and not row.homeless:
        return []
    own = spot_name(row.stand.booths)
    return [spot for spot in Occupancy(db, bazaar).room(row.stand.application, slot) if spot != own]


def _offered(db: Session, slot: Slot, spots: list[str]) -> dict[str, str]:
    """By spot the name of the group that is offered a booth of it at this moment, and loses that offer."""
    offers = open_offers(db, slot.key)
    return {
        spot: each.group.name for spot in spots for each in offers if set(spot.split()) & set(each.offer.booths.split())
    }


@router.get("/kode/{number}")
def by_code(request: Request, slug: str, number: str) -> Response:
    """The group whose code was read, in the slot of today or the next one that it stands in."""
    here = f"/dinas/bazar/{slug}/kehadiran"
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        days = bazaar.days
        there = bookings_of_number(db, bazaar.key, number)
    chosen = chosen_slot(bazaar, list(days.slots), "")
    for slot in sorted(days.slots, key=lambda each: (each is not chosen, each.over(bazaar), each.day)):
        if slot.key in there:
            return redirect(f"{here}/{there[slot.key]}")
    return redirect(here, words="code_unknown")


@router.post("/{booking:number}/pindah")
@shows(PAGE)
def move_now(
    request: Request, slug: str, booking: int, form: Annotated[MoveForm, Depends(posted(MoveForm))]
) -> Response:
    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        found = the_booking(db, bazaar, booking)
        move(db, bazaar, found, form.booths.split(), reason=form.reason, by=actor)
        after_press(db, bazaar, found.slot_id)
        return found.slot_id

    return redirect(back_to(slug, write(work), booking, form), words="saved")

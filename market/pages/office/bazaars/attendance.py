"""Attendance on the day: who came, who left, who is not here; and the sheet to carry around."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.attendance import absent, arrive, attendances, leave, the_booking
from market.bazaars.allotting.waitlist import move_queue
from market.bazaars.booking.stands import stands_in
from market.bazaars.booking.telling import tell_offer
from market.bazaars.slot import slots_of
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.bazaar import context, own_bazaar
from market.pages.watching import note_look
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran")
VERBS = {"arrived": arrive, "left": leave, "absent": absent}


@router.get("")
@heavy
def attendance(request: Request, slug: str, hari: str = "") -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        note_look(request, "applications", bazaar.key)
        slots = slots_of(db, bazaar.key)
        slot = chosen_slot(bazaar, slots, hari)
        return page(
            request, "office/attendance.html",
            **context(db, bazaar, actor, "kehadiran", slots=slots, slot=slot,
                      stands=stands_in(db, slot.key) if slot else [], noted=attendances(db, bazaar.key)),
        )  # fmt: skip


@router.post("/{booking:number}")
@shows("/dinas/bazar/{slug}/kehadiran?hari={hari}")
def note_attendance(
    request: Request, slug: str, booking: int, form: Annotated[forms.HereForm, Depends(posted(forms.HereForm))]
) -> Response:
    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True, checks_in=True)
        if bazaar.published_at is None:
            raise NotFound(slug)
        found = the_booking(db, bazaar, booking)
        VERBS[form.here](db, bazaar, found, by=actor.name)
        if form.here == "absent":
            for application in move_queue(db, bazaar):
                tell_offer(db, bazaar, application)
        return found.slot_id

    slot = write(work)
    return redirect(f"/dinas/bazar/{slug}/kehadiran?hari={slot}", words="saved")

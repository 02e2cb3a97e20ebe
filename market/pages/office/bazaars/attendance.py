"""Attendance on the day: who came, who left, who is not here; and the sheet to carry around."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.attendance import Presence, absent, arrive, attendances, gate, leave, the_booking
from market.bazaars.after.on_the_day import end_early, move, step_in
from market.bazaars.allotting.occupancy import Occupancy, spot_name
from market.bazaars.allotting.waitlist import move_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import SlotStand, stands_in
from market.bazaars.booking.telling import tell_offers
from market.bazaars.registering.application import ApplicationState, applications_of, the_application
from market.bazaars.slot import Slot, slots_of
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.own import context, own_bazaar
from market.pages.reasons import FOUND
from market.pages.watching import note_look
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran")
VERBS = {"arrived": arrive, "left": leave, "absent": absent}
PAGE = "/dinas/bazar/{slug}/kehadiran?hari={hari}"


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
                      **(_of_slot(db, bazaar, slot) if slot else {})),
        )  # fmt: skip


def _of_slot(db: Session, bazaar: Bazaar, slot: Slot) -> dict[str, Any]:
    """Who stands there, what may be written down now, and while it runs which groups wait and which booths are free."""
    stands, now = stands_in(db, slot.key), gate(bazaar, slot)
    noted = attendances(db, bazaar.key)
    seen = {each.booking.key: noted.get(each.booking.key, Presence()) for each in stands}
    room = _room(db, bazaar, slot, stands) if now.running else FreeSpots()
    return {"stands": stands, "noted": seen, "gate": now, "room": room, "found": FOUND}


@dataclass(frozen=True, slots=True)
class CanStepIn:
    """A group that could step in, and where it fits."""

    number: str
    name: str
    spots: list[str]


@dataclass(frozen=True, slots=True)
class FreeSpots:
    """While a slot runs: by booking where its group could move, who could step in, and all spots for these."""

    moves: Mapping[int, list[str]] = field(default_factory=dict)
    waiting: Sequence[CanStepIn] = ()

    @property
    def spots(self) -> list[str]:
        return sorted({spot for each in self.waiting for spot in each.spots})


def _room(db: Session, bazaar: Bazaar, slot: Slot, stands: Sequence[SlotStand]) -> FreeSpots:
    occupancy, there = Occupancy(db, bazaar), {each.application.key for each in stands}
    moves = {
        each.booking.key: [spot for spot in occupancy.room(each.application, slot) if spot != spot_name(each.booths)]
        for each in stands
        if each.booths
    }
    waiting = [
        CanStepIn(number=application.number, name=group.name, spots=occupancy.room(application, slot))
        for application, group in applications_of(db, bazaar.key)
        if application.state is ApplicationState.ELIGIBLE and application.key not in there
    ]
    return FreeSpots(moves=moves, waiting=[each for each in waiting if each.spots])


@router.post("/{booking:number}")
@shows(PAGE)
def note_attendance(
    request: Request, slug: str, booking: int, form: Annotated[forms.HereForm, Depends(posted(forms.HereForm))]
) -> Response:
    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True, checks_in=True)
        if bazaar.published_at is None:
            raise NotFound(slug)
        found = the_booking(db, bazaar, booking)
        VERBS[form.here](db, bazaar, found, by=actor.name, reason=form.reason)
        if form.here == "absent":
            tell_offers(db, bazaar, move_queue(db, bazaar))
        return found.slot_id

    slot = write(work)
    return redirect(f"/dinas/bazar/{slug}/kehadiran?hari={slot}", words="saved")


def _act(request: Request, slug: str, verb: Callable[[Session, Bazaar, Actor], int]) -> Response:
    """One act while a slot runs; `verb` returns the slot whose page is shown."""

    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        return verb(db, bazaar, actor)

    return redirect(f"/dinas/bazar/{slug}/kehadiran?hari={write(work)}", words="saved")


@router.post("/{booking:number}/pindah")
@shows(PAGE)
def move_now(
    request: Request, slug: str, booking: int, form: Annotated[forms.MoveForm, Depends(posted(forms.MoveForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> int:
        found = the_booking(db, bazaar, booking)
        move(db, bazaar, found, form.booths.split(), reason=form.reason, by=actor)
        return found.slot_id

    return _act(request, slug, verb)


@router.post("/hari/{slot:number}/pengganti")
@shows(PAGE)
def substitute(
    request: Request, slug: str, slot: int, form: Annotated[forms.StepInForm, Depends(posted(forms.StepInForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> int:
        application = the_application(db, bazaar.key, form.group, lock=True)
        step_in(db, bazaar, slot, application, form.booths.split(), reason=form.reason, by=actor)
        return slot

    return _act(request, slug, verb)


@router.post("/hari/{slot:number}/selesai")
@shows(PAGE)
def end_now(
    request: Request, slug: str, slot: int, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> int:
        end_early(db, bazaar, slot, reason=form.reason, by=actor.name)
        return slot

    return _act(request, slug, verb)

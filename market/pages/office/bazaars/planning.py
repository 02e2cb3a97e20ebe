"""Around the floor plan: programme and picture, rounds of registration, a draft that is shown for comments."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.amending import cancel_slot, postpone_slot
from market.bazaars.after.public_facts import set_picture
from market.bazaars.after.touched import Touched
from market.bazaars.after.when_to_register import begin_round, end_round
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.programme import add_performance, drop_performance, programme_of
from market.bazaars.slot import Days, slots_of
from market.kernel.db import read, write
from market.kernel.refused import Overtaken
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.own import context, may_send, own_bazaar
from market.pages.uploads import kept_picture, received
from market.people.access import Actor
from market.web.forms import posted, reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
BAZAAR, PROGRAMME = "/dinas/bazar/{slug}", "/dinas/bazar/{slug}/acara"


@router.get("/acara")
def programme(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        slots, today = Days(bazaar, slots_of(db, bazaar.key)), bazaar.today
        days = list(dict.fromkeys(slot.day for slot in slots.held if slot.day >= today))
        over = bazaar.past(slots)
        programme = [(each, not each.begun(bazaar) and not over) for each in programme_of(db, bazaar.key)]
        return page(
            request, "office/programme.html",
            **context(db, bazaar, actor, "acara", days=days, over=over, programme=programme),
        )  # fmt: skip


@router.post("/acara")
@shows(PROGRAMME)
def new_performance(
    request: Request, slug: str, form: Annotated[forms.PerformanceForm, Depends(posted(forms.PerformanceForm))]
) -> Response:
    def work(db: Session) -> None:
        bazaar, _actor = own_bazaar(db, request, slug, lock=True)
        add_performance(bazaar, form.performance_day, form.performance_at, form.performer, form.stage)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/acara", words="saved")


@router.post("/acara/{performance:number}/hapus")
@shows(PROGRAMME)
def end_performance(request: Request, slug: str, performance: int) -> Response:
    write(lambda db: drop_performance(own_bazaar(db, request, slug, lock=True)[0], performance))
    return redirect(f"/dinas/bazar/{slug}/acara", words="saved")


@router.post("/gambar")
@shows(PROGRAMME)
@reads_itself
async def save_picture(request: Request, slug: str) -> Response:
    """The picture of the bazaar's own page; decoded and stripped before anything is written."""
    await received(request, lambda: may_send(request, slug))
    name = await kept_picture(request)
    await pages(lambda: write(lambda db: set_picture(own_bazaar(db, request, slug, lock=True)[0], name)))
    return redirect(f"/dinas/bazar/{slug}/acara", words="saved")


@router.post("/gelombang")
@shows(BAZAAR)
def new_round(
    request: Request, slug: str, form: Annotated[forms.RoundForm, Depends(posted(forms.RoundForm))]
) -> Response:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        opens = datetime.combine(form.round_opens_on, form.round_opens_at, bazaar.zone)
        closes = datetime.combine(form.round_closes_on, form.round_closes_at, bazaar.zone)
        begin_round(db, bazaar, form.audience, opens, closes, reason=form.reason, by=actor)

    write(work)
    return redirect(f"/dinas/bazar/{slug}", words="saved")


@router.post("/gelombang/{round:number}/hapus")
@shows(BAZAAR)
def drop_round(
    request: Request, slug: str, round: int, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        end_round(db, bazaar, round, reason=form.reason, by=actor)

    write(work)
    return redirect(f"/dinas/bazar/{slug}", words="saved")


@router.post("/hari/{slot:number}/pindah")
@shows(BAZAAR)
def postpone_before_publishing(
    request: Request, slug: str, slot: int, form: Annotated[forms.MovedSlot, Depends(posted(forms.MovedSlot))]
) -> Response:
    """A day moves while nobody knows yet who stands where; everybody who registered is told."""

    def verb(db: Session, bazaar: Bazaar, by: Actor) -> Touched:
        return postpone_slot(db, bazaar, slot, form.day, form.starts, form.ends, reason=form.reason, by=by)

    return _before_publishing(request, slug, verb, "day_moved")


@router.post("/hari/{slot:number}/batal")
@shows(BAZAAR)
def call_off_before_publishing(
    request: Request, slug: str, slot: int, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    """A day does not take place, also one that passed before the results were out; the others are published."""

    def verb(db: Session, bazaar: Bazaar, by: Actor) -> Touched:
        return cancel_slot(db, bazaar, slot, reason=form.reason, by=by)

    return _before_publishing(request, slug, verb, "slot_cancelled")


def _before_publishing(
    request: Request, slug: str, verb: Callable[[Session, Bazaar, Actor], Touched], words: str
) -> Response:
    """Changes a day of a bazaar that is closed and not published, and tells whom it touches. Overtaken otherwise."""

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        if bazaar.state is not BazaarState.CLOSED:
            raise Overtaken("state_moved")
        verb(db, bazaar, actor).tell(db, bazaar)

    write(work)
    return redirect(f"/dinas/bazar/{slug}", words=words)


@router.post("/tampilkan")
@shows(BAZAAR)
def show_draft(request: Request, slug: str) -> Response:
    """Lets everybody see the draft and comment on it, or takes it back."""

    write(lambda db: own_bazaar(db, request, slug, lock=True)[0].show_or_hide())
    return redirect(f"/dinas/bazar/{slug}", words="saved")

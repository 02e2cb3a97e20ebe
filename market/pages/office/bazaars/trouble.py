"""When a block dies or it rains: booths that cannot be used any more, a day that ends early."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.breaking import repair_block, repair_booths
from market.bazaars.after.dead_block import change_of, kill_block, refill_today
from market.bazaars.after.shortening import end_at, end_early, said_end
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import free_booths
from market.bazaars.booking.taking_place import running_now
from market.bazaars.booth import booths_of
from market.bazaars.planning.programme import Performance, performances_in
from market.bazaars.planning.site import spots_in_words
from market.bazaars.registering.application import applications_of
from market.kernel.db import read, write
from market.kernel.mark import mark_of
from market.pages.office.bazaars.forms import ReasonForm
from market.pages.office.bazaars.gate_forms import DeadBlockForm, EndForm, MendedForm
from market.pages.office.bazaars.own import context, own_bazaar, published_slot
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran/hari/{slot:number}")
One = TypeVar("One")
PAGE = "/dinas/bazar/{slug}/kehadiran/hari/{slot}/gangguan"


@router.get("/gangguan")
@heavy
def trouble(
    request: Request, slug: str, slot: int, stan: Annotated[list[str] | None, Query()] = None, blok: str = ""
) -> Response:
    """What would become of a slot without these booths, or without a whole block; nothing is done."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        here, booths = published_slot(bazaar, slot), booths_of(db, bazaar.key)
        sound = [booth for booth in booths if booth.sound]
        dead = [booth for booth in booths if not booth.sound]
        chosen = [booth.number for booth in sound if booth.number in (stan or ()) or (blok and booth.zone == blok)]
        change = change_of(db, bazaar, chosen)
        return page(
            request, "office/trouble.html",
            **context(db, bazaar, actor, "kehadiran", slot=here, now=running_now(bazaar), running=here.running(bazaar),
                      alters=not here.over(bazaar) and here.held, sound=sound, blok=blok,
                      dead=dead, dead_zones=list(dict.fromkeys(booth.zone for booth in dead)),
                      said=said_end(bazaar, here),
                      names={a.key: g.name for a, g in applications_of(db, bazaar.key)} if change.later else {},
                      chosen=chosen, change=change, at_site=spots_in_words(db, bazaar.key), mark=mark_of(*change.shown),
                      zones=list(dict.fromkeys(booth.zone for booth in sound)),
                      free=len(free_booths(db, bazaar.key, here.key)),
                      stage=[each for each in performances_in(bazaar, here) if each.stands(bazaar)]),
        )  # fmt: skip


@router.post("/blok")
@shows(PAGE)
def dead_block(
    request: Request, slug: str, slot: int, form: Annotated[DeadBlockForm, Depends(posted(DeadBlockForm))]
) -> Response:
    """Does what was shown; Overtaken when it would come out otherwise by now."""

    def verb(db: Session, bazaar: Bazaar, by: Actor) -> None:
        change = change_of(db, bazaar, form.stan)
        require_shown(request, form.mark, *change.shown)
        touched = kill_block(db, bazaar, form.stan, change, reason=form.reason, by=by)
        touched.tell(db, bazaar)
        _offer_on(db, bazaar)

    _act(request, slug, slot, verb)
    return redirect(PAGE.format(slug=slug, slot=slot), words="block_dead")


def _offer_on(db: Session, bazaar: Bazaar) -> None:
    """What became free goes to who waits, for today and for the days to come."""
    call_queue(db, bazaar)
    refill_today(db, bazaar)


@router.post("/pulih")
@shows(PAGE)
def mended(
    request: Request, slug: str, slot: int, form: Annotated[MendedForm, Depends(posted(MendedForm))]
) -> Response:
    """Booths that were dead can be used again."""

    def verb(db: Session, bazaar: Bazaar, by: Actor) -> None:
        if form.blok:
            touched = repair_block(db, bazaar, form.blok, reason=form.reason, by=by)
        else:
            touched = repair_booths(db, bazaar, form.stan, reason=form.reason, by=by)
        touched.tell(db, bazaar)
        _offer_on(db, bazaar)

    _act(request, slug, slot, verb)
    return redirect(PAGE.format(slug=slug, slot=slot), words="saved")


def _act(request: Request, slug: str, slot: int, verb: Callable[[Session, Bazaar, Actor], One]) -> One:
    """What an officer does to a slot of hers, in her name, with the bazaar locked."""

    def work(db: Session) -> One:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        published_slot(bazaar, slot)
        return verb(db, bazaar, actor)

    return write(work)


def _ended(slug: str, slot: int, called_off: list[Performance]) -> Response:
    """Back to the slot whose end was moved, with how many performances are called off by that."""
    here, n = PAGE.format(slug=slug, slot=slot), len(called_off)
    return redirect(here, words="stage_called_off", n=n) if n else redirect(here, words="saved")


@router.post("/selesai")
@shows(PAGE)
def end_now(
    request: Request, slug: str, slot: int, form: Annotated[ReasonForm, Depends(posted(ReasonForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, by: Actor) -> list[Performance]:
        return end_early(db, bazaar, slot, reason=form.reason, by=by)

    return _ended(slug, slot, _act(request, slug, slot, verb))


@router.post("/pendekkan")
@shows(PAGE)
def end_sooner(request: Request, slug: str, slot: int, form: Annotated[EndForm, Depends(posted(EndForm))]) -> Response:
    def verb(db: Session, bazaar: Bazaar, by: Actor) -> list[Performance]:
        return end_at(db, bazaar, slot, form.ends, reason=form.reason, by=by)

    return _ended(slug, slot, _act(request, slug, slot, verb))

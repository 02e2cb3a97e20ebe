"""When a block dies or it rains: booths that cannot be used any more, a day that ends early."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.amendment import amendments_of
from market.bazaars.after.day_offer import refill
from market.bazaars.after.dead_block import Change, change_of, kill_block, running_now
from market.bazaars.after.shortening import end_early, shorten
from market.bazaars.allotting.waitlist import move_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import free_booths
from market.bazaars.booking.telling import tell_amendment, tell_offers
from market.bazaars.booth import booths_of
from market.bazaars.planning.programme import Performance, performances_in
from market.kernel.db import read, write
from market.kernel.mark import mark_of
from market.pages.office.bazaars.forms import ReasonForm
from market.pages.office.bazaars.gate_forms import DeadBlockForm, EndForm
from market.pages.office.bazaars.own import context, own_bazaar, published_slot
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran/hari/{slot:number}")
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
        sound = [booth for booth in booths if booth.broken_at is None]
        chosen = [booth.number for booth in sound if booth.number in (stan or ()) or (blok and booth.zone == blok)]
        change = _change(db, bazaar, chosen)
        return page(
            request, "office/trouble.html",
            **context(db, bazaar, actor, "kehadiran", slot=here, now=running_now(bazaar), running=here.running(bazaar),
                      alters=not here.over(bazaar) and here.held, sound=sound, blok=blok,
                      chosen=chosen, change=change, mark=mark_of(*change.shown),
                      zones=list(dict.fromkeys(booth.zone for booth in sound)),
                      free=len(free_booths(db, bazaar.key, here.key)),
                      stage=[each for each in performances_in(bazaar, here) if each.off_at is None]),
        )  # fmt: skip


def _change(db: Session, bazaar: Bazaar, numbers: list[str]) -> Change:
    """Of the slot that runs now; nothing while none does."""
    now = running_now(bazaar)
    return change_of(db, bazaar, now, numbers) if now and numbers else Change()


@router.post("/blok")
@shows(PAGE)
def dead_block(
    request: Request, slug: str, slot: int, form: Annotated[DeadBlockForm, Depends(posted(DeadBlockForm))]
) -> Response:
    """Does what was shown; Overtaken when it would come out otherwise by now."""

    def verb(db: Session, bazaar: Bazaar, by: str) -> None:
        change = _change(db, bazaar, form.stan)
        require_shown(request, form.mark, *change.shown)
        touched = kill_block(db, bazaar, form.stan, change, reason=form.reason, by=by)
        tell_amendment(db, bazaar, touched, form.reason.strip(), amendments_of(db, bazaar.key)[0].key)
        tell_offers(db, bazaar, move_queue(db, bazaar))
        if now := running_now(bazaar):
            refill(db, bazaar, now)

    return _act(request, slug, slot, verb, "block_dead")


def _act(request: Request, slug: str, slot: int, verb: Any, words: str = "saved") -> Response:
    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        published_slot(bazaar, slot)
        return len(verb(db, bazaar, actor.name) or ())

    here, dropped = PAGE.format(slug=slug, slot=slot), write(work)
    return redirect(here, words="stage_called_off", n=dropped) if dropped else redirect(here, words=words)


@router.post("/selesai")
@shows(PAGE)
def end_now(
    request: Request, slug: str, slot: int, form: Annotated[ReasonForm, Depends(posted(ReasonForm))]
) -> Response:
    return _act(request, slug, slot, lambda db, bazaar, by: end_early(db, bazaar, slot, reason=form.reason, by=by))


@router.post("/pendekkan")
@shows(PAGE)
def end_sooner(request: Request, slug: str, slot: int, form: Annotated[EndForm, Depends(posted(EndForm))]) -> Response:
    def verb(db: Session, bazaar: Bazaar, by: str) -> list[Performance]:
        return shorten(db, bazaar, slot, form.ends, reason=form.reason, by=by)

    return _act(request, slug, slot, verb)

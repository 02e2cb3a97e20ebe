"""While a slot runs: which booths are free, who waits for one by rank, and to whom it goes."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.answering_today import hear_today, say_ready
from market.bazaars.after.day_offer import open_offers, refill, the_offer
from market.bazaars.after.on_the_day import step_in
from market.bazaars.after.waiting import Queued, place_of, waiting_for
from market.bazaars.allotting.standby import takes_standby
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.reach import numbers_to_ring
from market.bazaars.booking.reply import Answer, speaker_of
from market.bazaars.booking.stands import free_booths
from market.bazaars.registering.application import the_application
from market.bazaars.slot import Slot
from market.kernel.db import read, write
from market.messages.channels import wa_link
from market.pages.office.bazaars.attendance import rows_of
from market.pages.office.bazaars.gate_forms import OfferForm, StandbyForm, StepInForm
from market.pages.office.bazaars.gate_rows import GateRows
from market.pages.office.bazaars.own import barred_groups, context, own_bazaar, published_slot
from market.pages.reasons import why_words
from market.pages.watching import note_look
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kehadiran/hari/{slot:number}")
Verb = Callable[[Session, Bazaar, Slot, Actor], None]
PAGE = "/dinas/bazar/{slug}/kehadiran/hari/{slot}/kosong"


@router.get("/kosong")
@heavy
def free(request: Request, slug: str, slot: int) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        note_look(request, "applications", bazaar.key)
        here = published_slot(bazaar, slot)
        rows = rows_of(db, bazaar, here)
        waiting, offers = waiting_for(db, bazaar, here), open_offers(db, here.key)
        barred = barred_groups(db, actor, [*(each.group for each in waiting), *(each.group for each in offers)])
        numbers = numbers_to_ring(db, [*(each.group for each in waiting), *(each.group for each in offers)])
        return page(
            request, "office/refilling.html",
            **context(db, bazaar, actor, "kehadiran", slot=here, running=here.running(bazaar),
                      takes=takes_standby(bazaar, here), free=free_booths(db, bazaar.key, here.key),
                      offers=offers, waiting=waiting, barred=barred,
                      calls={key: Call(number) for key, number in numbers.items() if actor.may_ring},
                      why={each.application.key: why(each, waiting) for each in waiting},
                      homeless=GateRows(everybody=rows, shown=rows).homeless),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """The number of somebody who may answer for a group, and the address that opens a chat with her."""

    phone: str

    @property
    def chat(self) -> str:
        return wa_link(self.phone, "")


def why(each: Queued, waiting: list[Queued]) -> str:
    """What everybody reads when this one is chosen without another reason, in the language of this moment."""
    return why_words(asdict(place_of(each, waiting)))


def _act(request: Request, slug: str, slot: int, verb: Verb, words: str = "saved") -> Response:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        here = published_slot(bazaar, slot)
        verb(db, bazaar, here, actor)
        refill(db, bazaar, here)

    write(work)
    return redirect(PAGE.format(slug=slug, slot=slot), words=words)


@router.post("/pengganti")
@shows(PAGE)
def substitute(
    request: Request, slug: str, slot: int, form: Annotated[StepInForm, Depends(posted(StepInForm))]
) -> Response:
    """By hand, to one that stands before her."""

    def verb(db: Session, bazaar: Bazaar, here: Slot, actor: Actor) -> None:
        application = the_application(db, bazaar.key, form.group, lock=True)
        step_in(db, bazaar, here.key, application, form.booths.split(), reason=form.reason, by=actor)

    return _act(request, slug, slot, verb)


@router.post("/siap")
@shows(PAGE)
def ready(
    request: Request, slug: str, slot: int, form: Annotated[StandbyForm, Depends(posted(StandbyForm))]
) -> Response:
    """A group said by phone that it could come, or that it cannot."""

    def verb(db: Session, bazaar: Bazaar, here: Slot, actor: Actor) -> None:
        application = the_application(db, bazaar.key, form.group, lock=True)
        say_ready(db, bazaar, here, application, form.act, by=speaker_of(actor))

    return _act(request, slug, slot, verb)


@router.post("/tawaran/{offer:number}")
@shows(PAGE)
def answered(
    request: Request, slug: str, slot: int, offer: int, form: Annotated[OfferForm, Depends(posted(OfferForm))]
) -> Response:
    """A group answered its offer by phone."""

    def verb(db: Session, bazaar: Bazaar, _here: Slot, actor: Actor) -> None:
        hear_today(db, bazaar, the_offer(db, bazaar, offer), Answer(form.answer), by=actor)

    return _act(request, slug, slot, verb, f"heard_today_{form.answer}")

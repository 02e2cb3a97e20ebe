"""The day of a bazaar for a group: it could come, it is offered a booth for ten minutes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.answering_today import answer_today, hear_today, say_ready
from market.bazaars.after.day_offer import refill, the_offer
from market.bazaars.booking.reply import Answer
from market.kernel.db import write
from market.kernel.refused import NotFound
from market.pages.workspace.bazaar.own import own_letter
from market.web.forms import Form, Key, posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/bazar/{slug}")
PAGE = "/lapak/{group}/bazar/{slug}"


class ReadyForm(Form):
    slot: Key
    act: Literal["ready", "not"]


class DayAnswer(Form):
    answer: Literal["yes", "no"]


@router.post("/siap")
@shows(PAGE)
def ready(request: Request, group: str, slug: str, form: Annotated[ReadyForm, Depends(posted(ReadyForm))]) -> Response:
    """ "Siap datang" for one day, or not after all."""

    def work(db: Session) -> None:
        own = own_letter(db, request, group, slug)
        slot = own.bazaar.days.of(form.slot)
        say_ready(db, own.bazaar, slot, own.application, form.act, by=own.speaker)
        refill(db, own.bazaar, slot)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words="stands_by" if form.act == "ready" else "stands_down")


@router.post("/tawaran/{offer:number}")
@shows(PAGE)
def answer_offer(
    request: Request, group: str, slug: str, offer: int, form: Annotated[DayAnswer, Depends(posted(DayAnswer))]
) -> Response:
    def work(db: Session) -> str:
        own = own_letter(db, request, group, slug)
        found = the_offer(db, own.bazaar, offer)
        if found.application_id != own.application.key:
            raise NotFound(str(offer))
        if own.actor.only_officer:
            hear_today(db, own.bazaar, found, Answer(form.answer), by=own.actor)
            return f"heard_today_{form.answer}"
        answer_today(db, own.bazaar, found, Answer(form.answer), by=own.speaker)
        refill(db, own.bazaar, own.bazaar.days.of(found.slot_id))
        return f"day_offer_{form.answer}"

    return redirect(f"/lapak/{group}/bazar/{slug}", words=write(work))

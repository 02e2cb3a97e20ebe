"""The day of a bazaar for a group: it could come, it is offered a booth for ten minutes."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.day_offer import refill, take, the_offer, turn_down
from market.bazaars.allotting.standby import Word, require_slot, stand_by, stand_down
from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import Application, find_application
from market.bazaars.whose import require_own_bazaar
from market.kernel.db import write
from market.kernel.refused import NotFound
from market.pages.visitor import group_here
from market.pages.workspace.bazaar.bazaar import seen_bazaar
from market.people.access import Do
from market.people.act import note
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


@dataclass(frozen=True, slots=True)
class _Own:
    """The group's own registration, and on whose word something happens."""

    bazaar: Bazaar
    application: Application
    word: Word


def _own(db: Session, request: Request, group: str, slug: str) -> _Own:
    here, actor = group_here(db, request, group, Do.BAZAAR)
    require_own_bazaar(db, actor, slug)
    bazaar = seen_bazaar(db, slug, lock=True)
    application = find_application(db, bazaar.key, here.key, lock=True)
    if application is None or bazaar.published_at is None:
        raise NotFound(slug)
    if actor.helps:
        note(db, actor, "bazaar_answered", here.key, bazaar=bazaar.name)
    return _Own(bazaar=bazaar, application=application, word=Word(name=actor.name, person_id=actor.person_id))


@router.post("/siap")
@shows(PAGE)
def ready(request: Request, group: str, slug: str, form: Annotated[ReadyForm, Depends(posted(ReadyForm))]) -> Response:
    """ "Siap datang" for one day, or not after all."""

    def work(db: Session) -> None:
        own = _own(db, request, group, slug)
        slot = require_slot(own.bazaar, form.slot)
        if form.act == "ready":
            stand_by(db, own.bazaar, slot, own.application, by=own.word)
        else:
            stand_down(db, slot, own.application)
        refill(db, own.bazaar, slot)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words="stands_by" if form.act == "ready" else "stands_down")


@router.post("/tawaran/{offer:number}")
@shows(PAGE)
def answer_offer(
    request: Request, group: str, slug: str, offer: int, form: Annotated[DayAnswer, Depends(posted(DayAnswer))]
) -> Response:
    def work(db: Session) -> None:
        own = _own(db, request, group, slug)
        found = the_offer(db, own.bazaar, offer)
        if found.application_id != own.application.key:
            raise NotFound(str(offer))
        (take if form.answer == "yes" else turn_down)(db, own.bazaar, found, own.application, by=own.word)
        refill(db, own.bazaar, require_slot(own.bazaar, found.slot_id))

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words=f"day_offer_{form.answer}")

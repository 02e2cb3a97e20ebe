"""A group takes itself off the list, or objects to the number of the draw within two days of being told it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.written_down import give_up
from market.bazaars.registering.application import find_application
from market.kernel.db import write
from market.kernel.refused import Refused
from market.pages.objecting import ObjectionForm, send_objection
from market.pages.workspace.bazaar.bazaar import PAGE
from market.pages.workspace.bazaar.own import at_bazaar, own_registration
from market.web.forms import posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/bazar")


@router.post("/{slug}/undian")
@shows(PAGE)
def object_to_number(
    request: Request, group: str, slug: str, form: Annotated[ObjectionForm, Depends(posted(ObjectionForm))]
) -> Response:
    def work(db: Session) -> None:
        own = own_registration(db, request, group, slug)
        bazaar, application, actor = own.bazaar, own.application, own.actor
        made = send_objection(db, bazaar, application, form.text, by=actor)
        own.tell_done("appealed", f"draw/{made.key}")

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words="objection_sent")


@router.post("/{slug}/tarik")
@shows(PAGE)
def take_back(request: Request, group: str, slug: str) -> Response:
    """The group takes its application back, before anything is published; from the freeze on everybody reads it."""

    def work(db: Session) -> None:
        found = at_bazaar(db, request, group, slug)
        bazaar, actor = found.bazaar, found.actor
        application = find_application(db, bazaar.key, found.group.key, lock=True)
        if application is None:
            raise Refused("too_late_to_take_back")
        give_up(db, bazaar, application, by=actor)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words="application_withdrawn")

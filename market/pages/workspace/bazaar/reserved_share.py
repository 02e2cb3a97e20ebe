"""Whether citizens may see that a group uses the reserved share, changed at any time: files open or close by it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.registering.application import ReservedShare, find_application
from market.kernel.db import write
from market.kernel.refused import NotFound
from market.pages.visitor import group_here
from market.pages.workspace.bazaar.bazaar import PAGE, seen_bazaar
from market.people.access import Do
from market.people.act import note
from market.web.forms import Form, posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/bazar")


class ReservedShareForm(Form):
    reserved_share: ReservedShare


@router.post("/{slug}/terlihat")
@shows(PAGE)
def answer_reserved_share(
    request: Request, group: str, slug: str, form: Annotated[ReservedShareForm, Depends(posted(ReservedShareForm))]
) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.BAZAAR)
        bazaar = seen_bazaar(db, slug, lock=True)
        application = find_application(db, bazaar.key, here.key, lock=True)
        if application is None or not bazaar.reserved_groups:
            raise NotFound(slug)
        application.answer_reserved_share(form.reserved_share, own=not actor.helps)
        if actor.helps:
            note(db, actor, "bazaar_share_answered", here.key, bazaar=bazaar.name)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words="share_answered")

"""Whether citizens may see that a group uses the reserved share, changed at any time: files open or close by it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.registering.application import ReservedShare
from market.kernel.db import write
from market.kernel.refused import NotFound
from market.pages.workspace.bazaar.bazaar import PAGE
from market.pages.workspace.bazaar.own import own_registration
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
        own = own_registration(db, request, group, slug)
        if not own.bazaar.reserved_groups:
            raise NotFound(slug)
        own.answer_share(own.application, form.reserved_share)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}", words="share_answered")

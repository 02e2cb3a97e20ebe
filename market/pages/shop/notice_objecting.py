"""By the link of its news a group objects to a number, or appeals: it moves nobody, so it counts at once.

The group is told of it by every way it has: whoever holds the link speaks for it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.booking.telling import tell_done_for
from market.kernel.db import write
from market.kernel.refused import Overtaken
from market.pages.objecting import AppealForm, ObjectionForm, send_appeal_of, send_objection
from market.pages.shop.notice_behind import APPEALS, DRAWN
from market.pages.shop.notices import PAGE, pressed
from market.people.group import Group
from market.web.forms import posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/kabar")
BY_LINK = "link"


@router.post("/undian")
@shows(PAGE)
def object_by_link(
    request: Request, form: Annotated[ObjectionForm, Depends(posted(ObjectionForm))], kunci: str = ""
) -> Response:
    """To the number that the news told."""

    def work(db: Session) -> None:
        here = pressed(db, request, kunci)
        _require(here.notice.template, DRAWN)
        name = Group.get(db, here.application.group_id).name
        made = send_objection(db, here.bazaar, here.application, form.text, by=name)
        tell_done_for(db, here.bazaar, here.application, "appealed", f"draw/{made.key}", kind=BY_LINK)

    write(work)
    return redirect(f"/kabar?kunci={kunci}", words="objection_sent")


@router.post("/sanggah")
@shows(PAGE)
def appeal_by_link(
    request: Request, form: Annotated[AppealForm, Depends(posted(AppealForm))], kunci: str = ""
) -> Response:
    """Against what the news told of the allocation."""

    def work(db: Session) -> None:
        here = pressed(db, request, kunci)
        _require(here.notice.template, APPEALS)
        name = Group.get(db, here.application.group_id).name
        made = send_appeal_of(db, here.bazaar, here.application, form.text, by=name)
        tell_done_for(db, here.bazaar, here.application, "appealed", str(made.key), kind=BY_LINK)

    write(work)
    return redirect(f"/kabar?kunci={kunci}", words="appeal_sent")


def _require(template: str, of: frozenset[str]) -> None:
    """Overtaken for news of something else: a link opens this news alone."""
    if template not in of:
        raise Overtaken("notice_over")

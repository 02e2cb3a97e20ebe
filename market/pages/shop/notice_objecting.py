"""By the link of its news a group objects to a number, or appeals: it moves nobody, so it counts at once.

The group is told of it by every way it has: whoever holds the link speaks for it.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.booking.telling import tell_done_by_link
from market.kernel.addresses import notice_page
from market.kernel.db import write
from market.kernel.refused import Overtaken
from market.pages.objecting import AppealForm, ObjectionForm, send_appeal_of, send_objection
from market.pages.shop.notice_behind import APPEALS, DRAWN
from market.pages.shop.notices import PAGE, Pressed, pressed
from market.people.access import Actor
from market.people.group import Group
from market.web.forms import posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/kabar")


@router.post("/undian")
@shows(PAGE)
def object_by_link(
    request: Request, form: Annotated[ObjectionForm, Depends(posted(ObjectionForm))], kunci: str = ""
) -> Response:
    """To the number that the news told."""

    def object_to(here: Pressed) -> str:
        made = send_objection(here.bazaar.db, here.bazaar, here.application, form.text, by=_group(here))
        return f"draw/{made.key}"

    return _say(request, kunci, DRAWN, object_to, "objection_sent")


@router.post("/sanggah")
@shows(PAGE)
def appeal_by_link(
    request: Request, form: Annotated[AppealForm, Depends(posted(AppealForm))], kunci: str = ""
) -> Response:
    """Against what the news told of the allocation."""

    def appeal_against(here: Pressed) -> str:
        made = send_appeal_of(here.bazaar.db, here.bazaar, here.application, form.text, by=_group(here))
        return str(made.key)

    return _say(request, kunci, APPEALS, appeal_against, "appeal_sent")


def _say(request: Request, key: str, of: frozenset[str], verb: Callable[[Pressed], str], words: str) -> Response:
    """Says it for the group, and tells it so; `verb` names what it wrote."""

    def work(db: Session) -> None:
        here = _pressed(db, request, key, of)
        tell_done_by_link(db, here.bazaar, here.application, "appealed", verb(here))

    write(work)
    return redirect(notice_page(key), words=words)


def _pressed(db: Session, request: Request, key: str, of: frozenset[str]) -> Pressed:
    """Overtaken for news of something else: a link opens this news alone."""
    here = pressed(db, request, key)
    if here.notice.template not in of:
        raise Overtaken("notice_over")
    return here


def _group(here: Pressed) -> Actor:
    """Whoever of the group opened the link: it names nobody else."""
    return Actor(name=Group.get(here.bazaar.db, here.application.group_id).name)

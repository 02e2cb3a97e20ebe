"""Who leads the group, as it says itself, so that reports count it: a yes that is taken back at any time."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen
from market.people.access import Do
from market.people.facts.led_by import LedBy, led_by, say_led_by
from market.web.forms import Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/profil/pimpinan")
PAGE = "/lapak/{group}/profil/pimpinan"


class LedByForm(Form):
    led_by: list[LedBy] = []


@router.get("")
def who_leads(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.PROFILE)
        said = set() if actor.may_be_helper else led_by(db, here.key)
        return page(request, "workspace/led_by.html", group=here, actor=actor, tab="house", said=said)


@router.post("")
@shows(PAGE)
def say(request: Request, group: str, form: Annotated[LedByForm, Depends(posted(LedByForm))]) -> Response:
    """The yes of what is ticked, and the end of what is not any more."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        say_led_by(db, here.key, form.led_by, by=actor)

    write(work)
    return redirect(f"/lapak/{group}/profil/pimpinan", words="saved")

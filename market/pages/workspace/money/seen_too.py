"""Somebody saw too what was said by a PIN that its buyer may know."""

from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.pages.visitor import group_here
from market.payments.second_look import the_look, unseen_between, waiting_looks
from market.people.access import Actor, Do
from market.people.group import Group
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")


def shown_looks(db: Session, here: Group, actor: Actor) -> dict[str, Any]:
    """What waits for a second look, and why the reader may not give it."""
    looks = waiting_looks(db, here.key)
    hers = {each.look.key for each in looks if actor.may(Do.CONFIRM_OWN) and not each.look.refusal_for(actor)}
    return {"looks": looks, "looks_too": hers}


def unseen_in(db: Session, here: Group, first: date, end: date) -> int:
    """Whole rupiah that nobody saw too, of the days from `first` until before `end`."""
    start, over = (datetime.combine(day, time(), here.zone) for day in (first, end))
    return unseen_between(db, here.key, start, over)


def unseen_on(db: Session, here: Group, day: date) -> int:
    """The same of one day."""
    return unseen_in(db, here, day, day + timedelta(days=1))


@router.post("/dilihat/{look:number}")
@shows("/lapak/{group}/uang")
def seen_too(request: Request, group: str, look: int) -> Response:
    """She says that she saw it too."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        the_look(db, here.key, look).see(actor)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="seen_too")

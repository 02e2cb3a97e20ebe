"""Somebody saw too what was said of money by who may be its buyer."""

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen
from market.payments.second_look import MOST, the_look, waiting_looks
from market.people.access import Do
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")


@router.get("/dilihat")
def unseen(request: Request, group: str) -> Response:
    """What waits for a second look; who may not say it reads it all the same."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.MONEY)
        return page(
            request, "workspace/second_looks.html", group=here, actor=actor, tab="money",
            looks=waiting_looks(db, here.key, actor), named=actor.may(Do.ORDERS), says=actor.may(Do.CONFIRM_OWN),
            most=MOST,
        )  # fmt: skip


@router.post("/dilihat/{look:number}")
@shows("/lapak/{group}/uang/dilihat")
def seen_too(request: Request, group: str, look: int) -> Response:
    """She says that she saw it too."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        the_look(db, here.key, look).see(actor)

    write(work)
    return redirect(f"/lapak/{group}/uang/dilihat", words="seen_too")

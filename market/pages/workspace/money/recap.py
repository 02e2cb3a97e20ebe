"""The recap of twelve months: made by the group, withdrawn by it."""

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.orders.books.takings import kept_takings, takings_of, whole
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.money_words import known_word
from market.payments.recap import make_recap, recap_of, recaps_of, the_recap, total, twelve_months
from market.people.access import Do
from market.people.security import security_event
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)
PAGE = "/lapak/{group}/uang/rekap"


@router.get(PAGE)
@heavy
def recap_page(request: Request, group: str) -> Response:
    """What it would say now, and the ones that were made."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.RECAP, Do.ACCOUNT)
        wanted = twelve_months(here.zone)
        months = recap_of(db, here, wanted)
        return page(
            request, "workspace/recap.html", group=here, actor=actor, tab="money", months=months, whole=total(months),
            recaps=recaps_of(db, here.key), takings=whole(takings_of(db, here, wanted)), known_word=known_word,
        )  # fmt: skip


@router.post(PAGE)
@shows(PAGE)
@heavy
def make(request: Request, group: str) -> Response:
    with read() as db:
        here, _actor = group_here(db, request, group, Do.ACCOUNT)
        wanted = twelve_months(here.zone)
        months, sold = recap_of(db, here, wanted), kept_takings(takings_of(db, here, wanted))

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        security_event(db, "exported", person_id=actor.own_id, by_id=actor.person_id, group_id=here.key, kind="recap")
        return make_recap(db, here, months, actor, sold).path

    return redirect(write(work))


@router.post(PAGE + "/{recap:number}/cabut")
@shows(PAGE)
def withdraw(request: Request, group: str, recap: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        the_recap(db, group_id=here.key, key=recap).withdraw(actor)

    write(work)
    return redirect(f"/lapak/{group}/uang/rekap", words="saved")

"""What groups tell the office that they sold: which have not said it, a field for each, never their numbers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.reporting.turnover import enter_for, final_at, takes_turnover, turnover_of, typed_turnover
from market.bazaars.reporting.turnover_asked import asked_on
from market.bazaars.slot import Days
from market.kernel.db import read, write
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars.own import context, own_bazaar
from market.web.forms import Form, Mark, posted, read_by
from market.web.page import page, redirect
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/laporan/penjualan")
PAGE = "/dinas/bazar/{slug}/laporan/penjualan?hari={hari}"


class ToldForm(Form):
    amount: Annotated[int | None, read_by(typed_turnover)] = None
    mark: Mark = ""


@router.get("")
@heavy
def missing(request: Request, slug: str, hari: str = "") -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        begun = [slot for slot in bazaar.days.held if bazaar.published_at and slot.begun(bazaar)]
        slot = chosen_slot(bazaar, begun, hari)
        return page(
            request, "office/turnover.html",
            **context(db, bazaar, actor, "laporan", days=Days(bazaar, begun), slot=slot,
                      day=asked_on(db, bazaar, slot) if slot else None,
                      takes=slot is not None and takes_turnover(bazaar, slot),
                      until=final_at(bazaar, slot) if slot else None),
        )  # fmt: skip


@router.post("/{booking:number}")
@shows(PAGE)
def told(request: Request, slug: str, booking: int, form: Annotated[ToldForm, Depends(posted(ToldForm))]) -> Response:
    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug)
        of = turnover_of(db, bazaar, booking)
        require_shown(request, form.mark, of.latest.key if of.latest else 0)
        enter_for(bazaar, of, form.amount, by=actor)
        return of.slot.key

    there = f"/dinas/bazar/{slug}/laporan/penjualan?hari={write(work)}"
    if form.amount is None:
        return redirect(there, words="turnover_emptied")
    return redirect(there, words="turnover_saved", n=form.amount)

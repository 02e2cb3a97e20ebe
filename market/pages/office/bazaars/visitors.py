"""Visitors at the gate, on a phone: one more, five more, undo; by hour, whoever counts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.reporting.visitors import (
    MOST_AT_ONCE,
    count_visitors,
    counts_visitors,
    hours_of,
    own_visitors,
    undo_count,
)
from market.kernel.db import read, write
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars.own import context, own_bazaar, published_slot
from market.web.forms import Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/pengunjung")
PAGE = "/dinas/bazar/{slug}/pengunjung?hari={slot}"


class CountForm(Form):
    n: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]


@router.get("")
def visitors(request: Request, slug: str, hari: str = "") -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        days = bazaar.days
        slot = chosen_slot(bazaar, list(days.slots), hari) if bazaar.published_at else None
        hours = hours_of(db, slot) if slot else {}
        return page(
            request, "office/visitors.html",
            **context(db, bazaar, actor, "laporan", days=days, slot=slot, hours=hours, total=sum(hours.values()),
                      mine=own_visitors(db, slot, actor) if slot else 0,
                      counts=slot is not None and counts_visitors(bazaar, slot)),
        )  # fmt: skip


@router.post("/{slot:number}")
@shows(PAGE)
def more(request: Request, slug: str, slot: int, form: Annotated[CountForm, Depends(posted(CountForm))]) -> Response:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, checks_in=True)
        count_visitors(db, bazaar, published_slot(bazaar, slot), form.n, by=actor)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/pengunjung?hari={slot}")


@router.post("/{slot:number}/urung")
@shows(PAGE)
def undo(request: Request, slug: str, slot: int) -> Response:
    """Her own last press, whoever pressed meanwhile."""

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True, checks_in=True)
        undo_count(db, published_slot(bazaar, slot), by=actor)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/pengunjung?hari={slot}")

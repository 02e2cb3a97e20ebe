"""Offers to offices: prices by quantity, quotes, and the papers of an order that came of one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.kernel.spelled import spelled
from market.orders.finding import sold_order
from market.orders.order import group_sub_order
from market.orders.placing.price_step import set_step, steps_of
from market.orders.placing.quote import Offer, make_quote, offered, quotes_of, the_quote
from market.orders.reading.shown import shown_parcels
from market.pages.quantities import quantities
from market.pages.visitor import group_here
from market.pages.watching import note_helper
from market.pages.workspace import forms
from market.people.access import Do
from market.people.facts.group_facts import refuse_ways
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")
PAGE = "/lapak/{group}/penawaran"


@router.get("/penawaran")
def quotes(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.PRICE)
        note_helper(request, actor, "quotes", here.key, here.key)
        return page(
            request, "workspace/quotes.html", group=here, actor=actor, tab="orders", quotes=quotes_of(db, here.key),
            goods=offered(db, here.key), steps=steps_of(db, here.key),
        )  # fmt: skip


@router.post("/penawaran")
@shows(PAGE)
def make(
    request: Request, group: str, values: Values, form: Annotated[forms.QuoteForm, Depends(posted(forms.QuoteForm))]
) -> Response:
    pieces = quantities(values)
    offer = Offer(
        form.office, form.address, form.contact, form.phone, form.email, form.deliver_on, form.delivery_fee,
        form.pay_days, form.valid_until, form.note,
    )  # fmt: skip

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.PRICE)
        refuse_ways(actor, note=("", form.note))
        return make_quote(db, here, offer, pieces, actor).path

    return redirect(write(work))


@router.post("/penawaran/harga")
@shows(PAGE)
def step(request: Request, group: str, form: Annotated[forms.StepForm, Depends(posted(forms.StepForm))]) -> Response:
    """From so many on one costs so much; 0 takes it away."""

    def work(db: Session) -> None:
        here, _actor = group_here(db, request, group, Do.PRICE)
        set_step(db, here, form.variant, form.pieces, form.price)

    write(work)
    return redirect(f"/lapak/{group}/penawaran", words="saved")


@router.post("/penawaran/{number}/cabut")
@shows(PAGE)
def withdraw(request: Request, group: str, number: str) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        the_quote(db, group_id=here.key, number=number, lock=True).withdraw(actor)

    write(work)
    return redirect(f"/lapak/{group}/penawaran", words="saved")


def _paper(request: Request, group: str, number: str, template: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.ORDERS)
        sub = group_sub_order(db, here.key, number)
        parcel = shown_parcels(db, [sub])[0]
        ready = sub.handed_at if template == "bast" else parcel.payment == "paid"
        if not ready:
            raise NotFound(template)
        note_helper(request, actor, "order", sub.key, here.key)
        return page(
            request, f"workspace/{template}.html", group=here, actor=actor, tab="orders", sub=sub,
            order=sold_order(db, sub.order_id), parcel=parcel, in_words=spelled(parcel.kept),
        )  # fmt: skip


@router.get("/pesanan/{number}/bast")
def bast(request: Request, group: str, number: str) -> Response:
    """The hand-over record (berita acara serah terima), once the goods were handed over."""
    return _paper(request, group, number, "bast")


@router.get("/pesanan/{number}/kwitansi")
def kwitansi(request: Request, group: str, number: str) -> Response:
    """The receipt, once it was paid."""
    return _paper(request, group, number, "kwitansi")

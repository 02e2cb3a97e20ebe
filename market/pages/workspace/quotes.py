"""Offers to offices: prices by quantity, quotes, and the papers of an order that came of one."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.refused import NotFound, together
from market.kernel.settings import settings
from market.kernel.spelled import spelled
from market.messages.channels import wa_link
from market.orders.finding import sold_order
from market.orders.order import group_sub_order
from market.orders.placing.offerable import lacking, lacks_goods, offered
from market.orders.placing.price_step import set_step, steps_of
from market.orders.placing.quote import Offer, Quote, make_quote, the_quote
from market.orders.placing.quotes_made import numbers_of, offered_sums, quotes_of
from market.orders.reading.shown import ShownParcel, shown_parcels
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.quantities import quantities
from market.pages.watching import note_helper
from market.pages.workspace import forms
from market.people.access import Do
from market.people.facts.group_facts import refuse_ways
from market.people.group import Group
from market.web.binding import bind
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")
PAGE = "/lapak/{group}/penawaran"


@router.get("/penawaran")
def quotes(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.QUOTES, Do.PRICE)
        made = quotes_of(db, here.key)
        return page(
            request, "workspace/quotes.html", group=here, actor=actor, tab="orders", quotes=made,
            chats={each.number: _chat(here, each) for each in made}, base=settings().base_url.rstrip("/"),
            numbers=numbers_of(db, made), sums=offered_sums(db, made),
            short=lacking(db, made), goods=offered(db, here.key),
            steps=steps_of(db, here.key),
        )  # fmt: skip


def _chat(group: Group, quote: Quote) -> str:
    """WhatsApp to the office with the link: nothing goes out by itself."""
    text = _("Halo %(contact)s, ini penawaran %(group)s untuk %(office)s: %(link)s") % {
        "contact": quote.contact,
        "group": group.name,
        "office": quote.office,
        "link": settings().base_url.rstrip("/") + quote.path,
    }
    return wa_link(quote.phone, text)


@router.post("/penawaran")
@shows(PAGE)
def make(request: Request, group: str, values: Values) -> Response:
    form, pieces = together(lambda: bind(forms.QuoteForm, values), lambda: quantities(values))
    offer = Offer(
        form.office, form.address, form.contact, form.phone, form.email, form.deliver_on, form.delivery_fee,
        form.pay_days, form.valid_until, form.note, form.down_percent,
    )  # fmt: skip

    def work(db: Session) -> tuple[str, bool]:
        here, actor = group_here(db, request, group, Do.PRICE)
        refuse_ways(actor, **{text: ("", getattr(form, text)) for text in forms.QUOTE_TEXTS})
        made = make_quote(db, here, offer, pieces, actor)
        return made.number, lacks_goods(db, made)

    number, lacks = write(work)
    return redirect(f"/lapak/{group}/penawaran#{number}", words="quote_made_short" if lacks else "quote_made")


@router.post("/penawaran/harga")
@shows(PAGE)
def step(request: Request, group: str, form: Annotated[forms.StepForm, Depends(posted(forms.StepForm))]) -> Response:
    """From so many on one costs so much; 0 takes it away."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        set_step(db, here, form.variant, form.pieces, form.price, actor)

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


# When each paper of an order can be had: the record once it was handed over, the receipt once paid, a bill before that.
READY: dict[str, Callable[[ShownParcel], bool]] = {
    "bast": lambda parcel: parcel.sub.handed_at is not None,
    "kwitansi": lambda parcel: parcel.payment == "paid",
    "invoice": lambda parcel: parcel.owed_by_office,
}


def _paper(request: Request, group: str, number: str, template: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ITSELF, Do.ORDERS)
        sub = group_sub_order(db, here.key, number)
        parcel = shown_parcels(db, [sub])[0]
        if not READY[template](parcel):
            raise NotFound(template)
        note_helper(request, actor, "order", sub.key, here.key)
        return page(
            request, f"workspace/{template}.html", group=here, actor=actor, tab="orders", sub=sub,
            order=sold_order(db, sub.order_id), parcel=parcel,
            in_words=spelled(parcel.left if template == "invoice" else parcel.kept),
        )  # fmt: skip


@router.get("/pesanan/{number}/bast")
def bast(request: Request, group: str, number: str) -> Response:
    """The hand-over record (berita acara serah terima), once the goods were handed over."""
    return _paper(request, group, number, "bast")


@router.get("/pesanan/{number}/kwitansi")
def kwitansi(request: Request, group: str, number: str) -> Response:
    """The receipt, once it was paid."""
    return _paper(request, group, number, "kwitansi")


@router.get("/pesanan/{number}/tagihan")
def invoice(request: Request, group: str, number: str) -> Response:
    """The bill on paper (tagihan) of an office that pays later, until it has paid."""
    return _paper(request, group, number, "invoice")

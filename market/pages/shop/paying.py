"""Paying an order: what to whom, by Stripe's page, by a code, or said to be paid with a proof."""

import logging
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.addresses import tracking
from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.orders.life.billing import bill_of
from market.orders.order import Order, SubOrder, sub_orders
from market.orders.reading.shown import ShownParcel, shown_parcels
from market.pages.proofs import claimant, kept_proof
from market.pages.shop import forms
from market.pages.shop.ordering import address_of, came_with, order_context, own_order, own_parcel
from market.pages.taken import SEEN, attachment
from market.pages.uploads import received
from market.payments.bill import Bill
from market.payments.card import latest_session
from market.payments.card_desk import look, open_page
from market.payments.claiming import Claimant, claim, may_claim
from market.payments.providers import stripe
from market.payments.providers.seen import ProviderAway, ProviderSaidNo
from market.web.binding import bind
from market.web.cookies import PAYING, cookie, set_cookie
from market.web.forms import reads_itself, sent
from market.web.ground import policy_to
from market.web.page import away, page, redirect
from market.web.pressing import every_time
from market.web.qr import qr_png, qr_svg
from market.web.refusals import shows
from market.web.slow import outside, pages

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)


BACK = {"kartu", "stripe"}  # from Stripe's page: paid there, or not
A_DAY = 86_400


@router.get("/pesanan/{number}/bayar")
async def pay_page(request: Request, number: str, dari: str = "") -> Response:
    """To whom and how much. A buyer back from Stripe has the key in a cookie; else she looks the order up."""
    key = _kept_key(request, number) if dari in BACK else ""
    try:
        if dari == "kartu" and stripe.available():
            await _look(request, number, key)
        return await pages(lambda: _pay_page(request, number, key))
    except NotFound:
        if dari in BACK and "kunci" not in request.query_params:
            return redirect(tracking(quote(number)))
        raise


def _kept_key(request: Request, number: str) -> str:
    """The key of this order, where this browser left it to pay at Stripe."""
    kept, _dot, key = cookie(request, PAYING).partition(".")
    return key if kept == number else ""


def _pay_page(request: Request, number: str, key: str) -> Response:
    with read() as db:
        context = order_context(request, db, number, key)
        drawn = {parcel.sub.number: qr_svg(asked) for parcel in context["parcels"] if (asked := qris_of(parcel))}
        by_card = card_bills(context["parcels"]) if stripe.available() else []
        response = page(
            request, "shop/pay.html", staged=sent(request).value("staged", ""), drawn=drawn, by_card=by_card,
            left=sum(parcel.left for parcel in context["parcels"] if not parcel.stopped),
            checking=request.query_params.get("dari") == "kartu", **context,
        )  # fmt: skip
    if by_card:
        response.headers["Content-Security-Policy"] = policy_to(stripe.pages_at())
    return response


def card_bills(parcels: list[ShownParcel]) -> list[int]:
    """The open bills of an order that are paid by card, all on one page."""
    return [parcel.bill.key for parcel in parcels if parcel.bill and parcel.by_card]


@router.post("/pesanan/{number}/kartu")
@every_time("leads to the one session that is open, and marks the browser that comes back")
@shows("/pesanan/{number}/bayar?kunci={kunci}")
async def pay_by_card(request: Request, number: str) -> Response:
    """To Stripe's page for all that is open on this order. Stripe is told where to come back to, not the key."""

    def find() -> tuple[Order, list[int]]:
        with read() as db:
            order = own_order(db, request, number)
            return order, card_bills(shown_parcels(db, sub_orders(db, order.key)))

    order, bills = await pages(find)
    if not bills or not stripe.available():
        raise Refused("bill_closed")
    address, language = f"{settings().base_url}/pesanan/{order.number}/bayar", current.get()
    response = away(await outside(lambda: open_page(order.number, bills, language, address)))
    if key := came_with(request, order):  # a signed-in buyer comes back signed in
        set_cookie(response, PAYING, f"{order.number}.{key}", lasts=A_DAY)
    return response


async def _look(request: Request, number: str, key: str) -> None:
    """The buyer comes back from Stripe: reads Stripe and writes what it says. If it is away the worker does."""

    def find() -> str:
        with read() as db:
            own_order(db, request, number, key)
            session = latest_session(db, number)
            return session.provider_id or "" if session and session.live else ""

    provider_id = await pages(find)
    if provider_id:
        try:
            await outside(lambda: look(provider_id))
        except (ProviderAway, ProviderSaidNo, Refused):
            log.warning("order %s: Stripe could not be read on return", number)


def qris_of(parcel: ShownParcel) -> str:
    """The payload to pay this parcel by; empty when it is paid otherwise, or not now."""
    if not parcel.to_pay or not parcel.bill or not parcel.account or not parcel.account.payload:
        return ""
    return parcel.account.asks_for(parcel.missing or parcel.bill.asked)


@router.get("/pesanan/{number}/qris.png")
def qris_picture(request: Request, number: str, paket: str = "") -> Response:
    """The code as a picture to keep, for a bank's app on the same phone."""
    with read() as db:
        parcels = shown_parcels(db, sub_orders(db, own_order(db, request, number).key))
        asked = next((qris_of(parcel) for parcel in parcels if parcel.sub.number == paket), "")
    if not asked:
        raise NotFound(number)
    return attachment(SEEN, qr_png(asked), "image/png", f"qris-{paket}.png")


@router.post("/pesanan/{number}/bayar")
@shows("/pesanan/{number}/bayar?kunci={kunci}")
@reads_itself
async def claim_paid(request: Request, number: str) -> Response:
    """ "Saya sudah bayar". Whether there is something to claim is asked first; then the proof is kept."""
    values = await received(request, lambda: _may_see(request, number))
    form = bind(forms.ClaimForm, values)
    by, marked = claimant(request)
    new = await pages(lambda: _may_claim(request, number, form.claim, by))
    file, mark = await kept_proof(request) if new else (None, None)

    def work(db: Session) -> str:
        order, sub = own_parcel(db, request, number, form.claim)
        claim(db, owed_for(db, sub), note=form.note, proof=file, proof_hash=mark, by=by)
        return address_of(request, order)

    return marked(redirect(await pages(lambda: write(work)), words="claimed"))


def owed_for(db: Session, sub: SubOrder) -> Bill:
    bill = bill_of(db, sub)
    if bill is None:
        raise Refused("bill_closed")
    return bill


def _may_see(request: Request, number: str) -> None:
    with read() as db:
        own_order(db, request, number)


def _may_claim(request: Request, number: str, sub_number: str, by: Claimant) -> bool:
    with read() as db:
        found = [sub for sub in sub_orders(db, own_order(db, request, number).key) if sub.number == sub_number]
        if not found:
            raise NotFound(sub_number)
        return may_claim(db, owed_for(db, found[0]), by)

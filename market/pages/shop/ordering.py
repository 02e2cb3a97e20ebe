"""The buyer's order page: opened by its secret link; paying, claiming, agreeing, cancelling."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.picture import read_picture
from market.kernel import store
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.language import gettext as _
from market.kernel.limits import attempt
from market.kernel.money import rupiah
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.kernel.tokens import new_token
from market.messages.channels import wa_link
from market.orders import lifecycle
from market.orders.order import Order, SubOrder, lock_sub_order, order_by_number, sub_orders
from market.orders.queries import ShownParcel, shown_parcels
from market.pages.shop import forms, words
from market.pages.visitor import address_of, visit
from market.payments.card import latest_session
from market.payments.card_desk import look, open_page
from market.payments.claim import claim, kept_as
from market.payments.providers import stripe
from market.payments.providers.stripe import ProviderAway, ProviderSaidNo
from market.people.access import Actor
from market.web.forms import posted, sent
from market.web.ground import policy_to
from market.web.page import away, page, redirect
from market.web.qr import qr_png, qr_svg
from market.web.refusals import shows
from market.web.slow import outside, pages, quick, slow

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)
PROOF_SIZE = 1200
PDF, MOST_PDF = b"%PDF-", 5_000_000
TRACKED = "lacak"


def own_order(db: Session, request: Request, number: str) -> Order:
    """The order, for who has its link, or placed it signed in. Anyone else finds nothing."""
    order = order_by_number(db, number)
    key = request.query_params.get("kunci", "")
    mine = order.person_id is not None and order.person_id == visit(request).person_id
    if mine or secrets.compare_digest(key.encode(), order.key_token.encode()):
        return order
    raise NotFound(number)


def own_parcel(db: Session, request: Request, number: str, sub_number: str) -> tuple[Order, SubOrder]:
    """One parcel of an own order, locked."""
    order = own_order(db, request, number)
    for sub in sub_orders(db, order.key):
        if sub.number == sub_number:
            return order, lock_sub_order(db, sub.key)
    raise NotFound(sub_number)


def chat_link(order: Order, parcel: ShownParcel) -> str:
    """ "Kabari penjual lewat WhatsApp": group, number and total, and nothing personal."""
    if not parcel.group.phone:
        return ""
    text = _("Halo %(group)s, saya memesan %(number)s, jumlahnya %(total)s.") % {
        "group": parcel.group.name,
        "number": parcel.sub.number,
        "total": rupiah(parcel.sub.total),
    }
    return wa_link(parcel.group.phone, text)


def order_context(request: Request, db: Session, number: str) -> dict[str, Any]:
    order = own_order(db, request, number)
    parcels = shown_parcels(db, sub_orders(db, order.key))
    return {
        "order": order,
        "parcels": parcels,
        "chats": {parcel.sub.number: chat_link(order, parcel) for parcel in parcels},
        "buyer": Actor(person_id=order.person_id, name=order.name),
        "state_word": words.state_word,
        "payment_word": words.payment_word,
        "delivery_word": words.delivery_word,
        "method_word": words.method_word,
        "event_word": words.event_word,
        "event_detail": words.event_detail,
        "next_step": words.next_step,
    }


@router.get("/pesanan/{number}")
@quick
def order_page(request: Request, number: str) -> Response:
    with read() as db:
        return page(request, "shop/order.html", **order_context(request, db, number))


@router.get("/pesanan/{number}/bayar")
async def pay_page(request: Request, number: str, dari: str = "") -> Response:
    if dari == "kartu" and stripe.available():
        await _look(request, number)
    return await pages(lambda: _pay_page(request, number))


def _pay_page(request: Request, number: str) -> Response:
    with read() as db:
        context = order_context(request, db, number)
        drawn = {parcel.sub.number: qr_svg(asked) for parcel in context["parcels"] if (asked := qris_of(parcel))}
        by_card = card_bills(context["parcels"]) if stripe.available() else []
        response = page(
            request, "shop/pay.html", staged=sent(request).value("staged", ""), drawn=drawn, by_card=by_card,
            left=sum(parcel.left for parcel in context["parcels"]),
            checking=request.query_params.get("dari") == "kartu", **context,
        )  # fmt: skip
    if by_card:
        response.headers["Content-Security-Policy"] = policy_to(stripe.pages_at())
    return response


def card_bills(parcels: list[ShownParcel]) -> list[int]:
    """The open bills of an order that are paid by card, all on one page."""
    return [parcel.bill.key for parcel in parcels if parcel.bill and parcel.by_card]


@router.post("/pesanan/{number}/kartu")
@shows("/pesanan/{number}/bayar?kunci={kunci}")
async def pay_by_card(request: Request, number: str) -> Response:
    """To Stripe's page for all that is open on this order."""

    def find() -> tuple[Order, list[int]]:
        with read() as db:
            order = own_order(db, request, number)
            return order, card_bills(shown_parcels(db, sub_orders(db, order.key)))

    order, bills = await pages(find)
    if not bills or not stripe.available():
        raise Refused("bill_closed")
    address, language = f"{settings().base_url}{order.pay_path}", current.get()
    return away(await outside(lambda: open_page(order.number, bills, language, address)))


async def _look(request: Request, number: str) -> None:
    """The buyer comes back from Stripe: it is read, and what it says is written. Away, the sweep will do it."""

    def find() -> str:
        with read() as db:
            own_order(db, request, number)
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
    if not parcel.claimable or not parcel.bill or not parcel.account or not parcel.account.payload:
        return ""
    return parcel.account.asks_for(parcel.bill.amount)


@router.get("/pesanan/{number}/qris.png")
def qris_picture(request: Request, number: str, paket: str = "") -> Response:
    """The code as a picture to keep, for a bank's app on the same phone."""
    with read() as db:
        parcels = shown_parcels(db, sub_orders(db, own_order(db, request, number).key))
        asked = next((qris_of(parcel) for parcel in parcels if parcel.sub.number == paket), "")
    if not asked:
        raise NotFound(number)
    headers = {"Content-Disposition": f'attachment; filename="qris-{paket}.png"', "Cache-Control": "no-store"}
    return Response(qr_png(asked), media_type="image/png", headers=headers)


@router.post("/pesanan/{number}/bayar")
@shows("/pesanan/{number}/bayar?kunci={kunci}")
async def claim_paid(
    request: Request, number: str, form: Annotated[forms.Claim, Depends(posted(forms.Claim))]
) -> Response:
    """ "Saya sudah bayar". A picture is decoded and stripped before anything is written."""
    await pages(lambda: _may_see(request, number))
    file, mark = await _proof(request)

    def work(db: Session) -> str:
        order, sub = own_parcel(db, request, number, form.claim)
        bill = lifecycle.bill_of(db, sub)
        if bill is None:
            raise Refused("bill_closed")
        claim(db, bill, note=form.note, proof=file, proof_hash=mark)
        return order.path

    return redirect(await pages(lambda: write(work)), words="claimed")


def _may_see(request: Request, number: str) -> None:
    with read() as db:
        own_order(db, request, number)


async def _proof(request: Request) -> tuple[str | None, str | None]:
    """The proof, kept privately: its name and a hash that tells the same picture twice.

    It is staged before the claim is checked, so that a refusal does not lose it.
    """
    data = await request.form()
    upload = data.get("proof")
    state = sent(request)
    staged = state.value("staged", "") if state.again else state.values.get("staged", [""])[0]
    if upload is None or isinstance(upload, str) or not upload.filename:
        name, _dot, mark = staged.rpartition(".")
        return (name, mark) if name and len(mark) == 64 and store.fetch(kept_as(name), private=True) else (None, None)
    raw = await upload.read()
    if raw.startswith(PDF):
        return await _pdf_proof(request, raw)
    picture = await slow(lambda: read_picture(raw, sizes=(PROOF_SIZE,), field="proof", unreadable="proof_unreadable"))
    name = new_token().replace("-", "_")
    mark = hashlib.sha256(picture.files[PROOF_SIZE]).hexdigest()
    await slow(lambda: store.put(f"{name}.webp", picture.files[PROOF_SIZE], private=True))
    state.values["staged"] = [f"{name}.{mark}"]
    return name, mark


async def _pdf_proof(request: Request, raw: bytes) -> tuple[str, str]:
    """A slip as PDF is kept as it came, and only ever handed out as a file to save."""
    if len(raw) > MOST_PDF or b"%%EOF" not in raw[-2048:]:
        raise Refused("proof_unreadable", field="proof")
    name, mark = new_token().replace("-", "_") + ".pdf", hashlib.sha256(raw).hexdigest()
    await slow(lambda: store.put(name, raw, private=True))
    sent(request).values["staged"] = [f"{name}.{mark}"]
    return name, mark


def _buyer(order: Order) -> Actor:
    return Actor(person_id=order.person_id, name=order.name)


@router.post("/pesanan/{number}/rekening")
@shows("/pesanan/{number}?kunci={kunci}")
def refund_account(
    request: Request, number: str, form: Annotated[forms.RefundAccount, Depends(posted(forms.RefundAccount))]
) -> Response:
    """Where the buyer wants what is owed back; only who pays it sees it."""

    def work(db: Session) -> str:
        order = own_order(db, request, number)
        for parcel in shown_parcels(db, sub_orders(db, order.key)):
            for refund in parcel.refunds:
                if refund.key == form.refund:
                    refund.give_account(form.bank, form.number, form.holder)
                    return order.path
        raise NotFound(number)

    return redirect(write(work), words="saved")


@router.post("/pesanan/{number}/batal")
@shows("/pesanan/{number}?kunci={kunci}")
def cancel(request: Request, number: str, form: Annotated[forms.Claim, Depends(posted(forms.Claim))]) -> Response:
    def work(db: Session) -> str:
        order, sub = own_parcel(db, request, number, form.claim)
        lifecycle.cancel_by_buyer(db, sub, _buyer(order))
        return order.path

    return redirect(write(work), words="cancelled")


@router.post("/pesanan/{number}/terima")
@shows("/pesanan/{number}?kunci={kunci}")
def received(request: Request, number: str, form: Annotated[forms.Claim, Depends(posted(forms.Claim))]) -> Response:
    def work(db: Session) -> str:
        order, sub = own_parcel(db, request, number, form.claim)
        lifecycle.confirm_received(db, sub, _buyer(order))
        return order.path

    return redirect(write(work), words="order_moved")


@router.post("/pesanan/{number}/ongkir/{sub}")
@shows("/pesanan/{number}?kunci={kunci}")
def accept_quote(
    request: Request, number: str, sub: str, form: Annotated[forms.AcceptQuote, Depends(posted(forms.AcceptQuote))]
) -> Response:
    def work(db: Session) -> str:
        order, parcel = own_parcel(db, request, number, sub)
        lifecycle.accept_quote(db, parcel, _buyer(order), form.fee)
        return order.path

    return redirect(write(work), words="quote_accepted")


@router.get("/lacak")
def track_page(request: Request) -> Response:
    return page(request, "shop/track.html", parcels=None, order=None)


@router.post("/lacak")
def track(request: Request, form: Annotated[forms.Track, Depends(posted(forms.Track))]) -> Response:
    """Number and the last four digits of the phone: states, without address or link. Rate-limited."""
    attempt(f"lacak/{address_of(request)}", most=10, per=timedelta(minutes=10))
    attempt(f"lacak/{form.number.upper()}", most=20, per=timedelta(hours=1))
    with read() as db:
        try:
            order = order_by_number(db, form.number)
        except NotFound:
            raise Refused("lookup_wrong", field="number") from None
        if not secrets.compare_digest(order.phone[-4:].encode(), form.digits.encode()):
            raise Refused("lookup_wrong", field="number")
        parcels = shown_parcels(db, sub_orders(db, order.key))
        return page(
            request,
            "shop/track.html",
            order=order,
            parcels=parcels,
            state_word=words.state_word,
            payment_word=words.payment_word,
            delivery_word=words.delivery_word,
            event_word=words.event_word,
            event_detail=words.event_detail,
            next_step=words.next_step,
            moment=now(),
        )

"""The buyer's order page: opened by its secret link; agreeing, cancelling, receiving."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.kernel.spelled import spelled
from market.orders.channel import SalesChannel
from market.orders.life import answering, ending, fewer, pickup, serving
from market.orders.order import Order, SubOrder, lock_sub_order, order_by_number, sub_orders
from market.orders.reading.queries import groups_told
from market.orders.reading.shown import ShownParcel, shown_parcels
from market.pages import money_words, words
from market.pages.next_step import asks_to_cancel, down_sentence, looked_for, next_step, why_not_found
from market.pages.quantities import quantities_left
from market.pages.shop import forms
from market.pages.shop.chat import chat_link
from market.pages.shop.remembered import saw_order
from market.pages.visitor import visit
from market.payments.refund_account import NamedAccount, accounts_named
from market.payments.refund_naming import Begins, name_account
from market.payments.refund_state import RefundState
from market.people.access import Actor
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import quick

router = APIRouter(include_in_schema=False)
MOST_CHANGES = 10


def own_order(db: Session, request: Request, number: str, key: str = "") -> Order:
    """The order, for a visitor who has its link or placed it signed in; NotFound for anybody else."""
    with suppress(NotFound):
        order = order_by_number(db, number)
        if came_with(request, order, key) or is_buyer(request, order):
            return order
    visit(request)  # who is refused here is written down by name
    raise NotFound(number)


def came_with(request: Request, order: Order, key: str = "") -> str:
    """The order's key, if the visitor brought it; empty for one who may see the order without.

    A page shows no key to a visitor with another right: after a code money rests, but a key would still work.
    """
    brought = key or request.query_params.get("kunci", "")
    return order.key_token if secrets.compare_digest(brought.encode(), order.key_token.encode()) else ""


def address_of(request: Request, order: Order, key: str = "") -> str:
    """Where this visitor sees the order: with the key, if they brought it."""
    brought = came_with(request, order, key)
    return f"/pesanan/{order.number}" + (f"?kunci={brought}" if brought else "")


def is_buyer(request: Request, order: Order) -> bool:
    """Whether the visitor placed this order signed in, and is now signed in to that account."""
    return order.person_id is not None and order.person_id == visit(request).own_id


def own_parcel(db: Session, request: Request, number: str, sub_number: str) -> tuple[Order, SubOrder]:
    """One parcel of an own order, locked."""
    order = own_order(db, request, number)
    for sub in sub_orders(db, order.key):
        if sub.number == sub_number:
            return order, lock_sub_order(db, sub.key)
    raise NotFound(sub_number)


def order_context(request: Request, db: Session, number: str, key: str = "") -> dict[str, Any]:
    order = own_order(db, request, number, key)
    brought = came_with(request, order, key)
    parcels = shown_parcels(db, sub_orders(db, order.key), to_accounts=True)
    return {
        "order": order,
        "key": brought,
        "with_key": f"?kunci={brought}" if brought else "",
        "address": address_of(request, order, key),
        "link": f"{settings().base_url.rstrip('/')}{order.path}" if brought else "",
        "unsent": not order.email and not settings().whatsapp_url and order.person_id is None,
        "parcels": parcels,
        "groups_told": groups_told(db, [parcel.sub.number for parcel in parcels]),
        "chats": {parcel.sub.number: chat_link(order, parcel) for parcel in parcels},
        "buyer": Actor(person_id=order.person_id, name=order.name),
        **words.OF_ORDERS,
        "next_step": next_step,
        "looked_for": looked_for,
        "asks_to_cancel": asks_to_cancel,
        "why_not_found": why_not_found,
        "down_sentence": down_sentence,
    }


@router.get("/pesanan/{number}")
@quick
def order_page(request: Request, number: str) -> Response:
    with read() as db:
        context = order_context(request, db, number)
        due = [each.key for parcel in context["parcels"] for each in parcel.refunds if each.waits and each.number]
        shown = page(request, "shop/order.html", sent_to=accounts_named(db, due), **context)
        return saw_order(request, shown, context["address"])


def _buyer(order: Order) -> Actor:
    return Actor(person_id=order.person_id, name=order.name)


@router.post("/pesanan/{number}/rekening")
@shows("/pesanan/{number}?kunci={kunci}")
def refund_account(
    request: Request, number: str, form: Annotated[forms.RefundAccountForm, Depends(posted(forms.RefundAccountForm))]
) -> Response:
    """Where the buyer wants her money back; only whoever pays it sees it.

    Somebody else may have her link, or her account: so a second account waits, unless nobody could be told of it.
    """

    with read() as db:
        own_order(db, request, number)
    attempt(f"rekening/{number.upper()}", most=MOST_CHANGES, per=timedelta(days=1))  # each change is told by letters

    def work(db: Session) -> str:
        visit(request).refuse_while_resting()
        order = own_order(db, request, number)
        for parcel in shown_parcels(db, sub_orders(db, order.key), to_accounts=True):
            for refund in parcel.refunds:
                if refund.key == form.refund:
                    owner = order.person_id if is_buyer(request, order) else None
                    to = NamedAccount(bank=form.bank, number=form.number, holder=form.holder)
                    name_account(refund, to, by_id=owner, begins=_begins(order, parcel))
                    return address_of(request, order)
        raise NotFound(number)

    return redirect(write(work), words="saved")


def _begins(order: Order, parcel: ShownParcel) -> Begins:
    """A link of the group's led to a written order, and to an office's by an offer: whoever had it first may not have
    been its buyer."""
    if not (order.phone or order.email):
        return Begins.AT_ONCE
    by_link = parcel.sub.channel is SalesChannel.CHAT or parcel.sub.by_offer
    return Begins.LATER if by_link else Begins.USUAL


@router.get("/pesanan/{number}/kembali/{refund:number}")
def refund_receipt(request: Request, number: str, refund: int) -> Response:
    """What a buyer shows for money that came back: printable, for a visitor with the order's link."""
    with read() as db:
        order = own_order(db, request, number)
        for parcel in shown_parcels(db, sub_orders(db, order.key), to_accounts=True):
            for each in parcel.refunds:
                if each.key == refund and each.state is RefundState.PAID:
                    reason = money_words.refund_word(each, parcel.bill) if parcel.bill else each.note
                    return page(
                        request, "shop/refund.html", order=order, parcel=parcel, refund=each, reason=reason,
                        in_words=spelled(each.amount), address=address_of(request, order),
                    )  # fmt: skip
        raise NotFound(number)


def _act(
    request: Request,
    number: str,
    parcel: str,
    verb: Callable[[Session, SubOrder, Actor], object],
    words: str,
    **told: int,
) -> Response:
    """What a buyer does about one parcel; she comes back to her order."""

    def work(db: Session) -> str:
        order, sub = own_parcel(db, request, number, parcel)
        verb(db, sub, _buyer(order))
        return address_of(request, order)

    return redirect(write(work), words=words, **told)


@router.post("/pesanan/{number}/batal")
@shows("/pesanan/{number}?kunci={kunci}")
def cancel(
    request: Request, number: str, form: Annotated[forms.OneParcel, Depends(posted(forms.OneParcel))]
) -> Response:
    return _act(request, number, form.parcel, ending.cancel_by_buyer, "cancelled")


@router.post("/pesanan/{number}/kurangi")
@shows("/pesanan/{number}?kunci={kunci}")
def fewer_pieces(
    request: Request, number: str, values: Values, form: Annotated[forms.OneParcel, Depends(posted(forms.OneParcel))]
) -> Response:
    """Fewer pieces than were ordered, while the order may still be cancelled."""
    kept = quantities_left(values, "keep-")

    def work(db: Session) -> tuple[str, int]:
        order, sub = own_parcel(db, request, number, form.parcel)
        fewer.fewer_by_buyer(db, sub, _buyer(order), fewer.taken_out(sub, kept))
        return address_of(request, order), fewer.still_coming(sub)

    address, left = write(work)
    return redirect(address, words="pieces_cancelled", n=left)


@router.post("/pesanan/{number}/terima")
@shows("/pesanan/{number}?kunci={kunci}")
def received(
    request: Request, number: str, form: Annotated[forms.OneParcel, Depends(posted(forms.OneParcel))]
) -> Response:
    return _act(request, number, form.parcel, serving.confirm_received, "order_moved")


@router.post("/pesanan/{number}/datang")
@shows("/pesanan/{number}?kunci={kunci}")
def coming(
    request: Request, number: str, form: Annotated[forms.OneParcel, Depends(posted(forms.OneParcel))]
) -> Response:
    """ "Saya masih datang": the group waits two more days for the buyer to fetch it."""
    return _act(request, number, form.parcel, pickup.come_later, "order_moved")


@router.post("/pesanan/{number}/ongkir/{sub}")
@shows("/pesanan/{number}?kunci={kunci}")
def accept_fee(
    request: Request, number: str, sub: str, form: Annotated[forms.AcceptFee, Depends(posted(forms.AcceptFee))]
) -> Response:
    def verb(db: Session, parcel: SubOrder, buyer: Actor) -> None:
        answering.accept_fee(db, parcel, buyer, form.fee)

    return _act(request, number, sub, verb, "fee_accepted", n=form.fee)

"""Looking an order up by its number and four digits of its phone: its state, its sum and how to pay. Never its key."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.limits import attempt, take_back_attempt
from market.kernel.refused import Refused
from market.orders.finding import find_order, typed_number
from market.orders.order import sub_orders
from market.orders.shown import shown_parcels
from market.pages.shop import forms, words
from market.pages.shop.ordering import is_buyer
from market.pages.shop.paying import qris_of
from market.pages.visitor import network_of_request
from market.web.forms import posted
from market.web.page import page
from market.web.qr import qr_svg

router = APIRouter(include_in_schema=False)
MISSES_BY_NETWORK, MISSES_BY_ORDER = 30, 10


@router.get("/lacak")
def track_page(request: Request, nomor: str = "") -> Response:
    return page(request, "shop/track.html", parcels=None, order=None, number=typed_number(nomor))


@router.post("/lacak")
def track(request: Request, form: Annotated[forms.Track, Depends(posted(forms.Track))]) -> Response:
    """Only misses count, by network and by order; a wrong number and wrong digits are told alike."""
    number = typed_number(form.number)
    limits = [(f"lacak/{network_of_request(request)}", MISSES_BY_NETWORK, timedelta(minutes=10))]
    if number:
        limits.append((f"lacak/{number}", MISSES_BY_ORDER, timedelta(hours=1)))
    for name, most, per in limits:
        attempt(name, most=most, per=per)
    with read() as db:
        order = find_order(db, number)
        digits = order.phone[-4:] if order else ""
        if not secrets.compare_digest(digits.encode(), form.digits.encode()) or order is None:
            raise Refused("lookup_wrong", field="number")
        parcels = shown_parcels(db, sub_orders(db, order.key))
        answer = page(
            request, "shop/track.html", order=order, parcels=parcels, number=number, mine=is_buyer(request, order),
            drawn={parcel.sub.number: qr_svg(asked) for parcel in parcels if (asked := qris_of(parcel))},
            state_word=words.state_word, payment_word=words.payment_word, delivery_word=words.delivery_word,
            method_word=words.method_word, event_word=words.event_word, next_step=words.next_step,
        )  # fmt: skip
    for name, _most, per in limits:
        take_back_attempt(name, per=per)
    return answer

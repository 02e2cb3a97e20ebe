"""Looking an order up by its number and four digits of its phone: its state, its sum and how to pay. Never its key."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.limits import attempt, take_back_attempt, tries_of
from market.kernel.refused import Refused, TooOften
from market.kernel.slowdown import Pace, count_try, wait_at
from market.orders.finding import find_order, typed_number
from market.orders.order import sub_orders
from market.orders.reading.shown import shown_parcels
from market.pages import words
from market.pages.shop import forms
from market.pages.shop.ordering import is_buyer
from market.pages.shop.paying import qris_of
from market.pages.visitor import network_of_request
from market.web.forms import posted
from market.web.page import page
from market.web.qr import qr_svg

router = APIRouter(include_in_schema=False)
MISSES_BY_NETWORK, MISSES_BY_ORDER = 30, 10
ANYWHERE = Pace(free=10, first=timedelta(minutes=1), longest=timedelta(hours=1), forgets=timedelta(minutes=10))


@router.get("/lacak")
def track_page(request: Request, nomor: str = "") -> Response:
    return page(request, "shop/track.html", parcels=None, order=None, number=typed_number(nomor))


@router.post("/lacak")
def track(request: Request, form: Annotated[forms.Track, Depends(posted(forms.Track))]) -> Response:
    """Only misses count, by network, and there by order; a wrong number and wrong digits are told alike.

    Over all networks a number waits longer after each further miss. Its buyer is not kept out by that: a right answer
    is heard from a network that never missed on it.
    """
    number, network = typed_number(form.number), network_of_request(request)
    limits = [(f"lacak/{network}", MISSES_BY_NETWORK, timedelta(minutes=10))]
    if number:
        limits.append((f"lacak/{network}/{number}", MISSES_BY_ORDER, timedelta(hours=1)))
    for name, most, per in limits:
        attempt(name, most=most, per=per)
    with read() as db:
        order = find_order(db, number)
        digits = order.phone[-4:] if order else ""
        right = secrets.compare_digest(digits.encode(), form.digits.encode()) and order is not None
        name, _most, per = limits[-1]
        wait = 0 if right and tries_of(db, name, per=per) <= 1 else wait_at(db, f"lacak/{number}")
    if wait:
        raise TooOften(wait)
    if not right and number:
        write(lambda db: count_try(db, {f"lacak/{number}": ANYWHERE}))
    with read() as db:
        order = find_order(db, number)
        if not right or order is None:
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

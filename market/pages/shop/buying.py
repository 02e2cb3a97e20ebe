"""Cart and checkout: three forms on a phone, none of which needs an account."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from market.kernel.db import read, write, write_apart
from market.kernel.language import current
from market.kernel.press import PressedBefore
from market.kernel.refused import Refused
from market.kernel.tokens import new_token
from market.kernel.typed import whole
from market.orders.cart.cart import Cart, cart_until, find_cart_id, lock_cart, open_cart
from market.orders.cart.cart_line import lines_of
from market.orders.cart.parcel import parcels_of
from market.orders.life.billing import BILL_LASTS
from market.orders.placing.checkout import place_order
from market.orders.placing.placing import Buyer
from market.pages.quantities import quantities
from market.pages.shop import forms
from market.pages.shop.ticked import Ticked
from market.pages.visitor import origin_of, visit
from market.pages.words import ask_sentence, delivery_word, method_word
from market.payments.providers import stripe
from market.people.person import Person
from market.people.place import Place, typed_village
from market.people.suggested import suggested
from market.web.cookies import CART, COUNT, cookie, drop_cookie, set_cookie
from market.web.forms import Values, posted, sent
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shown_as_left, shows
from market.web.slow import pages, quick

router = APIRouter(include_in_schema=False)
THIRTY_DAYS = 30 * 86400


def with_cart(response: Response, token: str, pieces: int) -> Response:
    """Keeps the cart's cookie, and how many pieces are in it for the header of cached pages."""
    set_cookie(response, CART, token, lasts=THIRTY_DAYS)
    set_cookie(response, COUNT, str(pieces or ""), lasts=THIRTY_DAYS)
    return response


@router.post("/keranjang")
@shows("/produk/{product}")
@quick
def add_to_cart(request: Request, form: Annotated[forms.AddToCart, Depends(posted(forms.AddToCart))]) -> Response:
    token = cookie(request, CART)

    def work(db: Session) -> tuple[str, int]:
        cart, kept = open_cart(db, token)
        return kept, cart.put(form.variant, form.quantity, origin_of(db, request))

    try:
        kept, pieces = write(work)
    except PressedBefore as before:  # on a page that everybody sees alike, a moment ago
        if not holds(token, form.variant):  # put in, taken out, and put in again
            write_apart(before.pressing.take_back_like)
            kept, pieces = write(work)
        else:
            kept, pieces = token, pieces_in(token)
    if request.headers.get("x-fragment"):
        return with_cart(JSONResponse({"pieces": pieces}), kept, pieces)
    return with_cart(redirect("/keranjang", words="in_cart"), kept, pieces)


def holds(token: str, sku: str) -> bool:
    with read() as db:
        cart = find_cart_id(db, token)
        return cart is not None and any(line.sku == sku for line in lines_of(db, cart))


def pieces_in(token: str) -> int:
    with read() as db:
        cart = find_cart_id(db, token)
        return sum(line.quantity for line in lines_of(db, cart)) if cart else 0


@router.get("/keranjang")
@quick
def cart_page(request: Request) -> Response:
    with read() as db:
        cart = find_cart_id(db, cookie(request, CART))
        lines = lines_of(db, cart) if cart else []
        parcels = parcels_of(db, lines, "")
        until = cart_until(db, cart) if cart else None
    gone = [line for line in lines if line.variant is None]
    zone = parcels[0].group.zone if parcels else None
    return page(
        request, "shop/cart.html", parcels=parcels, gone=gone, until=until, zone=zone, ask_sentence=ask_sentence
    )


@router.post("/keranjang/jumlah")
@every_time("sets what is asked: twice is once")
@shows("/keranjang")
def set_quantities(request: Request, values: Values) -> Response:
    """The cart page: `quantity-{sku}` sets, 0 removes; `remove` takes one out."""
    token = cookie(request, CART)
    wanted = quantities(values)

    def work(db: Session) -> int:
        cart = lock_cart(db, token)
        if cart is None:
            raise Refused("cart_empty")
        there = {line.sku: line.quantity for line in lines_of(db, cart.key)}
        pieces, origin = sum(there.values()), origin_of(db, request)
        for sku, quantity in wanted.items():
            if sku in there and there[sku] != quantity:
                pieces = _set(cart, sku, quantity, origin)
        return pieces

    pieces = write(work)
    after = "/checkout" if values.get("then") == ["checkout"] else "/keranjang"
    quiet = after == "/checkout" or "x-fragment" in request.headers  # the sums beside it say so
    words = "" if quiet else "cart_changed"
    return with_cart(redirect(after, words=words), token, pieces)


def _set(cart: Cart, sku: str, quantity: int, origin: str) -> int:
    try:
        return cart.set(sku, quantity, origin)
    except Refused as refusal:
        raise refusal.beside(f"quantity-{sku}") from None


@router.get("/checkout")
@quick
def checkout_page(request: Request, village: str = "") -> Response:
    state = sent(request)
    typed = state.value("village", village) or village
    to = _place(typed)
    with read() as db:
        cart = find_cart_id(db, cookie(request, CART))
        lines = lines_of(db, cart) if cart else []
        parcels = parcels_of(db, lines, to.code if to else "")
        until = cart_until(db, cart) if cart else None
        buyer_id = visit(request).own_id
        person = db.get(Person, buyer_id) if buyer_id else None
    if not parcels:
        return page(request, "shop/cart.html", parcels=[], gone=[], until=None, zone=None)
    return page(
        request,
        "shop/checkout.html",
        parcels=parcels,
        until=until,
        zone=parcels[0].group.zone,
        place=to,
        typed=typed,
        suggestions=[] if to else suggested(typed),
        person=person,
        token=(state.value("token", "") if None not in state.refusals else "") or new_token(),
        chosen=Ticked(state, parcels, to is not None),
        ask_sentence=ask_sentence,
        delivery_word=delivery_word,
        method_word=method_word,
        card=stripe.available(),
        hours=int(BILL_LASTS.total_seconds() // 3600),
    )


def _place(typed: str) -> Place | None:
    try:
        return typed_village(typed) if typed.strip() else None
    except Refused:
        return None


@router.post("/checkout")
@every_time("has a token of its own, which the order keeps for good")
@quick
def check_out(
    request: Request, values: Values, form: Annotated[forms.Checkout, Depends(posted(forms.Checkout))]
) -> Response:
    token, person_id = cookie(request, CART), visit(request).own_id
    village = typed_village(form.village).code if form.village else ""
    _ask_the_way(values, village)
    buyer = Buyer(
        form.name, form.phone, form.email, form.note, village, form.address, form.landmark, current.get(), person_id
    )
    deliveries, methods = by_group(values, "delivery-"), by_group(values, "payment-")
    methods[""] = form.payment
    prices = {sku: n for sku, p in by_group(values, "price-").items() if (n := whole(p)) is not None}

    def work(db: Session) -> str:
        asking = replace(buyer, origin=origin_of(db, request))
        return place_order(db, token, form.token, asking, deliveries, methods, prices)

    path = write(work)
    response = redirect(path)
    drop_cookie(response, COUNT)
    return response


def _ask_the_way(values: dict[str, list[str]], village: str) -> None:
    """Refused where the page offered ways to somewhere else: who typed a place and pressed at once has chosen none."""
    if values.get("ways_to", [village])[0] != village:
        _forget_ways(values)
        raise Refused("ways_elsewhere", field="village")


def _forget_ways(values: dict[str, list[str]]) -> None:
    for ticked in [name for name in values if name.startswith("delivery-")]:
        del values[ticked]


@router.post("/checkout/tempat")
@shows("/checkout")
async def find_place(request: Request, values: Values) -> Response:
    """The buttons beside the village: the page as it was left, with the place that was meant, those that may be meant,
    an empty field for another one (`another`), or new sums (`sum`). Refused for what no place is called."""
    typed = values.get("village", [""])[0]
    if "another" in values:
        return await shown_as_left(request, "/checkout", village="")
    if "sum" not in values:  # who says where wants it brought; until now it could only be fetched
        _forget_ways(values)
    if typed.strip() and not await pages(lambda: suggested(typed)):
        raise Refused("village_unknown", field="village")
    return await shown_as_left(request, "/checkout")


def by_group(values: dict[str, list[str]], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): v[0].strip() for name, v in values.items() if name.startswith(prefix)}

"""The cart: something put into it, and how many of each."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from market.kernel.db import read, write, write_apart
from market.kernel.press import PressedBefore
from market.kernel.refused import Refused
from market.orders.cart.cart import Cart, cart_until, find_cart_id, lock_cart, open_cart
from market.orders.cart.cart_line import lines_of
from market.orders.cart.parcel import parcels_of
from market.pages.networks import origin_of
from market.pages.quantities import quantities
from market.pages.shop import forms
from market.pages.shop.remembered import orders_here
from market.pages.words import ask_sentence
from market.web.cookies import CART, COUNT, cookie, set_cookie
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.pressing import every_time, spend_as
from market.web.refusals import shows
from market.web.slow import quick

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
        spend_as(db, request, kept)
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
    if form.cut:
        return with_cart(redirect("/keranjang", words="in_cart_all", n=form.quantity), kept, pieces)
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
        here = [] if lines else orders_here(db, request)
    gone = [line for line in lines if line.variant is None]
    zone = parcels[0].group.zone if parcels else None
    return page(
        request, "shop/cart.html", parcels=parcels, gone=gone, until=until, zone=zone, here=here,
        ask_sentence=ask_sentence,
    )  # fmt: skip


@router.post("/keranjang/jumlah")
@every_time("sets what is asked: twice is once")
@shows("/keranjang")
def set_quantities(request: Request, values: Values) -> Response:
    """The cart page: `quantity-{sku}` sets, 0 removes; `remove` takes one out."""
    token = cookie(request, CART)
    wanted = quantities(values)

    def work(db: Session) -> tuple[int, bool]:
        """The pieces in it now, and whether that is another cart."""
        cart = lock_cart(db, token)
        if cart is None:
            raise Refused("cart_empty")
        there = {line.sku: line.quantity for line in lines_of(db, cart.key)}
        pieces, origin = sum(there.values()), origin_of(db, request)
        others = {sku: quantity for sku, quantity in wanted.items() if there.get(sku, quantity) != quantity}
        for sku, quantity in others.items():
            pieces = _set(cart, sku, quantity, origin)
        return pieces, bool(others)

    pieces, changed = write(work)
    after = "/checkout" if values.get("then") == ["checkout"] else "/keranjang"
    quiet = after == "/checkout" or "x-fragment" in request.headers  # the sums beside it say so
    words = "cart_changed" if changed and not quiet else ""
    return with_cart(redirect(after, words=words), token, pieces)


def _set(cart: Cart, sku: str, quantity: int, origin: str) -> int:
    try:
        return cart.set(sku, quantity, origin)
    except Refused as refusal:
        raise refusal.beside(f"quantity-{sku}") from None

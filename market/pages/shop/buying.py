"""Cart and checkout: three forms on a phone, none of which needs an account."""

from dataclasses import replace

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.refused import Refused, together
from market.kernel.tokens import new_token
from market.kernel.typed import whole
from market.orders.cart.cart import cart_until, find_cart_id
from market.orders.cart.cart_line import lines_of
from market.orders.cart.parcel import parcels_of
from market.orders.life.billing import BILL_LASTS
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.pages.money_words import method_word
from market.pages.networks import origin_of
from market.pages.shop import forms
from market.pages.shop.places_meant import Meant, meant, village_code
from market.pages.shop.remembered import orders_here, remember_order
from market.pages.shop.ticked import Ticked, ask_the_way, forget_ways
from market.pages.visitor import visit
from market.pages.words import ask_sentence, delivery_word
from market.payments.providers import stripe
from market.people.person import Person
from market.people.place import CODE
from market.people.suggested import suggested
from market.web.binding import bind
from market.web.cookies import CART, COUNT, cookie, drop_cookie
from market.web.forms import Values, sent
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shown_as_left, shows
from market.web.slow import pages, quick

router = APIRouter(include_in_schema=False)


@router.get("/checkout")
async def checkout_page(request: Request, village: str = "") -> Response:
    """Whatever words a place is called by are looked up in a thread: that takes long, and the loop is everybody's."""
    state = sent(request)
    typed = state.value("village", village) or state.value("village_typed") or village
    to = await pages(lambda: meant(typed)) if typed.strip() else Meant(typed)
    return await _checkout_page(request=request, to=to)


@quick
def _checkout_page(request: Request, to: Meant) -> Response:
    state = sent(request)
    with read() as db:
        cart = find_cart_id(db, cookie(request, CART))
        lines = lines_of(db, cart) if cart else []
        parcels = parcels_of(db, lines, to.place.code if to.place else "")
        until = cart_until(db, cart) if cart else None
        buyer_id = visit(request).own_id
        person = db.get(Person, buyer_id) if buyer_id else None
        here = [] if parcels else orders_here(db, request)
    if not parcels:
        return page(request, "shop/cart.html", parcels=[], gone=[], until=None, zone=None, here=here)
    return page(
        request,
        "shop/checkout.html",
        parcels=parcels,
        until=until,
        zone=parcels[0].group.zone,
        place=to.place,
        typed=to.typed,
        suggestions=to.suggestions,
        person=person,
        token=(state.value("token", "") if None not in state.refusals else "") or new_token(),
        chosen=Ticked(state, parcels, to.place is not None or bool(state.value("address"))),
        ask_sentence=ask_sentence,
        delivery_word=delivery_word,
        method_word=method_word,
        card=stripe.available(),
        hours=int(BILL_LASTS.total_seconds() // 3600),
    )


@router.post("/checkout")
@every_time("has a token of its own, which the order keeps for good")
async def check_out(request: Request, values: Values) -> Response:
    """Words of a place are looked up in a thread; a code, or none, costs the loop nothing."""

    def read_form() -> tuple[forms.Checkout, str]:
        return together(lambda: bind(forms.Checkout, values), lambda: village_code(values))

    looks_up = any(each.strip() and not CODE.fullmatch(each.strip()) for each in values.get("village", []))
    form, village = await pages(read_form) if looks_up else read_form()
    return await _check_out(request=request, values=values, form=form, village=village)


@quick
def _check_out(request: Request, values: dict[str, list[str]], form: forms.Checkout, village: str) -> Response:
    token, person_id = cookie(request, CART), visit(request).own_id
    ask_the_way(values, village)
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
    remember_order(request, response, path)
    return response


@router.post("/checkout/tempat")
@shows("/checkout")
async def find_place(request: Request, values: Values) -> Response:
    """The buttons beside the village: the page as it was left, with the place that was meant, those that may be meant,
    an empty field for another one (`another`), or new sums (`sum`). Refused for what no place is called."""
    typed = values.get("village", [""])[0]
    if "another" in values:
        return await shown_as_left(request, "/checkout", village="", village_typed="")
    if "sum" not in values:  # a buyer who names a place wants it brought; until now it could only be fetched
        forget_ways(values)
    if not typed.strip() and "sum" not in values:
        raise Refused("village_needed", field="village")
    if typed.strip() and not await pages(lambda: suggested(typed)):
        raise Refused("village_unknown", field="village")
    return await shown_as_left(request, "/checkout")


def by_group(values: dict[str, list[str]], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): v[0].strip() for name, v in values.items() if name.startswith(prefix)}

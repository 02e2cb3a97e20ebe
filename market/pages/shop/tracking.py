"""Looking an order up by its number and four digits of its phone: its state, its sum and how to pay.

Its key only in the browser in which its buyer placed it, for a day.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.addresses import tracking
from market.kernel.db import read, write, write_apart
from market.kernel.limits import Limit, attempt, attempt_past, take_back_attempt, tries_of
from market.kernel.refused import Refused, TooOften
from market.kernel.slowdown import Pace, count_try, take_back
from market.orders.finding import find_order, path_of_order, typed_number, typed_parcel
from market.orders.life.link import tell_link, ways_of
from market.orders.order import Order, sub_orders
from market.orders.reading.shown import shown_parcels
from market.pages import event_words, money_words, words
from market.pages.networks import network_of_request
from market.pages.next_step import down_sentence, next_step
from market.pages.shop import forms
from market.pages.shop.chat import chat_link
from market.pages.shop.ordering import is_buyer
from market.pages.shop.paying import qris_of
from market.pages.shop.remembered import forget_orders_here, found_here, found_order, leads_back, orders_here
from market.pages.visitor import visit
from market.people.person import Person
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.qr import qr_svg
from market.web.refusals import shows

router = APIRouter(include_in_schema=False)
MISSES_BY_NETWORK, MISSES_BY_ORDER = 30, 10
FEW_MORE = 2  # for one order from a network that missed too often
FIRSTS = 20  # a day for one order that others guess at, from networks that never asked for it: there are 10,000 answers
ANYWHERE = Pace(free=10, first=timedelta(minutes=1), longest=timedelta(hours=1), forgets=timedelta(minutes=10))


@router.get("/lacak")
def track_page(request: Request, nomor: str = "") -> Response:
    with read() as db:
        here = orders_here(db, request)
    return page(request, "shop/track.html", parcels=None, order=None, number=typed_number(nomor), here=here)


@router.post("/lacak")
def track(request: Request, form: Annotated[forms.Track, Depends(posted(forms.Track))]) -> Response:
    number = looked_up(request, form)
    with read() as db:
        order = find_order(db, number)
        if order is None:
            raise Refused("lookup_wrong", field="number")
        parcels = shown_parcels(db, sub_orders(db, order.key))
        shown = page(
            request, "shop/track.html", order=order, parcels=parcels, number=number,
            way_in=_way_in(db, request, order), chats={each.sub.number: chat_link(order, each) for each in parcels},
            digits=form.digits, sends_link=bool(ways_of(db, number)),
            proves=order.person_id is None, signed_in=visit(request).signed_in,
            drawn={parcel.sub.number: qr_svg(asked) for parcel in parcels if (asked := qris_of(parcel))},
            state_word=words.state_word, payment_word=money_words.payment_word, delivery_word=words.delivery_word,
            method_word=money_words.method_word, event_word=event_words.event_word, next_step=next_step,
            down_sentence=down_sentence,
        )  # fmt: skip
        return found_order(request, shown, number)


def _way_in(db: Session, request: Request, order: Order) -> str:
    """Where its buyer sees all of it: by her account, for a day where she placed it, or once she proved the number on
    it after ordering; empty for others."""
    if is_buyer(request, order):
        return f"/pesanan/{order.number}"
    hers = leads_back(db, request, order.number) or _proved_since(db, request, order)
    return path_of_order(db, order.number) if hers else ""


def _proved_since(db: Session, request: Request, order: Order) -> bool:
    """Whether a guest placed it and the visitor has proved its number since: a number of before may have gone on to
    somebody else. Not while her account rests after a code, by which another may be in it."""
    proved = _proved_at(db, request, order)
    resting = visit(request).restricted
    return order.person_id is None and proved is not None and proved > order.placed_at and not resting


def _proved_at(db: Session, request: Request, order: Order) -> datetime | None:
    """When the visitor proved that the number of this order is hers."""
    person = db.get(Person, visit(request).own_id or 0)
    return person.phone_proved_at if person is not None and person.phone == order.phone else None


@router.post("/lacak/tautan")
@shows("/lacak")
def send_link(request: Request, form: Annotated[forms.Track, Depends(posted(forms.Track))]) -> Response:
    """The order's link again, to the e-mail or by WhatsApp to the number that its buyer wrote: nowhere else."""
    number = looked_up(request, form)
    write(lambda db: tell_link(db, number))
    return redirect(tracking(number), words="link_sent")


@router.post("/lacak/lupakan")
@every_time("drops what the browser keeps")
def forget_here(request: Request) -> Response:
    """ "Lupakan di HP ini": the list of orders placed in this browser."""
    return forget_orders_here(redirect("/lacak", words="orders_forgotten"))


def looked_up(request: Request, form: forms.Track) -> str:
    """The number of an order whose four digits were right; refused, and counted, otherwise.

    Only misses count, by network and there by order; a wrong number and wrong digits get one answer. Over all networks
    a number waits longer after each further miss. Its buyer is not kept out by that in the browser where she placed,
    opened or found it, nor who proved that the number is hers; anywhere else a right answer is heard twenty times a day
    from a network that never missed on it, also where others behind her address missed too often.
    """
    number, network = typed_number(form.number), network_of_request(request)
    with read() as db:
        order = find_order(db, number, typed_parcel(form.number))
        right = order is not None and secrets.compare_digest(order.phone[-4:].encode(), form.digits.encode())
        known = order is not None and _known(db, request, order)
    if known and _may_try_here(number, right):
        return number
    limits, full = _counted(network, number, order is not None)
    if full and not right:
        raise full
    first = _counted_anywhere(number, limits) if number else None
    if not right:
        raise Refused("lookup_wrong", field="number")
    for limit in [*limits, first] if first else limits:
        take_back_attempt(limit.name, per=limit.per)
    if first is None:
        write_apart(lambda db: take_back(db, [_door(number)]))
    return number


def _door(number: str) -> str:
    return f"lacak/{number}"


def _counted_anywhere(number: str, limits: list[Limit]) -> Limit | None:
    """Counts a miss at the door of this order for all networks, before its answer is known. While that waits, a first
    try from a network is heard, counted at the limit that is returned; TooOften, right or wrong, for any other."""
    try:
        write_apart(lambda db: count_try(db, {_door(number): ANYWHERE}))
    except TooOften:
        with read() as db:
            if not _first_try(db, limits):
                raise
        first = Limit(f"lacak/first/{number}", FIRSTS, timedelta(days=1))
        attempt(first.name, most=first.most, per=first.per)
        return first
    return None


def _known(db: Session, request: Request, order: Order) -> bool:
    """Whether it was placed, opened or found in this browser, or placed in the visitor's account, or the number on it
    is proved to be hers."""
    if is_buyer(request, order) or order.number in (*dict(orders_here(db, request)), *found_here(request)):
        return True
    return _proved_at(db, request, order) is not None


def _may_try_here(number: str, right: bool) -> bool:
    """Whether a right answer is heard at once where the order is known: not after ten misses there within an hour."""
    limit = Limit(f"lacak/known/{number}", MISSES_BY_ORDER, timedelta(hours=1))
    try:
        attempt(limit.name, most=limit.most, per=limit.per)
    except TooOften:
        return False
    if right:
        take_back_attempt(limit.name, per=limit.per)
    return right


def _first_try(db: Session, limits: list[Limit]) -> bool:
    return tries_of(db, limits[-1].name, per=limits[-1].per) <= 1


def _counted(network: str, number: str, there: bool) -> tuple[list[Limit], TooOften | None]:
    """The counters this try was counted in, its order's last, to be taken back when it was no miss; and what is said of
    a miss from a network that missed too often, of which a right answer is heard twice an hour for an order.

    Beyond the limit nothing is written for unknown numbers, and the answer is the same.
    """
    shared = Limit(f"lacak/{network}", MISSES_BY_NETWORK, timedelta(minutes=10))
    hers = Limit(f"lacak/{network}/{number}", MISSES_BY_ORDER, timedelta(hours=1)) if number else None
    full = attempt_past(shared, replace(hers, most=FEW_MORE) if hers and there else None)
    if hers and not full:
        attempt(hers.name, most=hers.most, per=hers.per)
    return [each for each in (None if full else shared, hers) if each], full

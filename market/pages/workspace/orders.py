"""A group's orders: the list, one parcel, the pack list, the nota."""

from collections.abc import Callable
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.tokens import new_token
from market.orders.finding import sold_order
from market.orders.life import answering, ending, pickup, serving
from market.orders.life.returning import come_back, take_cost_back
from market.orders.life.reviving import revive
from market.orders.order import ENDED, OPEN, State, SubOrder, group_sub_order
from market.orders.reading.queries import destinations, lines_of_parcels, order_rows, to_do, to_pack
from market.orders.reading.shown import shown_parcels
from market.pages import words
from market.pages.said_why import Reasoned
from market.pages.visitor import group_here
from market.pages.watching import note_helper
from market.pages.workspace import forms
from market.pages.workspace.order_desk import order_desk
from market.payments.bill import Method
from market.people.access import Actor, Do
from market.people.act import note
from market.people.facts.group_facts import said
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.paging import Paging, asked_page
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/pesanan")
WORDS: dict[str, Any] = {
    "state_word": words.state_word,
    "payment_word": words.payment_word,
    "delivery_word": words.delivery_word,
    "method_word": words.method_word,
    "event_word": words.event_word,
    "event_detail": words.event_detail,
}
S = table(SubOrder)


@router.get("")
def orders(request: Request, group: str, lihat: str = "kerja", halaman: str = "1") -> Response:
    """What needs work, what runs, what is over. Who may only pack sees what needs work, and who buys by first name."""
    number = asked_page(halaman)
    with read() as db:
        here, actor = group_here(db, request, group, Do.PACK if lihat == "kerja" else Do.ORDERS)
        if lihat == "kerja":
            rows, more = to_do(db, here.key, named=actor.may(Do.ORDERS)), False
        else:
            states = OPEN if lihat == "jalan" else (State.RECEIVED, State.CLOSED, *ENDED)
            rows = order_rows(db, S.c.group_id == here.key, S.c.state.in_(states), limit=31, offset=(number - 1) * 30)
            rows, more = rows[:30], len(rows) > 30
        note_helper(request, actor, "orders", here.key, here.key)
        paging = Paging(f"/lapak/{group}/pesanan", number, more, (("lihat", lihat),))
        return page(
            request, "workspace/orders.html", group=here, actor=actor, tab="orders",
            rows=rows, view=lihat, paging=paging, **WORDS,
        )  # fmt: skip


@router.get("/kemas")
def pack_list(request: Request, group: str) -> Response:
    """What to pack today, to print or to tick on the phone."""
    with read() as db:
        here, actor = group_here(db, request, group, Do.PACK)
        named = actor.may(Do.ORDERS)
        pack = to_pack(db, here.key, named=named)
        note_helper(request, actor, "orders", here.key, here.key)
        lines = lines_of_parcels(db, [row.number for row in pack])
        totals: dict[str, int] = {}
        for line in chain.from_iterable(lines.values()):
            totals[line.label] = totals.get(line.label, 0) + line.quantity
        return page(
            request, "workspace/pack.html", group=here, actor=actor, tab="orders", rows=pack, lines=lines,
            totals=totals, to=destinations(db, [row.order_number for row in pack]) if named else {}, **WORDS,
        )  # fmt: skip


@router.get("/{number}")
def order_page(request: Request, group: str, number: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.PACK)
        sub = group_sub_order(db, here.key, number)
        if not actor.may(Do.ORDERS):
            [row] = order_rows(db, S.c.id == sub.key, named=False)
            return page(
                request, "workspace/packing.html", group=here, actor=actor, tab="orders", sub=sub, row=row,
                lines=sub.lines, **WORDS,
            )  # fmt: skip
        note_helper(request, actor, "order", sub.key, here.key)
        return page(
            request, "workspace/order.html", group=here, actor=actor, tab="orders", desk=order_desk(db, actor, sub),
            token=new_token(), **WORDS,
        )  # fmt: skip


@router.get("/{number}/nota")
def nota(request: Request, group: str, number: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.ORDERS)
        sub = group_sub_order(db, here.key, number)
        order = sold_order(db, sub.order_id)
        parcel = shown_parcels(db, [sub])[0]
        note_helper(request, actor, "order", sub.key, here.key)
        return page(
            request,
            "workspace/nota.html",
            group=here,
            actor=actor,
            tab="orders",
            sub=sub,
            order=order,
            parcel=parcel,
            **WORDS,
        )


Verb = Callable[[Session, SubOrder, Actor], None]


def _act(
    request: Request, group: str, number: str, verb: Verb, do: Do = Do.ORDERS, *, words: str = "order_moved"
) -> Response:
    """One verb on an own parcel, locked; then its page again."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, do)
        sub = group_sub_order(db, here.key, number, lock=True)
        verb(db, sub, actor)
        if actor.helps:
            note(db, actor, "order_helped", here.key, number=number)

    write(work)
    return redirect(f"/lapak/{group}/pesanan/{number}", words=words)


def _seen(verb: Verb) -> Verb:
    """A verb after which the order has been looked at."""

    def both(db: Session, sub: SubOrder, by: Actor) -> None:
        answering.see(db, sub, by)
        verb(db, sub, by)

    return both


PAGE = "/lapak/{group}/pesanan/{number}"


@router.post("/{number}/lihat")
@shows(PAGE)
def see(request: Request, group: str, number: str) -> Response:
    """ "Sudah kami lihat": stops the clock after which the facilitator is shown this order."""
    return _act(request, group, number, answering.see, Do.PACK)


@router.post("/{number}/terima")
@shows(PAGE)
def accept(request: Request, group: str, number: str) -> Response:
    return _act(request, group, number, _seen(answering.accept), Do.PACK)


@router.post("/{number}/siapkan")
@shows(PAGE)
def prepare(request: Request, group: str, number: str) -> Response:
    return _act(request, group, number, _seen(serving.prepare), Do.PACK)


@router.post("/{number}/siap")
@shows(PAGE)
def ready(request: Request, group: str, number: str) -> Response:
    return _act(request, group, number, serving.make_ready, Do.PACK)


@router.post("/{number}/serahkan")
@shows(PAGE)
def hand_over(request: Request, group: str, number: str) -> Response:
    """Into the buyer's hands. Cash is money: a group's phone says who takes it."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        if sub.method is Method.CASH:
            _here, actor = group_here(db, request, group, Do.CASH)
        serving.hand_over(db, sub, actor)

    return _act(request, group, number, verb, Do.PACK)


@router.post("/{number}/tunggu")
@shows(PAGE)
def wait(request: Request, group: str, number: str) -> Response:
    """ "Masih ditunggu": two more days for who has not fetched it yet."""
    return _act(request, group, number, pickup.wait_longer, Do.PACK)


@router.post("/{number}/diambil")
@shows(PAGE)
def collected(request: Request, group: str, number: str) -> Response:
    """It was given up, and had been fetched: the books are put right. Cash is money, so a phone says who took it."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.CASH)
        pickup.collected_after_all(db, sub, actor)

    return _act(request, group, number, verb)


@router.post("/{number}/layani")
@shows("/lapak/{group}/uang")
def serve_late(request: Request, group: str, number: str) -> Response:
    """The money came too late, and the goods are still there: the order is served after all."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        revive(db, sub, actor)

    return _act(request, group, number, verb)


@router.post("/{number}/kembali")
@shows(PAGE)
def came_back(
    request: Request, group: str, number: str, form: Annotated[forms.CameBack, Depends(posted(forms.CameBack))]
) -> Response:
    """The buyer did not take it at the door. Money moves: a group's phone says who tells it."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.SELL)
        come_back(db, sub, actor, said(actor, form.reason), courier_cost=form.fee)

    return _act(request, group, number, verb)


@router.post("/{number}/kembali/tarik")
@shows(PAGE)
def take_courier_cost_back(
    request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """The courier's cost was written down by mistake."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.REFUND_OWN)
        take_cost_back(db, sub, actor, said(actor, form.reason))

    return _act(request, group, number, verb, words="courier_cost_undone")


@router.post("/{number}/kirim")
@shows(PAGE)
def send(
    request: Request, group: str, number: str, form: Annotated[forms.Sending, Depends(posted(forms.Sending))]
) -> Response:
    return _act(
        request, group, number,
        lambda db, sub, by: serving.send(db, sub, by, courier=form.courier, tracking=form.tracking.upper()), Do.PACK,
    )  # fmt: skip


@router.post("/{number}/ongkir")
@shows(PAGE)
def name_fee(
    request: Request, group: str, number: str, form: Annotated[forms.DeliveryFee, Depends(posted(forms.DeliveryFee))]
) -> Response:
    return _act(request, group, number, lambda db, sub, by: answering.name_fee(db, sub, by, form.fee))


@router.post("/{number}/tolak")
@shows(PAGE)
def refuse(request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    return _act(request, group, number, lambda db, sub, by: ending.refuse(db, sub, by, said(by, form.reason)))


@router.post("/{number}/batal")
@shows(PAGE)
def cancel(request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    return _act(request, group, number, lambda db, sub, by: ending.cancel_by_group(db, sub, by, said(by, form.reason)))

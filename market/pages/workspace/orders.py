"""A group's orders: the list, one parcel, the pack list, the nota."""

from itertools import chain

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.record import table
from market.kernel.tokens import new_token
from market.orders.finding import sold_order
from market.orders.order import SubOrder, group_sub_order
from market.orders.reading.queries import MOST_WORK, destinations, lines_of_parcels, order_rows, to_do, to_pack
from market.orders.reading.shown import shown_parcels
from market.orders.state import ENDED, OPEN, State
from market.pages.at_group import Shows, group_seen
from market.pages.watching import note_helper
from market.pages.words import OF_ORDERS
from market.pages.workspace.asked_before import asks_unpacked
from market.pages.workspace.order_desk import order_desk
from market.people.access import Do
from market.web.page import page
from market.web.paging import Paging, asked_page

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/pesanan")
S = table(SubOrder)


@router.get("")
def orders(request: Request, group: str, lihat: str = "kerja", halaman: str = "1") -> Response:
    """What needs work, what runs, what is over. One who may only pack sees what needs work, and first names."""
    number = asked_page(halaman)
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.PACK if lihat == "kerja" else Do.ORDERS)
        if lihat == "kerja":
            rows = to_do(db, here.key, named=actor.may(Do.ORDERS), offset=(number - 1) * MOST_WORK)
            rows, more = rows[:MOST_WORK], len(rows) > MOST_WORK
        else:
            states = OPEN if lihat == "jalan" else (State.RECEIVED, State.CLOSED, *ENDED)
            rows = order_rows(db, S.c.group_id == here.key, S.c.state.in_(states), limit=31, offset=(number - 1) * 30)
            rows, more = rows[:30], len(rows) > 30
        paging = Paging(f"/lapak/{group}/pesanan", number, more, (("lihat", lihat),))
        return page(
            request, "workspace/orders.html", group=here, actor=actor, tab="orders",
            rows=rows, view=lihat, paging=paging, **OF_ORDERS,
        )  # fmt: skip


@router.get("/kemas")
def pack_list(request: Request, group: str) -> Response:
    """What to pack today, to print or to tick on the phone."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.PACK)
        named = actor.may(Do.ORDERS)
        pack = to_pack(db, here.key, named=named)
        lines = lines_of_parcels(db, [row.number for row in pack])
        totals: dict[str, int] = {}
        for line in chain.from_iterable(lines[row.number] for row in pack if not row.stopped):
            totals[line.label] = totals.get(line.label, 0) + line.pieces
        return page(
            request, "workspace/pack.html", group=here, actor=actor, tab="orders", rows=pack, lines=lines,
            totals=totals,
            to=destinations(db, [row.order_number for row in pack]) if named else {}, **OF_ORDERS,
        )  # fmt: skip


@router.get("/{number}")
def order_page(request: Request, group: str, number: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ITSELF, Do.PACK)
        sub = group_sub_order(db, here.key, number)
        if not actor.may(Do.ORDERS):
            [row] = order_rows(db, S.c.id == sub.key, named=False)
            return page(
                request, "workspace/packing.html", group=here, actor=actor, tab="orders", sub=sub, row=row,
                parcel=shown_parcels(db, [sub])[0], asks_unpacked=asks_unpacked(sub), **OF_ORDERS,
            )  # fmt: skip
        note_helper(request, actor, "order", sub.key, here.key)
        return page(
            request, "workspace/order.html", group=here, actor=actor, tab="orders", desk=order_desk(db, actor, sub),
            token=new_token(), **OF_ORDERS,
        )  # fmt: skip


@router.get("/{number}/nota")
def nota(request: Request, group: str, number: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ITSELF, Do.ORDERS)
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
            **OF_ORDERS,
        )

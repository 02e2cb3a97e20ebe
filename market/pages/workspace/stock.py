"""Lots: what there is, receiving with dates, counting, writing off, recalling."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.product import Product
from market.catalog.sold import NAMED, sold
from market.catalog.variant import Variant, label
from market.inventory.holdings import holdings
from market.inventory.lot import Location, Lot, the_lot
from market.inventory.movement import MovementKind, StockMovement
from market.inventory.receiving import free_pieces, group_variant, receive
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.orders.books.recall import buyers_of
from market.pages.visitor import group_here
from market.pages.watching import note_helper
from market.pages.workspace import forms
from market.people.access import Do
from market.people.act import note
from market.people.membership import members
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/stok")
def stock(request: Request, group: str) -> Response:
    """Lots and what happened to them; and the form with dates for receiving."""
    with read() as db:
        here, actor = group_here(db, request, group, Do.STOCK)
        note_helper(request, actor, "people", here.key, here.key)
        lots, v, p, where, m = table(Lot), table(Variant), table(Product), table(Location), table(StockMovement)
        rows = db.execute(
            sa.select(Lot, *NAMED, v.c.unit)
            .join(Location, where.c.id == lots.c.location_id)
            .join(Variant, v.c.id == lots.c.variant_id)
            .join(Product, p.c.id == v.c.product_id)
            .where(where.c.group_id == here.key, lots.c.on_hand > 0)
            .order_by(sa.case((lots.c.best_before.is_(None), 1), else_=0), lots.c.best_before, lots.c.id)
            .limit(200)
        ).all()
        moves = db.execute(
            sa.select(StockMovement, lots.c.code, *NAMED)
            .join(Lot, lots.c.id == m.c.lot_id)
            .join(Location, where.c.id == lots.c.location_id)
            .join(Variant, v.c.id == lots.c.variant_id)
            .join(Product, p.c.id == v.c.product_id)
            .where(where.c.group_id == here.key)
            .order_by(m.c.id.desc())
            .limit(40)
        ).all()
        return page(
            request,
            "workspace/stock.html",
            group=here,
            actor=actor,
            tab="stock",
            lots=rows,
            moves=moves,
            label=label,
            people=[person for _m, person in members(db, here.key)],
            holdings=[h for h in holdings(db, here) if not h.made_to_order],
        )


@router.post("/stok/terima")
@shows("/lapak/{group}/stok")
def receive_stock(
    request: Request, group: str, form: Annotated[forms.Receive, Depends(posted(forms.Receive))]
) -> Response:
    """Receiving with its own dates ("Rincian")."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.STOCK)
        group_variant(db, here, form.variant)
        if form.brought_by and form.brought_by not in {person.key for _m, person in members(db, here.key)}:
            raise NotFound("member")
        receive(
            db, here, form.variant, form.quantity, by=actor.name, by_id=actor.person_id, brought_by_id=form.brought_by,
            produced_on=form.produced_on, best_before=form.best_before,
        )  # fmt: skip
        return free_pieces(db, here, form.variant)

    return redirect(f"/lapak/{group}/stok", words="received", n=form.quantity, now=write(work))


@router.get("/stok/{lot:number}")
def lot_page(request: Request, group: str, lot: int) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.WRITE_OFF)
        found = the_lot(db, here.key, lot)
        note_helper(request, actor, "buyers", found.key, here.key)
        variant = Variant.get(db, found.variant_id)
        product = Product.get(db, variant.product_id)
        m = table(StockMovement)
        moves = list(
            db.scalars(sa.select(StockMovement).where(m.c.lot_id == found.key).order_by(m.c.id.desc()).limit(200))
        )
        return page(
            request,
            "workspace/lot.html",
            group=here,
            actor=actor,
            tab="stock",
            lot=found,
            goods=sold(product, variant),
            moves=moves,
            buyers=buyers_of(db, found.key),
        )


@router.post("/stok/{lot:number}")
def act_on_lot(
    request: Request, group: str, lot: int, form: Annotated[forms.LotAct, Depends(posted(forms.LotAct))]
) -> Response:
    """Write off, count, set aside, recall: acts that ask who first."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.WRITE_OFF)
        found = the_lot(db, here.key, lot)
        if form.act == "spoiled":
            if not form.quantity:
                raise Refused("count_missing", field="quantity")
            found.take_out(form.quantity, MovementKind.SPOILED, by=actor.name, by_id=actor.person_id)
        elif form.act == "counted":
            if form.quantity is None:
                raise Refused("count_missing", field="quantity")
            found.add_pieces(form.quantity - found.on_hand, MovementKind.COUNTED, by=actor.name, by_id=actor.person_id)
        elif form.act == "set_aside":
            found.set_aside()
        elif form.act == "reopen":
            found.reopen()
        elif form.act == "recall":
            found.recall()
        note(db, actor, f"lot_{form.act}", here.key, lot=found.code, n=form.quantity or 0)

    write(work)
    return redirect(f"/lapak/{group}/stok/{lot}", words="saved")

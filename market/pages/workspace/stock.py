"""Lots: what there is, receiving with dates, counting, writing off, recalling."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.product import Product
from market.catalog.sold import sold
from market.catalog.variant import Variant
from market.inventory.hold import without_expired
from market.inventory.holdings import holdings
from market.inventory.lot import Lot, LotState, the_lot
from market.inventory.lots_of_group import latest_moves, lots_there, moves_of
from market.inventory.receiving import receive
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.refused import Refused
from market.messages.channels import wa_link
from market.orders.life.recall import LotBuyer, buyers_of, end_recall, recall
from market.pages.acts import act_word
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.said_why import Reasoned
from market.pages.watching import note_helper
from market.pages.workspace import forms
from market.pages.workspace.goods_came import Arrived, what_came
from market.pages.workspace.stock_words import movement_word
from market.people.access import Actor, Do
from market.people.act import acts_on_lot
from market.people.facts.group_facts import said
from market.people.group import Group
from market.people.membership import members
from market.web.binding import bind
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import show_instead, shows

MOST_ACTS = 20
WORDS_OF = {"spoiled": "spoiled", "counted": "counted", "recall": "lot_recalled_now", "set_aside": "lot_set_aside",
            "reopen": "lot_reopened"}  # fmt: skip
router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/stok")
def stock(request: Request, group: str) -> Response:
    """Lots and what happened to them; and the form with dates for receiving."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.PEOPLE, Do.STOCK)
        return page(
            request,
            "workspace/stock.html",
            group=here,
            actor=actor,
            tab="stock",
            lots=lots_there(db, here),
            moves=latest_moves(db, here),
            movement_word=movement_word,
            people=members(db, here.key),
            holdings=[h for h in holdings(db, here) if not h.made_to_order],
        )


@router.post("/stok/terima")
@shows("/lapak/{group}/stok")
def receive_stock(
    request: Request, group: str, form: Annotated[forms.Receive, Depends(posted(forms.Receive))]
) -> Response:
    """Receiving with its own dates ("Rincian")."""

    def work(db: Session) -> Arrived:
        here, actor = group_here(db, request, group, Do.STOCK)
        lot = receive(
            db, here, form.variant, form.quantity, by=actor, brought_by_id=form.brought_by,
            produced_on=form.produced_on, best_before=form.best_before,
        )  # fmt: skip
        return what_came(db, here, form, lot)

    return write(work).answer(f"/lapak/{group}/stok")


@router.get("/stok/{lot:number}")
def lot_page(request: Request, group: str, lot: int) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ITSELF, Do.WRITE_OFF)
        found = the_lot(db, here.key, lot)
        note_helper(request, actor, "buyers", found.key, here.key)
        variant = Variant.get(db, found.variant_id)
        product = Product.get(db, variant.product_id)
        return page(
            request,
            "workspace/lot.html",
            group=here,
            actor=actor,
            tab="stock",
            lot=found,
            goods=sold(product, variant),
            moves=moves_of(db, found),
            movement_word=movement_word,
            acts=acts_on_lot(db, here.key, found.code, limit=MOST_ACTS),
            act_word=act_word,
            buyers=[(buyer, _chat(here, sold(product, variant).label, found, buyer)) for buyer in buyers_of(db, lot)],
        )


def _chat(group: Group, label: str, lot: Lot, buyer: LotBuyer) -> str:
    """WhatsApp to a buyer of a recalled lot; nothing of one that is not, or who has no number."""
    if lot.state is not LotState.RECALLED or not buyer.phone:
        return ""
    told = {"name": buyer.name, "group": group.name, "what": label, "code": lot.code, "number": buyer.sub_number}
    text = (
        _("Halo %(name)s, ini %(group)s. %(what)s kode %(code)s dari pesanan %(number)s kami tarik: jangan dipakai "
          "atau dimakan. Balas pesan ini, kami ganti atau kembalikan uangnya.")
        if buyer.has_them
        else _("Halo %(name)s, ini %(group)s. %(what)s kode %(code)s dari pesanan %(number)s kami tarik dan belum "
               "kami kirim. Kami ganti, atau uangnya kembali.")
    )  # fmt: skip
    return wa_link(buyer.phone, text % told)


@router.post("/stok/{lot:number}")
def act_on_lot(
    request: Request, group: str, lot: int, form: Annotated[forms.LotAct, Depends(posted(forms.LotAct))]
) -> Response:
    """Write off, count, set aside, recall: acts that ask who first."""

    def work(db: Session) -> dict[str, int]:
        here, actor = group_here(db, request, group, Do.WRITE_OFF)
        found = the_lot(db, here.key, lot)
        if form.act == "recall":
            return {"n": recall(db, here.key, found, actor, said(actor, form.reason))}
        _act(without_expired(db, found), actor, form)
        return {"n": form.quantity or 0, "now": found.on_hand}

    told = write(work)
    words = "lot_recalled_nobody" if form.act == "recall" and not told["n"] else WORDS_OF[form.act]
    return redirect(f"/lapak/{group}/stok/{lot}", words=words, **told)


def _act(lot: Lot, actor: Actor, form: forms.LotAct) -> None:
    if form.act == "spoiled":
        lot.throw_away(_told(form.quantity or None), actor)
    elif form.act == "counted":
        lot.count(_told(form.quantity), actor, sure=form.sure)
    elif form.act == "set_aside":
        lot.set_aside(actor)
    else:
        lot.sell_again(actor)


def _told(pieces: int | None) -> int:
    if pieces is None:
        raise Refused("count_missing", field="quantity")
    return pieces


@router.post("/stok/{lot:number}/buka")
@shows("/lapak/{group}/stok/{lot}")
def end_of_recall(request: Request, group: str, lot: int, values: Values) -> Response:
    """A recalled lot is good after all, says who helps or oversees the group, with a reason. An officer, who has no
    page of the lot, says it on hers of the group, and what is refused is shown there."""

    def work(db: Session) -> bool:
        here, actor = group_here(db, request, group, Do.STOP)
        if not actor.may(Do.WRITE_OFF):
            show_instead(request, f"/dinas/kelompok/{group}")
        form = bind(Reasoned, values)
        end_recall(db, here.key, the_lot(db, here.key, lot), actor, said(actor, form.reason))
        return actor.may(Do.WRITE_OFF)

    return redirect(f"/lapak/{group}/stok/{lot}" if write(work) else f"/dinas/kelompok/{group}", words="saved")

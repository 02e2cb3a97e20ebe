"""Selling at the till: the page, a sale, its receipt."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.inventory.holdings import Holding, holdings
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.kernel.tokens import new_uid
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.money_words import paid_word
from market.pages.till_words import doubt_sentence
from market.pages.workspace.till.forms import SellForm, typed_goods
from market.people.access import Actor, Do
from market.people.group import Group
from market.people.membership import member_called, members
from market.till.applying import apply_now
from market.till.open_piece import grams_of
from market.till.parked import parked_of
from market.till.plain import PlainSale, ring_up, sell_here
from market.till.reading import came_of, pay_at_till, to_check
from market.till.sale import Paid
from market.web.forms import Values, posted, sent
from market.web.page import page, redirect
from market.web.qr import qr_svg
from market.web.refusals import shown_as_left, shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/kasir")
PAGE = "/lapak/{group}/kasir"
Sell = Annotated[SellForm, Depends(posted(SellForm))]


@router.get("")
def till(request: Request, group: str, tunda: str = "") -> Response:
    """What there is, with prices: one tap a piece, then how it is paid; `tunda` is a basket that is taken up again."""
    state = sent(request)
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.TILL)
        goods, pay, parked = holdings(db, here), pay_at_till(db, here), parked_of(db, here.key)
        taken = next((each for each in parked if each.uid == (state.value("parked") or tunda)), None)
        return page(
            request, "workspace/till.html", group=here, actor=actor, tab="till", goods=_in_order(goods), pay=pay,
            uid=state.value("id") or new_uid(), sellers=_sellers(db, here, actor),
            code=qr_svg(pay.qris.payload) if pay.qris else "", counted=state.value("counted"),
            checks=to_check(db, here.key), grams_of=grams_of, short=_short(request),
            parked=[each for each in parked if each is not taken], taken=taken,
            labels={each.sku: each.label for each in goods},
        )  # fmt: skip


def _in_order(goods: list[Holding]) -> list[Holding]:
    """What is there first."""
    return sorted(goods, key=lambda each: not (each.available or each.made_to_order))


def _sellers(db: Session, here: Group, actor: Actor) -> list[tuple[str, str]]:
    """Who may have sold, on a phone where nobody is named: by id with her name."""
    if actor.person_id is not None:
        return []
    return [(str(person.key), member.called(person)) for member, person in members(db, here.key)]


def _short(request: Request) -> bool:
    """Whether more was typed than the book knows of: then the page asks whether it was sold all the same."""
    return any(each.code == "till_too_few" for each in sent(request).refusals.values())


def _asked(form: SellForm, values: dict[str, list[str]], seller: tuple[str, int | None]) -> PlainSale:
    name, key = seller
    goods = typed_goods(values)
    return PlainSale(
        uid=form.id, pieces=goods.pieces, grams=goods.grams, prices=goods.prices, parked=form.parked, paid=form.paid,
        given=(form.note or form.given) if form.paid is Paid.CASH else 0, discount=form.discount,
        discount_why=form.discount_why, buyer=form.buyer or "", phone=form.phone or "", seller=name, seller_id=key,
    )  # fmt: skip


def _seller(db: Session, here: Group, actor: Actor, form: SellForm) -> tuple[str, int | None]:
    """Who sells: by account or PIN, else the member whose name was chosen. Refused where none was."""
    if actor.person_id is not None:
        return actor.name, actor.person_id
    chosen = member_called(db, here.key, form.seller or 0)
    if chosen is None:
        raise Refused("till_who", field="seller")
    return chosen, form.seller


@dataclass(frozen=True, slots=True)
class _Kept:
    envelope: int
    uid: str


@router.post("")
@shows(PAGE)
def sell(request: Request, group: str, form: Sell, values: Values) -> Response:
    """Sold: stored as an envelope, then applied in a transaction of its own, as what phones send."""

    def work(db: Session) -> _Kept:
        here, actor = group_here(db, request, group, Do.TILL)
        sale = _asked(form, values, _seller(db, here, actor, form))
        return _Kept(sell_here(db, here, sale, actor, anyway=form.anyway), sale.uid)

    kept = write(work)
    apply_now(kept.envelope)
    return redirect(f"/lapak/{group}/kasir/terjual/{kept.uid}")


@router.post("/hitung")
@shows(PAGE)
async def add_up(request: Request, group: str, form: Sell, values: Values) -> Response:
    """The page as it was left, with what it comes to: for who sells without JavaScript."""
    total = await pages(lambda: _added_up(request, group, form, values))
    return await shown_as_left(request, f"/lapak/{group}/kasir", counted=str(total))


def _added_up(request: Request, group: str, form: SellForm, values: dict[str, list[str]]) -> int:
    with read() as db:
        here, actor = group_here(db, request, group, Do.TILL)
        sale = _asked(form, values, (actor.name, None))
        lines = ring_up(sale, holdings(db, here), anyway=True)
    return max(0, sum(line.total for line in lines) - sale.discount)


@router.get("/terjual/{uid}")
def sold(request: Request, group: str, uid: str) -> Response:
    """What came of a sale: what goes back to the buyer, what does not agree, and the way to the next one."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.TILL)
        found = came_of(db, here.key, uid)
        return page(
            request, "workspace/till_sold.html", group=here, actor=actor, tab="till", sold=found, paid_word=paid_word,
            doubts=[doubt_sentence(task.code, task.facts) for task in found.tasks if task.done_at is None],
        )  # fmt: skip

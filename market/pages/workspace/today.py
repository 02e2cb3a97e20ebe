"""The group's first page: stock in one tap, what to work on, messages to send."""

from datetime import datetime, time
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.inventory.direct_sale import direct_sale
from market.inventory.holdings import holdings
from market.inventory.receiving import free_pieces, group_variant, receive, sell_directly, sell_out
from market.inventory.taken_back import undo_sold_out
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.reading.first_page import first_page_for
from market.orders.reading.queries import BY_THE_GROUP, MOST_WORK, to_do
from market.orders.resting import rest_today, work_today
from market.pages import money_words, words
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.quantities import typed_money
from market.pages.visitor import require
from market.pages.watching import note_helper
from market.pages.workspace import forms
from market.pages.workspace.goods_came import Arrived, what_came
from market.pages.workspace.letters_here import letters_here
from market.payments.awaited import awaited
from market.payments.tasks import MoneyTasks, money_tasks
from market.payments.wait import awaited_by, called_for
from market.people.access import Do
from market.people.group import Group
from market.people.membership import Membership
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

MOST_GROUPS = 200
FIRST_LETTERS, ALL = 8, "semua"  # letters to send by hand: those that wait longest, or as many as work
router = APIRouter(include_in_schema=False, prefix="/lapak")


@router.get("")
def groups(request: Request) -> Response:
    """The groups of the signed-in person; a single one opens at once."""
    actor = require(request)
    with read() as db:
        if actor.device_group_id:
            return redirect(f"/lapak/{Group.get(db, actor.device_group_id).slug}")
        m = table(Membership)
        wanted = (
            sa.select(Group)
            .join(Membership, m.c.group_id == table(Group).c.id)
            .where(m.c.person_id == actor.own_id, m.c.ended_at.is_(None))
        )
        own = list(db.scalars(wanted.order_by(table(Group).c.name).limit(MOST_GROUPS)))
    if len(own) == 1:
        return redirect(f"/lapak/{own[0].slug}")
    return page(request, "workspace/groups.html", groups=own)


def _letters_shown(request: Request) -> int:
    return MOST_WORK if request.query_params.get("kabar") == ALL else FIRST_LETTERS


@router.get("/{group}")
def today(request: Request, group: str) -> Response:
    """The day as the reader may know it: without orders for some, without letters and money for one who only packs."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ITSELF)
        named, packs = actor.may(Do.ORDERS), actor.may(Do.PACK)
        letters, shown = letters_here(db, here, actor), _letters_shown(request)
        rows = to_do(db, here.key, BY_THE_GROUP, named=named) if packs else []
        tasks = money_tasks(db, here.key) if named else MoneyTasks()
        if named:
            note_helper(request, actor, "orders", here.key, here.key)
        waits = awaited(db, table(Group).c.id == here.key, reader=actor.person_id)
        first = first_page_for(db, here, actor)
        return page(
            request,
            "workspace/today.html",
            group=here,
            actor=actor,
            tab="today",
            holdings=holdings(db, here),
            morning=datetime.combine(here.today, time(0), here.zone),
            named=named,
            packs=packs,
            counts=actor.may(Do.BOOK),
            rows=rows[:MOST_WORK],
            more_work=len(rows) > MOST_WORK,
            claims=tasks.claims,
            refunds=tasks.refunds,
            letters=letters.to_send[:shown],
            letters_more=len(letters.to_send[shown:]),
            news=letters.news,
            waits=awaited_by(waits, actor),
            called_for=[] if actor.person_id else called_for(waits),
            lacks=first.lacks if actor.may(Do.PRICE) else [],
            first=first,
            state_word=words.state_word,
            payment_word=money_words.payment_word,
            delivery_word=words.delivery_word,
        )


@router.post("/{group}/stok")
@shows("/lapak/{group}")
def made_today(
    request: Request, group: str, form: Annotated[forms.Receive, Depends(posted(forms.Receive))]
) -> Response:
    """ "Jadi hari ini": the date is today, best-before comes from the shelf life, unless told otherwise."""

    def work(db: Session) -> Arrived:
        here, actor = group_here(db, request, group, Do.STOCK)
        lot = receive(
            db, here, form.variant, form.quantity, by=actor, produced_on=form.produced_on, best_before=form.best_before
        )
        return what_came(db, here, form, lot)

    return write(work).answer(f"/lapak/{group}#{form.variant}")


@router.post("/{group}/stok/terjual")
@shows("/lapak/{group}")
def sold_directly(
    request: Request, group: str, form: Annotated[forms.SellDirectly, Depends(posted(forms.SellDirectly))]
) -> Response:
    """What it brought is asked beside the goods, and may stay open."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.STOCK)
        sell_directly(db, here, form.variant, form.quantity, by=actor)
        return free_pieces(db, here, form.variant)

    return redirect(f"/lapak/{group}#{form.variant}", words="sold_directly", n=form.quantity, now=write(work))


@router.post("/{group}/stok/terjual/{sale:number}/uang")
@shows("/lapak/{group}")
def direct_money(
    request: Request,
    group: str,
    sale: int,
    values: Values,
    form: Annotated[forms.OneVariant, Depends(posted(forms.OneVariant))],
) -> Response:
    """ "Berapa uangnya?": said by the group, and seen by nobody."""

    amount = typed_money(values, f"amount-{sale}")

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.STOCK)
        return direct_sale(db, here.key, sale).say(here, amount, actor)

    return redirect(f"/lapak/{group}#{form.variant}", words="direct_money", n=write(work))


@router.post("/{group}/stok/terjual/{sale:number}/urung")
@shows("/lapak/{group}")
def not_sold_directly(
    request: Request, group: str, sale: int, form: Annotated[forms.OneVariant, Depends(posted(forms.OneVariant))]
) -> Response:
    """ "Terjual langsung" was a slip of the thumb: pieces and money."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.STOCK)
        return direct_sale(db, here.key, sale).undo(here, actor)

    return redirect(f"/lapak/{group}#{form.variant}", words="taken_back", n=write(work))


@router.post("/{group}/stok/habis")
@shows("/lapak/{group}")
def sold_out(
    request: Request, group: str, form: Annotated[forms.OneVariant, Depends(posted(forms.OneVariant))]
) -> Response:
    """Writes off what is left, so a group's phone asks who first."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.WRITE_OFF)
        return sell_out(db, here, form.variant, actor)

    return redirect(f"/lapak/{group}#{form.variant}", words="sold_out", n=write(work))


@router.post("/{group}/stok/habis/urung")
@shows("/lapak/{group}")
def not_sold_out(
    request: Request, group: str, form: Annotated[forms.OneVariant, Depends(posted(forms.OneVariant))]
) -> Response:
    """ "Habis" was a slip of the thumb."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.WRITE_OFF)
        return undo_sold_out(db, here, form.variant, actor)

    return redirect(f"/lapak/{group}#{form.variant}", words="taken_back", n=write(work))


@router.post("/{group}/stok/masih-ada")
@shows("/lapak/{group}")
def still_there(
    request: Request, group: str, form: Annotated[forms.OneVariant, Depends(posted(forms.OneVariant))]
) -> Response:
    """The answer to the morning's "Masih ada?"."""

    def work(db: Session) -> None:
        here, _actor = group_here(db, request, group, Do.STOCK)
        product, _variant = group_variant(db, here, form.variant)
        product.confirm()

    write(work)
    return redirect(f"/lapak/{group}#{form.variant}", words="still_there")


@router.post("/{group}/libur")
@shows("/lapak/{group}")
def close_today(request: Request, group: str, values: Values) -> Response:
    """ "Libur hari ini": one tap, and the clocks the group must answer rest until tomorrow morning."""
    opens = values.get("open") == ["1"]

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ORDERS)
        if opens:
            work_today(db, here, by=actor)
        else:
            rest_today(db, here, by=actor)

    write(work)
    return redirect(f"/lapak/{group}", words="open_again" if opens else "closed_today")

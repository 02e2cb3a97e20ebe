"""A quote, for the office that was given its link: to print, to agree to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.money import down_payment
from market.kernel.refused import Refused
from market.orders.finding import placed_by, sold_order
from market.orders.placing.offerable import lacks_goods
from market.orders.placing.quote import the_quote
from market.pages.shop import forms
from market.pages.shop.of_the_group import of_the_group
from market.pages.shop.remembered import remember_order
from market.people.group import Group
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time, press_hash
from market.web.refusals import shows

router = APIRouter(include_in_schema=False)


@router.get("/penawaran/{token}")
def quote_page(request: Request, token: str) -> Response:
    with read() as db:
        quote = the_quote(db, token=token)
        group = Group.get(db, quote.group_id)
        order = sold_order(db, quote.order_id) if quote.order_id else None
        first = down_payment(sum(line.total for line in quote.lines), quote.down_percent)
        return page(
            request, "shop/quote.html", quote=quote, group=group, lines=quote.lines, over=quote.over(group),
            order=order, first=first, lacks=not order and lacks_goods(db, quote),
            groups=of_the_group(db, request, group),
        )  # fmt: skip


@router.post("/penawaran/{token}")
@every_time("leads to the order with its key, which is kept nowhere, for the press that placed it")
@shows("/penawaran/{token}")
def accept(
    request: Request, token: str, form: Annotated[forms.AcceptQuote, Depends(posted(forms.AcceptQuote))]
) -> Response:
    """The office says yes: an order, paid later. Refused to the group, which knows the link too.

    A second tap leads where the first did.
    """

    def work(db: Session) -> str:
        quote = the_quote(db, token=token, lock=True)
        placed = placed_by(db, quote.order_id, press_hash(request)) if quote.order_id else None
        if placed:
            return placed
        if of_the_group(db, request, Group.get(db, quote.group_id)):
            raise Refused("own_offer", field="name")
        return quote.accept(form.name, press_hash(request)).path

    path = write(work)
    response = redirect(path)
    remember_order(request, response, path)
    return response

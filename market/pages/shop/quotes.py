"""A quote, for the office that was given its link: to print, to agree to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.orders.order import Order
from market.orders.quote import the_quote
from market.pages.shop import forms
from market.people.group import Group
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False)


@router.get("/penawaran/{token}")
def quote_page(request: Request, token: str) -> Response:
    with read() as db:
        quote = the_quote(db, token=token)
        group = Group.get(db, quote.group_id)
        order = Order.get(db, quote.order_id) if quote.order_id else None
        return page(
            request, "shop/quote.html", quote=quote, group=group, lines=quote.lines, over=quote.over(group), order=order
        )


@router.post("/penawaran/{token}")
@shows("/penawaran/{token}")
def accept(
    request: Request, token: str, form: Annotated[forms.AcceptOffer, Depends(posted(forms.AcceptOffer))]
) -> Response:
    """The office says yes: an order, paid later."""

    def work(db: Session) -> str:
        return the_quote(db, token=token, lock=True).accept(form.name).path

    return redirect(write(work))

"""Who owes what for goods that left the till on credit, and what of it comes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.quantities import typed_money
from market.pages.workspace.drawer import forms
from market.people.access import Do
from market.till.bon import MOST, bons, left_of_sale, owed_at_till, pay_bon
from market.till.rules import rules_of
from market.till.sale import Paid
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

PAGE = "/lapak/{group}/kasir/bon"
router = APIRouter(include_in_schema=False, prefix=PAGE)


@router.get("")
def debts(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        owed, rules = bons(db, here.key), rules_of(db, here.key)
        return page(
            request, "workspace/bon.html", group=here, actor=actor, tab="money", bons=owed, allowed=rules.bon,
            whole=owed_at_till(db, here.key), most=MOST,
        )  # fmt: skip


@router.post("/{sale:number}")
@shows(PAGE)
def pay(
    request: Request,
    group: str,
    sale: int,
    values: Values,
    form: Annotated[forms.BonForm, Depends(posted(forms.BonForm))],
) -> Response:
    """All of it, or a part where one was typed."""
    amount = typed_money(values, f"amount-{sale}")

    def work(db: Session) -> tuple[str, int]:
        here, actor = group_here(db, request, group, Do.DRAWER)
        came = pay_bon(db, here, sale, amount, Paid(form.how), actor).amount
        return ("bon_came" if left_of_sale(db, here.key, sale) else "bon_over"), came

    words, came = write(work)
    return redirect(f"/lapak/{group}/kasir/bon", words=words, n=came)

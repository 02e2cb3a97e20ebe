"""Money that goes back to buyers: granted, given back, and taken back when it was not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.orders.life.billing import lines_worth
from market.orders.order import group_sub_order
from market.pages.at_group import group_here
from market.pages.money_forms import PaidBack
from market.pages.quantities import quantities
from market.pages.said_why import Reasoned
from market.pages.workspace import forms
from market.pages.workspace.money.money import PAGE, back_to_order, bill_here, show_money_to
from market.payments.refund import the_refund
from market.payments.refund_owed import grant_refund
from market.people.access import Do
from market.people.facts.group_facts import said
from market.web.forms import Values, posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")


@router.post("/kembalikan/{number}")
@shows("/lapak/{group}/pesanan/{number}")
def grant(
    request: Request,
    group: str,
    number: str,
    values: Values,
    form: Annotated[forms.GrantRefund, Depends(posted(forms.GrantRefund))],
) -> Response:
    """Part of a paid order goes back: pieces of its lines, an amount, or both. Granting it is not paying it."""
    pieces = quantities(values, "line-")

    def work(db: Session) -> tuple[bool, int]:
        here, actor = group_here(db, request, group, Do.REFUND_OWN)
        show_money_to(request, actor)
        sub = group_sub_order(db, here.key, number, lock=True)
        amount = form.amount + lines_worth(sub, pieces)
        granted = grant_refund(
            db, bill_here(db, here, number), amount, note_=said(actor, form.reason), by=actor, token=form.token
        )
        return actor.may(Do.ORDERS), granted.amount

    sees, amount = write(work)
    return back_to_order(group, number, sees, words="refund_granted", n=amount)


@router.post("/kembali/{refund:number}")
@shows(PAGE)
def pay_back(
    request: Request, group: str, refund: int, form: Annotated[PaidBack, Depends(posted(PaidBack))]
) -> Response:
    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.REFUND_OWN)
        owed = the_refund(db, here.key, refund)
        owed.pay_back(actor, form.proof, form.account, how=form.how, told=form.told)
        return owed.amount

    return redirect(f"/lapak/{group}/uang", words="refund_paid", n=write(work))


@router.post("/kembali/{refund:number}/tarik")
@shows(PAGE)
def undo_refund(
    request: Request, group: str, refund: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """ "Sudah dikembalikan" was pressed by mistake."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.REFUND_OWN)
        return the_refund(db, here.key, refund).undo(actor, said(actor, form.reason)).amount

    return redirect(f"/lapak/{group}/uang#kembali", words="refund_undone", n=write(work))

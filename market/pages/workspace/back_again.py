"""A parcel whose goods are back, or never left: the buyer did not take it, or "Serahkan" was pressed by mistake."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.orders.life.not_handed import not_handed_over
from market.orders.life.returning import come_back, take_cost_back
from market.orders.order import SubOrder
from market.pages.at_group import group_here
from market.pages.said_why import Reasoned
from market.pages.workspace import forms
from market.pages.workspace.serving import PAGE, act_on_parcel
from market.payments.bill import Method
from market.people.access import Actor, Do
from market.people.facts.group_facts import said
from market.web.forms import posted
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/pesanan")


@router.post("/{number}/serahkan/tarik")
@shows(PAGE)
def still_here(
    request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """ "Belum diserahkan": pressed by mistake. Where cash was written down with it a group's phone asks who says so."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        if sub.method is Method.CASH:
            _here, actor = group_here(db, request, group, Do.CASH)
        not_handed_over(db, sub, actor, said(actor, form.reason))

    return act_on_parcel(request, group, number, verb, words="not_handed_over")


@router.post("/{number}/kembali")
@shows(PAGE)
def came_back(
    request: Request, group: str, number: str, form: Annotated[forms.CameBack, Depends(posted(forms.CameBack))]
) -> Response:
    """The buyer did not take it at the door. Money moves: a group's phone asks who says so."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.SELL)
        come_back(db, sub, actor, said(actor, form.reason), courier_cost=form.fee)

    return act_on_parcel(request, group, number, verb)


@router.post("/{number}/kembali/tarik")
@shows(PAGE)
def take_courier_cost_back(
    request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """The courier's cost was written down by mistake."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.REFUND_OWN)
        take_cost_back(db, sub, actor, said(actor, form.reason))

    return act_on_parcel(request, group, number, verb, words="courier_cost_undone")

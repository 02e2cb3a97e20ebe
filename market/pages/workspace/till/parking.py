"""Baskets that are laid aside while somebody else is served, and taken up again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.pages.at_group import group_here
from market.pages.workspace.till.forms import LeftForm, SellForm
from market.people.access import Do
from market.till.parked import park, take_up, throw_away
from market.web.forms import Values, posted
from market.web.page import redirect
from market.web.pressing import every_time
from market.web.refusals import shown_as_left, shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/kasir/tunda")
PAGE = "/lapak/{group}/kasir"
Sell = Annotated[SellForm, Depends(posted(SellForm))]
Left = Annotated[LeftForm, Depends(posted(LeftForm))]


@router.post("")
@shows(PAGE)
def lay_aside(request: Request, group: str, form: Sell, values: Values) -> Response:
    """The next one is served first."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.TILL)
        park(db, here, form.basket(values), actor)

    write(work)
    return redirect(f"/lapak/{group}/kasir", words="till_parked")


@router.post("/{uid}/lanjut")
@shows(PAGE)
def taken_up(request: Request, group: str, uid: str, form: Sell, values: Values) -> Response:
    """It lies on the page again; what lay there is laid aside in turn."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.TILL)
        take_up(db, here, uid, form.basket(values), actor)

    write(work)
    return redirect(f"/lapak/{group}/kasir?tunda={uid}")


@router.post("/{uid}/buang")
@every_time("who taps twice hears that it is gone, and what lies on her page stays")
@shows(PAGE)
async def thrown_away(request: Request, group: str, uid: str, form: Left, values: Values) -> Response:
    """Nobody wants it any more. What lies on the page stays there."""

    def work(db: Session) -> None:
        here, _actor = group_here(db, request, group, Do.TILL)
        throw_away(db, here.key, uid)

    await pages(lambda: write(work))
    if form.parked or any(given[0].strip() not in ("", "0") for given in _of_goods(values)):
        return await shown_as_left(request, f"/lapak/{group}/kasir")
    return redirect(f"/lapak/{group}/kasir", words="till_parked_away")


def _of_goods(values: dict[str, list[str]]) -> list[list[str]]:
    """What was typed beside goods, as it was typed: nobody reads it yet."""
    return [given for name, given in values.items() if name.startswith(("quantity-", "grams-"))]

"""What the group sold, typed in one field that evening; its own people and who helps it read it, and nobody else."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar
from market.bazaars.reporting.turnover import (
    TypedTurnover,
    enter_turnover,
    mark_of_turnover,
    turnover_of,
    typed_turnover,
)
from market.kernel.db import write
from market.kernel.refused import Overtaken, Refused
from market.pages.at_group import group_here
from market.pages.workspace.bazaar.own import seen_bazaar
from market.pages.workspace.bazaar.own_turnover import hours_of
from market.people.access import Do
from market.till.in_hours import till_sums
from market.web.forms import Form, Mark, posted, read_by
from market.web.page import redirect
from market.web.pressing import press_hash
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/bazar/{slug}")


class TurnoverForm(Form):
    amount: Annotated[int | None, read_by(typed_turnover)] = None
    mark: Mark = ""
    from_till: Literal["1"] | None = None


@router.post("/penjualan/{booking:number}")
@shows("/lapak/{group}/bazar/{slug}")
def sold(
    request: Request,
    group: str,
    slug: str,
    booking: int,
    form: Annotated[TurnoverForm, Depends(posted(TurnoverForm))],
) -> Response:
    """The number of one day. Overtaken when somebody of the group wrote another one meanwhile, which is then shown."""

    def work(db: Session) -> int | None:
        here, actor = group_here(db, request, group, Do.BOOK)
        bazaar = seen_bazaar(db, slug)
        of = turnover_of(db, bazaar, booking, here.key)
        if (form.mark or press_hash(request)) and form.mark != mark_of_turnover(of.latest):
            raise Overtaken("turnover_moved", name=of.latest.by if of.latest else "")
        amount = form.amount if form.from_till is None else _counted(db, here.key, bazaar, of)
        enter_turnover(bazaar, of, amount, by=actor, from_till=form.from_till is not None)
        return amount

    amount = write(work)
    there = f"/lapak/{group}/bazar/{slug}#penjualan"
    if amount is None:
        return redirect(there, words="turnover_emptied")
    return redirect(there, words="turnover_saved", n=amount)


def _counted(db: Session, group_id: int, bazaar: Bazaar, of: TypedTurnover) -> int:
    """What its till counted in the hours of that day. Refused where that is nothing."""
    found = till_sums(db, group_id, {of.slot.key: hours_of(bazaar, of.slot)})
    if not found:
        raise Refused("turnover_needed", field="amount")
    return found[of.slot.key]

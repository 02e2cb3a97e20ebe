"""Bagi hasil: the rule, the group's costs, a month's parts, and a slip for each member."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import today
from market.kernel.db import read, write
from market.kernel.typed import MOST_KEY, whole
from market.kernel.typed_day import typed_month
from market.orders.books.sharing import (
    Mode,
    add_cost,
    costs_of,
    distribute,
    distribution_of,
    drop_cost,
    month_to_open,
    rule_of,
    set_rule,
    shares_of,
)
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.money_words import known_word
from market.pages.quantities import quantities
from market.pages.workspace import forms
from market.payments.recap import month_after, month_before
from market.people.access import Do
from market.people.membership import members
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.pressing import require_still
from market.web.refusals import shows

PAGE = "/lapak/{group}/uang/bagi-hasil"
router = APIRouter(include_in_schema=False, prefix=PAGE)


@router.get("")
def sharing(request: Request, group: str, bulan: str = "") -> Response:
    """A month: as it was written down, else as it would be parted now."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.SHARES, Do.BOOK)
        this = today(here.zone).replace(day=1)
        month = typed_month(bulan) if bulan else month_to_open(db, here)
        done, rule = distribution_of(db, here.key, month), rule_of(db, here.key)
        shares = done.shares if done else shares_of(db, here, month)
        return page(
            request, "workspace/sharing.html", group=here, actor=actor, tab="money", month=month, done=done,
            shares=shares, rule=rule, unbrought=0 if done else rule.unbrought(shares),
            costs=costs_of(db, here.key, month), people=members(db, here.key),
            before=month_before(month), after=month_after(month) if month < this else None, over=month < this,
            modes=Mode, known_word=known_word, day=min(today(here.zone), month_after(month) - timedelta(days=1)),
        )  # fmt: skip


@router.get("/slip")
def slips(request: Request, group: str, bulan: str = "") -> Response:
    """A slip for each member, to print or to read aloud."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.SHARES, Do.BOOK)
        month = typed_month(bulan) if bulan else month_to_open(db, here)
        done = distribution_of(db, here.key, month)
        shares = done.shares if done else shares_of(db, here, month)
        return page(
            request, "workspace/slips.html", group=here, actor=actor, tab="money", month=month, done=done,
            shares=shares,
        )  # fmt: skip


@router.post("/aturan")
@shows(PAGE + "?bulan={bulan}")
def save_rule(
    request: Request, group: str, values: Values, form: Annotated[forms.ShareForm, Depends(posted(forms.ShareForm))]
) -> Response:
    parts = {key: n for typed, n in quantities(values, "part-").items() if (key := whole(typed, MOST_KEY)) is not None}

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.REFUND)
        set_rule(db, here, Mode(form.mode), form.kas * 100, parts, actor)

    write(work)
    return redirect(_month(group, values) + "#aturan", words="saved")


@router.post("/biaya")
@shows(PAGE + "?bulan={bulan}")
def cost(request: Request, group: str, form: Annotated[forms.CostForm, Depends(posted(forms.CostForm))]) -> Response:
    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.REFUND)
        add_cost(db, here, form.day, form.what, form.amount, actor)
        return f"{form.day:%Y-%m}"

    return redirect(f"/lapak/{group}/uang/bagi-hasil?bulan={write(work)}#biaya", words="cost_added", n=form.amount)


def _month(group: str, values: dict[str, list[str]]) -> str:
    """The month that the form stood on."""
    asked = quote(values.get("bulan", [""])[0][:7], safe="-")
    return f"/lapak/{group}/uang/bagi-hasil" + (f"?bulan={asked}" if asked else "")


@router.post("/biaya/{cost:number}/hapus")
@shows(PAGE + "?bulan={bulan}")
def end_cost(request: Request, group: str, cost: int, values: Values) -> Response:
    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.REFUND)
        return drop_cost(db, here, cost, actor).amount

    return redirect(_month(group, values) + "#biaya", words="cost_dropped", n=write(work))


@router.post("/catat")
@shows(PAGE)
def write_down(
    request: Request, group: str, form: Annotated[forms.MonthForm, Depends(posted(forms.MonthForm))]
) -> Response:
    """For good, and so as the page showed it: a cost or a refund may have come since."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.REFUND)
        made = distribute(db, here, form.month, actor).shares  # nothing comes to its month any more
        require_still(request, form.mark, made.mark)
        return made.shared

    return redirect(f"/lapak/{group}/uang/bagi-hasil?bulan={form.month:%Y-%m}", words="month_shared", n=write(work))

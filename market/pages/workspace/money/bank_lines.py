"""Lines of the bank's statement, pasted: which open bills they pay, and which payments they make known."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.booked import booked_many
from market.pages.money_forms import BankStatement
from market.pages.visitor import group_here
from market.payments.bank_statement import match, of_group
from market.payments.line_seen import lines_seen, see_lines
from market.payments.payment import Payment
from market.payments.statement_lines import confirm_lines
from market.people.access import Do
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")


@router.get("/mutasi")
def statement_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        return page(
            request, "workspace/bank_statement.html", group=here, actor=actor, tab="money", matched=None, lines=""
        )


@router.post("/mutasi")
@shows("/lapak/{group}/uang/mutasi")
def match_statement(
    request: Request, group: str, form: Annotated[BankStatement, Depends(posted(BankStatement))]
) -> Response:
    """First which lines pay what; with bills chosen they are confirmed, as if each had been pressed."""
    if not (form.bills or form.seen):
        with read() as db:
            here, actor = group_here(db, request, group, Do.CONFIRM)
            matched = match(db, of_group(here.key), form.lines)
            return page(
                request, "workspace/bank_statement.html", group=here, actor=actor, tab="money", matched=matched,
                lines=form.lines, seen=lines_seen(db, of_group(here.key), form.lines, matched),
            )  # fmt: skip

    def work(db: Session) -> tuple[list[Payment], int]:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        seen = lines_seen(db, of_group(here.key), form.lines, match(db, of_group(here.key), form.lines))
        booked = confirm_lines(db, of_group(here.key), form.lines, form.bills, actor)
        return booked, see_lines(db, seen, form.seen, actor)

    booked, seen = write(work)
    if seen and not booked:
        return redirect(f"/lapak/{group}/uang", words="lines_seen", n=seen)
    return booked_many(f"/lapak/{group}/uang", booked)

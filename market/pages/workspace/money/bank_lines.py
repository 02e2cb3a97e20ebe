"""Lines of the bank's statement, pasted or of a file: which open bills they pay, and which payments they make known."""

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.booked import booked_many
from market.pages.money_forms import BankStatement
from market.pages.statement_file import sent_statement
from market.payments.bank_statement import match, of_group
from market.payments.line_seen import MOST_SHOWN, lines_seen, see_lines, without_line
from market.payments.payment import Payment
from market.payments.statement_lines import confirm_lines
from market.people.access import Do
from market.web.forms import reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")


@router.get("/mutasi")
def statement_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.CONFIRM)
        return page(
            request, "workspace/bank_statement.html", group=here, actor=actor, tab="money", matched=None, lines=""
        )


@router.post("/mutasi")
@shows("/lapak/{group}/uang/mutasi")
@reads_itself
async def match_statement(request: Request, group: str) -> Response:
    """First which lines pay what; with bills chosen they are confirmed, as if each had been pressed."""
    form = await sent_statement(request, lambda: may_act(request, group, Do.CONFIRM))
    return await pages(
        lambda: _confirmed(request, group, form) if form.bills or form.seen else _found(request, group, form)
    )


def _found(request: Request, group: str, form: BankStatement) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        matched = match(db, of_group(here.key), form.lines)
        return page(
            request, "workspace/bank_statement.html", group=here, actor=actor, tab="money", matched=matched,
            lines=form.lines, seen=lines_seen(db, here.key, form.lines, matched, actor),
            lacking=without_line(db, here.key, form.lines), most=MOST_SHOWN,
        )  # fmt: skip


def _confirmed(request: Request, group: str, form: BankStatement) -> Response:
    def work(db: Session) -> tuple[list[Payment], int]:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        seen = lines_seen(db, here.key, form.lines, match(db, of_group(here.key), form.lines), actor)
        booked = confirm_lines(db, of_group(here.key), form.lines, form.bills, actor)
        return booked, see_lines(db, seen, form.seen, actor)

    booked, seen = write(work)
    if seen and not booked:
        return redirect(f"/lapak/{group}/uang", words="lines_seen", n=seen)
    return booked_many(f"/lapak/{group}/uang", booked)

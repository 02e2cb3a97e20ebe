"""What waits for an admin because nobody in or around a group can say yes: its account, the money of its own order."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.addresses import FOR_NOBODY
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.kernel.typed import letters
from market.pages.said_why import Reasoned
from market.pages.visitor import require_admin
from market.pages.watching import note_look
from market.payments.account import Account, the_account
from market.payments.bill import lock_bill
from market.payments.mistaken import payment_pressed, pressed_by, take_back, takeable
from market.payments.nobody_else import (
    accounts_for_nobody,
    approve_for_nobody,
    bills_for_nobody,
    confirm_for_nobody,
    refusals_of_accounts,
    refusals_of_bills,
)
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix=FOR_NOBODY)


@router.get("")
@heavy
def waiting(request: Request, kelompok: str = "") -> Response:
    actor, slug = require_admin(request), letters(kelompok)[:80]
    with read() as db:
        note_look(request, "claims", 0)
        payments = pressed_by(db, actor.key)
        accounts, bills = accounts_for_nobody(db, slug), bills_for_nobody(db, slug)
        return page(
            request, "office/nobody_else.html", actor=actor, tab="admin", accounts=accounts, bills=bills,
            refused_accounts=refusals_of_accounts(db, [each.what for each in accounts], actor),
            refused_bills=refusals_of_bills(db, [each.what for each in bills], actor), payments=payments,
            takeable=takeable(db, [payment for payment, _ in payments], actor),
        )  # fmt: skip


def _act(request: Request, verb: Callable[[Session, Actor], object], words: str) -> Response:
    actor = require_admin(request)
    write(lambda db: verb(db, actor) and None)
    return redirect(FOR_NOBODY, words=words)


@router.post("/rekening/{account:number}")
@shows(FOR_NOBODY)
def approve(request: Request, account: int) -> Response:
    """The admin is the second person of an account for which there is none."""
    return _act(request, lambda db, by: approve_for_nobody(db, _account(db, account), by), "account_approved")


def _account(db: Session, key: int) -> Account:
    """An account of any group. Not the platform's own, which needs two admins."""
    found = db.get(Account, key)
    if found is None or found.group_id is None:
        raise NotFound(f"account {key}")
    return the_account(db, found.group_id, key)


@router.post("/tagihan/{bill:number}")
@shows(FOR_NOBODY)
def confirm(request: Request, bill: int) -> Response:
    """The money of a member's own order came."""
    actor = require_admin(request)
    came = write(lambda db: confirm_for_nobody(db, lock_bill(db, bill), actor).came)
    return redirect(FOR_NOBODY, words="confirmed_sum", n=came)


@router.post("/dicatat/{payment:number}/tarik")
@shows(FOR_NOBODY)
def take_payment_back(request: Request, payment: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    """ "Uangnya ada" was pressed by mistake."""

    def verb(db: Session, by: Actor) -> None:
        take_back(db, payment_pressed(db, payment, by), by, form.reason)

    return _act(request, verb, "payment_taken_back")

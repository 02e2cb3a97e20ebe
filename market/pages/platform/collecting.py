"""Transfers to the platform's own bank account: the account, claims to look at, lines of its statement."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.settings import settings
from market.pages.booked import Booked, booked_many
from market.pages.money_forms import AccountForm, Came
from market.pages.proofs import proof_file
from market.pages.said_why import Reasoned
from market.pages.statement_file import sent_statement
from market.pages.visitor import require_admin
from market.pages.watching import note_look
from market.payments.account import accounts_of, the_account
from market.payments.account_typed import AccountKind
from market.payments.bank_statement import match
from market.payments.bill import Bill
from market.payments.claim import used_twice
from market.payments.collecting import (
    COLLECTED,
    claims_to_look_at,
    collected_open,
    collected_payments,
    the_collected_claim,
    type_platform_account,
)
from market.payments.mistaken import payment_where, take_back, takeable
from market.payments.statement_lines import confirm_lines
from market.people.access import Actor
from market.web.forms import posted, reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

PAGE = "/admin/uang/transfer"
router = APIRouter(include_in_schema=False, prefix=PAGE)


def _shown(request: Request, actor: Actor, lines: str = "") -> Response:
    with read() as db:
        account, waiting = accounts_of(db, None)[AccountKind.BANK]
        claims, payments = claims_to_look_at(db), collected_payments(db)
        note_look(request, "claims", 0)
        return page(
            request, "office/collecting.html", actor=actor, tab="admin", account=account, waiting=waiting,
            refusal=waiting.refusal_for(actor) if waiting else None,
            claims=claims, twice=used_twice(db, [each.claim for each in claims]), unpaid=collected_open(db),
            payments=payments, takeable=takeable(db, [each.payment for each in payments], actor),
            matched=match(db, COLLECTED, lines) if lines else None, lines=lines, on=settings().payouts,
        )  # fmt: skip


@router.get("")
def transfers(request: Request) -> Response:
    return _shown(request, require_admin(request))


def _act(request: Request, verb: Callable[[Session, Actor], object], words: str) -> Response:
    actor = require_admin(request)
    write(lambda db: verb(db, actor) and None)
    return redirect(PAGE, words=words)


@router.post("/rekening")
@shows(PAGE)
def new_account(request: Request, form: Annotated[AccountForm, Depends(posted(AccountForm))]) -> Response:
    """The platform's account, or another one; a second admin approves it."""
    told = {"bank": form.bank, "number": form.number, "holder": form.holder}
    return _act(request, lambda db, actor: type_platform_account(db, **told, by=actor), "account_typed")


@router.post("/rekening/{account:number}/setuju")
@shows(PAGE)
def approve_account(request: Request, account: int) -> Response:
    return _act(request, lambda db, actor: the_account(db, None, account).approve(actor), "account_approved")


@router.post("/rekening/{account:number}/hapus")
@shows(PAGE)
def drop_account(request: Request, account: int) -> Response:
    return _act(request, lambda db, actor: the_account(db, None, account).drop(actor), "account_dropped")


@router.get("/bukti/{claim:number}")
def proof(request: Request, claim: int) -> Response:
    require_admin(request)
    with read() as db:
        made = the_collected_claim(db, claim)
        note_look(request, "proof", made.key)
        return proof_file(made)


@router.post("/klaim/{claim:number}/cocok")
@shows(PAGE)
def confirm(request: Request, claim: int, form: Annotated[Came, Depends(posted(Came))]) -> Response:
    """The money is there; `came` when it was another sum."""
    actor = require_admin(request)

    def work(db: Session) -> Booked:
        made = the_collected_claim(db, claim)
        payment = made.confirm(actor, form.came)
        return Booked(payment.came, Bill.get(db, made.bill_id).open)

    booked = write(work)
    return redirect(PAGE, words=booked.words, n=booked.came)


@router.post("/klaim/{claim:number}/belum")
@shows(PAGE)
def refuse(request: Request, claim: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    return _act(request, lambda db, actor: the_collected_claim(db, claim).refuse(actor, form.reason), "claim_refused")


@router.post("/dicatat/{payment:number}/tarik")
@shows(PAGE)
def take_payment_back(request: Request, payment: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    """ "Uangnya ada" was pressed by mistake."""

    def verb(db: Session, actor: Actor) -> None:
        take_back(db, payment_where(db, COLLECTED, payment), actor, form.reason)

    return _act(request, verb, "payment_taken_back")


@router.post("/mutasi")
@shows(PAGE)
@reads_itself
async def match_statement(request: Request) -> Response:
    """First which lines pay what; with bills chosen they are confirmed."""
    form = await sent_statement(request, lambda: require_admin(request))

    def answer() -> Response:
        actor = require_admin(request)
        if not form.bills:
            return _shown(request, actor, form.lines)
        return booked_many(PAGE, write(lambda db: confirm_lines(db, COLLECTED, form.lines, form.bills, actor)))

    return await pages(answer)

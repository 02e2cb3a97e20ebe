"""The platform's money: what it holds and for whom, payouts that two people make, refunds from its bank."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import today
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import new_token
from market.pages.money_forms import PaidBack
from market.pages.platform import forms
from market.pages.said_why import Reasoned
from market.pages.visitor import require_admin
from market.pages.watching import note_look
from market.payments.arrival import arrive
from market.payments.dispute import shown_disputes
from market.payments.ledger import PLATFORM, balances
from market.payments.owed import old_enough, owed_to_groups
from market.payments.payout import refusals_to_approve
from market.payments.payout_batches import draft_batch, shown_batches, the_batch, the_payout
from market.payments.refund_account import accounts_named
from market.payments.tasks import MOST, bank_refunds, the_bank_refund
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.sentences import REFUSALS, refusal_sentence
from market.web.slow import heavy

PAGE = "/admin/uang"
router = APIRouter(include_in_schema=False, prefix=PAGE)


@router.get("")
@heavy
def treasury(request: Request) -> Response:
    actor = require_admin(request)
    with read() as db:
        refunds, batches = bank_refunds(db), shown_batches(db)
        for refund, _bill in refunds:
            if refund.number:
                note_look(request, "refund_account", refund.key)
        return page(
            request, "office/treasury.html", actor=actor, tab="admin", balances=balances(db, PLATFORM),
            owed=owed_to_groups(db), old_enough=old_enough, batches=batches, refunds=refunds, most=MOST,
            refusals=refusals_to_approve(db, [batch for batch, _ in batches if not batch.approved_at], actor),
            sent_to=accounts_named(db, [refund.key for refund, _bill in refunds if refund.number]),
            disputes=shown_disputes(db),
            reason_words=reason_words, on=settings().payouts, token=new_token(),
            today=today(settings().zone),
        )  # fmt: skip


def reason_words(reason: str) -> str:
    """Why a payout was dropped: a rule's sentence, or what somebody wrote."""
    return refusal_sentence(Refused(reason)) if reason in REFUSALS else reason


def _act(request: Request, verb: Callable[[Session, Actor], object]) -> Response:
    actor = require_admin(request)
    write(lambda db: verb(db, actor) and None)
    return redirect(PAGE, words="saved")


@router.post("/kiriman")
@shows(PAGE)
def draft(request: Request) -> Response:
    """A batch of all that can be sent now."""
    return _act(request, draft_batch)


@router.post("/kiriman/{number}/setuju")
@shows(PAGE)
def approve(request: Request, number: str) -> Response:
    return _act(request, lambda db, actor: the_batch(db, number).approve(actor))


@router.post("/kiriman/{number}/batal")
@shows(PAGE)
def drop(request: Request, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    return _act(request, lambda db, actor: the_batch(db, number).drop(actor, form.reason))


@router.post("/kirim/{payout:number}")
@shows(PAGE)
def send(request: Request, payout: int, form: Annotated[forms.Proved, Depends(posted(forms.Proved))]) -> Response:
    """The bank sent it."""
    return _act(request, lambda db, actor: the_payout(db, payout).send(actor, form.proof))


@router.post("/kirim/{payout:number}/gagal")
@shows(PAGE)
def fail(request: Request, payout: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    """The bank brought it back."""
    return _act(request, lambda db, actor: the_payout(db, payout).fail(actor, form.reason))


@router.post("/masuk")
@shows(PAGE)
def arrived(request: Request, form: Annotated[forms.ArrivalForm, Depends(posted(forms.ArrivalForm))]) -> Response:
    """Stripe's money reached the bank."""
    return _act(request, lambda db, actor: arrive(db, form.amount, form.day, form.proof, form.token, actor))


@router.post("/kembali/{refund:number}")
@shows(PAGE)
def pay_back(request: Request, refund: int, form: Annotated[PaidBack, Depends(posted(PaidBack))]) -> Response:
    """A refund was sent from the platform's bank."""

    def verb(db: Session, actor: Actor) -> None:
        the_bank_refund(db, refund).pay_back(actor, form.proof, form.account, how=form.how, told=form.told)

    return _act(request, verb)

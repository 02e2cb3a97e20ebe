"""What came in for booths: seen, taken back, and shown by the slip."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.fee import (
    give_fee_back,
    of_bazaar,
    receive_fee,
    refuse_fee,
    the_fee_claim,
    waive_fee,
)
from market.bazaars.registering.application import the_application
from market.kernel.db import read
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.after import AFTER, act_after
from market.pages.office.bazaars.own import own_bazaar
from market.pages.proofs import proof_file
from market.pages.watching import note_look
from market.payments.mistaken import payment_where, take_back
from market.people.access import Actor
from market.web.forms import posted
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/sesudah")


@router.post("/biaya/{number}")
@shows(AFTER)
def fee(
    request: Request, slug: str, number: str, form: Annotated[forms.FeeDecision, Depends(posted(forms.FeeDecision))]
) -> Response:
    """The treasurer has the money or not, the office waives it, or it was given back."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        application = the_application(db, bazaar.key, number)
        if form.act == "received":
            receive_fee(db, application, by=actor)
        elif form.act == "refused":
            refuse_fee(db, application, form.reason, by=actor)
        elif form.act == "waived":
            waive_fee(db, application, form.reason, by=actor)
        else:
            give_fee_back(db, application, by=actor)

    return act_after(request, slug, verb)


@router.post("/dicatat/{payment:number}/tarik")
@shows(AFTER)
def take_fee_back(
    request: Request, slug: str, payment: int, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    """ "Uangnya ada" was pressed by mistake: the fee is owed again, and the group hears why."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        take_back(db, payment_where(db, of_bazaar(bazaar), payment), actor, form.reason)

    return act_after(request, slug, verb, "fee_taken_back")


@router.get("/bukti/{claim:number}")
def fee_proof(request: Request, slug: str, claim: int) -> Response:
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        made = the_fee_claim(db, bazaar, claim)
        note_look(request, "proof", made.key)
        return proof_file(made)

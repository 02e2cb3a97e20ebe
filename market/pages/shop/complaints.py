"""Anybody says that money was asked for at a bazaar, and follows with number and key what becomes of it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.complaints.complaint import complain, followed, new_key
from market.bazaars.complaints.limiting import AN_HOUR, Sender
from market.bazaars.complaints.readers import readers_of
from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.refused import NotFound
from market.kernel.tokens import folded_code, shown_code
from market.kernel.typed import letters
from market.kernel.typed_number import typed_rupiah
from market.pages.complaint_words import OUTCOMES, STATES
from market.pages.networks import account_of, network_of_request
from market.web.forms import Form, Line, posted, read_by
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shows

router = APIRouter(include_in_schema=False)


class ComplaintForm(Form):
    key: Annotated[str, Field(min_length=12, max_length=20, pattern=r"^[A-Za-z0-9-]+$")]
    what: Annotated[str, Field(min_length=10, max_length=2000)]
    who_asked: Line = ""
    amount: Annotated[int | None, read_by(typed_rupiah)] = None
    name: Annotated[Line, Field(max_length=80)] = ""
    contact: Annotated[Line, Field(max_length=120)] = ""


def _bazaar(db: Session, slug: str) -> Bazaar:
    found = bazaar_by_slug(db, slug)
    if not found.public:
        raise NotFound(slug)
    return found


@router.get("/bazar/{slug}/aduan")
def complaint_form(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar = _bazaar(db, slug)
        return page(request, "shop/complaint.html", bazaar=bazaar, key=new_key(), readers=readers_of(db, bazaar))


@router.post("/bazar/{slug}/aduan")
@every_time("one key of the form is one complaint, and no press is kept that would lead to it")
@shows("/bazar/{slug}/aduan")
def say(request: Request, slug: str, form: Annotated[ComplaintForm, Depends(posted(ComplaintForm))]) -> Response:
    """Kept without who sent it: network and account count for the limits of an hour and a day alone."""

    def work(db: Session) -> str:
        bazaar = _bazaar(db, slug)
        sender = Sender(network_of_request(request), account_of(db, request))
        made = complain(
            db, bazaar, form.key, sender, what=form.what, who_asked=form.who_asked, amount=form.amount,
            name=form.name, contact=form.contact,
        )  # fmt: skip
        if made.bazaar_id != bazaar.key:
            raise NotFound(slug)
        return made.number

    return redirect(f"/aduan/{write(work)}?kunci={form.key}")


@router.get("/aduan")
def follow(request: Request, nomor: str = "", kunci: str = "") -> Response:
    """Number and key typed by hand."""
    number, key = letters(nomor)[:20].strip().upper(), letters(kunci)[:20].strip()
    missed = False
    if number and key:
        attempt(f"aduan-kunci/{network_of_request(request)}", most=30, per=AN_HOUR)
        with read() as db:
            try:
                return redirect(f"/aduan/{followed(db, number, key).number}?kunci={quote(key)}")
            except NotFound:
                missed = True
    return page(request, "shop/complaint_follow.html", number=number, missed=missed)


@router.get("/aduan/{number}")
def status(request: Request, number: str, kunci: str = "") -> Response:
    key = letters(kunci)[:20]
    with read() as db:
        complaint = followed(db, letters(number)[:20], key)
        bazaar = Bazaar.get(db, complaint.bazaar_id)
        return page(
            request, "shop/complaint_status.html", complaint=complaint, bazaar=bazaar, readers=readers_of(db, bazaar),
            key=shown_code(folded_code(key)), states=STATES, outcomes=OUTCOMES,
        )  # fmt: skip

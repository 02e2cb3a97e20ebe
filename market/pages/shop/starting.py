"""The first way into an account that was made at the command line: the link sets her own password."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.arriving import Entry, ShownBy, arrived, let_in
from market.pages.networks import network_of_request
from market.pages.shop import forms
from market.pages.shop.sign_in import words_of
from market.people.consent import Purpose, consent
from market.people.owning.start_link import find_start_link, start
from market.people.person import Person
from market.people.signed_in_here import helper_signed_in
from market.people.signing_in.password import new_hash
from market.web.cookies import KNOWN, cookie
from market.web.forms import posted
from market.web.page import page
from market.web.pressing import every_time
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False)


@router.get("/mulai/{token}")
def start_page(request: Request, token: str) -> Response:
    """Looking uses nothing up: some mail programs open every link."""
    with read() as db:
        link = find_start_link(db, token)
        shared = helper_signed_in(db, cookie(request, KNOWN))
        person = Person.get(db, link.person_id)
        return page(request, "shop/start.html", person=person, token=token, helpers_browser=shared)


@router.post("/mulai/{token}")
@every_time("hands out a login")
async def started(request: Request, token: str, form: Annotated[forms.Start, Depends(posted(forms.Start))]) -> Response:
    person_id = await pages(lambda: _whose(token))
    words = await pages(lambda: words_of(person_id))
    password_hash = await slow(lambda: new_hash(form.password, *words))

    def work(db: Session) -> Entry:
        person = start(db, token, password_hash, network=network_of_request(request))
        consent(db, person.key, Purpose.TERMS)
        return let_in(db, request, person, ShownBy.LINK)

    return arrived(await pages(lambda: write(work)), words="signed_up")


def _whose(token: str) -> int:
    with read() as db:
        return find_start_link(db, token).person_id

"""Opening a shop: founding a group, or taking over one that an officer made."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.refused import together
from market.pages.arriving import Entry, ShownBy, arrived, let_in
from market.pages.networks import network_of_request
from market.pages.shop import forms
from market.pages.visitor import require_person, visit
from market.people.consent import Purpose, consent
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import claim_group, find_claim_link, found_group
from market.people.group import Group, GroupKind
from market.people.person import Person
from market.people.signed_in_here import helper_signed_in
from market.people.signing_in.password import new_hash
from market.people.suggested import meant_village, suggested
from market.web.binding import bind
from market.web.cookies import KNOWN, cookie
from market.web.forms import Values, sent
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False)
MOST_FOUNDED = 20  # groups an hour from one network


@router.get("/buka-lapak")
def found_page(request: Request) -> Response:
    """The first step of a group: who is signed in becomes its chair. Others are told how, on a group's phone too."""
    actor = visit(request)
    if actor.own_id is None:
        return page(request, "shop/found_guest.html", group_phone=actor.signed_in)
    left = sent(request)
    found = suggested(left.value("village")) if "village" in left.refusals else ()
    return page(request, "shop/found.html", suggestions=found)


@router.post("/buka-lapak")
def found(request: Request, values: Values) -> Response:
    person_id = require_person(request)
    typed = values.get("village", [""])[0][:200]
    form, village = together(lambda: bind(forms.FoundGroup, values), lambda: meant_village(typed))
    attempt(f"lapak/{network_of_request(request)}", most=MOST_FOUNDED, per=timedelta(hours=1))

    def work(db: Session) -> str:
        founder = Person.get(db, person_id)
        group = found_group(
            db,
            founder,
            name=form.name,
            kind=GroupKind(form.kind),
            village=village.code,
            phone=form.phone,
            story=form.story,
        )
        return group.slug

    return redirect(f"/lapak/{write(work)}", words="group_founded")


@router.get("/klaim/{token}")
def claim_page(request: Request, token: str) -> Response:
    """The link an officer sent: the chair of an imported group takes it over."""
    with read() as db:
        link = find_claim_link(db, token)
        group = Group.get(db, link.group_id)
        own_id = visit(request).own_id
        person = db.get(Person, own_id) if own_id else None
        return page(
            request, "shop/claim.html", link=link, group=group, person=person, token=token,
            helpers_browser=helper_signed_in(db, cookie(request, KNOWN)),
        )  # fmt: skip


@router.post("/klaim/{token}")
@every_time("hands out a login")
async def claim_it(request: Request, token: str, values: Values) -> Response:
    """Signed in: with one press. Else a new account with the number the officer knew."""
    own_id = (await pages(lambda: visit(request))).own_id
    if own_id is not None:
        person_id = own_id

        def take(db: Session) -> str:
            return claim_group(db, token, Person.get(db, person_id)).slug

        slug = await pages(lambda: write(take))
        return redirect(f"/lapak/{slug}", words="saved")
    form = _claim_form(values)
    link = await pages(lambda: _link(token))
    password_hash = await slow(lambda: new_hash(form.password, form.name, link.phone))

    def work(db: Session) -> Entry:
        link = find_claim_link(db, token)
        person = Person(name=form.name, phone=link.phone, password_hash=password_hash).add(db)
        consent(db, person.key, Purpose.TERMS)
        group = claim_group(db, token, person)
        return let_in(db, request, person, ShownBy.CLAIM, back=f"/lapak/{group.slug}")

    return arrived(await pages(lambda: write(work)), words="signed_up")


def _link(token: str) -> ClaimLink:
    with read() as db:
        return find_claim_link(db, token)


def _claim_form(values: dict[str, list[str]]) -> Any:
    from market.web.binding import bind

    return bind(forms.ClaimGroup, values)

"""A way in after a forgotten password, and the way to say that it was somebody else: "bukan saya"."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.limits import attempt, take_back_attempt
from market.kernel.refused import Refused
from market.pages.arriving import Entry, ShownBy, arrived, let_in
from market.pages.networks import network_of_request
from market.pages.shop import forms
from market.pages.shop.sign_in import words_of
from market.pages.sudo import Sure, make_sure
from market.pages.visitor import require_person
from market.people.owning.not_me import deny_by_link, deny_own_code, overtaken, own_code
from market.people.person import Person, find_way_in, fits
from market.people.reset_code import ResetCode, kept_code
from market.people.security import report_miss
from market.people.signed_in_here import helper_signed_in
from market.people.signing_in.denial import find_denial, written_denial
from market.people.signing_in.password import new_hash
from market.people.signing_in.reset import use_code
from market.web.cookies import KNOWN, cookie, leave
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False)
QUARTER = timedelta(minutes=15)
MISSES, COMPARED = (
    20,
    300,
)  # of a network in a quarter of an hour; comparing costs 25 ms, whether there is a code or not


@router.get("/lupa")
def forgotten_page(request: Request) -> Response:
    with read() as db:
        shared = helper_signed_in(db, cookie(request, KNOWN))
    return page(request, "shop/forgotten.html", helpers_browser=shared)


@router.post("/lupa")
@every_time("hands out a login")
async def forgotten(request: Request, form: Annotated[forms.UseCode, Depends(posted(forms.UseCode))]) -> Response:
    """A code from somebody who knows them, and a new password.

    The code is compared first, and only misses count, by network: many share an address, and a guesser there must keep
    nobody out. A network that missed too often gets the same answer for every number.
    """
    network = network_of_request(request)
    kept = await pages(lambda: _kept(form.identifier))
    person_id = kept.person_id
    compared = f"kode/dibandingkan/{network}"
    await pages(lambda: attempt(compared, most=COMPARED, per=QUARTER))
    if not await slow(lambda: fits(kept.code_hash, form.code)):
        await pages(lambda: attempt(f"kode/{network}", most=MISSES, per=QUARTER))
        await pages(lambda: report_miss("code_wrong", person_id, network))
        raise Refused("code_wrong", field="code")
    await pages(lambda: take_back_attempt(compared, per=QUARTER))
    words = await pages(lambda: words_of(person_id))
    password_hash = await slow(lambda: new_hash(form.password, *words))

    def work(db: Session) -> Entry:
        return let_in(db, request, use_code(db, person_id, kept.code_id, password_hash, network=network), ShownBy.CODE)

    return arrived(await pages(lambda: write(work)), words="code_used")


@dataclass(frozen=True, slots=True)
class _Kept:
    """The code that lets somebody in now; person 0 and no hash where a number is unknown."""

    person_id: int = 0
    code_id: int = 0
    code_hash: str | None = None


def _kept(identifier: str) -> _Kept:
    with read() as db:
        person = find_way_in(db, identifier.strip().lower())
        if person is None:
            return _Kept()
        code_id, code_hash = kept_code(db, person.key)
        return _Kept(person_id=person.key, code_id=code_id, code_hash=code_hash)


@router.get("/bukan-saya/{token}")
def not_me_page(request: Request, token: str) -> Response:
    """What the link in a letter ends. Looking changes nothing: some mail programs open every link."""
    with read() as db:
        denial = written_denial(db, token)
        over = overtaken(db, denial) if denial else None
        if denial and ((over and not over.newer) or not denial.live):
            keeps = Person.get(db, denial.person_id).password_hash is not None
            return page(request, "shop/not_me_spent.html", status=422, denial=denial, keeps=keeps, over=over)
        denial = find_denial(db, token)
        code = db.get(ResetCode, denial.code_id) if denial.code_id else None
        return page(request, "shop/not_me.html", code=code, denial=denial, token=token, over=over)


@router.post("/bukan-saya/{token}")
@every_time("ends every login, this one too")
@shows("/lupa")
def not_me(request: Request, token: str) -> Response:
    """Only false links are counted: others who try some behind the same address must not keep her from hers."""
    network = network_of_request(request)
    with read() as db:
        known = written_denial(db, token) is not None
    if not known:
        attempt(f"bukan/{network}", most=MISSES, per=QUARTER)
    write(lambda db: deny_by_link(db, token, network=network))
    return leave(redirect("/lupa", words="denied"))


@router.post("/akun/kode/{code:number}/bukan-saya")
@every_time("ends every login, this one too")
@shows("/akun")
async def not_mine(request: Request, code: int, form: Annotated[Sure, Depends(posted(Sure))]) -> Response:
    """The same from the account, for a code that was issued for it.

    Denying a used code takes password and app away, so she first shows again who she is.
    """
    person_id = await pages(lambda: require_person(request))
    if await pages(lambda: _used(person_id, code)):
        await make_sure(request, form)
    network = network_of_request(request)
    if await pages(lambda: write(lambda db: deny_own_code(db, person_id, code, network=network))):
        return redirect("/akun/keamanan", words="past_denied")
    return leave(redirect("/lupa", words="denied"))


def _used(person_id: int, code: int) -> bool:
    with read() as db:
        return own_code(db, person_id, code).used_at is not None

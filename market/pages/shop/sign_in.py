"""Signing in, up and out."""

from contextlib import suppress
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.email import typed_email
from market.kernel.language import current
from market.kernel.limits import attempt
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused, TooOften
from market.pages.arriving import Entry, ShownBy, arrived, let_in, sign_off
from market.pages.networks import network_of_request
from market.pages.sent_before import again_on_its_page, sent_before
from market.pages.shop import forms
from market.pages.shop.contact import WORDS, ask_anywhere
from market.pages.visitor import visit
from market.people.consent import Purpose, consent
from market.people.known_browser import without_contact
from market.people.person import Person, find_person, lock_person
from market.people.recognised import group_of_former
from market.people.security import report_miss
from market.people.signed_in_here import helper_signed_in
from market.people.signing_in.contact import typed_contact, ways_to_prove
from market.people.signing_in.guessing import knock
from market.people.signing_in.password import new_hash, password_fits, words_around
from market.web.cookies import KNOWN, LOGIN, SENT, cookie, drop_cookie, leave
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False)
QUARTER = timedelta(minutes=15)


@router.get("/masuk")
def sign_in_page(request: Request, kembali: str = "") -> Response:
    token, group = cookie(request, LOGIN), ""
    with read() as db:
        if token and not visit(request).signed_in:
            group = group_of_former(db, token)
        numbered = without_contact(db, cookie(request, KNOWN))
        return page(
            request, "shop/sign_in.html", back=kembali, phone_of=group, numbered=numbered,
            helpers_browser=helper_signed_in(db, cookie(request, KNOWN)),
        )  # fmt: skip


@router.post("/masuk")
@every_time("hands out a login")
@shows("/masuk?kembali={kembali}")
async def signed_in(request: Request, form: Annotated[forms.SignIn, Depends(posted(forms.SignIn))]) -> Response:
    """By phone number or e-mail. Guessing makes wait; a wrong password and an unknown number get the same answer."""
    network, browser = network_of_request(request), cookie(request, KNOWN)
    tried = await pages(lambda: knock(form.identifier, network, browser))
    if not await slow(lambda: password_fits(tried.password_hash, form.password)):
        await pages(lambda: report_miss("sign_in_wrong", tried.person_id, network))
        raise Refused("sign_in_wrong", field="password")

    def work(db: Session) -> Entry:
        person = still_hers(db, tried.person_id, tried.password_hash)
        tried.was_right(db)
        return let_in(db, request, person, ShownBy.PASSWORD, back=form.kembali)

    return arrived(await pages(lambda: write(work)), words="signed_in")


@router.get("/masuk/lanjut")
async def go_on(request: Request) -> Response:
    """What was pressed before her sign-in ended, on its page as she left it: done only when she presses again."""
    actor = await pages(lambda: visit(request))
    before = sent_before(request, f"person/{actor.own_id}") if actor.own_id else None
    answer: Response = redirect("/akun" if actor.signed_in else "/masuk")
    if before:
        answer = await again_on_its_page(request, before, "not_done_yet") or redirect("/akun", words="form_gone")
    drop_cookie(answer, SENT)
    return answer


def still_hers(db: Session, person_id: int, password_hash: str | None) -> Person:
    """The person, locked, while her password is the one that was compared: it may have changed meanwhile."""
    person = lock_person(db, person_id)
    if person.password_hash != password_hash:
        raise Refused("sign_in_wrong", field="password")
    return person


def words_of(person_id: int) -> tuple[str | None, ...]:
    with read() as db:
        return words_around(db, Person.get(db, person_id))


@router.get("/daftar")
def sign_up_page(request: Request, kembali: str = "") -> Response:
    with read() as db:
        shared = helper_signed_in(db, cookie(request, KNOWN))
    return page(request, "shop/sign_up.html", back=kembali, helpers_browser=shared)


@router.post("/daftar")
@every_time("hands out a login")
@shows("/daftar?kembali={kembali}")
async def signed_up(request: Request, form: Annotated[forms.SignUp, Depends(posted(forms.SignUp))]) -> Response:
    phone, email = identity(form.identifier)
    await pages(lambda: attempt(f"daftar/{network_of_request(request)}", most=20, per=timedelta(hours=1)))
    password_hash = await slow(lambda: new_hash(form.password, form.name, phone, email))

    mine = form.mine == "1"

    def work(db: Session) -> tuple[Entry, int]:
        held = find_person(db, form.identifier)
        if held and not mine:
            raise Refused("phone_taken" if phone else "email_taken", field="identifier")
        if held and not ways_to_prove(typed_contact(form.identifier)[0]):
            raise Refused("proof_by_nothing", field="identifier")
        own = (None, None) if held else (phone, email)  # a number of another account comes with its proof alone
        person = Person(
            name=form.name, phone=own[0], email=own[1], password_hash=password_hash, language=current.get()
        ).add(db)
        consent(db, person.key, Purpose.TERMS)
        arrival = let_in(db, request, person, ShownBy.SIGN_UP, back="/akun/kontak" if held else form.kembali or "/akun")
        return arrival, person.key if held else 0

    arrival, proves = await pages(lambda: write(work))
    if proves:
        with suppress(TooOften, Refused):  # the account is there; its page asks again
            way = await ask_anywhere(request, proves, *typed_contact(form.identifier), None)
            return arrived(arrival, words=WORDS[way])
    return arrived(arrival, words="signed_up")


def identity(text: str) -> tuple[str | None, str | None]:
    """(phone, e-mail) of what somebody typed to be known by."""
    try:
        return (None, typed_email(text)) if "@" in text else (typed_phone(text), None)
    except Refused as refusal:
        raise Refused(refusal.code, field="identifier") from None


@router.post("/keluar")
@every_time("drops what the browser keeps")
def sign_out(request: Request) -> Response:
    write(lambda db: sign_off(db, request))
    return leave(redirect("/", words="signed_out"))


@router.get("/keluar")
def sign_out_page(request: Request) -> Response:
    return page(request, "shop/sign_out.html")

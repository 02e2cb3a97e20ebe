"""Signing in, up and out."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.limits import attempt, forget_attempts
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.orders.cart import lock_cart
from market.pages.shop import forms
from market.pages.visitor import (
    address_of,
    home_of,
    keep_login,
)
from market.people.access import Actor
from market.people.consent import Purpose, consent
from market.people.login import find_login, sign_in
from market.people.membership import words_around
from market.people.password import new_hash, password_fits
from market.people.person import Person, find_person, typed_email
from market.web.cookies import CART, LOGIN, cookie, leave
from market.web.forms import posted
from market.web.page import page, redirect, safe_path
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False)
QUARTER = timedelta(minutes=15)


@router.get("/masuk")
def sign_in_page(request: Request, kembali: str = "") -> Response:
    return page(request, "shop/sign_in.html", back=kembali)


@router.post("/masuk")
@shows("/masuk?kembali={kembali}")
async def signed_in(request: Request, form: Annotated[forms.SignIn, Depends(posted(forms.SignIn))]) -> Response:
    """By phone number or e-mail. Attempts are counted for the address and for the account."""
    who = form.identifier.strip().lower()
    await pages(lambda: attempt(f"masuk/{address_of(request)}", most=30, per=QUARTER))
    await pages(lambda: attempt(f"masuk/{_known(who)}", most=8, per=QUARTER))
    person_id, kept = await pages(lambda: _find(who))
    if not await slow(lambda: password_fits(kept, form.password)):
        raise Refused("sign_in_wrong", field="password")
    token, home = await pages(lambda: write(lambda db: open_login(db, person_id, request)))
    await pages(lambda: forget_attempts(f"masuk/{_known(who)}"))
    return keep_login(redirect(safe_path(form.kembali) if form.kembali else home, words="signed_in"), token)


def _known(identifier: str) -> str:
    """One name for one account however it is typed, for counting attempts."""
    try:
        return identifier if "@" in identifier else typed_phone(identifier)
    except Refused:
        return identifier[:80]


def _find(identifier: str) -> tuple[int, str | None]:
    with read() as db:
        person = find_person(db, identifier)
        return (person.key, person.password_hash) if person else (0, None)


def open_login(db: Session, person_id: int, request: Request) -> tuple[str, str]:
    person = Person.get(db, person_id)
    before = find_login(db, cookie(request, LOGIN))
    if before:
        before.end()  # a fresh cookie after signing in
    token = sign_in(db, person, request.headers.get("user-agent", ""))
    return token, home_of(db, Actor(person.key, person.name, person.admin))


def words_of(person_id: int) -> tuple[str | None, ...]:
    with read() as db:
        return words_around(db, Person.get(db, person_id))


@router.get("/daftar")
def sign_up_page(request: Request, kembali: str = "") -> Response:
    return page(request, "shop/sign_up.html", back=kembali)


@router.post("/daftar")
@shows("/daftar?kembali={kembali}")
async def signed_up(request: Request, form: Annotated[forms.SignUp, Depends(posted(forms.SignUp))]) -> Response:
    phone, email = identity(form.identifier)
    await pages(lambda: attempt(f"daftar/{address_of(request)}", most=20, per=timedelta(hours=1)))
    password_hash = await slow(lambda: new_hash(form.password, form.name, phone, email))

    def work(db: Session) -> str:
        person = Person(
            name=form.name, phone=phone, email=email, password_hash=password_hash, language=current.get()
        ).add(db)
        consent(db, person.key, Purpose.TERMS)
        return sign_in(db, person, request.headers.get("user-agent", ""))

    token = await pages(lambda: write(work))
    return keep_login(redirect(safe_path(form.kembali) if form.kembali else "/akun", words="signed_up"), token)


def identity(text: str) -> tuple[str | None, str | None]:
    """(phone, e-mail) of what somebody typed to be known by."""
    try:
        return (None, typed_email(text)) if "@" in text else (typed_phone(text), None)
    except Refused as refusal:
        raise Refused(refusal.code, field="identifier") from None


@router.post("/keluar")
def sign_out(request: Request) -> Response:
    def work(db: Session) -> None:
        login = find_login(db, cookie(request, LOGIN))
        if login:
            login.end()
        cart = lock_cart(db, cookie(request, CART))
        if cart:
            cart.empty()  # nobody can open it any more

    write(work)
    return leave(redirect("/", words="signed_out"))


@router.get("/keluar")
def sign_out_page(request: Request) -> Response:
    return page(request, "shop/sign_out.html")

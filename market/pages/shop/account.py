"""Signing up and in, the account, forgotten passwords, founding and claiming a group."""

import json
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.limits import attempt, forget_attempts
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.orders.queries import S as SUBS
from market.orders.queries import order_rows, orders_of_person
from market.pages.shop import forms, words
from market.pages.visitor import (
    address_of,
    cookie_name,
    drop_login,
    home_of,
    keep_login,
    require_person,
    visit,
)
from market.people.access import Actor
from market.people.consent import Purpose, consent, consents, withdraw
from market.people.founding import claim_group, find_invitation, found_group
from market.people.group import Group, GroupKind
from market.people.login import end_all, find_login, live_logins, sign_in
from market.people.person import Person, find_person, fits, hash_secret, typed_email
from market.people.place import find_villages, typed_village
from market.people.reset import try_code, use_code
from market.reports.my_data import forget, my_data
from market.web.forms import Values, posted, sent
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
    if not await slow(lambda: fits(kept, form.password)):
        raise Refused("sign_in_wrong", field="password")
    token, home = await pages(lambda: write(lambda db: _open(db, person_id, request)))
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


def _open(db: Session, person_id: int, request: Request) -> tuple[str, str]:
    person = Person.get(db, person_id)
    before = find_login(db, request.cookies.get(cookie_name(), ""))
    if before:
        before.end()  # a fresh cookie after signing in
    token = sign_in(db, person, request.headers.get("user-agent", ""))
    return token, home_of(db, Actor(person.key, person.name, person.admin))


@router.get("/daftar")
def sign_up_page(request: Request, kembali: str = "") -> Response:
    return page(request, "shop/sign_up.html", back=kembali)


@router.post("/daftar")
@shows("/daftar?kembali={kembali}")
async def signed_up(request: Request, form: Annotated[forms.SignUp, Depends(posted(forms.SignUp))]) -> Response:
    phone, email = identity(form.identifier)
    await pages(lambda: attempt(f"daftar/{address_of(request)}", most=20, per=timedelta(hours=1)))
    password_hash = await slow(lambda: hash_secret(form.password))

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
        login = find_login(db, request.cookies.get(cookie_name(), ""))
        if login:
            login.end()

    write(work)
    return drop_login(redirect("/", words="signed_out"))


@router.get("/keluar")
def sign_out_page(request: Request) -> Response:
    return page(request, "shop/sign_out.html")


@router.get("/lupa")
def forgotten_page(request: Request) -> Response:
    return page(request, "shop/forgotten.html")


@router.post("/lupa")
async def forgotten(request: Request, form: Annotated[forms.UseCode, Depends(posted(forms.UseCode))]) -> Response:
    """A six-digit code from somebody who knows them, and a new password."""
    await pages(lambda: attempt(f"kode/{address_of(request)}", most=20, per=QUARTER))
    person_id, _kept = await pages(lambda: _find(form.identifier.strip().lower()))
    if not await pages(lambda: write(lambda db: try_code(db, person_id, form.code))):
        raise Refused("code_wrong", field="code")
    password_hash = await slow(lambda: hash_secret(form.password))
    await pages(lambda: write(lambda db: use_code(db, person_id, form.code, password_hash) and None))
    token, home = await pages(lambda: write(lambda db: _open(db, person_id, request)))
    return keep_login(redirect(home, words="password_changed"), token)


@router.get("/akun")
def account_page(request: Request) -> Response:
    actor = visit(request)
    if not actor.signed_in:
        return page(request, "shop/account_guest.html")
    if actor.device_id is not None:
        with read() as db:
            return redirect(home_of(db, actor))
    person_id = require_person(request)
    with read() as db:
        person = Person.get(db, person_id)
        orders = orders_of_person(db, person_id)
        rows = order_rows(db, SUBS.c.order_id.in_([order.key for order in orders]))
        return page(
            request,
            "shop/account.html",
            person=person,
            orders=orders,
            rows=rows,
            logins=live_logins(db, person_id),
            login_id=actor.login_id,
            given=consents(db, person_id),
            purposes=list(Purpose),
            home=home_of(db, actor),
            state_word=words.state_word,
            payment_word=words.payment_word,
        )


@router.post("/akun/sandi")
@shows("/akun")
async def change_password(
    request: Request, form: Annotated[forms.ChangePassword, Depends(posted(forms.ChangePassword))]
) -> Response:
    person_id = await pages(lambda: require_person(request))
    await pages(lambda: attempt(f"sandi/{person_id}", most=8, per=QUARTER))
    kept = await pages(lambda: _password_of(person_id))
    if not await slow(lambda: fits(kept, form.current)):
        raise Refused("sign_in_wrong", field="current")
    password_hash = await slow(lambda: hash_secret(form.password))
    login_id = visit(request).login_id

    def work(db: Session) -> None:
        Person.get(db, person_id).change_password(password_hash)
        end_all(db, person_id, but=login_id)

    await pages(lambda: write(work))
    return redirect("/akun", words="password_changed")


def _password_of(person_id: int) -> str | None:
    with read() as db:
        return Person.get(db, person_id).password_hash


@router.post("/akun/keluar-semua")
def end_others(request: Request) -> Response:
    person_id = require_person(request)
    login_id = visit(request).login_id
    write(lambda db: end_all(db, person_id, but=login_id))
    return redirect("/akun", words="all_ended")


@router.post("/akun/persetujuan")
@shows("/akun")
def change_consent(request: Request, values: Values) -> Response:
    person_id = require_person(request)
    chosen = values.get("purpose", [""])[0]
    if chosen not in list(Purpose) or chosen == Purpose.TERMS:
        raise Refused("choice_unknown", field="purpose")
    purpose = Purpose(chosen)
    if values.get("give") == ["1"]:
        write(lambda db: consent(db, person_id, purpose))
        return redirect("/akun", words="consent_given")
    write(lambda db: withdraw(db, person_id, purpose))
    return redirect("/akun", words="consent_withdrawn")


@router.get("/akun/data")
def download_data(request: Request) -> Response:
    person_id = require_person(request)
    with read() as db:
        data = json.dumps(my_data(db, person_id), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="data-saya.json"'}
    return Response(data, media_type="application/json", headers=headers)


@router.post("/akun/hapus")
@shows("/akun")
def delete_account(request: Request, values: Values) -> Response:
    person_id = require_person(request)
    if values.get("sure") != ["ya"]:
        raise Refused("terms_needed", field="sure")
    write(lambda db: forget(db, person_id))
    return drop_login(redirect("/", words="signed_out"))


@router.get("/buka-lapak")
def found_page(request: Request) -> Response:
    """The first step of a group: who is signed in becomes its chair."""
    actor = visit(request)
    if not actor.signed_in:
        return page(request, "shop/found_guest.html")
    require_person(request)
    typed = sent(request).value("village", "")
    return page(request, "shop/found.html", suggestions=find_villages(typed) if typed else ())


@router.post("/buka-lapak")
def found(request: Request, form: Annotated[forms.FoundGroup, Depends(posted(forms.FoundGroup))]) -> Response:
    person_id = require_person(request)
    village = typed_village(form.village)

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
        invitation = find_invitation(db, token)
        group = Group.get(db, invitation.group_id)
        person = db.get(Person, visit(request).person_id) if visit(request).person_id else None
        return page(request, "shop/claim.html", invitation=invitation, group=group, person=person, token=token)


@router.post("/klaim/{token}")
async def claim_it(request: Request, token: str, values: Values) -> Response:
    """Signed in: with one press. Else a new account with the number the officer knew."""
    actor = await pages(lambda: visit(request))
    if actor.person_id is not None and actor.device_id is None:
        person_id = actor.person_id

        def take(db: Session) -> str:
            return claim_group(db, token, Person.get(db, person_id)).slug

        slug = await pages(lambda: write(take))
        return redirect(f"/lapak/{slug}", words="saved")
    form = _claim_form(values)
    password_hash = await slow(lambda: hash_secret(form.password))

    def work(db: Session) -> tuple[str, str]:
        invitation = find_invitation(db, token)
        person = Person(name=form.name, phone=invitation.phone, password_hash=password_hash).add(db)
        consent(db, person.key, Purpose.TERMS)
        group = claim_group(db, token, person)
        return group.slug, sign_in(db, person, request.headers.get("user-agent", ""))

    slug, cookie = await pages(lambda: write(work))
    return keep_login(redirect(f"/lapak/{slug}", words="signed_up"), cookie)


def _claim_form(values: dict[str, list[str]]) -> Any:
    from market.web.forms import bind

    return bind(forms.ClaimGroup, values)

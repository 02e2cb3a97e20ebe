"""Guarding an account: its password, where it is signed in, what happened to it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.arriving import know_browser
from market.pages.networks import network_of_request
from market.pages.security_words import event_sentence, names_of, numbers_in
from market.pages.shop import forms
from market.pages.sudo import asked_of, make_sure
from market.pages.visitor import keep_login, require_person, visit
from market.people.known_browser import remember
from market.people.login import Login, end_all, end_login, live_logins
from market.people.owning.proving import CHANGED, tell_changed
from market.people.person import Person
from market.people.security import events_about, security_event
from market.people.signing_in.password import new_hash, words_around
from market.web.cookies import KNOWN, cookie
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.paging import Paging, asked_page
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/akun")
A_PAGE = 30


@router.get("/sandi")
def password_page(request: Request) -> Response:
    return page(request, "shop/password.html", asked=asked_of(request))


@router.post("/sandi")
async def change_password(
    request: Request, form: Annotated[forms.ChangePassword, Depends(posted(forms.ChangePassword))]
) -> Response:
    """Ends every other login, and gives this one a fresh token: somebody else may know the password.

    A code that a helper gave stays: else a thief of the password could end each before the owner types it.
    """
    person_id = await make_sure(request, form)
    around = await pages(lambda: _words_around(person_id))
    password_hash = await slow(lambda: new_hash(form.password, *around))

    def work(db: Session) -> tuple[str, str]:
        person = Person.get(db, person_id)
        person.change_password(password_hash)
        done = security_event(db, "password_changed", person_id=person_id, by_id=person_id)
        tell_changed(db, person, CHANGED, {"step": "password"}, visit(request).login_id, done.key)
        return end_others(db, request, person_id)

    return _still_here(redirect("/akun/keamanan", words="password_changed"), *await pages(lambda: write(work)))


def _words_around(person_id: int) -> tuple[str | None, ...]:
    with read() as db:
        return words_around(db, Person.get(db, person_id))


@router.post("/keluar-semua")
def end_all_others(request: Request) -> Response:
    person_id = require_person(request)

    def work(db: Session) -> tuple[str, str]:
        security_event(db, "others_ended", person_id=person_id, by_id=person_id)
        return end_others(db, request, person_id)

    return _still_here(redirect("/akun/keamanan", words="all_ended"), *write(work))


def end_others(db: Session, request: Request, person_id: int) -> tuple[str, str]:
    """Signs every other browser out and knows only this one; its fresh tokens (login, known browser)."""
    login = Login.get(db, visit(request).login_id or 0)
    end_all(db, person_id, but=login.key)
    return login.renew(), remember(db, person_id, cookie(request, KNOWN), network_of_request(request))


def _still_here(response: Response, login: str, browser: str) -> Response:
    know_browser(response, browser)
    return keep_login(response, login)


@router.post("/keluar/{login:number}")
@shows("/akun/keamanan")
def end_one(request: Request, login: int) -> Response:
    """A phone that was lent or lost."""
    person_id = require_person(request)

    def work(db: Session) -> None:
        end_login(db, person_id, login)
        security_event(db, "login_ended", person_id=person_id, by_id=person_id)

    write(work)
    return redirect("/akun/keamanan", words="login_ended")


@router.get("/keamanan")
def guarding_page(request: Request, halaman: str = "1") -> Response:
    """Where she is signed in, and what happened to her account, newest first."""
    person_id = require_person(request)
    actor, number = visit(request), asked_page(halaman)
    with read() as db:
        events = events_about(db, person_id, limit=A_PAGE + 1, skip=A_PAGE * (number - 1))
        return page(
            request, "shop/guarding.html", events=events[:A_PAGE],
            sentence=partial(event_sentence, numbers=numbers_in(db, events)), names=names_of(db, events),
            person_id=person_id, login_id=actor.login_id,
            network=network_of_request(request),
            logins=live_logins(db, person_id, office=actor.holds_office) if number == 1 else [],
            paging=Paging("/akun/keamanan", number, len(events) > A_PAGE),
        )  # fmt: skip

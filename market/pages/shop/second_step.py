"""The code of an app besides the password: asked for at sign-in, put up and taken down in the account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import now, today
from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.messages.outbox import tell
from market.pages.arriving import SECOND_STEP, SET_UP, Entry, ShownBy, arrived, let_in
from market.pages.networks import network_of_request
from market.pages.shop import forms
from market.pages.sudo import Sure, asked_of, make_sure
from market.pages.visitor import home_of, keep_login, require_person, visit
from market.people.known_browser import find_known
from market.people.login import Login
from market.people.owning.proving import tell_changed
from market.people.pending_login import count_pending, end_pending, find_pending
from market.people.person import Person, lock_person
from market.people.security import report_miss, security_event
from market.people.signing_in.guessing import knock_with_code
from market.people.signing_in.second_factor import (
    begin_factor,
    begun_factor,
    end_factor,
    must_have_second,
    new_recovery_codes,
    recovery_left,
    second_factor,
    take_code,
)
from market.web.cookies import KNOWN, PENDING, cookie
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.qr import qr_svg
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False)


@router.get(SECOND_STEP)
def second_step_page(request: Request) -> Response:
    with read() as db:
        pending = find_pending(db, cookie(request, PENDING))
    return page(request, "shop/second_step.html") if pending else redirect("/masuk", words="step_over")


@router.post(SECOND_STEP)
@every_time("hands out a login")
async def second_step(request: Request, form: Annotated[forms.AppCode, Depends(posted(forms.AppCode))]) -> Response:
    """The password was right in this browser; five tries of a code within ten minutes."""
    token, network = cookie(request, PENDING), network_of_request(request)
    begun = await pages(lambda: write(lambda db: count_pending(db, token)))
    if begun is None:
        return redirect("/masuk", words="step_over")
    person_id, back = begun
    tried = await pages(lambda: knock_with_code(person_id, network, cookie(request, KNOWN)))

    def work(db: Session) -> Entry | None:
        person = lock_person(db, person_id)
        opened = take_code(db, person_id, form.app_code)
        if not opened:
            return None
        tried.was_right(db)
        end_pending(db, token)
        if opened == "recovery":
            _tell_of_recovery(db, person)
        return let_in(db, request, person, ShownBy.PASSWORD, back=back, second=True)

    arrival = await pages(lambda: write(work))
    if arrival is None:
        await pages(lambda: _missed(request, person_id, network))
        raise Refused("app_code_wrong", field="app_code")
    return arrived(arrival, words="signed_in")


def _tell_of_recovery(db: Session, person: Person) -> None:
    left = recovery_left(db, person.key)
    used = security_event(db, "recovery_used", person_id=person.key, by_id=person.key, left=left)
    tell(db, person.recipient, "recovery_used", {"left": left}, name=f"security/{used.key}", warns=True)


def _missed(request: Request, person_id: int, network: str) -> None:
    """Somebody knows the password and not the code: the owner hears of it, unless it is her own browser."""
    report_miss("second_step_wrong", person_id, network)

    def work(db: Session) -> None:
        if find_known(db, person_id, cookie(request, KNOWN)) is None:
            to = Person.get(db, person_id).recipient
            tell(db, to, "second_step_wrong", {}, name=f"second/{person_id}/wrong/{today(settings().zone)}", warns=True)

    write(work)


@router.get(SET_UP)
def set_up_page(request: Request) -> Response:
    person_id = require_person(request)
    with read() as db:
        person, begun = Person.get(db, person_id), begun_factor(db, person_id)
        address = begun.address(person.email or person.phone or str(person_id)) if begun else ""
        return page(
            request, "shop/second_factor.html", person=person, factor=second_factor(db, person_id), begun=begun,
            code=qr_svg(address) if begun else "", address=address, left=recovery_left(db, person_id),
            asked=asked_of(request), needed=must_have_second(person), codes=[],
        )  # fmt: skip


@router.post(SET_UP)
async def begin(request: Request, form: Annotated[Sure, Depends(posted(Sure))]) -> Response:
    """A key to be put into an app. It changes nothing until a first code was right."""
    person_id = await make_sure(request, form)
    await pages(lambda: write(lambda db: begin_factor(db, person_id) and None))
    return redirect(SET_UP)


@router.post(SET_UP + "/pasang")
@every_time("shows recovery codes once")
@shows(SET_UP)
def confirm(request: Request, form: Annotated[forms.AppCode, Depends(posted(forms.AppCode))]) -> Response:
    """The first code is right: the recovery codes are shown, once, and this login has a fresh token."""
    person_id, login_id = require_person(request), visit(request).login_id or 0
    visit(request).refuse_while_resting()

    def work(db: Session) -> tuple[list[str], str]:
        begun, login = begun_factor(db, person_id), Login.get(db, login_id)
        if begun is None:
            raise NotFound("a key that was begun")
        codes = begun.confirm(form.app_code)
        done = security_event(db, "second_factor_on", person_id=person_id, by_id=person_id)
        tell_changed(db, Person.get(db, person_id), done.code, {}, login_id, done.key)
        login.second_at = now()
        return codes, login.renew()

    codes, token = write(work)
    return keep_login(_codes_page(request, codes), token)


@router.post(SET_UP + "/cadangan")
@every_time("shows recovery codes once, in place of those before")
@shows(SET_UP)
async def new_codes(request: Request, form: Annotated[Sure, Depends(posted(Sure))]) -> Response:
    """Ten fresh recovery codes; the ones from before open nothing."""
    person_id = await make_sure(request, form)

    def work(db: Session) -> list[str]:
        if second_factor(db, person_id) is None:
            raise NotFound("an app")
        security_event(db, "recovery_made", person_id=person_id, by_id=person_id)
        return new_recovery_codes(db, person_id)

    codes = await pages(lambda: write(work))
    return await pages(lambda: _codes_page(request, codes))


@router.post(SET_UP + "/selesai")
@every_time("renews this login")
@shows(SET_UP)
async def end(request: Request, form: Annotated[Sure, Depends(posted(Sure))]) -> Response:
    """No more codes from now on. Admins must keep them."""
    person_id = await make_sure(request, form)
    actor = visit(request)

    def work(db: Session) -> str:
        person = Person.get(db, person_id)
        if must_have_second(person):
            raise Refused("app_needed")
        if second_factor(db, person_id) is None:
            raise NotFound("an app")
        end_factor(db, person, by=actor, but=actor.login_id)
        login = Login.get(db, actor.login_id or 0)
        login.second_at = None  # one who becomes an admin in this login must set it up first
        return login.renew()

    token = await pages(lambda: write(work))
    return keep_login(redirect("/akun/keamanan", words="second_off"), token)


def _codes_page(request: Request, codes: list[str]) -> Response:
    """The codes, and a button to where she works."""
    with read() as db:
        home = home_of(db, visit(request))
    return page(request, "shop/recovery_codes.html", codes=codes, home=home)

"""What an admin does for somebody who cannot sign in; for another admin, and for a lost app, two of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.kernel.refused import Refused
from market.pages.codes import FreshCode, fresh, fresh_code
from market.pages.platform import forms
from market.pages.platform.admin import admin_page
from market.pages.visitor import require_admin
from market.people.approving.code_request import ask_for_code, ask_to_end_factor, grant_code, grant_end_of_factor
from market.people.approving.met import say_met
from market.people.person import Person, find_way_in
from market.people.signing_in.reset import issue_code
from market.web.forms import posted
from market.web.page import redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/admin")


@router.post("/kode")
@every_time("shows a code once, in place of the one before")
@shows("/admin")
async def reset_code(
    request: Request, form: Annotated[forms.Identified, Depends(posted(forms.Identified))]
) -> Response:
    """A way in for anyone but an admin, for whom a second admin must say yes."""
    code, kept = await fresh_code(lambda: require_admin(request))
    actor = require_admin(request)

    def work(db: Session) -> FreshCode | None:
        person = find_way_in(db, form.identifier)
        if person is None:
            raise Refused("person_unknown", field="identifier")
        if person.admin:
            ask_for_code(db, person.key, by=actor)
            return None
        issue_code(db, person.key, kept, by=actor)
        return fresh(code, person)

    made = await pages(lambda: write(work))
    if made is None:
        return redirect("/admin", words="code_asked")
    return await pages(lambda: admin_page(request, fresh=made))


@router.post("/kode/{asked:number}")
@every_time("shows a code once, in place of the one before")
@shows("/admin")
async def second_admin(request: Request, asked: int) -> Response:
    """The second admin's yes: the code is shown here, to nobody else."""
    code, kept = await fresh_code(lambda: require_admin(request))
    actor = require_admin(request)

    def work(db: Session) -> FreshCode:
        issued = grant_code(db, asked, kept, by=actor)
        return fresh(code, Person.get(db, issued.person_id))

    made = await pages(lambda: write(work))
    return await pages(lambda: admin_page(request, fresh=made))


@router.post("/bertemu/{person:number}")
@shows("/admin")
def met(request: Request, person: int) -> Response:
    """The admin saw or spoke to somebody whom a code let in."""
    actor = require_admin(request)

    def work(db: Session) -> None:
        say_met(db, person, by=actor)

    write(work)
    return redirect("/admin", words="person_met")


@router.post("/dua-langkah")
@shows("/admin")
def lost_app(request: Request, form: Annotated[forms.Identified, Depends(posted(forms.Identified))]) -> Response:
    """The first of two admins for somebody who lost the phone with the app and the recovery codes."""
    actor = require_admin(request)

    def work(db: Session) -> None:
        person = find_way_in(db, form.identifier)
        if person is None:
            raise Refused("person_unknown", field="identifier")
        ask_to_end_factor(db, person.key, by=actor)

    write(work)
    return redirect("/admin", words="code_asked")


@router.post("/dua-langkah/{asked:number}")
@shows("/admin")
def end_app(request: Request, asked: int) -> Response:
    actor = require_admin(request)

    def work(db: Session) -> None:
        grant_end_of_factor(db, asked, by=actor)

    write(work)
    return redirect("/admin", words="second_off")

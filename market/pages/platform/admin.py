"""The admin: officers, categories, the settings in force."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from pydantic import SecretStr
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.red_light import RedLight
from market.kernel.refused import Refused
from market.kernel.settings import Settings, settings
from market.pages.networks import network_of_request
from market.pages.platform import forms
from market.pages.visitor import require_admin
from market.pages.watching import note_look
from market.people.approving.code_request import open_requests
from market.people.approving.met import resting_people
from market.people.colleagues import acted_in, dismiss_officer
from market.people.helpers import STILL, Officer, require_new
from market.people.invitation import BY_ADMINS, InvitationKind, asked_for_office, the_invitation
from market.people.joining.inviting import count_invitation, invite
from market.people.operating import send_again
from market.people.owning.denied import denied_anywhere
from market.people.person import Person
from market.people.place import Place, place_name
from market.people.suggested import places_meant, typed_place
from market.reports.backup import latest
from market.reports.elsewhere import last_sent
from market.reports.lights import BY_CODE, seen_lights
from market.reports.proving import last_proof
from market.web.forms import posted, sent
from market.web.page import page, redirect
from market.web.paging import Paging, asked_page
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/admin")
A_PAGE = 50


def _context(db: Session, request: Request, **more: Any) -> dict[str, Any]:
    actor, number = require_admin(request), asked_page(request.query_params.get("halaman", "1"))
    o = table(Officer)
    officers = db.execute(
        sa.select(Officer, Person)
        .join(Person, table(Person).c.id == o.c.person_id)
        .where(STILL)
        .order_by(o.c.place, o.c.id)
        .limit(A_PAGE + 1)
        .offset(A_PAGE * (number - 1))
    ).all()
    context: dict[str, Any] = {
        "actor": actor,
        "tab": "admin",
        "officers": officers[:A_PAGE],
        "paging": Paging("/admin", number, len(officers) > A_PAGE),
        "invited": asked_for_office(db, None, *BY_ADMINS),
        "acted_in": acted_in(db, actor.key),
        "place_name": place_name,
        "areas": _meant(request),
        "in_force": in_force(),
        "light_words": light_words,
        "backup": latest(),
        "proof": last_proof(),
        "sent_elsewhere": last_sent() if settings().backups_elsewhere else None,
        "lights": seen_lights(db, actor.key),
        "fresh": None,
        "asked": open_requests(db, actor),
        "resting": resting_people(db, actor),
        "denied": denied_anywhere(db),
    }
    return context | more


def _meant(request: Request) -> tuple[Place, ...]:
    """The places to pick from, when what was typed means several."""
    left = sent(request)
    return places_meant(str(left.value("place"))) if "place" in left.refusals else ()


def light_words(red: RedLight) -> str:
    return BY_CODE[red.code].words()


def in_force() -> list[tuple[str, str]]:
    """Every setting with its value; secrets only say whether they are set."""
    found = []
    for name in Settings.model_fields:
        value = getattr(settings(), name)
        if isinstance(value, SecretStr):
            value = "••••" if value.get_secret_value() else ""
        found.append((f"MARKET_{name.upper()}", _without_password(str(value))))
    return found


def _without_password(text: str) -> str:
    if "://" in text and "@" in text:
        scheme, _, rest = text.partition("://")
        return f"{scheme}://••••@{rest.rpartition('@')[2]}"
    return text


@router.get("")
def admin(request: Request) -> Response:
    return admin_page(request)


def admin_page(request: Request, **more: Any) -> Response:
    with read() as db:
        context = _context(db, request, **more)
        note_look(request, "officers", 0)
        return page(request, "office/admin.html", **context)


@router.post("/petugas")
@shows("/admin")
def ask_officer(request: Request, form: Annotated[forms.NewOfficer, Depends(posted(forms.NewOfficer))]) -> Response:
    """Asks somebody to be an officer for a place, or a superior of an office; she is when she says yes, with a number
    that she proved."""
    actor = require_admin(request)
    identifier = form.phone or form.email
    code = typed_place(form.place).code
    if not identifier:
        raise Refused("identifier_missing", field="phone")
    count_invitation(actor, network_of_request(request))

    def work(db: Session) -> None:
        require_new(db, identifier, code, form.agency)
        invite(db, actor, InvitationKind(form.role), identifier, name=form.name, place=code, agency=form.agency)

    write(work)
    return redirect("/admin", words="invited")


@router.post("/petugas/undangan/{invitation:number}/batal")
@shows("/admin")
def take_back(request: Request, invitation: int) -> Response:
    by = require_admin(request)
    write(lambda db: the_invitation(db, invitation, kinds=BY_ADMINS).withdraw(by))
    return redirect("/admin", words="invitation_withdrawn")


@router.post("/kabar/lagi")
@shows("/admin")
def letters_again(request: Request) -> Response:
    """Letters that could not be sent are tried again now."""
    actor = require_admin(request)

    many = write(lambda db: send_again(db, actor))
    return redirect("/admin", words="sent_again" if many else "none_to_send_again", n=many)


@router.post("/petugas/{officer:number}/selesai")
@shows("/admin")
def end_officer(request: Request, officer: int) -> Response:
    by = require_admin(request)
    write(lambda db: dismiss_officer(db, officer, by))
    return redirect("/admin", words="saved")

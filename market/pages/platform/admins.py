"""Who runs the platform, and asking one more: by who shows again who she is, with another admin's yes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.networks import network_of_request
from market.pages.platform import forms
from market.pages.sudo import asked_of, make_sure
from market.pages.visitor import require_admin
from market.pages.watching import note_look
from market.people.invitation import InvitationKind, asked_for_office, the_invitation
from market.people.joining.admins import agree_to_admin, ask_admin, refusals_to_agree, waits_for_another
from market.people.joining.inviting import count_invitation
from market.people.person import admins as all_admins
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

PAGE = "/admin/pengelola"
router = APIRouter(include_in_schema=False, prefix=PAGE)


@router.get("")
def admins(request: Request) -> Response:
    actor = require_admin(request)
    with read() as db:
        note_look(request, "officers", 0)
        asked = asked_for_office(db, None, InvitationKind.ADMIN)
        waits = [each for each in asked if waits_for_another(db, each)]
        return page(
            request, "office/admins.html", actor=actor, tab="admin", admins=all_admins(db), asked=asked,
            waits={each.key for each in waits}, refusals=refusals_to_agree(db, waits, actor), sure=asked_of(request),
        )  # fmt: skip


@router.post("")
@shows(PAGE)
async def ask(request: Request, form: Annotated[forms.NewAdmin, Depends(posted(forms.NewAdmin))]) -> Response:
    """Nothing follows before another admin and the person herself say yes, at a number or e-mail that she proved."""
    await pages(lambda: require_admin(request))
    await make_sure(request, form)
    actor = require_admin(request)
    await pages(lambda: count_invitation(actor, network_of_request(request)))

    def work(db: Session) -> None:
        ask_admin(db, actor, form.identifier, form.name)

    await pages(lambda: write(work))
    return redirect(PAGE, words="invited")


@router.post("/{invitation:number}/setuju")
@shows(PAGE)
def agree(request: Request, invitation: int) -> Response:
    """The yes of another admin."""
    actor = require_admin(request)

    def work(db: Session) -> None:
        agree_to_admin(db, the_invitation(db, invitation, kinds=(InvitationKind.ADMIN,)), actor)

    write(work)
    return redirect(PAGE, words="saved")


@router.post("/{invitation:number}/batal")
@shows(PAGE)
def take_back(request: Request, invitation: int) -> Response:
    by = require_admin(request)
    write(lambda db: the_invitation(db, invitation, kinds=(InvitationKind.ADMIN,)).withdraw(by))
    return redirect(PAGE, words="invitation_withdrawn")

"""Who helps a group: an officer of its place asks, and the helper says yes in her own account."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.networks import network_of_request
from market.pages.office import forms
from market.pages.office.groups.group import officer_group, officer_group_seen
from market.people.access import Actor
from market.people.group import Group
from market.people.invitation import Invitation, InvitationKind, asked_by_group
from market.people.joining.asked_chairs import wait_for_chair
from market.people.joining.groups_yes import (
    agree_to_helper,
    chair_first,
    helper_asked,
    refusals_for_group,
    refuse_helper,
)
from market.people.joining.handing_over import propose
from market.people.joining.handing_over_told import tell_handing_over
from market.people.joining.inviting import count_invitation, invite
from market.people.namesakes import helpers_called
from market.people.roles.facilitating import dismiss_helper
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/kelompok/{group}/pendamping")


@router.get("")
def facilitators_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = officer_group_seen(db, request, group)
        helpers, asked = helpers_called(db, here.key), asked_by_group(db, here.key, InvitationKind.FACILITATOR)
        waiting = [each for each in asked if each.live and each.asked_by_leaving and each.agreed_at is None]
        return page(
            request, "office/facilitators.html", group=here, actor=actor, tab="groups",
            helpers=helpers,
            asked=asked, by_chair=wait_for_chair(db, asked, here.key),
            refusals=refusals_for_group(db, waiting, here, actor) if waiting else {},
        )  # fmt: skip


@router.post("")
def ask_facilitator(request: Request, group: str, form: Annotated[forms.Help, Depends(posted(forms.Help))]) -> Response:
    """Answers the same whoever has this number or e-mail, and also if nobody has."""
    with read() as db:
        _here, actor = officer_group(db, request, group)
    count_invitation(actor, network_of_request(request))

    def work(db: Session) -> bool:
        here, actor = officer_group(db, request, group)
        if form.instead_of is not None:
            made = propose(
                db, actor, here, form.instead_of, form.identifier, name=form.name, organisation=form.organisation
            )  # fmt: skip
            return chair_first(db, made, here)
        made = invite(
            db, actor, InvitationKind.FACILITATOR, form.identifier, name=form.name, group=here, agency=form.organisation
        )
        return chair_first(db, made, here)

    words = "helper_asked" if write(work) else "invited"
    return redirect(f"/dinas/kelompok/{group}/pendamping", words=words)


@router.post("/{person:number}/selesai")
@shows("/dinas/kelompok/{group}/pendamping")
def end_facilitator(request: Request, group: str, person: int) -> Response:
    """She helps no more; phones that she set up go with her unless a chair made them the group's own."""

    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        dismiss_helper(db, here, person, actor)

    write(work)
    return redirect(f"/dinas/kelompok/{group}/pendamping", words="saved")


@router.post("/undangan/{invitation:number}/setuju")
@shows("/dinas/kelompok/{group}/pendamping")
def agree_for_group(request: Request, group: str, invitation: int) -> Response:
    """The group's yes to a helper who hands it over, where nobody of it can be reached."""
    return _answer(request, group, invitation, agree_to_helper)


@router.post("/undangan/{invitation:number}/tolak")
@shows("/dinas/kelompok/{group}/pendamping")
def refuse_for_group(request: Request, group: str, invitation: int) -> Response:
    return _answer(request, group, invitation, refuse_helper)


def _answer(
    request: Request, group: str, invitation: int, verb: Callable[[Session, Invitation, Group, Actor], None]
) -> Response:
    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        verb(db, helper_asked(db, invitation, here), here, actor)

    write(work)
    return redirect(f"/dinas/kelompok/{group}/pendamping", words="saved")


@router.post("/undangan/{invitation:number}/batal")
@shows("/dinas/kelompok/{group}/pendamping")
def take_back(request: Request, group: str, invitation: int) -> Response:
    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        found = helper_asked(db, invitation, here)
        found.withdraw(actor)
        tell_handing_over(db, found, here, "refused")

    write(work)
    return redirect(f"/dinas/kelompok/{group}/pendamping", words="invitation_withdrawn")

"""A facilitator hands a group over to another one: she asks here, its chair and the new one answer in theirs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.at_group import Shows, group_seen
from market.pages.networks import network_of_request
from market.pages.office import forms
from market.people.access import Actor, Role
from market.people.group import Group
from market.people.joining.groups_yes import chair_first
from market.people.joining.handing_over import open_handing_over, propose, take_back_handing_over
from market.people.joining.inviting import count_invitation
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/pendamping/{group}/serah")
HERE = "/pendamping/{group}/serah"


def helped_group(db: Session, request: Request, slug: str) -> tuple[Group, Actor]:
    """A group that the visitor helps; anybody else finds nothing."""
    group, actor = group_seen(db, request, slug, Shows.NOTHING)
    if Role.FACILITATOR not in actor.roles or actor.own_id is None:
        raise NotFound(slug)
    if request.method == "POST":
        actor.refuse_while_resting()
    return group, actor


@router.get("")
def handing_over(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = helped_group(db, request, group)
        asked = open_handing_over(db, here.key, actor.own_id or 0)
        return page(
            request, "office/handing_over.html", group=here, actor=actor, tab="helping", asked=asked,
            waits_for_group=asked is not None and chair_first(db, asked, here),
        )  # fmt: skip


@router.post("")
@shows(HERE)
def hand_over_group(request: Request, group: str, form: Annotated[forms.Help, Depends(posted(forms.Help))]) -> Response:
    """Answers the same whoever has this number or e-mail, and also if nobody has."""
    with read() as db:
        _here, actor = helped_group(db, request, group)
    count_invitation(actor, network_of_request(request))

    def work(db: Session) -> None:
        here, actor = helped_group(db, request, group)
        propose(
            db, actor, here, actor.own_id or 0, form.identifier, name=form.name, organisation=form.organisation
        )  # fmt: skip

    write(work)
    return redirect(f"/pendamping/{group}/serah", words="handing_over_asked")


@router.post("/{invitation:number}/batal")
@shows(HERE)
def keep_group(request: Request, group: str, invitation: int) -> Response:
    def work(db: Session) -> None:
        here, actor = helped_group(db, request, group)
        take_back_handing_over(db, invitation, here, actor)

    write(work)
    return redirect(f"/pendamping/{group}/serah", words="invitation_withdrawn")

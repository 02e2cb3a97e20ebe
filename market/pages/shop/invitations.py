"""What somebody is asked, in her own account: opened by her, answered by her."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import zone_of
from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.refused import NotFound, Refused
from market.pages.shop import forms
from market.pages.visitor import require, require_person
from market.people.approving.pin_code import code_of_invited
from market.people.group import Group
from market.people.invitation import Invitation, invitation_for, invitations_for
from market.people.joining.accepting import accept, decline
from market.people.joining.blocking import blocks_of, unblock
from market.people.joining.groups_yes import chair_first, refusal_to_begin
from market.people.joining.shown import why_not_shown
from market.people.person import Person, fits, hash_secret
from market.people.place import city_of
from market.people.unasked import unasked_of
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/akun/undangan")


@dataclass(frozen=True, slots=True)
class AskedOfHer:
    """An invitation, the group it is of, and where that is; an office has a place alone."""

    invitation: Invitation
    group: Group | None
    city: str


@router.get("")
def invitations_page(request: Request) -> Response:
    """The list shows no words of strangers: the group's name appears only after a press."""
    person_id = require_person(request)
    with read() as db:
        person = Person.get(db, person_id)
        asked = [
            AskedOfHer(invitation=invitation, group=group, city=city_of(group.village if group else invitation.place))
            for invitation, group in invitations_for(db, person)
        ]
        return page(
            request, "shop/invitations.html", asked=asked, blocks=blocks_of(db, person_id),
            unasked=unasked_of(db, person_id),
        )  # fmt: skip


@router.get("/{invitation:number}")
def invitation_page(request: Request, invitation: int) -> Response:
    person_id = require_person(request)
    with read() as db:
        person = Person.get(db, person_id)
        found, group = invitation_for(db, person, invitation)
        return page(
            request, "shop/invitation.html", invitation=found, group=group, by=Person.get(db, found.by_id).name,
            city=city_of(group.village if group else found.place), proved=why_not_shown(db, found, person) is None,
            chair_first=chair_first(db, found, group), zone=zone_of(group.village if group else found.place),
            refusal=refusal_to_begin(db, found, person) or require(request).rests_refusal,
        )  # fmt: skip


@router.post("/{invitation:number}")
async def answer(
    request: Request, invitation: int, form: Annotated[forms.InvitationAnswer, Depends(posted(forms.InvitationAnswer))]
) -> Response:
    """Yes, no, or never again. With a yes she may choose the PIN for the group's phone at once."""
    person_id = await pages(lambda: require_person(request))
    if form.answer != "yes":
        never = form.answer == "never"
        await pages(lambda: write(lambda db: decline(db, Person.get(db, person_id), invitation, never=never)))
        return redirect("/akun/undangan", words="invitation_never" if never else "invitation_declined")
    require(request).refuse_while_resting()
    code_id = await _right_code(person_id, invitation, form.code)
    pin = form.pin
    pin_hash = await slow(lambda: hash_secret(pin)) if pin else None

    def work(db: Session) -> str:
        return accept(db, Person.get(db, person_id), invitation, pin_hash=pin_hash, code_id=code_id)

    return redirect(await pages(lambda: write(work)), words="invitation_accepted")


async def _right_code(person_id: int, invitation: int, typed: str) -> int | None:
    """Which code of the invitation was typed; None without one. Ten tries an hour for the person asked."""
    if not typed:
        return None

    def known() -> tuple[int, str] | None:
        with read() as db:
            found, _group = invitation_for(db, Person.get(db, person_id), invitation)
            made = code_of_invited(db, found.key)
            return (made.key, made.code_hash) if made else None

    found = await pages(known)
    await pages(lambda: attempt(f"undangan/{invitation}/{person_id}", most=10, per=timedelta(hours=1)))
    if found is None or not await slow(lambda: fits(found[1], typed)):
        raise Refused("invitation_code_wrong", field="code")
    return found[0]


@router.post("/anggota/{member:number}")
@shows("/akun/undangan")
def say_yes(request: Request, member: int) -> Response:
    """A member added before people were asked says herself that she belongs to the group."""
    person_id = require_person(request)
    require(request).refuse_while_resting()

    def work(db: Session) -> None:
        found = next((each for each, _ in unasked_of(db, person_id) if each.key == member), None)
        if found is None:
            raise NotFound(f"membership {member}")
        found.say_yes()

    write(work)
    return redirect("/akun/undangan", words="invitation_accepted")


@router.post("/blokir/{block:number}/buka")
@shows("/akun/undangan")
def hear_again(request: Request, block: int) -> Response:
    person_id = require_person(request)
    write(lambda db: unblock(db, person_id, block))
    return redirect("/akun/undangan", words="saved")

"""PINs: each is chosen by its owner, on the group's phone with a code from the chair, or in her own account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.kernel.refused import Refused
from market.kernel.tokens import shown_code
from market.pages.at_group import group_here, may_act
from market.pages.codes import fresh_code
from market.pages.networks import network_of_request
from market.pages.sudo import count_password, was_right, was_something_else
from market.pages.visitor import visit
from market.pages.workspace import people_forms as forms
from market.pages.workspace.members import ShownCode, show_members
from market.pages.workspace.who import choosing, reading
from market.people.access import Do
from market.people.approving.issuing_pins import code_for_member
from market.people.approving.own_pin import change_own_pin, require_own
from market.people.approving.pin_guess import try_pin
from market.people.membership import the_membership
from market.people.person import Person, fits
from market.people.signing_in.password import password_fits
from market.web.forms import posted
from market.web.page import redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/anggota")


@router.post("/{member:number}/pin")
@shows("/lapak/{group}/anggota")
async def choose_anew(
    request: Request,
    group: str,
    member: int,
    form: Annotated[forms.OwnPin, Depends(posted(forms.OwnPin))],
) -> Response:
    """One's own, once more with the old PIN or the password; nobody sets another's."""

    def kept(db: Session) -> tuple[str | None, str | None]:
        here, actor = group_here(db, request, group, Do.SEE)
        membership = the_membership(db, here.key, member)
        require_own(membership, actor)
        actor.refuse_while_resting()
        password = Person.get(db, membership.person_id).password_hash if actor.own_id else None
        return membership.pin_hash, password

    pin_hash, password_hash = await pages(lambda: reading(kept))
    tried = await pages(lambda: try_pin(member, visit(request).device_id))
    if password_hash:  # counted like any other try at the password
        await count_password(request)
    by_pin = await slow(lambda: fits(pin_hash, form.current))
    if not by_pin and not await slow(lambda: password_fits(password_hash, form.current)):
        await pages(lambda: tried.was_wrong(network_of_request(request)))
        raise Refused("pin_or_password_wrong", field="current")
    if password_hash:
        await (was_something_else if by_pin else was_right)(request)
    fresh = await choosing(form.pin, form.again)

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.SEE)
        membership = the_membership(db, here.key, member)
        require_own(membership, actor)
        tried.was_right(db)
        change_own_pin(membership, fresh, actor)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/anggota", words="pin_changed" if pin_hash else "pin_chosen")


@router.post("/{member:number}/kode-pin")
@every_time("shows a code once, in place of the one before")
@shows("/lapak/{group}/anggota")
async def pin_code(request: Request, group: str, member: int) -> Response:
    """A code for a member without an account who forgot her PIN: she chooses another on the group's phone."""

    code, kept = await fresh_code(lambda: may_act(request, group, Do.RESET))

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.RESET)
        membership = the_membership(db, here.key, member)
        code_for_member(db, membership, kept, actor)
        return Person.get(db, membership.person_id).name

    name = await pages(lambda: write(work))
    return await pages(lambda: show_members(request, group, fresh=ShownCode(shown_code(code), name)))

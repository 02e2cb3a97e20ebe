"""Who belongs to a group, what they may do, and the group's phones."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.pages.acts import act_word
from market.pages.visitor import group_here, keep_login
from market.pages.workspace import forms
from market.people.access import Do, Role
from market.people.act import acts_of, note
from market.people.device import Device, live_devices
from market.people.helpers import facilitators
from market.people.login import sign_in_device
from market.people.membership import Acceptance, join, members, the_membership
from market.people.person import Person, find_person, hash_secret
from market.web.cookies import leave
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/anggota")
def members_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.SEE)
        return page(
            request, "workspace/members.html", group=here, actor=actor, tab="house",
            people=members(db, here.key), helpers=facilitators(db, here.key), devices=live_devices(db, here.key),
            acts=acts_of(db, here.key, limit=40), act_word=act_word, may=actor.may(Do.MEMBERS),
            helps_in=actor.may(Do.RESET),
        )  # fmt: skip


@router.post("/anggota")
async def add_member(
    request: Request, group: str, form: Annotated[forms.MemberForm, Depends(posted(forms.MemberForm))]
) -> Response:
    """By name and PIN, or by the number of somebody who has an account."""
    pin = form.pin
    pin_hash = await slow(lambda: hash_secret(pin)) if pin else None

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        known = find_person(db, form.phone) if form.phone else None
        person = known or Person(name=form.name, phone=form.phone).add(db)
        membership = join(
            db, here.key, person, Acceptance.ACCOUNT,
            chair=form.chair, treasurer=form.treasurer, given_by=actor.person_id,
        )  # fmt: skip
        if pin_hash:
            membership.set_pin(pin_hash)
        note(db, actor, "member_added", here.key, name=person.name)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/anggota", words="member_added")


@router.post("/anggota/{member:number}/pin")
@shows("/lapak/{group}/anggota")
async def change_pin(
    request: Request, group: str, member: int, form: Annotated[forms.PinForm, Depends(posted(forms.PinForm))]
) -> Response:
    """The chair sets a member's PIN, or somebody their own."""
    pin_hash = await slow(lambda: hash_secret(form.pin))

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.SEE)
        membership = the_membership(db, here.key, member)
        if membership.person_id != actor.person_id:
            here, actor = group_here(db, request, group, Do.MEMBERS)
            if Role.CHAIR not in actor.roles:
                raise Refused("not_yours_to_do", who="chair")
        membership.set_pin(pin_hash)
        note(db, actor, "pin_changed", here.key, name=Person.get(db, membership.person_id).name)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/anggota", words="saved")


@router.post("/hp")
@shows("/lapak/{group}/anggota")
def make_device(
    request: Request, group: str, form: Annotated[forms.DeviceForm, Depends(posted(forms.DeviceForm))]
) -> Response:
    """This browser becomes a phone of the group: signed in for 180 days, its holder unnamed."""

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.DEVICES)
        device = Device(group_id=here.key, name=form.name, added_by_id=actor.person_id or 0).add(db)
        note(db, actor, "device_added", here.key, name=form.name)
        return sign_in_device(db, device.key, request.headers.get("user-agent", ""))

    token = write(work)
    return keep_login(leave(redirect(f"/lapak/{group}", words="device_added")), token)


@router.post("/hp/{device:number}/keluar")
@shows("/lapak/{group}/anggota")
def end_device(request: Request, group: str, device: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DEVICES)
        found = db.get(Device, device)
        if found is None or found.group_id != here.key:
            raise NotFound("device")
        found.end()
        note(db, actor, "device_ended", here.key, name=found.name)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="device_ended")

"""The group's phones: set up, taken over by the group, ended in one press by any member."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.pages.arriving import sign_off
from market.pages.at_group import group_here
from market.pages.visitor import keep_login
from market.pages.workspace import people_forms as forms
from market.people.access import Do
from market.people.approving.pin_guess import sign_out_phone
from market.people.founding.setting_up import OFFICERS_LASTS, set_up, the_device
from market.people.known_browser import forget_browser
from market.people.login import sign_in_device
from market.web.cookies import KNOWN, PENDING, cookie, drop_cookie, leave
from market.web.forms import posted
from market.web.page import redirect
from market.web.pressing import every_time
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/hp")


@router.post("")
@every_time("hands out a login")
@shows("/lapak/{group}/anggota")
def make_device(
    request: Request, group: str, form: Annotated[forms.DeviceForm, Depends(posted(forms.DeviceForm))]
) -> Response:
    """This browser becomes a phone of the group: signed in for 180 days, its holder unnamed.

    It is in many hands from now on: nobody stays signed in there, and it is no known browser any more.
    """

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.DEVICES)
        device = set_up(db, here, form.name, actor)
        sign_off(db, request)
        forget_browser(db, cookie(request, KNOWN))
        lasts = OFFICERS_LASTS if actor.only_officer else None
        return sign_in_device(db, device.key, request.headers.get("user-agent", ""), lasts)

    token = write(work)
    response = leave(redirect(f"/lapak/{group}", words="device_added"))
    for name in (KNOWN, PENDING):
        drop_cookie(response, name)
    return keep_login(response, token)


@router.post("/{device:number}/milik")
@shows("/lapak/{group}/anggota")
def keep_device(request: Request, group: str, device: int) -> Response:
    """A chair: this is the group's own phone, which stays when the person who set it up goes."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DEVICES)
        found = the_device(db, here.key, device)
        found.keep(actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="device_kept")


@router.post("/{device:number}/keluar")
@shows("/lapak/{group}/anggota")
def end_device(request: Request, group: str, device: int) -> Response:
    """A lost phone: any member ends it at once, also on another phone of the group."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.END_DEVICE)
        sign_out_phone(db, the_device(db, here.key, device), actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="device_ended")
